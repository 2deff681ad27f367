"""Ruled lists on paper: columns with headings, one row of wrapped texts an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.page import Page, baseline
from desktop.printing.text import Line, break_lines, clean

_PAD, _INSET = 3.5, 4.0  # above and below a cell's text; left and right of it
_DEEP = 200.0  # an entry deeper than this may be broken between two pages


@dataclass(frozen=True, slots=True)
class Column:
    """``wide`` in points; ``centred``: days, numbers and short words."""

    title: str
    wide: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """*columns* set in *size* points, *leading* from line to line."""

    columns: Sequence[Column]
    size: float = 12.0
    leading: float = 18.0

    def headings(self) -> list[Row]:
        """Closed off below: what follows may begin in the middle of an entry."""
        cells = [self._broken(column.title, column, Role.HEI) for column in self.columns]
        whole = [[_middle(line, column) for line in lines] for column, lines in zip(self.columns, cells, strict=True)]
        return [row._replace(keep=True) for row in self._strips(whole, Role.HEI, closes=True)]

    def table(self, texts: Sequence[Sequence[str]]) -> list[Row]:
        """Headings and entries; the headings again where a page begins in the table."""
        headings = self.headings()
        return [*headings, *(row._replace(again=headings) for row in self.entries(texts))]

    def entries(self, texts: Sequence[Sequence[str]]) -> list[Row]:
        """A ruled row for each entry, a text a column; the last one closes the table."""
        rows: list[Row] = []
        for number, entry in enumerate(texts, 1):
            cells = []
            for column, text in zip(self.columns, entry, strict=True):
                lines = self._broken(text, column, Role.FANG)
                cells.append([_middle(line, column) for line in lines] if column.centred else lines)
            rows += self._strips(cells, Role.FANG, closes=number == len(texts))
        return rows

    def _broken(self, text: str, column: Column, role: Role) -> list[Line]:
        room = column.wide - 2 * _INSET
        paragraphs = clean(text).strip().split("\n")
        lines = [line for part in paragraphs for line in break_lines(part.strip(), role, self.size, room)]
        return [line._replace(extra=0.0) for line in lines]  # even margins tear the few characters of a cell apart

    def _strips(self, cells: Sequence[Sequence[Line]], role: Role, *, closes: bool) -> list[Row]:
        """One strip, or one a line where the entry is too deep to ask for a page of its own."""
        count = max(1, *(len(lines) for lines in cells))
        if count * self.leading <= _DEEP:
            return [self._strip(cells, role, 0, count, count, closes)]
        return [self._strip(cells, role, at, at + 1, count, closes) for at in range(count)]

    def _strip(
        self, cells: Sequence[Sequence[Line]], role: Role, start: int, stop: int, count: int, closes: bool
    ) -> Row:
        """Lines *start* to *stop* of an entry *count* lines deep; a short cell stands in the middle of a whole one."""
        above, below = _PAD * (start == 0), _PAD * (stop == count)
        height = above + (stop - start) * self.leading + below
        wide = sum(column.wide for column in self.columns)

        def draw(page: Page, left: float, top: float) -> None:
            page.line(left, top, left, top - height)
            if start == 0:
                page.line(left, top, left + wide, top)
            if closes and stop == count:
                page.line(left, top - height, left + wide, top - height)
            x = left
            for column, lines in zip(self.columns, cells, strict=True):
                drop = (count - len(lines)) * self.leading / 2 if stop - start == count else 0.0
                for at, line in enumerate(lines[start:stop]):
                    y = baseline(top - above - drop - at * self.leading, self.leading, self.size)
                    page.set_line(x + _INSET, y, line, role, self.size)
                x += column.wide
                page.line(x, top, x, top - height)

        return Row(height, draw, keep=stop < count and start in (0, count - 2), boxed=True)


def _middle(line: Line, column: Column) -> Line:
    return line._replace(indent=(column.wide - 2 * _INSET - line.width) / 2)
