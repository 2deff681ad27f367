"""Ruled lists on paper: columns with headings, one row of wrapped texts an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.table import INSET, SIZE, Cell, Piece, label_cell, table_rows, value_cell
from desktop.printing.text import break_lines, clean


@dataclass(frozen=True, slots=True)
class Column:
    """``wide`` in points; ``centred``: days, numbers and short words."""

    title: str
    wide: float
    centred: bool = False


def heading_rows(columns: Sequence[Column]) -> list[Row]:
    """The headings, closed off below: what follows may begin in the middle of an entry."""
    cells = [label_cell(column.title, x, column.wide) for column, x in _places(columns)]
    return [row._replace(keep=True) for row in table_rows([cells], _width(columns))]


def entry_rows(columns: Sequence[Column], entries: Sequence[Sequence[str]]) -> list[Row]:
    """A ruled row for each entry, a text a column."""
    rows = [
        [_cell(text, x, column) for (column, x), text in zip(_places(columns), entry, strict=True)] for entry in entries
    ]
    return table_rows(rows, _width(columns)) if rows else []


def _cell(text: str, x: float, column: Column) -> Cell:
    if not column.centred:
        return value_cell(text, x, column.wide)
    lines = break_lines(clean(text), Role.FANG, SIZE, column.wide - 2 * INSET)
    return Cell(x, tuple((Piece(x + (column.wide - line.width) / 2, line.text, Role.FANG),) for line in lines))


def _places(columns: Sequence[Column]) -> list[tuple[Column, float]]:
    x = 0.0
    placed = []
    for column in columns:
        placed.append((column, x))
        x += column.wide
    return placed


def _width(columns: Sequence[Column]) -> float:
    return sum(column.wide for column in columns)
