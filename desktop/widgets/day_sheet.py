"""A sheet of days: one is chosen, by mouse or keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.days import moved

LEFT_BUTTON = Qt.MouseButton.LeftButton


class DaySheet(QWidget):
    """Emits ``picked(day)`` when another day is chosen, ``opened(day)`` on a double click or Enter.

    A sheet derives from it and paints itself; it says which day is where (``day_at``).
    """

    picked = Signal(object)  # date; it may lie on another sheet
    opened = Signal(object)  # date

    def __init__(self, name: str) -> None:
        super().__init__()
        self.day = date(2000, 1, 1)
        self._today = self.day
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 220)
        self.setAccessibleName(name)

    def day_at(self, at: QPoint) -> date | None:
        """The day under the mouse."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if event.button() is LEFT_BUTTON and day is not None:
            self.picked.emit(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first click has chosen the day, and with it perhaps another month: what is under the mouse may be other.
        if event.button() is LEFT_BUTTON and self.day_at(event.position().toPoint()) == self.day:
            self.opened.emit(self.day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = moved(self.day, Qt.Key(event.key()))
        if day is not None:
            self.picked.emit(day)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
