"""Dates and times as people type them, and as the program always shows them.

Every refusal is a ``UserError`` that names the part that is wrong or lists the accepted spellings.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from db.core.errors import UserError

FIRST_YEAR, LAST_YEAR = 1880, 2199  # the oldest person on any list; far enough ahead for any plan

_DATE_SPELLINGS = (
    "可以写成：2022-06-27、2022.6.27、2022年6月27日、20220627、220627、6.27、6月27日、0627、今天、昨天、上周五"
)
_TIME_SPELLINGS = "可以写成：9:30、0930、9点半、9点30分、下午2点、14:30"

_NUMERALS = {char: value for value, chars in enumerate(("〇零○", "一", "二两", *"三四五六七八九")) for char in chars}
_NUMERAL_RUN = re.compile("[〇零○一二两三四五六七八九十廿卅]+")
_PLURAL_TENS = {"廿": "二十", "卅": "三十"}

# What the keys for . / and - give while a Chinese input method is on.
_MISTYPED = str.maketrans("。、–—", "./--")

_WORDS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WORD = re.compile(r"(大前|前|昨|今|明|后|大后)[天日]")
_WEEKDAY = re.compile(r"(上上|上|这|本|下|下下)?个?(?:周|星期|礼拜)([1-6日天])")
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}

_LATER = re.compile(r"(\d{1,3})(天|日|个?(?:周|星期)|个?月)(?:后|内|以后|之后|以内|之内)")
_END = re.compile(r"(这个?|本|下个?)?月[底末]|(本|今|明)?年[底末]")

_FULL = re.compile(r"(\d{4}|\d{2})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?")
_SHORT = re.compile(r"(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4}|\d{2})?(\d{1,2})(\d{2})")

# Part of the day → the hours (24 h clock) it can mean.
_PARTS = {
    "凌晨": range(7),
    "早上": range(4, 13),
    "早晨": range(4, 13),
    "上午": range(13),
    "中午": range(11, 15),
    "下午": range(12, 24),
    "傍晚": range(16, 21),
    "晚上": range(17, 24),
    "晚": range(17, 24),
}
_CLOCK = re.compile(
    rf"({'|'.join(_PARTS)})?(?:(\d{{1,2}})(?:[:.](\d{{2}})(?::00)?|[点时]整?(?:(\d{{1,2}})分?|(半)|([13])刻)?)?)"
)
_CLOCK_COMPACT = re.compile(r"(\d{1,2})(\d{2})")


class Month(date):
    """A month whose day nobody wrote: its first day, until something tells the day."""

    @classmethod
    def of(cls, year: int, month: int) -> Month:
        return cls(year, month, 1)

    def holds(self, day: date) -> bool:
        return (self.year, self.month) == (day.year, day.month)

    def first_day(self) -> date:
        """A plain date, as the book keeps it."""
        return date(self.year, self.month, 1)


def parse_date(text: str, today: date) -> date:
    """The day meant by *text*; what is left out (year, week) is taken from *today*.

    A two-digit year lies within the hundred years up to ten years after *today*. Raises ``UserError``.
    """
    plain = _plain(text)
    if not plain:
        raise UserError(f"请写上日期。{_DATE_SPELLINGS}。")
    if word := _WORD.fullmatch(plain):
        return today + timedelta(_WORDS[word[1]])
    if weekday := _WEEKDAY.fullmatch(plain):
        monday = today - timedelta(today.weekday())
        number = 7 if weekday[2] in "日天" else int(weekday[2])
        return monday + timedelta(weeks=_WEEKS[weekday[1] or "本"], days=number - 1)
    if later := _LATER.fullmatch(plain):
        day = _later(today, int(later[1]), later[2])
        return _checked(day.year, day.month, day.day)
    if end := _END.fullmatch(plain):
        return _end(today, end)
    if full := _FULL.fullmatch(plain):
        return _checked(_year(full[1], today), int(full[2]), int(full[3]))
    if short := _SHORT.fullmatch(plain):
        return _checked(today.year, int(short[1]), int(short[2]))
    if 3 <= len(plain) <= 8 and len(plain) not in (5, 7) and (compact := _COMPACT.fullmatch(plain)):
        return _checked(_year(compact[1], today), int(compact[2]), int(compact[3]))
    raise UserError(f"看不懂日期“{text.strip()}”。{_DATE_SPELLINGS}。")


def parse_time(text: str) -> time:
    """The time of day meant by *text*, to the minute. Raises ``UserError``."""
    plain = "".join(_plain(text).split())
    if len(plain) > 2 and (compact := _CLOCK_COMPACT.fullmatch(plain)):
        return _clock(int(compact[1]), int(compact[2]))
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise UserError(f"看不懂时间“{text.strip()}”。{_TIME_SPELLINGS}。")
    part, hour, colon, minutes, half, quarter = found.groups()
    minute = 30 if half else int(quarter) * 15 if quarter else int(colon or minutes or 0)
    return _clock(_hour_in(part, int(hour)) if part else int(hour), minute)


def parse_datetime(text: str, today: date) -> datetime:
    """A date and a time of day: ``6月27日 9:30``. The time is required. Raises ``UserError``."""
    spaced = re.sub(r"(?<=\d)[Tt](?=\d)|(?<=[日号天])(?=[\d上下早晚中凌傍])", " ", unicodedata.normalize("NFKC", text))
    chunks = spaced.split()
    for cut in range(1, len(chunks)):
        clock = "".join(chunks[cut:])
        if _looks_like_time(clock):
            day = parse_date(" ".join(chunks[:cut]), today)
            return datetime.combine(day, parse_time(clock))
    parse_date(spaced, today)  # says what is wrong with the date, if something is
    raise UserError(f"“{text.strip()}”只有日期，请在后面空一格写上时间，例如：{text.strip()} 9:30。")


def full_date(text: str) -> date | None:
    """The day when *text* spells year, month and day with a four-digit year; None when it is no such spelling."""
    plain = _plain(text)
    found = _FULL.fullmatch(plain) or (_COMPACT.fullmatch(plain) if len(plain) == 8 else None)
    if found is None or not found[1] or len(found[1]) < 4:
        return None
    return _checked(int(found[1]), int(found[2]), int(found[3]))


def show_date(day: date) -> str:
    """2022-06-27"""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def show_datetime(moment: datetime) -> str:
    """2022-06-27 09:00"""
    return f"{show_date(moment)} {moment.hour:02}:{moment.minute:02}"


def months_later(day: date, months: int) -> date:
    """The same day of a later (or, negative, an earlier) month; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def arabic(text: str) -> str:
    """*text* with Chinese numerals (up to 99, or digit by digit) as Arabic: 二〇二二年十二月 → 2022年12月."""
    return _NUMERAL_RUN.sub(lambda run: _number(run[0]), text)


