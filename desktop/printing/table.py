"""A ruled table of label and value cells whose values wrap; a row too deep for a page runs on over the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.page import Page, baseline
from desktop.printing.text import break_lines, clean, width

SIZE, LEADING = 12.0, 18.0  # points
PAD, INSET = 3.5, 5.0  # above and below a cell's text; left and right of it
_DEEP = 300.0  # a row deeper than this may be broken between two pages


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text at ``x`` points from the table's left edge."""

    x: float
    text: str
    role: Role
    extra: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's left edge and the pieces of each of its lines."""

    x: float
    lines: tuple[tuple[Piece, ...], ...]
    drop: float = 0.0  # points from the row's first line down to the cell's


@lru_cache(64)  # the same few labels stand on every record
def label_cell(text: str, x: float, wide: float) -> Cell:
    """A centred 黑体 label."""
    return centred_cell(text, x, wide, Role.HEI)


def centred_cell(text: str, x: float, wide: float, role: Role = Role.FANG, whole: Collection[str] = ()) -> Cell:
    """A short value in the middle of its cell."""
    lines = break_lines(clean(text), role, SIZE, wide - 2 * INSET, whole=whole)
    return Cell(x, tuple((Piece(x + (wide - line.width) / 2, line.text, role),) for line in lines))


def value_cell(text: str, x: float, wide: float, whole: Collection[str] = ()) -> Cell:
    """A 仿宋 value, wrapped, but not within one of *whole*; line ends in it are kept."""
    lines = [
        line
        for paragraph in clean(text).strip().split("\n")
        for line in break_lines(paragraph.strip(), Role.FANG, SIZE, wide - 2 * INSET, whole=whole)
    ]
    return Cell(x, tuple((Piece(x + INSET, line.text, Role.FANG, line.extra),) for line in lines))


def names_cell(names: Sequence[str], x: float, wide: float, columns: int) -> Cell:
    """Names in *columns*; a long one takes as many columns as it needs, or lines of its own."""
    step = (wide - 2 * INSET) / columns
    lines: list[tuple[Piece, ...]] = []
    row: list[Piece] = []
    column = 0
    for name in names:
        natural = width(name, Role.FANG, SIZE)
        span = max(1, -(-(natural + SIZE / 2) // step))
        if column + min(span, columns) > columns:
            lines.append(tuple(row))
            row, column = [], 0
        if natural > wide - 2 * INSET:
            lines.extend(value_cell(name, x, wide).lines)
            continue
        row.append(Piece(x + INSET + column * step, name, Role.FANG))
        column += int(span)
    if row:
        lines.append(tuple(row))
    return Cell(x, tuple(lines))


def table_rows(rows: Sequence[Sequence[Cell]], wide: float, pad: float = PAD) -> list[Row]:
    """Strips that draw the table, *wide* points wide, *pad* points above and below the text of each row; its last
    rule is drawn by the last strip."""
    strips: list[Row] = []
    for index, cells in enumerate(rows):
        strips += _strips(cells, wide, pad, closes=index == len(rows) - 1)
    return strips


def together(strips: Sequence[Row]) -> list[Row]:
    """A table that is not broken between two pages where it is short; a long one keeps its head with its first row."""
    whole = sum(strip.height for strip in strips) <= _DEEP
    last = len(strips) - 1
    return [strip._replace(keep=strip.keep or (at < last and (whole or at == 0))) for at, strip in enumerate(strips)]


def _strips(cells: Sequence[Cell], wide: float, pad: float, closes: bool) -> list[Row]:
    """One strip, or one a line where the row is too deep to ask for a page of its own."""
    count = max(1, *(len(cell.lines) for cell in cells))
    if count * LEADING + 2 * pad <= _DEEP:
        return [_strip([_centred(cell, count) for cell in cells], wide, (0, count, count), pad, closes)]
    return [_strip(cells, wide, (index, index + 1, count), pad, closes) for index in range(count)]


def _centred(cell: Cell, count: int) -> Cell:
    return replace(cell, drop=(count - len(cell.lines)) * LEADING / 2)


def _strip(cells: Sequence[Cell], wide: float, part: tuple[int, int, int], pad: float, closes: bool) -> Row:
    """Lines ``start`` to ``stop`` of a table row ``count`` lines deep."""
    start, stop, count = part
    edges = [*(cell.x for cell in cells), wide]
    above, below = pad * (start == 0), pad * (stop == count)
    height = above + (stop - start) * LEADING + below

    def draw(page: Page, left: float, top: float) -> None:
        for x in edges:
            page.line(left + x, top, left + x, top - height)
        if start == 0:
            page.line(left, top, left + wide, top)
        if closes and stop == count:
            page.line(left, top - height, left + wide, top - height)
        for cell in cells:
            _draw_lines(page, cell.lines[start:stop], left, top - above - cell.drop)

    # Neither the first line nor the last of a broken row stands alone.
    return Row(height, draw, keep=stop < count and start in (0, count - 2), boxed=True)


def _draw_lines(page: Page, lines: Sequence[tuple[Piece, ...]], left: float, top: float) -> None:
    for pieces in lines:
        y = baseline(top, LEADING, SIZE)
        for piece in pieces:
            page.text(left + piece.x, y, piece.text, piece.role, SIZE, piece.extra)
        top -= LEADING
