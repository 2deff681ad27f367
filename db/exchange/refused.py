"""The rows an import refused as they stood in the user's sheet, each with what is wrong, to be mended and read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db.core.errors import CancelledError
from db.core.fields import Field, Kind
from db.exchange.writing import Cancelled, Heading, TableWriter, Written, never, new_workbook

REASON = "原因"  # the last column; read in again it stands for nothing
_WIDTH = 120
_NOTE = {"x_scale": 1.6, "font_name": "宋体", "font_size": 10, "author": ""}


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """``cells`` as read from the sheet; ``bad`` maps the place of a cell to what is wrong with it."""

    number: int  # in the user's sheet, from 1
    cells: Sequence[Any]
    reason: str
    bad: Mapping[int, str] = field(default_factory=dict)


def write_refused(
    headings: Sequence[str], rows: Iterable[RefusedRow], target: Path, heading: Heading, *, cancelled: Cancelled = never
) -> Written:
    """*rows* under the sheet's own *headings*; wrong cells are red and say why in a note."""
    kept = [at for at, text in enumerate(headings) if text != REASON]  # of an earlier round
    fields = [Field("", headings[at], Kind.TEXT, width=_WIDTH) for at in kept]
    with new_workbook(target) as book:
        writer = TableWriter(book, heading, [*fields, Field("", REASON, Kind.LONG_TEXT)])
        for row in rows:
            if cancelled():
                raise CancelledError
            cells = [row.cells[at] if at < len(row.cells) else None for at in kept]
            wrong = {kept.index(at): text for at, text in row.bad.items() if at in kept}
            writer.add([*cells, row.reason], wrong)
            for at, text in wrong.items():
                writer.sheet.write_comment(writer.row, at, text, _NOTE)
        return writer.finish()
