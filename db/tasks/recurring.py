"""The days of a recurring task, and what its parts are called."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from db.core.errors import UserError
from db.core.vocabulary import entries
from db.tasks.fields import FIELDS

MOST = 500  # subtasks that one assignment makes
_LONGEST = next(field.length for field in FIELDS if field.name == "title") or 0


def days(first: date, repeats: str, until: date) -> list[date]:
    """*first* and every day after it that *repeats* (每月 …) names, until *until*; a month that lacks the day ends
    earlier. ``UserError`` when there are too many."""
    months = _months(repeats)
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


def titled(title: str, repeats: str, day: date, *, year: bool) -> str:
    """*title* with the month, week … that *day* lies in: 报送月报（7月）; with *year* 报送月报（2022年7月）."""
    told = f"（{_period(_months(repeats), day, f'{day.year}年' if year else '')}）"
    room = _LONGEST - len(told)
    return (title if len(title) <= room else f"{title[: room - 1]}…") + told


def _period(months: int | None, day: date, year: str) -> str:
    match months:
        case 12:
            return f"{day.year}年"
        case 6:
            return f"{year}{'上' if day.month <= 6 else '下'}半年"
        case 3:
            return f"{year}第{(day.month + 2) // 3}季度"
        case 1:
            return f"{year}{day.month}月"
        case _:
            monday = day - timedelta(day.weekday())
            return f"{f'{monday.year}年' if year else ''}{monday.month}月{monday.day}日当周"


def _months(repeats: str) -> int | None:
    """Between two dates; 0: a week."""
    return next((entry["months"] for entry in entries("vocabulary", "repeat") if entry["name"] == repeats), None)


def _later(first: date, months: int, times: int) -> date | None:
    """None: after the last day that there is."""
    if not months:
        return first + timedelta(weeks=times) if (date.max - first).days // 7 >= times else None
    years, month = divmod(first.month - 1 + months * times, 12)
    year = first.year + years
    return None if year > date.max.year else date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
