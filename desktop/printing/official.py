"""Official papers as GB/T 9704-2012 has them: margins, type, title, paragraphs, signature, page numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from desktop.printing.document import Foot, Margins, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.headings import title_lines
from desktop.printing.text import Line, break_lines, clean, width

_MM = 72 / 25.4
OFFICIAL_MARGINS = Margins(top=37 * _MM, right=26 * _MM, bottom=35 * _MM, left=28 * _MM)  # 156 × 225 mm are left
OFFICIAL_LEADING = 28.95  # 22 lines
OFFICIAL_FOOT = Foot(lambda page, _pages: f"— {page} —", size=14.0, outside=True)
BODY, TITLE, TITLE_LEADING = 16.0, 22.0, 36.0
_DIGITS = "〇一二三四五六七八九"


def flat(value: str) -> str:
    """*value* on one line."""
    return clean(value).replace("\n", " ").strip()


def day_of(moment: date, known_year: int | None = None) -> str:
    """“2025年9月18日”, without the year where it is the *known_year*."""
    year = "" if moment.year == known_year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日"


def numeral(number: int) -> str:
    """*number* as it numbers chapters: 一, 十, 十二, 二十; in digits from 100 on."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return f"{(_DIGITS[tens] if tens > 1 else '') + '十' if tens else ''}{_DIGITS[ones] if ones else ''}"


def title_rows(head: str, tail: str, measure: float, whole: Collection[str] = (), size: float = TITLE) -> list[Row]:
    """The centred title of a document, in as few lines as it needs; none of *whole* is divided."""
    leading = TITLE_LEADING * size / TITLE
    broken = title_lines(head, tail, size, measure, whole)
    lines = [line._replace(indent=(measure - line.width) / 2) for line in broken]
    return [*text_rows(lines, Role.TITLE, size, leading, keep=True), Row(8.0, keep=True)]


def official_title(head: str, tail: str, whole: Collection[str] = ()) -> list[Row]:
    """The title with the empty line below it."""
    return [*title_rows(head, tail, OFFICIAL_MARGINS.measure, whole), Row(OFFICIAL_LEADING)]


def official_rows(
    texts: Sequence[str], role: Role = Role.FANG, indent: float = 2 * BODY, whole: Collection[str] = ()
) -> list[Row]:
    """*texts*, a paragraph each; those that are not 仿宋 are headings and stay with what follows."""
    rows = []
    for text in texts:
        lines = break_lines(text, role, BODY, OFFICIAL_MARGINS.measure, indent, whole)
        rows += text_rows(lines, role, BODY, OFFICIAL_LEADING, keep=role is not Role.FANG)
    return rows


def official_signature(organization: str, day: date | None) -> list[Row]:
    """The organization above the middle of the date, which ends four characters from the edge (7.3.5)."""
    measure = OFFICIAL_MARGINS.measure
    date_text = day_of(day) if day else "　　　　年　　月　　日"
    date_wide = width(date_text, Role.FANG, BODY)
    lines = break_lines(organization, Role.FANG, BODY, measure - 4 * BODY)
    middle = measure - 4 * BODY - date_wide / 2
    if lines:  # a long name needs more room to its right
        middle = min(middle, measure - 2 * BODY - lines[0].width / 2)
    named = [line._replace(indent=max(0.0, middle - line.width / 2), extra=0.0) for line in lines]
    dated = Line(date_text, middle - date_wide / 2, date_wide, 0.0)
    signed = text_rows([*named, dated], Role.FANG, BODY, OFFICIAL_LEADING, keep=True)
    return [Row(OFFICIAL_LEADING, keep=True), *signed]


def signed(rows: Sequence[Row], organization: str, day: date | None) -> list[Row]:
    """*rows* with the signature under them, which does not stand alone on a page."""
    return [*rows[:-1], rows[-1]._replace(keep=True), *official_signature(organization, day)]
