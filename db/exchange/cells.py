"""What one cell of a sheet means: text, a day, a moment, an identity number, one of a list, several of a list.

Each reader takes a plain Python value as the workbook gives it and returns the value for the field, or raises
``BadCellError`` with a Chinese clause. Nothing is guessed silently: what had to be assumed is told as a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, TypeVar

from db.core import dates
from db.core.errors import UserError
from db.exchange.defusing import restored
from db.exchange.near import similar
from db.people import identity

T = TypeVar("T")
MASKED = "*"  # a number exported with its middle hidden: says nothing, overwrites nothing

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BLANKS = re.compile("[^\\S\n]+")
_NOTHING = frozenset(("", "/", "\\", "-", "--", "—", "——", "－", "／", "无", "暂无", "空", "N/A", "n/a"))
_ERRORS = frozenset(("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!"))

_FIRST_SERIAL, _LAST_SERIAL = 2200, 109_575  # 1906 … 2199; smaller numbers are years or something else
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)

_COMMON = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?(?:份)?")
_SHORT_YEAR = re.compile(r"'?\d{2}(?:年|[-./])\d{1,2}(?:(?:月|[-./])\d{0,2}[日号]?)?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月|[-./])\d{1,2}[日号]?")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$")
_BETWEEN = re.compile(r"\s*(?:-+|—+|–+|~+|至|到)\s*")
_SEPARATORS = re.compile(r"[、，,;；/|\s]+")


class BadCellError(Exception):
    """The cell cannot be taken; ``text`` is a Chinese clause saying why and what to write."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def text_of(cell: Any) -> str:
    """What the cell shows, on one line or several: no control characters, no white space around."""
    if type(cell) is str:
        if cell[:1] == "'":
            cell = restored(cell)
        return cell.strip() if cell.isprintable() else _tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return dates.show_datetime(cell) if cell.time() != time() else dates.show_date(cell)
    if isinstance(cell, date):
        return dates.show_date(cell)
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return _tidy(str(cell))


def line_of(cell: Any) -> str:
    """The cell's text on one line."""
    text = text_of(cell)
    return " ".join(text.split()) if "\n" in text else text


