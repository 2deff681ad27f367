"""What the printouts of meetings have in common: titles, times, numbered lists, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from desktop.printing.document import CM, Margins, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.headings import title_lines
from desktop.printing.page import Page, baseline
from desktop.printing.text import Line, break_lines, clean, width

# Measured on real records: 仿宋 16 pt.
MARGINS = Margins(top=2.54 * CM, right=3.17 * CM, bottom=2.54 * CM, left=3.17 * CM)
BODY, TITLE, TITLE_LEADING = 16.0, 22.0, 36.0
_NUMBERED = re.compile(r"\d|[（(]?[一二三四五六七八九十]+[）)、]|[①-⑳]")
_DIGITS = "〇一二三四五六七八九"


class Part(NamedTuple):
    """What is printed of one record: rows, and those repeated at the top of each page."""

    rows: Sequence[Row]
    head: Sequence[Row] = ()


def flat(value: str) -> str:
    """*value* on one line."""
    return clean(value).replace("\n", " ").strip()


def period(start: datetime, end: datetime | None) -> str:
    """“2025年9月18日14:30—16:45”, with the second date where it is another day."""
    text = f"{day_of(start)}{start:%H:%M}"
    if end is None:
        return text
    return f"{text}—{'' if end.date() == start.date() else day_of(end, start.year)}{end:%H:%M}"


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


class Block(NamedTuple):
    """A paragraph broken into lines, not yet spaced. Its first ``strong`` characters are set in 黑体."""

    lines: list[Line]
    role: Role
    heading: bool
    strong: int = 0

    @classmethod
    def paragraph(
        cls, text: str, role: Role = Role.FANG, strong: int = 0, measure: float = MARGINS.measure,
        whole: Collection[str] = (),
    ) -> Block:  # fmt: skip
        lines = break_lines(text, role, BODY, measure, indent=2 * BODY, whole=whole)
        return cls(lines, role, heading=role is not Role.FANG, strong=strong)

    @classmethod
    def section(cls, title: str) -> Block:
        return cls(break_lines(title, Role.HEI, BODY, MARGINS.measure), Role.HEI, heading=True)

    def rows(self, leading: float) -> list[Row]:
        rows = text_rows(self.lines, self.role, BODY, leading, keep=self.heading)
        if self.strong and rows:
            rows[0] = rows[0]._replace(draw=_StrongStart(self.lines[0], self.strong, self.role, leading).draw)
        return rows


class Fixed(NamedTuple):
    """Rows that are set the same whatever the leading: a table between paragraphs."""

    strips: Sequence[Row]

    def rows(self, _leading: float) -> list[Row]:
        return [*self.strips, Row(6.0)]


class _StrongStart(NamedTuple):
    """Draws a line that begins in 黑体: Chinese is as wide in either, so that the line stays as it was broken."""

    line: Line
    strong: int
    role: Role
    leading: float

    def draw(self, page: Page, left: float, top: float) -> None:
        y, x = baseline(top, self.leading, BODY), left + self.line.indent
        name, rest, extra = self.line.text[: self.strong], self.line.text[self.strong :], self.line.extra
        page.text(x, y, name, Role.HEI, BODY, extra)
        x += width(name, Role.HEI, BODY) + extra * len(name)
        page.text(x, y, rest, self.role, BODY, extra)


def numbered(items: Sequence[str]) -> list[str]:
    """*items* on a line each, numbered where there are several that are not numbered already."""
    texts = [text for item in items if (text := flat(item))]
    if len(texts) > 1 and not all(_NUMBERED.match(text) for text in texts):
        return [f"{number}.{text}" for number, text in enumerate(texts, 1)]
    return texts


def listed(title: str, items: Sequence[str]) -> list[Block]:
    """A section of numbered paragraphs; nothing where there is none."""
    texts = numbered(items)
    return [Block.section(title), *map(Block.paragraph, texts)] if texts else []
