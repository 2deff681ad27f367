"""Working days of the demonstration's years, and a diary in which no unit meets twice in one half-day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

# First and last days of the public holidays; days worked on a weekend instead are not used.
_HOLIDAYS = tuple(
    (date.fromisoformat(first), date.fromisoformat(last))
    for first, last in (
        ("2021-01-01", "2021-01-03"), ("2021-02-11", "2021-02-17"), ("2021-04-03", "2021-04-05"),
        ("2021-05-01", "2021-05-05"), ("2021-06-12", "2021-06-14"), ("2021-09-19", "2021-09-21"),
        ("2021-10-01", "2021-10-07"), ("2022-01-01", "2022-01-03"), ("2022-01-31", "2022-02-06"),
        ("2022-04-03", "2022-04-05"), ("2022-04-30", "2022-05-04"), ("2022-06-03", "2022-06-05"),
    )
)  # fmt: skip


class Part(Enum):
    """Half of a working day."""

    MORNING = "上午"
    AFTERNOON = "下午"


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and not any(first <= day <= last for first, last in _HOLIDAYS)


def workdays(first: date, last: date, *weekdays: int) -> list[date]:
    """Working days from *first* to *last*; only those *weekdays* (0 Monday) when given."""
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return [day for day in days if is_workday(day) and (not weekdays or day.weekday() in weekdays)]


def next_workday(day: date) -> date:
    """*day*, or the first working day after it."""
    while not is_workday(day):
        day += timedelta(1)
    return day


def spread(days: list[date], count: int) -> list[date]:
    """*count* of *days*, as evenly apart as they allow."""
    return [days[number * len(days) // count] for number in range(count)]


class Diary:
    """Keeps the people of one unit from being wanted at two places."""

    def __init__(self) -> None:
        self._taken: set[tuple[int, date, Part]] = set()

    def take(self, unit: int, day: date, part: Part) -> date:
        """The first working day from *day* on whose *part* is free for *unit*; it is taken now."""
        day = next_workday(day)
        while (unit, day, part) in self._taken:
            day = next_workday(day + timedelta(1))
        self._taken.add((unit, day, part))
        return day
