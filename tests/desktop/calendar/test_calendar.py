"""The calendar by mouse and keyboard."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def calendar(start):
    return start("calendar").calendar


def listed(calendar):
    model = calendar.model
    return [model.id_at(row) for row in range(model.rowCount())]


def test_begins_today_with_its_records(calendar, office):
    assert calendar.day == office.today
    assert listed(calendar) == [office.second]
    assert calendar.title.text() == "2022 年 6 月"
    assert calendar.month.lines[office.today][0].text == "支部党员大会"


def test_a_click_lists_the_day_and_a_double_click_begins_a_record(calendar, office, heard, qtbot, settle):
    calendar.go(date(2022, 2, 1))
    settle(30)
    place = calendar.month.place_of(date(2022, 2, 8)).center()
    qtbot.mouseClick(calendar.month, LEFT, pos=place)
    settle(30)
    assert (calendar.day, listed(calendar)) == (date(2022, 2, 8), [office.first])
    qtbot.mouseDClick(calendar.month, LEFT, pos=place)
    presets = {"organization_id": None, "starts_at": datetime(2022, 2, 8, 9)}
    assert heard == [("new", "meeting", presets)]


def test_the_list_leads_to_the_record(calendar, office, heard, qtbot):
    calendar.list.setFocus()
    calendar.list.select_id(office.second)
    qtbot.keyClick(calendar.list, Qt.Key.Key_Return)
    assert heard == [("open", "meeting", office.second)]


@pytest.mark.parametrize(("keys", "day"), [
    ("Left", date(2022, 6, 26)), ("Down", date(2022, 7, 4)), ("PageUp", date(2022, 5, 27)),
    ("PageDown", date(2022, 7, 27)), ("Home", date(2022, 6, 1)), ("End", date(2022, 6, 30)),
])  # fmt: skip
def test_keys(calendar, qtbot, keys, day):
    calendar.month.setFocus()
    qtbot.keyClick(calendar.month, getattr(Qt.Key, f"Key_{keys}"))
    assert calendar.day == day


def test_the_last_day_of_a_longer_month(calendar, qtbot):
    calendar.go(date(2024, 1, 31))
    qtbot.keyClick(calendar.month, Qt.Key.Key_PageDown)
    assert calendar.day == date(2024, 2, 29)


def test_enter_begins_a_record_on_the_day(calendar, heard, qtbot, context):
    qtbot.keyClick(calendar.month, Qt.Key.Key_Return)
    assert heard[0][2]["starts_at"] == datetime(2022, 6, 27, 9)


def test_the_year_has_all_days_and_leads_to_its_months(calendar, office, qtbot, settle):
    calendar.chips._choose("year")
    settle(30)
    assert calendar.year._totals == {date(2022, 2, 8): 1, office.today: 1}
    qtbot.mouseClick(calendar.year, LEFT, pos=calendar.year.place_of(date(2022, 2, 8)).center())
    settle(30)
    assert listed(calendar) == [office.first]
    head = calendar.year.place_of_month(9).topLeft()
    qtbot.mouseClick(calendar.year, LEFT, pos=head + type(head)(20, 8))
    settle(30)
    assert (calendar.chips.key, calendar.day) == ("month", date(2022, 9, 1))


def test_new_records_appear(calendar, office, settle):
    made = office.meeting("党课", office.branch, datetime(2022, 6, 27, 15))
    settle(30)
    assert listed(calendar) == [office.second, made]
