"""Dates typed the way people type them: 0627, 6.27, 今天, 上周五; shown as 2022-06-27 when the field is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QTransform
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QToolButton, QWidget

from db.core.dates import parse_date, parse_datetime, show_date, show_datetime
from db.core.errors import UserError
from desktop.app.icons import icon
from desktop.widgets.editor import LineEditor
from desktop.widgets.popup import Popup

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DateEdit(LineEditor):
    """A day. Up and Down go one day on and back, Alt+Down or the button opens the calendar."""

    placeholder = "如 0627、6.27、今天"

    def __init__(self, today: Callable[[], date] = date.today, parent: QWidget | None = None) -> None:
        super().__init__(self.placeholder, parent)
        self._today = today
        button = QAction(icon("calendar", "muted"), "打开日历", self.line)
        button.triggered.connect(self.open_calendar)
        self.line.addAction(button, QLineEdit.ActionPosition.TrailingPosition)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> date | None:
        return self._parse(self.line.text()) if self.line.text().strip() else None

    def set_value(self, value: date | None) -> None:
        self._show("" if value is None else self._text(value))

    def _parse(self, text: str) -> date:
        return parse_date(text, self._today())

    def _text(self, value: date) -> str:
        return show_date(value)

    def _on(self, day: date, _old: date | None) -> date:
        """The value when *day* is picked in place of *_old*."""
        return day

    def _tidy(self) -> None:
        """The field was left or Enter pressed: show how the text was understood, or why it was not."""
        try:
            self.set_value(self.value())
        except UserError as error:
            self.set_problem(error.text)

    def _readable(self) -> date | None:
        try:
            return self.value()
        except UserError:
            return None

    def _put(self, value: date) -> None:
        self.set_value(value)
        self.line.selectAll()
        self.changed.emit()

    def step(self, days: int) -> None:
        """Go *days* on; from an empty field, to today."""
        old = self._readable()
        self._put(self._on(self._today(), None) if old is None else old + timedelta(days))

    def open_calendar(self) -> None:
        if self.line.isReadOnly():
            return
        old = self._readable()
        day = old or self._today()
        popup = _Calendar(QDate(day.year, day.month, day.day), self)
        popup.calendar.clicked.connect(lambda picked: self._picked(popup, picked, old))
        popup.calendar.activated.connect(lambda picked: self._picked(popup, picked, old))
        popup.show_below(self.line, popup.calendar)

    def _picked(self, popup: QWidget, picked: QDate, old: date | None) -> None:
        popup.close()
        self._put(self._on(date(picked.year(), picked.month(), picked.day()), old))
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.open_calendar()
                return True
            if key in _STEPS and not self.line.isReadOnly():
                self.step(_STEPS[key])
                return True
        return super().eventFilter(watched, event)


class DateTimeEdit(DateEdit):
    """A day and a time, in one field: ``0627 0930``, ``6月27日 下午2点``."""

    placeholder = "如 0627 0930、今天 下午2点"
    morning = time(9, 0)  # what a day picked in the calendar begins with

    def _parse(self, text: str) -> datetime:
        return parse_datetime(text, self._today())

    def _text(self, value: date) -> str:
        assert isinstance(value, datetime)
        return show_datetime(value)

    def _on(self, day: date, old: date | None) -> datetime:
        return datetime.combine(day, old.time() if isinstance(old, datetime) else self.morning)


class _Calendar(Popup):
    def __init__(self, day: QDate, parent: QWidget) -> None:
        super().__init__(parent)
        self.calendar = QCalendarWidget(self)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setSelectedDate(day)
        self.calendar.setMinimumSize(310, 250)
        forward = icon("chevron-right").pixmap(16, 16)
        self._button("qt_calendar_nextmonth").setIcon(QIcon(forward))
        self._button("qt_calendar_prevmonth").setIcon(QIcon(forward.transformed(QTransform().scale(-1, 1))))
        self.column.addWidget(self.calendar)

    def _button(self, name: str) -> QToolButton:
        button = self.calendar.findChild(QToolButton, name)
        assert isinstance(button, QToolButton)
        return button
