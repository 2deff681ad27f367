"""A white card of the home page: a heading, links to whole lists at its right, what it shows below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTableView, QVBoxLayout, QWidget

from desktop.app.theme import mark
from desktop.widgets.elided_label import ElidedLabel

_EDGE, _GAP = 8, 2  # pixels above and below, between


class Panel(QFrame):
    """Put what it shows into ``body``."""

    def __init__(self, title: str) -> None:
        super().__init__()
        mark(self, card=True)
        self.heading = ElidedLabel(title)
        mark(self.heading, subtitle=True)
        self._table: QTableView | None = None
        self._links: dict[str, QPushButton] = {}
        self._top = QHBoxLayout()
        self._top.setSpacing(6)
        self._top.addWidget(self.heading, 1)
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self._empty, muted=True)
        self._empty.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, _EDGE, 12, _EDGE)
        column.setSpacing(_GAP)
        column.addLayout(self._top)
        column.addLayout(self.body, 1)
        column.addWidget(self._empty, 1)

    def add_link(self, key: str, does: Callable[[], object]) -> None:
        """A link at the right; it is shown once it has a text."""
        link = self._links[key] = QPushButton()
        mark(link, link=True)
        link.clicked.connect(lambda _checked=False: does())
        link.hide()
        self._top.addWidget(link)

    def show_link(self, key: str, text: str) -> None:
        """*text* empty: no link."""
        self._links[key].setText(f"{text} ›")
        self._links[key].setVisible(bool(text))

    def add_table(self, view: QTableView) -> None:
        """A table that shows whole rows only."""
        self._table = view
        self.body.addWidget(view, 1)
        self.body.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._table is not None:
            head, row = self._table.horizontalHeader().height(), self._table.verticalHeader().defaultSectionSize()
            frame = self._table.height() - self._table.viewport().height() - head
            room = self.height() - self._top.sizeHint().height() - 2 * _EDGE - _GAP
            self._table.setMaximumHeight(head + frame + max(1, (room - head - frame) // row) * row)

    def say(self, text: str, instead_of: QWidget) -> None:
        """*text* in place of what is shown; empty: that."""
        self._empty.setText(text)
        self._empty.setVisible(bool(text))
        instead_of.setVisible(not text)
