"""Days on calendar sheets: the weeks of a month, and where a key leads."""

from __future__ import annotations

from calendar import Calendar, monthrange
from datetime import date, timedelta
from functools import lru_cache

from PySide6.QtCore import Qt

from db.core.dates import FIRST_YEAR, LAST_YEAR

WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_FIRST, _LAST = date(FIRST_YEAR, 2, 1), date(LAST_YEAR, 11, 30)  # so that whole sheets stay within known years


@lru_cache(maxsize=64)
def _weeks(year: int, month: int) -> list[list[date]]:
    return Calendar().monthdatescalendar(year, month)


def weeks(day: date) -> list[list[date]]:
    """The weeks, from Monday, that the month of *day* touches."""
    return _weeks(day.year, day.month)


def moved(day: date, key: Qt.Key) -> date | None:
    """Where *key* leads from *day*: arrows by days and weeks, PageUp and PageDown by months, Home and End in the month.

    None: nowhere.
    """
    if key in _STEPS:
        return within(day + timedelta(_STEPS[key]))
    if key in _MONTHS:
        return month_on(day, _MONTHS[key])
    if key is Qt.Key.Key_Home:
        return day.replace(day=1)
    return day.replace(day=monthrange(day.year, day.month)[1]) if key is Qt.Key.Key_End else None


def month_on(day: date, months: int) -> date:
    """The same day so many *months* on, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return within(date(year, month + 1, min(day.day, last)))


def within(day: date) -> date:
    return min(max(day, _FIRST), _LAST)
