"""What a meeting is worth in study hours (学时)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import floor
from typing import Protocol

from db.meetings.dated import WorthDraft, worth_on
from db.rules.queries import Rules

INTENSIVE_KIND = "intensive_training"  # the kind of meeting that is 集中培训
_NOON = time(12)  # parts 上午 from 下午: what the words mean, nothing an office decides
_HUNDREDTHS = 2  # digits hours are shown with, where they are not cut to a step


class Counted(Protocol):
    """A kind of meeting, as far as hours go."""

    @property
    def worth(self) -> Sequence[WorthDraft]: ...  # oldest first


class Conversion:
    """A kind's worth and the rules of conversion as they hold on any day; what rules say of a day is read once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[tuple[str, date], Fraction] = {}

    def hours(self, kind: Counted, starts: datetime, ends: datetime | None) -> float:
        """Study hours of one who took part from beginning to end.

        A record without an end (无结束时间) counts what the rules say where hours go by time, half a day where by days.
        """
        worth = worth_on(kind.worth, starts.date())
        if worth.hours_by == "fixed":
            return worth.hours or 0.0
        if worth.hours_by == "hour":
            return self._by_time(starts, ends)
        if worth.hours_by == "day":
            return self._by_days(starts, ends)
        return 0.0

    def _by_time(self, starts: datetime, ends: datetime | None) -> float:
        if ends is None:
            return float(self._number("hours.untimed", starts))
        unit, step = (self._number(code, starts) for code in ("hours.minutes", "hours.step"))
        if not unit:
            return 0.0
        hours = Fraction(max(0, (ends - starts) // timedelta(minutes=1))) / unit
        return float(floor(hours / step) * step) if step else round(float(hours), _HUNDREDTHS)

    def _by_days(self, starts: datetime, ends: datetime | None) -> float:
        """Half a day for what is short; else a day for each day of the calendar.

        Of several days the first is half a one when it begins after noon, the last when it ends by noon.
        """
        half, full = (float(self._number(code, starts)) for code in ("hours.half_day", "hours.full_day"))
        if ends is None or ends - starts <= timedelta(hours=float(self._number("hours.half_day_up_to", starts))):
            return half
        days = (ends.date() - starts.date()).days + 1
        if days == 1:
            return full
        halves = (starts.time() >= _NOON) + (ends.time() <= _NOON)
        return full * (days - halves) + half * halves

    def _number(self, code: str, moment: datetime) -> Fraction:
        key = code, moment.date()
        if key not in self._known:
            self._known[key] = self._rules.number(code, key[1])
        return self._known[key]


def target(rules: Rules, day: date, *, on_body: bool) -> tuple[float, int]:
    """Hours a year a member owes by the rules of *day*, and how often 集中培训."""
    if on_body:
        return float(rules.number("hours.body", day)), int(rules.number("hours.body_intensive", day))
    return float(rules.number("hours.member", day)), 0


def verdict(share: Fraction | None, rules: Rules, day: date) -> str:
    """How an attendance rate is by the rules of *day*: 好, 一般, 偏低; empty where nobody was expected."""
    if share is None:
        return ""
    if share >= rules.share("attendance.good_from", day):
        return "好"
    return "偏低" if share < rules.share("attendance.warn_below", day) else "一般"
