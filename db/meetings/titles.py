"""Titles proposed for meeting records, and those of like records told on: another number, another day."""

from __future__ import annotations

import re
from datetime import date

_NUMERALS = "十一二三四五六七八九〇"
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def proposed_title(kind: str, day: date, ordinal: int | None) -> str:
    """2022年第25次例会学习"""
    return f"{day.year}年第{ordinal}次{kind}" if ordinal else f"{day.year}年{day.month}月{kind}"


def told_on(title: str, old: tuple[date, int | None], new: tuple[date, int | None]) -> str:
    """*title* of the record of one (day, ordinal) for another: the numbers in it that are its own go along.

    “6月27日第25次例会” → “7月4日第26次例会”; “六月党课” → “七月党课”;
    “第二季度党员大会” → “第三季度党员大会”.
    """
    (old_day, old_no), (day, no) = old, new
    if old_no and no:
        title = re.sub(rf"第\s*{old_no}\s*次", f"第{no}次", title)
    title = re.sub(rf"(?<!\d){old_day.year}(?=年|-|\.)", str(day.year), title)
    title = re.sub(rf"第?[{_quarter(old_day)}]季度", lambda found: found[0].translate(_quarters(old_day, day)), title)
    dated = rf"(?<!\d)0?{old_day.month}月0?{old_day.day}日"
    if re.search(dated, title):
        return re.sub(dated, f"{day.month}月{day.day}日", title)
    title = re.sub(rf"(?<!\d)0?{old_day.month}月", f"{day.month}月", title)
    return re.sub(rf"(?<![{_NUMERALS}]){_MONTHS[old_day.month - 1]}月", f"{_MONTHS[day.month - 1]}月", title)


def _quarter(day: date) -> str:
    """The digit and the numeral of the quarter *day* is in."""
    at = (day.month - 1) // 3
    return f"{at + 1}{_MONTHS[at]}"


def _quarters(old: date, new: date) -> dict[int, str]:
    return {ord(before): after for before, after in zip(_quarter(old), _quarter(new), strict=True)}
