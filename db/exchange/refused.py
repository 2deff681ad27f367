"""The rows an import refused as they stood in the user's sheet, each with what is wrong, to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.core.book_copy import Cancelled, never
from db.core.errors import CancelledError
from db.core.fields import Field, Kind
from db.exchange.mapping import REASON, without_reason
from db.exchange.rows import Plan
from db.exchange.writing import Heading, TableWriter, Written, new_workbook

_WIDTH = 120
_NOTE = {"x_scale": 1.6, "font_name": "宋体", "font_size": 10, "author": ""}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """``cells`` as read from the sheet; ``bad`` maps the place of a cell to what is wrong with it."""

    number: int  # in the user's sheet, from 1
    cells: Sequence[Any]
    reason: str
    bad: Mapping[int, str] = field(default_factory=dict)


def refused_rows(plan: Plan) -> list[RefusedRow]:
    """The refused rows of *plan*; what is wrong with a column the sheet lacks is in the reason only."""
    places = {name: at for at, name in plan.mapping.items()}
    return [
        RefusedRow(
            row.number,
            row.cells,
            "；".join(f"{plan.label(name)}：{text}" if name else text for name, text in row.problems.items()),
            {places[name]: text for name, text in row.problems.items() if name in places},
        )
        for row in plan.refused
    ]


def write_refused(
    headings: Sequence[str],
    rows: Iterable[RefusedRow],
    target: Path,
    heading: Heading,
    *,
    since_1904: bool = False,
    cancelled: Cancelled = never,
) -> Written:
    """*rows* under the sheet's own *headings*; wrong cells are red and say why in a note."""
    kept = range(len(without_reason(headings)))  # the reasons of an earlier round are gone
    fields = [Field("", headings[at], Kind.TEXT, width=_WIDTH) for at in kept]
    with new_workbook(target, since_1904=since_1904) as book:
        writer = TableWriter(book, heading, [*fields, Field("", REASON, Kind.LONG_TEXT)])
        for row in rows:
            if cancelled():
                raise CancelledError
            cells = [row.cells[at] if at < len(row.cells) else None for at in kept]
            wrong = {at: text for at, text in row.bad.items() if at in kept}
            writer.add([*cells, row.reason], wrong)
            for at, text in wrong.items():
                writer.sheet.write_comment(writer.row, at, text, _NOTE)
        return writer.finish()
