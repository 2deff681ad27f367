"""Deadlines as ledgers write them: a day, the end of a month or a year, or words that are no day at all."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.core import dates
from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.rows import Plan

_LASTING = re.compile(r"长期|持续|常态|常抓不懈|永久")
_BY = re.compile(r"(?:之前|以前|前|止|内|完成|整改|到位)+$")
_RANGE = re.compile(r"[至到~—–]+|(?<=[年月日号])-+")
_YEAR = re.compile(r"(?:(\d{4})(?:年|[-./])?|(今年|本年|当年|明年|次年))?(.*)")
_DAY = re.compile(r"(\d{1,2})[月\-./](\d{1,2})[日号]?")
_FULL = re.compile(r"\d{4}[年\-./]\d{1,2}[月\-./]\d{1,2}[日号]?")
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{1,2})(?:月份?(上旬|中旬|下旬|底|末)?)?")
_QUARTER = re.compile(r"第?([1-4])季度[底末]?")
_HALF = re.compile(r"([上下])半年[底末]?")
_WHOLE = re.compile(r"年?[底末]|全年|年")
_YEAR_IN_TITLE = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_TENTHS = {"上旬": 10, "中旬": 20}


@dataclass(frozen=True, slots=True)
class Deadline:
    """``day``: by which day; None where ``words`` say something that is no day."""

    day: date | None
    words: str = ""

    @property
    def lasting(self) -> bool:
        """To be kept up for good: 长期坚持."""
        return self.day is None and _LASTING.search(self.words) is not None


def deadline_of(cell: Any, year: int, *, since_1904: bool = False) -> tuple[Deadline | None, str]:
    """What *cell* sets as a deadline, and what was assumed; None when it says nothing.

    *year* is meant where none is written. ``BadCellError`` for figures that are no day.
    """
    text = cells.line_of(cell) if type(cell) is str else ""
    if type(cell) is str and cells.says_nothing(text):
        return None, ""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", dates.arabic(text)))
    plain = _BY.sub("", plain.rstrip("。.;；"))
    if text and not plain.isdigit() and (found := _named(plain, year)):
        return Deadline(found), "" if _FULL.fullmatch(plain) else f"写的是“{text}”，按 {found} 记"
    if text and not re.search(r"\d", plain):
        return Deadline(None, text), f"写的是“{text}”，没有记日期"
    day, note = cells.date_of(cell, since_1904=since_1904)
    if isinstance(day, dates.Month):
        day = _last(day.year, day.month)
        return Deadline(day), f"没有写日，按 {day} 记"
    return Deadline(day), note


def deadline_reader(label: str, year: int, *, since_1904: bool) -> Callable[[Any], tuple[Any, str]]:
    """Reads a column of deadlines; *label* is how remarks call it."""

    def read(cell: Any) -> tuple[Any, str]:
        found, note = deadline_of(cell, year, since_1904=since_1904)
        return found, f"{label}{note}" if note else ""

    return read


def day_reader(label: str, year: int, *, since_1904: bool) -> Callable[[Any], tuple[Any, str]]:
    """Reads a column of days on which something was, *year* being that of those written without."""

    def read(cell: Any) -> tuple[Any, str]:
        text = cells.line_of(cell) if type(cell) is str else ""
        if type(cell) is str and cells.says_nothing(text):
            return None, ""
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", dates.arabic(text)))
        if found := _NO_YEAR.fullmatch(plain):
            day = _day(year, int(found[1]), int(found[2]))
            return day, f"{label}写的是“{text}”，按 {day} 记"
        day, note = cells.date_of(cell, since_1904=since_1904)
        return day.first_day() if isinstance(day, dates.Month) else day, f"{label}{note}" if note else ""

    return read


def sheet_year(plan: Plan) -> int:
    """The year a sheet means where it writes none: that of its title, else this one."""
    found = _YEAR_IN_TITLE.findall(plan.table.title)
    return int(found[-1]) if found else plan.today.year


def _named(plain: str, year: int) -> date | None:
    """The last day of what *plain* names; of a span, of its end."""
    for part in _RANGE.split(plain):
        found = _YEAR.fullmatch(part)
        assert found is not None
        year = int(found[1]) if found[1] else year + (found[2] in ("明年", "次年"))
        rest = found[3] or ("年" if found[1] or found[2] else "")
    return _within(rest, year)


def _within(rest: str, year: int) -> date | None:
    """The last day of the day, month, quarter or half that *rest* names within *year*."""
    if found := _DAY.fullmatch(rest):
        return _day(year, int(found[1]), int(found[2]))
    if found := _MONTH.fullmatch(rest):
        month = int(found[1])
        return _day(year, month, _TENTHS[found[2]]) if found[2] in _TENTHS else _last(year, month)
    if found := _QUARTER.fullmatch(rest):
        return _last(year, 3 * int(found[1]))
    if found := _HALF.fullmatch(rest):
        return _last(year, 6 if found[1] == "上" else 12)
    return _last(year, 12) if _WHOLE.fullmatch(rest) else None


def _day(year: int, month: int, day: int) -> date:
    if not dates.FIRST_YEAR <= year <= dates.LAST_YEAR:
        raise BadCellError(f"年份 {year} 不对，应在 {dates.FIRST_YEAR}—{dates.LAST_YEAR} 之间")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadCellError(f"没有 {year} 年 {month} 月 {day} 日这一天") from error


def _last(year: int, month: int) -> date:
    """The last day of a month."""
    if not 1 <= month <= 12:
        raise BadCellError(f"没有 {year} 年 {month} 月")
    return _day(year, month, monthrange(year, month)[1])
