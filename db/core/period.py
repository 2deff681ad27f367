"""A stretch of days that records are counted over: a year, half-year, quarter, month, or any two dates."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from db.core.dates import FIRST_YEAR, LAST_YEAR, arabic, full_date, show_date
from db.core.errors import UserError

_SPELLINGS = (
    "可以写成：2022、2022H1、2022Q2、2022-06、2022-01-01..2022-06-30，或 2022年、2022年上半年、2022年二季度、2022年6月"
)

_YEAR = re.compile(r"(\d{4})(?:年度?|年?全年)?")
_HALF = re.compile(r"(\d{4})(?:H([12])|年?([上下])半年)", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})(?:年?Q(\d)|年?第?(\d)季度?)", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})(?:[-./](\d{1,2})|年(\d{1,2})月?份?|(\d{2}))")
_MONTHS = re.compile(r"(\d{4})年(\d{1,2})月?份?[-~至到](\d{1,2})月份?")
_RANGE = re.compile(r"(.+?)(?:\.\.+|[~至到])(.+)|([^-]+)-([^-]+)")

_QUARTER_NAMES = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """All days from ``first`` to ``last``, both included. ``UserError`` when reversed or outside 1880–2199.

    A whole month, quarter, half-year or year is recognized by its dates, however it was made.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError(f"起止日期颠倒了：{show_date(self.first)} 晚于 {show_date(self.last)}。请对调后再试。")
        for day in (self.first, self.last):
            _check_year(day.year)

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period spelled by *text*, canonical (``2022H1``) or Chinese (2022年上半年). Raises ``UserError``."""
        plain = re.sub(r"\s+", "", arabic(unicodedata.normalize("NFKC", text)))
        plain = re.sub("[—–]+", "~", plain)
        period = _whole(plain) or _between(plain)
        if period is None:
            raise UserError(f"看不懂期间“{text.strip()}”。{_SPELLINGS}。")
        return period

    @classmethod
    def containing(cls, day: date) -> Period:
        """The half-year *day* falls in: what offices report by."""
        return _span(day, 6)

    @classmethod
    def around(cls, today: date) -> tuple[Period, ...]:
        """Choices to offer: this and the last three half-years and quarters, two months, three years."""
        choices: list[Period] = []
        for months, count in ((6, 4), (3, 4), (1, 2), (12, 3)):
            period = _span(today, months)
            for _ in range(count):
                choices.append(period)
                period = period.previous()
        return tuple(choices)

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def nearest(self, day: date) -> date:
        """*day*, or the end of the period that is nearest to it."""
        return min(max(day, self.first), self.last)

    def previous(self) -> Period:
        """As many whole months just before, or as many days when the months are not whole."""
        before = self.first - timedelta(1)
        if months := self._whole_months:
            return Period(_first_of(before, 1 - months), before)
        return Period(before - (self.last - self.first), before)

    def next(self) -> Period:
        """As many whole months just after, or as many days when the months are not whole."""
        after = self.last + timedelta(1)
        if months := self._whole_months:
            return Period(after, _first_of(after, months) - timedelta(1))
        return Period(after, after + (self.last - self.first))

    @property
    def code(self) -> str:
        """The canonical spelling, which ``parse`` reads back to the same period."""
        year, part = f"{self.first.year:04}", self._part
        match self._months:
            case 12:
                return year
            case 6:
                return f"{year}H{part}"
            case 3:
                return f"{year}Q{part}"
            case 1:
                return f"{year}-{part:02}"
            case _:
                return f"{show_date(self.first)}..{show_date(self.last)}"

    @property
    def label(self) -> str:
        """As shown to people: 2022 年上半年, 2022 年第二季度, 2022-01-05 至 2022-02-03."""
        year, part = f"{self.first.year} 年", self._part
        match self._months:
            case 12:
                return year
            case 6:
                return f"{year}{'上' if part == 1 else '下'}半年"
            case 3:
                return f"{year}第{_QUARTER_NAMES[part - 1]}季度"
            case 1:
                return f"{year} {part} 月"
            case _ if self.first == self.last:
                return show_date(self.first)
            case _:
                return f"{show_date(self.first)} 至 {show_date(self.last)}"

    @property
    def _whole_months(self) -> int:
        """How many whole months this is; 0 when it begins or ends within one."""
        if self.first.day != 1 or (self.last + timedelta(1)).day != 1:
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def _months(self) -> int:
        """Months in the calendar unit this period fills exactly (12, 6, 3, 1); 0 for any other span."""
        return next((months for months in (12, 6, 3, 1) if _span(self.first, months) == self), 0)

    @property
    def _part(self) -> int:
        """Which half, quarter or month of its year; 1 for other spans."""
        months = self._months or 12
        return (self.first.month - 1) // months + 1


def _span(day: date, months: int) -> Period:
    """The calendar unit of *months* (a divisor of 12) that *day* falls in."""
    start = (day.month - 1) // months * months + 1
    return _months_of(day.year, start, start + months - 1)


def _first_of(day: date, months: int) -> date:
    """The first day of the month that lies *months* after the month of *day*."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _months_of(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _whole(plain: str) -> Period | None:
    """A year or a numbered part of one; None when *plain* is spelled otherwise."""
    if found := _YEAR.fullmatch(plain):
        return _numbered(found[1], 1, 12)
    if found := _HALF.fullmatch(plain):
        return _numbered(found[1], int(found[2] or "上下".index(found[3]) + 1), 6)
    if found := _QUARTER.fullmatch(plain):
        return _numbered(found[1], int(found[2] or found[3]), 3)
    if found := _MONTH.fullmatch(plain):
        return _numbered(found[1], int(found[2] or found[3] or found[4]), 1)
    return None


def _between(plain: str) -> Period | None:
    """From one date or part of a year to another, or a single day; None when *plain* is spelled otherwise."""
    if found := _MONTHS.fullmatch(plain):
        first, last = (_numbered(found[1], int(month), 1) for month in found.groups()[1:])
        return Period(first.first, last.last)
    if found := _RANGE.fullmatch(plain):
        start, end = (_whole(side) or _day(side) for side in found.groups() if side)
        return Period(start.first, end.last) if start and end else None
    return _day(plain)


def _day(plain: str) -> Period | None:
    day = full_date(plain)
    return Period(day, day) if day else None


def _numbered(year: str, number: int, months: int) -> Period:
    _check_year(int(year))
    parts = 12 // months
    if not 1 <= number <= parts:
        unit = {3: "季度", 1: "月份"}[months]
        raise UserError(f"{unit} {number} 不对：应在 1—{parts} 之间。{_SPELLINGS}。")
    return _months_of(int(year), (number - 1) * months + 1, number * months)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"年份 {year} 不对：应在 {FIRST_YEAR}—{LAST_YEAR} 之间。")
