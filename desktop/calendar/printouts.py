"""The matrix of 三会一课 on paper: as many units side by side as fit, the rest below them or on further pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

from db.core.errors import CancelledError, UserError
from db.meetings.matrix import Column, Matrix, Row, State
from desktop.printing.document import CM, Document, Foot, Margins, Printed, paginate
from desktop.printing.document import Row as Strip
from desktop.printing.fonts import Role
from desktop.printing.headings import title_lines
from desktop.printing.page import Page, baseline
from desktop.printing.text import break_lines, clean, width

MARGINS = Margins(top=1.8 * CM, right=1.5 * CM, bottom=1.8 * CM, left=1.5 * CM, wide=True)
_TITLE, _SIZE, _ROW, _HEAD = 18.0, 8.0, 17.0, 46.0  # points
_NAME, _COUNTS, _UNIT, _MONTH, _YEAR = 112.0, 24.0, 36.0, 27.0, 12.0
_GAP = 14.0  # between bands on one page
_TALLIES = ("应开", "已开", "缺")
_INDENT = 8.0
Place = tuple[int, Column]  # a column with its place in the matrix


def print_matrix(
    matrix: Matrix, title: str, subtitle: str, out: Path | BinaryIO, *,
    progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None,
) -> Printed:  # fmt: skip
    """A PDF of *matrix*, its units in bands that fit the page.

    :raises UserError: there is nothing to print.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not matrix.rows or not matrix.columns:
        raise UserError("没有要打印的三会一课情况。请放宽组织、时期或筛选再打印。")
    document = Document(title, MARGINS)
    heading = _heading(title, subtitle)
    parts = [(_bookmark(part), paginate([*heading, *part.strips], MARGINS.depth)) for part in _parts(matrix, heading)]
    total = sum(len(pages) for _, pages in parts)
    for done, (bookmark, pages) in enumerate(parts, 1):
        if cancelled is not None and cancelled():
            raise CancelledError
        document.add_pages(pages, bookmark, foot=_foot(document.pages, total))
        if progress is not None:
            progress(done, len(parts))
    return document.save(out)


def _foot(before: int, total: int) -> Foot:
    """Numbers that run through the whole document."""
    return Foot(lambda page, _pages: f"第 {before + page} 页　共 {total} 页")


class _Part(NamedTuple):
    """What begins on a new page: a band, or several that fit the page one below the other."""

    units: Sequence[Place]
    strips: Sequence[Strip]


def _parts(matrix: Matrix, heading: Sequence[Strip]) -> list[_Part]:
    room = MARGINS.depth - _height(heading)
    found: list[_Part] = []
    for band in bands(matrix):
        strips = _strips(matrix, band)
        if found and _height(found[-1].strips) + _GAP + _height(strips) <= room:
            above = found.pop()
            found.append(_Part([*above.units, *band], [*above.strips, Strip(_GAP), *strips]))
        else:
            found.append(_Part(band, strips))
    return found


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


def bands(matrix: Matrix) -> list[list[Place]]:
    """The columns somebody has a cell in, as many together as fit; a kind that fits is not divided."""
    used = {place for row in matrix.rows for place in row.cells}
    shown = [(place, column) for place, column in enumerate(matrix.columns) if place in used]
    room = MARGINS.measure - _NAME - 3 * _COUNTS
    found: list[list[Place]] = []
    for _kind, group in groupby(shown, lambda one: one[1].duty.kind_id):
        for units in _pieces(list(group), room):
            needed = sum(map(_wide, units))
            fitting = (band for band in found if sum(map(_wide, band)) + needed <= room)
            band = next(fitting, None)
            if band is None:
                found.append(band := [])
            band += units
    return found


def _pieces(units: list[Place], room: float) -> list[list[Place]]:
    """*units* of one kind in pieces that each fit a page."""
    pieces: list[list[Place]] = [[]]
    for unit in units:
        if pieces[-1] and sum(map(_wide, pieces[-1])) + _wide(unit) > room:
            pieces.append([])
        pieces[-1].append(unit)
    return pieces


def _wide(unit: Place) -> float:
    """Points: a day of the month is shorter than a day of the year."""
    column = unit[1]
    return (_MONTH if column.monthly else _UNIT) + (_YEAR if "年" in column.label and column.duty.months < 12 else 0)


def _bookmark(part: _Part) -> str:
    return "、".join(dict.fromkeys(column.duty.kind for _, column in part.units))


def _strips(matrix: Matrix, band: Sequence[Place]) -> list[Strip]:
    """A head and a strip for each organization that has to do with *band*."""
    head = _head(band)
    rows = [row for row in matrix.rows if any(place in row.cells for place, _ in band)]
    return [head, *(_row(row, band)._replace(again=[head]) for row in rows)]


