"""The one page a preview shows: fitted to the width or at a chosen size."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.app.jobs import Jobs
from desktop.widgets.pdf_pages import POINTS, PdfPages

ZOOMS = (50, 75, 100, 125, 150, 200, 300)  # per cent; 100: a point is 96/72 pixels
_MARGIN = 32


class PageView(QScrollArea):
    """Shows page ``number``. ``zoom`` is per cent; 0 fits the width."""

    number_changed = Signal(int)
    zoom_changed = Signal(int)

    def __init__(self, pages: PdfPages, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._jobs = jobs
        self.number = 0
        self.zoom = 0
        self._sheet = QLabel()
        self._sheet.setScaledContents(True)  # the old picture, stretched, until the sharp one is there
        self._sheet.setStyleSheet("background: white")
        self.setWidget(self._sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait = QTimer(self, singleShot=True, interval=30)
        self._wait.timeout.connect(self._render)

    def go(self, number: int, *, to_end: bool = False) -> None:
        """Show page *number*, from its top, or from its end when one came back from the next page."""
        number = max(0, min(number, len(self._pages) - 1))
        if number != self.number:
            self.number = number
            self._fit()
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum() if to_end else 0)
            self.number_changed.emit(number)

    def set_zoom(self, per_cent: int) -> None:
        """One of 50–300, or 0 for the width."""
        self.zoom = per_cent and max(ZOOMS[0], min(per_cent, ZOOMS[-1]))
        self._fit()
        self.zoom_changed.emit(self.zoom)

    def zoom_by(self, steps: int) -> None:
        """To the next larger (1) or smaller (-1) of ``ZOOMS``."""
        now = round(self._scale() / self._hundred() * 100)
        further = [zoom for zoom in ZOOMS if (zoom > now if steps > 0 else zoom < now)]
        if further:
            self.set_zoom(further[0] if steps > 0 else further[-1])

    def _hundred(self) -> float:
        return self.logicalDpiX() / POINTS

    def _scale(self) -> float:
        """Logical pixels a point."""
        if self.zoom:
            return self._hundred() * self.zoom / 100
        bar = self.verticalScrollBar().sizeHint().width()
        return max(0.1, (self.width() - bar - _MARGIN) / self._pages.sizes[self.number][0])

    def _fit(self) -> None:
        width, height = self._pages.sizes[self.number]
        scale = self._scale()
        self._sheet.resize(QSize(round(width * scale), round(height * scale)))
        self._wait.start()

    def _render(self) -> None:
        number, scale = self.number, self._scale() * self.devicePixelRatioF()
        self._jobs.latest(
            (self, "page"),
            lambda _cancelled: self._pages.picture(number, scale),
            partial(self._show, number),
            owner=self,
        )

    def _show(self, number: int, picture: QImage) -> None:
        if number == self.number:
            self._sheet.setPixmap(QPixmap.fromImage(picture))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms; turning on at the end of a page goes to the next."""
        turned = event.angleDelta().y()
        bar = self.verticalScrollBar()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if turned > 0 else -1)
        elif turned < 0 and bar.value() == bar.maximum():
            self.go(self.number + 1)
        elif turned > 0 and bar.value() == bar.minimum():
            self.go(self.number - 1, to_end=True)
        else:
            super().wheelEvent(event)
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        key = event.key()
        if key == Qt.Key.Key_Home:
            self.go(0)
        elif key == Qt.Key.Key_End:
            self.go(len(self._pages) - 1)
        elif key == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.go(self.number + 1)
        elif key == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.go(self.number - 1, to_end=True)
        else:
            super().keyPressEvent(event)
