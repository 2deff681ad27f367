"""The days of a recurring task."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from db.core.errors import UserError
from db.core.vocabulary import entries

MOST = 500  # subtasks that one assignment makes


def days(first: date, repeats: str, until: date) -> list[date]:
    """*first* and every day after it that *repeats* (每月 …) names, until *until*; a month that lacks the day ends
    earlier. ``UserError`` when there are too many."""
    months = next((entry["months"] for entry in entries("vocabulary", "repeat") if entry["name"] == repeats), None)
    if months is None:
        raise UserError("请选择周期。", {"repeats": "请选择周期"})
    if until < first:
        raise UserError(
            f"重复到的日期 {until} 早于第一次的完成期限 {first}。请把“重复到”改为 {first} 或以后。",
            {"until": "早于第一次的完成期限"},
        )
    found: list[date] = []
    while (day := _later(first, months, len(found))) is not None and day <= until:
        found.append(day)
        if len(found) > MOST:
            raise UserError(f"从 {first} 到 {until} 超过 {MOST} 次，请缩短时间或换一个周期。", {"until": "次数太多"})
    return found


def _later(first: date, months: int, times: int) -> date | None:
    """None: after the last day that there is."""
    if not months:
        return first + timedelta(weeks=times) if (date.max - first).days // 7 >= times else None
    years, month = divmod(first.month - 1 + months * times, 12)
    year = first.year + years
    return None if year > date.max.year else date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
