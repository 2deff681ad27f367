from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QVBoxLayout, QWidget

from db.core.errors import UserError
from desktop.widgets.date_editor import DateEdit, DateTimeEdit

TODAY = date(2022, 6, 30)


@pytest.fixture
def window(qtbot):
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.show()
    return made


def put(window, editor):
    window.layout().addWidget(editor)
    window.activateWindow()
    editor.line.setFocus()
    return editor


@pytest.fixture
def day(window):
    return put(window, DateEdit(lambda: TODAY))


@pytest.fixture
def moment(window):
    return put(window, DateTimeEdit(lambda: TODAY))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("0627", "2022-06-27"), ("6.27", "2022-06-27"), ("今天", "2022-06-30"), ("2021年12月1日", "2021-12-01")],
)
def test_typed_date_is_shown_in_full_when_the_field_is_left(qtbot, type_text, day, typed, shown):
    type_text(day.line, typed)
    assert day.value() == date.fromisoformat(shown)
    assert day.line.text() == typed, "the text is not changed under the typing hand"
    qtbot.keyClick(day.line, Qt.Key.Key_Return)
    assert day.line.text() == shown
    assert day.problem is None


def test_unreadable_date_is_marked_and_refused(qtbot, type_text, day):
    type_text(day.line, "0231")
    qtbot.keyClick(day.line, Qt.Key.Key_Return)
    assert "2 月只有 1—28 日" in day.problem
    assert day.line.property("invalid") is True
    with pytest.raises(UserError):
        day.value()
    day.line.selectAll()
    type_text(day.line, "0228")
    assert day.problem is None


def test_arrow_keys_go_day_by_day(qtbot, day):
    changes = []
    day.changed.connect(lambda: changes.append(day.value()))
    qtbot.keyClick(day.line, Qt.Key.Key_Up)
    qtbot.keyClick(day.line, Qt.Key.Key_Up)
    qtbot.keyClick(day.line, Qt.Key.Key_Down)
    assert changes == [date(2022, 6, 30), date(2022, 7, 1), date(2022, 6, 30)]


def test_loading_is_not_a_change(day):
    changes = []
    day.changed.connect(lambda: changes.append(1))
    day.set_value(date(2022, 1, 2))
    day.set_value(None)
    assert changes == []
    assert day.value() is None


def test_calendar_fills_the_field(qtbot, type_text, day):
    type_text(day.line, "0601")
    qtbot.keyClick(day.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = QApplication.activePopupWidget().findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2022, 6, 1)
    calendar.clicked.emit(QDate(2022, 6, 15))
    assert day.value() == date(2022, 6, 15)
    assert QApplication.activePopupWidget() is None


def test_read_only_date_stays(qtbot, type_text, day):
    day.set_value(TODAY)
    day.set_read_only(True)
    type_text(day.line, "0101")
    qtbot.keyClick(day.line, Qt.Key.Key_Up)
    day.open_calendar()
    assert day.value() == TODAY
    assert QApplication.activePopupWidget() is None


def test_day_and_time_in_one_field(qtbot, type_text, moment):
    type_text(moment.line, "0627 0930")
    qtbot.keyClick(moment.line, Qt.Key.Key_Return)
    assert moment.line.text() == "2022-06-27 09:30"
    qtbot.keyClick(moment.line, Qt.Key.Key_Up)
    assert moment.value() == datetime(2022, 6, 28, 9, 30)


def test_day_without_time_asks_for_the_time(qtbot, type_text, moment):
    type_text(moment.line, "0627")
    qtbot.keyClick(moment.line, Qt.Key.Key_Return)
    assert "时间" in moment.problem


def test_calendar_keeps_the_time(moment):
    moment.set_value(datetime(2022, 6, 1, 14, 0))
    moment.open_calendar()
    QApplication.activePopupWidget().findChild(QCalendarWidget).clicked.emit(QDate(2022, 6, 2))
    assert moment.value() == datetime(2022, 6, 2, 14, 0)