def _later(today: date, number: int, unit: str) -> date:
    """*number* days, weeks or months after *today*; a month that lacks the day ends earlier."""
    if "月" not in unit:
        return today + timedelta(number * (1 if unit in "天日" else 7))
    return months_later(today, number)


def _end(today: date, word: re.Match[str]) -> date:
    """The last day of this or the next month, of this or the next year."""
    if "年" in word[0]:
        return date(today.year + (word[2] == "明"), 12, 31)
    years, month = divmod(today.month - 1 + ("下" in (word[1] or "")), 12)
    return date(today.year + years, month + 1, monthrange(today.year + years, month + 1)[1])


def _plain(text: str) -> str:
    """Half-width, Arabic digits, no white space next to the signs that separate the parts."""
    folded = arabic(unicodedata.normalize("NFKC", text)).translate(_MISTYPED).strip()
    return re.sub(r"\s*([年月日号天点时分:.\-/])\s*", r"\1", folded)


def _number(run: str) -> str:
    for sign, tens in _PLURAL_TENS.items():
        run = run.replace(sign, tens)
    if "十" not in run:
        return "".join(str(_NUMERALS[char]) for char in run)
    tens, _, ones = run.partition("十")
    return f"{_number(tens) if tens else '1'}{_number(ones) if ones else '0'}"


def _year(digits: str | None, today: date) -> int:
    if not digits:
        return today.year
    if len(digits) == 4:
        return int(digits)
    latest = today.year + 10
    return latest - (latest - int(digits)) % 100


def _checked(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"年份 {year} 不对：应在 {FIRST_YEAR}—{LAST_YEAR} 之间。")
    if not 1 <= month <= 12:
        raise UserError(f"月份 {month} 不对：应在 1—12 之间。{_DATE_SPELLINGS}。")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise UserError(f"日子 {day} 不对：{year} 年 {month} 月只有 1—{days} 日。{_DATE_SPELLINGS}。")
    return date(year, month, day)


def _looks_like_time(plain: str) -> bool:
    clock = _plain(plain)
    return bool(_CLOCK.fullmatch(clock) or (len(clock) > 2 and _CLOCK_COMPACT.fullmatch(clock)))


def _hour_in(part: str, hour: int) -> int:
    """*hour* as said with a part of the day (下午2点 → 14)."""
    for candidate in (hour, hour + 12, 0 if hour == 12 else hour):
        if candidate in _PARTS[part]:
            return candidate
    raise UserError(f"{part}没有 {hour} 点。请写 24 小时制的时间，例如 0:30、14:30、21:00。")


def _clock(hour: int, minute: int) -> time:
    if hour > 23:
        raise UserError(f"小时 {hour} 不对：应在 0—23 之间。{_TIME_SPELLINGS}。")
    if minute > 59:
        raise UserError(f"分钟 {minute} 不对：应在 0—59 之间。{_TIME_SPELLINGS}。")
    return time(hour, minute)
