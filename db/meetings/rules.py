"""What holds within one meeting record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.core.errors import UserError
from db.meetings.status import MISSED, Status

_LONGEST = timedelta(days=31)  # no meeting lasts longer: the month or the year is mistyped


@dataclass(frozen=True, slots=True)
class Counts:
    """The roster's counts; 应到 leaves guests out."""

    expected: int = 0
    present: int = 0
    on_leave: int = 0
    absent: int = 0
    guests: int = 0


def counts(statuses: Iterable[Status]) -> Counts:
    """Counted, never typed: 应到 = 到会 + 请假 + 缺席."""
    tally = dict.fromkeys(Status, 0)
    for status in statuses:
        tally[Status(status)] += 1
    present, leave, absent = tally[Status.PRESENT], tally[Status.LEAVE], tally[Status.ABSENT]
    return Counts(present + leave + absent, present, leave, absent, tally[Status.GUEST])


def make_up_problem(status: Status, held: date, on: date, today: date) -> str:
    """Why someone cannot have made up (补学) *on* a day for a meeting *held* on another; empty when they can."""
    if status not in MISSED:
        return "没有缺课，不用补学"
    if on > today:
        return f"补学日期 {on} 还没有到，补学以后再登记"
    return f"补学日期 {on} 早于会议日期 {held}" if on < held else ""


def check_times(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """A meeting ends after it starts, and within a month."""
    if starts_at and ends_at and ends_at <= starts_at:
        raise UserError(
            f"结束时间 {ends_at:%Y-%m-%d %H:%M} 不晚于开始时间 {starts_at:%Y-%m-%d %H:%M}，请核对。",
            {"ends_at": "应晚于开始时间"},
        )
    if starts_at and ends_at and ends_at - starts_at > _LONGEST:
        apart = (ends_at.date() - starts_at.date()).days
        raise UserError(
            f"结束时间 {ends_at:%Y-%m-%d %H:%M} 与开始时间 {starts_at:%Y-%m-%d %H:%M} 相隔 {apart} 天，请核对。",
            {"ends_at": f"与开始时间相隔 {apart} 天"},
        )
