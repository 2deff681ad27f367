"""The day on which a body or a membership is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.core.dates import show_date
from db.core.errors import UserError
from desktop.widgets.date_editor import DateEdit

_WIDTH = 150


class DayBar(QWidget):
    """A label and a date that is never empty."""

    day_changed = Signal(object)  # date; by the user only

    def __init__(self, label: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day = today()
        self.editor = DateEdit(today)
        self.editor.setFixedWidth(_WIDTH)
        self.editor.line.setAccessibleName(label)
        self.editor.set_value(self.day)
        self.editor.changed.connect(self._edited)
        self.editor.line.editingFinished.connect(self._take)
        name = QLabel(label)
        name.setProperty("muted", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.editor)

    def set_day(self, day: date) -> None:
        self.day = day
        self.editor.set_value(day)

    def _edited(self) -> None:
        """A day picked or stepped to is whole at once; one being typed is taken when the field is left."""
        day = self._readable()
        if day is not None and show_date(day) == self.editor.line.text():
            self._take()

    def _take(self) -> None:
        day = self._readable()
        if day is not None and day != self.day:
            self.day = day
            self.day_changed.emit(day)
        elif not self.editor.line.text().strip():
            self.editor.set_value(self.day)

    def _readable(self) -> date | None:
        try:
            return self.editor.value()
        except UserError:
            return None
