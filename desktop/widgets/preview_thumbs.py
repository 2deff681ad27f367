"""The pages of a preview in small, drawn when they come into sight."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from desktop.app.jobs import Jobs
from desktop.app.theme import color
from desktop.widgets.pdf_pages import PdfPages

_SIDE = 110  # pixels of the longer side
_CELL = QSize(132, 146)


class Thumbnails(QListWidget):
    """One picture a page. ``picked`` is the user's choice."""

    picked = Signal(int)

    def __init__(self, pages: PdfPages, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._jobs = jobs
        self._drawn: set[int] = set()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setGridSize(_CELL)
        self.setFixedWidth(_CELL.width() + 24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for at in range(len(pages)):
            item = QListWidgetItem(str(at + 1))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
            item.setSizeHint(_CELL)
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(self._pick)
        self._wait = QTimer(self, singleShot=True, interval=60)
        self._wait.timeout.connect(self._draw_next)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._wait.start())

    def set_number(self, number: int) -> None:
        """Mark page *number* without telling."""
        self.blockSignals(True)
        self.setCurrentRow(number)
        self.blockSignals(False)

    def _pick(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)

    def _draw_next(self) -> None:
        """Draw the first page in sight that has no picture; its arrival draws the next."""
        first = self.verticalScrollBar().value() // _CELL.height()
        last = min(first + self.viewport().height() // _CELL.height() + 2, len(self._pages))
        at = next((at for at in range(first, last) if at not in self._drawn), None)
        if at is None:
            return
        scale = _SIDE * self.devicePixelRatioF() / max(self._pages.sizes[at])
        self._jobs.latest(
            (self, "thumbnail"), lambda _cancelled: self._pages.picture(at, scale), partial(self._put, at), owner=self
        )

    def _put(self, at: int, picture: QImage) -> None:
        self._drawn.add(at)
        pixmap = QPixmap.fromImage(picture)
        painter = QPainter(pixmap)
        painter.setPen(color("line-strong"))
        painter.drawRect(pixmap.rect().adjusted(0, 0, -1, -1))
        painter.end()
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        sheet = QIcon(pixmap)
        sheet.addPixmap(pixmap, QIcon.Mode.Selected)  # paper is not tinted
        self.item(at).setIcon(sheet)
        self._wait.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wait.start()
