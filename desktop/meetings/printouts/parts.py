"""What the printouts of meetings have in common: titles, times, numbered lists, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from desktop.printing.document import CM, Margins, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.official import BODY, day_of, flat
from desktop.printing.page import Page, baseline
from desktop.printing.text import Line, break_lines, width

# Measured on real records: 仿宋 16 pt.
MARGINS = Margins(top=2.54 * CM, right=3.17 * CM, bottom=2.54 * CM, left=3.17 * CM)
_NUMBERED = re.compile(r"\d|[（(]?[一二三四五六七八九十]+[）)、]|[①-⑳]")


class Part(NamedTuple):
    """What is printed of one record: rows, and those repeated at the top of each page."""

    rows: Sequence[Row]
    head: Sequence[Row] = ()


def period(start: datetime, end: datetime | None) -> str:
    """“2025年9月18日14:30—16:45”, with the second date where it is another day."""
    text = f"{day_of(start)}{start:%H:%M}"
    if end is None:
        return text
    return f"{text}—{'' if end.date() == start.date() else day_of(end, start.year)}{end:%H:%M}"


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