def long_text_of(cell: Any) -> str:
    """The cell's text with its own white space: paragraphs begin with two blanks."""
    if type(cell) is not str:
        return text_of(cell)
    text = _INVISIBLE.sub("", restored(cell).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    return text.replace("\u2028", "\n").replace("\u2029", "\n").strip("\n").rstrip()


def is_empty(cell: Any) -> bool:
    return cell is None or cell == "" or (type(cell) is str and cell.isspace())


def says_nothing(text: str) -> bool:
    """A stroke, “无” and the like stand where nothing is to be filled in."""
    return text in _NOTHING


def check_error(cell: Any) -> None:
    """Refuse what a formula that failed leaves behind."""
    if type(cell) is str and cell[:1] == "#" and cell.strip().upper() in _ERRORS:
        raise BadCellError(f"公式出错，单元格是 {cell.strip()}，请改成实际内容")


def date_of(cell: Any, *, since_1904: bool = False) -> tuple[date, str]:
    """The day in a cell and a note of what was assumed (empty when nothing); a ``dates.Month`` when no day is told."""
    if isinstance(cell, datetime):
        return _in_range(cell.date()), ""
    if isinstance(cell, date):
        return _in_range(cell), ""
    if isinstance(cell, bool | time | timedelta):
        raise BadCellError(f"“{text_of(cell)}”不是日期，请写成 2022-06-01")
    if isinstance(cell, int | float):
        return _date_of_number(float(cell), since_1904)
    return _date_of_text(text_of(cell), since_1904)


def moment_of(cell: Any) -> tuple[datetime, datetime | None]:
    """When a meeting starts, and when it ends if the cell says so too (``2022.6.24 9:00-10:30``)."""
    if isinstance(cell, datetime):
        if cell.time() == time():
            raise BadCellError(f"“{dates.show_date(cell)}”只有日期，请写上时间，如 {dates.show_date(cell)} 9:00")
        return cell.replace(second=0, microsecond=0), None
    if isinstance(cell, float) and _FIRST_SERIAL < cell < _LAST_SERIAL and not cell.is_integer():
        return _rounded(_EPOCH + timedelta(days=cell)), None
    if not isinstance(cell, str):
        date_of(cell)
        raise BadCellError(f"“{text_of(cell)}”只有日期，请写上时间，如 2022-06-24 9:00")
    text = dates.arabic(unicodedata.normalize("NFKC", line_of(cell)))
    if not re.match(r"\d{4}", text):
        raise BadCellError(f"看不懂“{text}”，请写成 2022-06-24 9:00，年份用四位")
    return _start_and_end(re.sub(r"[(（]?(?:星期|周)[一二三四五六日天1-7][)）]?", " ", text).strip())


def clock_of(cell: Any) -> time | datetime:
    """A time of day alone (the end of a meeting on the same day), or a whole moment."""
    if isinstance(cell, datetime):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 < cell < 1:
        return _rounded(_EPOCH + timedelta(days=cell)).time()
    if isinstance(cell, str) and not re.match(r"\s*\d{4}\s*[-./年]", unicodedata.normalize("NFKC", cell)):
        return _user_checked(dates.parse_time, cell)
    return moment_of(cell)[0]


def identity_of(cell: Any) -> str:
    """An identity number tidied; ``MASKED`` and the rest for one with asterisks."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
        raise BadCellError("身份证号被表格当成了数字，后几位已经丢失；请先把这一列设为“文本”，再重新填写完整号码")
    number = identity.normalise(text_of(cell))
    return MASKED + number if "*" in number else number


def integer_of(cell: Any) -> int:
    text = unicodedata.normalize("NFKC", dates.arabic(line_of(cell)))
    found = re.fullmatch(r"第?\s*(\d{1,9})\s*[次期届号]?", text)
    if found is None:
        raise BadCellError(f"“{text}”不是整数")
    return int(found[1])


def known_choice(text: str, allowed: tuple[str, ...], synonyms: Mapping[str, str]) -> str | None:
    """One of *allowed*, or what a synonym stands for; None when it is neither."""
    if text in allowed:
        return text
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = synonyms.get(plain, plain)
    return found if found in allowed else None


def choice_of(text: str, allowed: tuple[str, ...], synonyms: Mapping[str, str]) -> str:
    """One of *allowed*, or what a synonym stands for."""
    found = known_choice(text, allowed, synonyms)
    if found is not None:
        return found
    meant = similar("".join(unicodedata.normalize("NFKC", text).split()), allowed, synonyms)
    if meant:
        raise BadCellError(f"没有“{text}”这一项，是不是“{'”“'.join(meant)}”？")
    raise BadCellError(f"没有“{text}”这一项，可选：{'、'.join(allowed[:12])}{' 等' if len(allowed) > 12 else ''}")


def several_of(text: str, allowed: tuple[str, ...], synonyms: Mapping[str, str]) -> tuple[str, ...]:
    """Several of *allowed*, separated by any of 、 ， , ; / or a space, each once."""
    return tuple(dict.fromkeys(choice_of(part, allowed, synonyms) for part in parts_of(text)))


def parts_of(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]


def lines_of(cell: Any) -> tuple[str, ...]:
    """Several short texts: one a line, or, on a single line, separated by semicolons; leading numbers are dropped."""
    text = text_of(cell)
    pieces = text.split("\n") if "\n" in text else re.split("[;；]", text)
    numbered = re.compile(r"^\s*(?:\d{1,2}\s*[.、．)）](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[)）、.])\s*")
    return tuple(line for piece in pieces if (line := numbered.sub("", piece).strip()))


def _tidy(text: str) -> str:
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    return _BLANKS.sub(" ", text.replace("\u2028", "\n").replace("\u2029", "\n")).strip()


def _number_text(number: float) -> str:
    if not isfinite(number):
        raise BadCellError("不是有效的数字")
    if isinstance(number, int) or (number.is_integer() and abs(number) < 1e15):
        return str(int(number))
    return repr(number)


def _in_range(day: date) -> date:
    if not dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR:
        raise BadCellError(f"年份 {day.year} 不对，应在 {dates.FIRST_YEAR}—{dates.LAST_YEAR} 之间")
    return day


def _date_of_number(number: float, since_1904: bool) -> tuple[date, str]:
    if not isfinite(number):
        raise BadCellError("不是有效的日期")
    if not number.is_integer():
        return _date_of_fraction(number, since_1904)
    whole = int(number)
    if 18_800_101 <= whole <= 21_991_231:
        return _day(whole // 10_000, whole // 100 % 100, whole % 100), ""
    if 188_001 <= whole <= 219_912:
        return _first_day(whole // 100, whole % 100)
    if dates.FIRST_YEAR <= whole < _FIRST_SERIAL:
        raise BadCellError(f"“{whole}”只有年份，请写上月和日，如 {whole}-06-01")
    return _date_of_serial(number, since_1904), ""


def _date_of_fraction(number: float, since_1904: bool) -> tuple[date, str]:
    """2022.06 is a month; 2022.1 may have been 2022.10 before the sheet dropped its last zero."""
    if not dates.FIRST_YEAR <= number < _FIRST_SERIAL:
        return _date_of_serial(number, since_1904), ""
    year, _, month = repr(number).partition(".")
    if month == "1":
        raise BadCellError(f"{year}.1 可能是 1 月或 10 月，请写成 {year}-01-01 或 {year}-10-01 这样的日期")
    if len(month) > 2:
        raise BadCellError(f"看不懂日期“{number!r}”，请写成 2022-06-01")
    return _first_day(int(year), int(month))


def _date_of_serial(number: float, since_1904: bool) -> date:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise BadCellError(f"“{_number_text(number)}”不是日期，请写成 2022-06-01")
    return ((_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(number))).date()


def _date_of_text(text: str, since_1904: bool) -> tuple[date, str]:
    if (common := _COMMON.fullmatch(text)) and (found := _day_or_none(*map(int, common.groups()))):
        return found, ""
    plain = unicodedata.normalize("NFKC", text).lstrip("'‘’`").strip().rstrip("。.,，")
    plain = _MIDNIGHT.sub("", plain)
    try:
        found = dates.full_date(plain)
    except UserError as error:
        raise BadCellError(error.text.split("。")[0]) from error
    if found is not None:
        return found, ""
    plain = re.sub(r"\s+", "", dates.arabic(plain)).replace("。", ".").replace("—", "-").replace("–", "-")
    if month := _MONTH.fullmatch(plain):
        return _first_day(int(month[1]), int(month[2]))
    if plain.isascii() and plain.isdigit():
        if len(plain) == 6 and not 1880 <= int(plain[:4]) <= 2199:
            raise BadCellError(f"“{text}”的年份只有两位，请写成四位，如 2022-06-01")
        if len(plain) == 5 and int(plain) >= _FIRST_SERIAL:
            day = _date_of_serial(float(plain), since_1904)
            return day, f"“{plain}”按表格的日期序号读作 {day}"
        return _date_of_number(float(plain), since_1904)
    if _SHORT_YEAR.fullmatch(plain) and not _NO_YEAR.fullmatch(plain):
        raise BadCellError(f"“{text}”的年份只有两位，请写成四位，如 2022-06-01")
    if _NO_YEAR.fullmatch(plain):
        raise BadCellError(f"“{text}”没有年份，请写成 2022-06-01")
    if re.fullmatch(r"\d{4}年", plain):
        raise BadCellError(f"“{text}”只有年份，请写上月和日，如 2022-06-01")
    raise BadCellError(f"看不懂日期“{text[:20]}”，请写成 2022-06-01、2022.6.1 或 2022年6月1日")


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return _in_range(date(year, month, day))
    except (ValueError, BadCellError):
        return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return _in_range(date(year, month, day))
    except ValueError as error:
        raise BadCellError(f"没有 {year} 年 {month} 月 {day} 日这一天") from error


def _first_day(year: int, month: int) -> tuple[date, str]:
    if not 1 <= month <= 12:
        raise BadCellError(f"没有 {year} 年 {month} 月")
    day = _day(year, month, 1)
    return dates.Month.of(year, month), f"没有写日，按 {day} 记"


def _rounded(moment: datetime) -> datetime:
    """Serials are fractions of a day: nine o'clock is stored as 8:59:59.99…"""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _start_and_end(text: str) -> tuple[datetime, datetime | None]:
    for cut in reversed(list(_BETWEEN.finditer(text))):
        try:
            start = dates.parse_datetime(text[: cut.start()], date.min)
            rest = text[cut.end() :]
            full = re.match(r"\d{4}\D", rest)
            end = dates.parse_datetime(rest, date.min) if full else _same_half(start, dates.parse_time(rest))
        except UserError:
            continue
        return start, end
    return _user_checked(lambda typed: dates.parse_datetime(typed, date.min), text), None


def _same_half(start: datetime, end: time) -> datetime:
    """下午2:00-4:00 ends at four in the afternoon."""
    moment = datetime.combine(start, end)
    later = moment + timedelta(hours=12)
    return later if moment <= start and start.hour >= 12 and later.date() == start.date() else moment


def _user_checked(parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except UserError as error:
        raise BadCellError(error.text.split("。")[0]) from error