def _heading(title: str, subtitle: str) -> list[Strip]:
    lines = title_lines("", clean(title), _TITLE, MARGINS.measure)
    strips = []
    for line in lines:
        x = (MARGINS.measure - line.width) / 2

        def draw(page: Page, left: float, top: float, text: str = line.text, x: float = x) -> None:
            page.text(left + x, baseline(top, 26.0, _TITLE), text, Role.TITLE, _TITLE)

        strips.append(Strip(26.0, draw, keep=True))
    text = clean(subtitle)

    def below(page: Page, left: float, top: float) -> None:
        x = (MARGINS.measure - width(text, Role.SONG, 10)) / 2
        page.text(left + max(x, 0.0), baseline(top, 20.0, 10), text, Role.SONG, 10)

    return [*strips, Strip(20.0, below, keep=True)]


def _edges(band: Sequence[Place]) -> list[float]:
    """Left edges of all cells and the right one of the last; the names take what the units leave."""
    units = [_wide(unit) for unit in band]
    name = min(MARGINS.measure - 3 * _COUNTS - sum(units), 2 * _NAME)
    edges = [0.0, name]
    for wide in (*[_COUNTS] * 3, *units):
        edges.append(edges[-1] + wide)
    return edges


def _head(band: Sequence[Place]) -> Strip:
    """Kinds over their units; the counts are those of all kinds, also of the ones in other bands."""
    edges, split = _edges(band), 28.0
    kinds: list[tuple[float, float, str]] = [(edges[1], 3 * _COUNTS, "各类会合计")]
    x = edges[4]
    for kind, group in groupby(band, lambda one: one[1].duty.kind):
        wide = sum(map(_wide, group))
        kinds.append((x, wide, kind))
        x += wide

    def draw(page: Page, left: float, top: float) -> None:
        page.line(left, top, left + edges[-1], top)
        page.line(left, top - _HEAD, left + edges[-1], top - _HEAD)
        page.line(left + edges[1], top - split, left + edges[-1], top - split)
        starts = {round(at, 2) for at, _, _ in kinds}
        for at, edge in enumerate(edges):
            whole = at < 1 or at == len(edges) - 1 or round(edge, 2) in starts
            page.line(left + edge, top if whole else top - split, left + edge, top - _HEAD)
        _centred(page, "组织", left, top, edges[1], _HEAD, Role.HEI)
        for at, label in enumerate(_TALLIES):
            _centred(page, label, left + edges[1 + at], top - split, _COUNTS, _HEAD - split, Role.HEI)
        for start, wide, kind in kinds:
            _centred(page, kind, left + start, top, wide, split, Role.HEI)
        for at, unit in enumerate(band):
            _centred(page, unit[1].label, left + edges[4 + at], top - split, _wide(unit), _HEAD - split, Role.FANG)

    return Strip(_HEAD, draw, keep=True)


def _row(row: Row, band: Sequence[Place]) -> Strip:
    edges = _edges(band)
    cells = [row.cells.get(place) for place, _ in band]

    def draw(page: Page, left: float, top: float) -> None:
        for edge in edges:
            page.line(left + edge, top, left + edge, top - _ROW)
        page.line(left, top - _ROW, left + edges[-1], top - _ROW)
        indent = 4.0 + _INDENT * min(row.level, 4)
        shown = _fitting(clean(row.name), edges[1] - indent - 2)
        page.text(left + indent, baseline(top, _ROW, _SIZE), shown, Role.FANG, _SIZE)
        for at, count in enumerate((row.tally.due, row.tally.held, row.tally.missing)):
            _centred(page, str(count), left + edges[1 + at], top, _COUNTS, _ROW, Role.FANG)
        for at, (cell, unit) in enumerate(zip(cells, band, strict=True)):
            if cell is not None:
                role = Role.HEI if cell.state is State.MISSING else Role.FANG
                _centred(page, cell.text(unit[1].monthly), left + edges[4 + at], top, _wide(unit), _ROW, role)

    return Strip(_ROW, draw)


def _centred(page: Page, text: str, x: float, top: float, wide: float, high: float, role: Role) -> None:
    lines = break_lines(clean(text), role, _SIZE, wide - 2) if text else []
    leading = _SIZE + 2
    y = top - (high - leading * len(lines)) / 2
    for line in lines:
        page.text(x + (wide - line.width) / 2, baseline(y, leading, _SIZE), line.text, role, _SIZE)
        y -= leading


def _fitting(text: str, wide: float) -> str:
    """*text*, its middle left out where it is too long: the end tells branches apart."""
    if width(text, Role.FANG, _SIZE) <= wide:
        return text
    keep = 4
    while len(text) > keep + 2 and width(f"{text[: len(text) - keep]}…{text[-keep:]}", Role.FANG, _SIZE) > wide:
        text = text[: len(text) - keep - 1] + text[-keep:]
    return f"{text[: len(text) - keep]}…{text[-keep:]}"
