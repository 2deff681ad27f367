"""The progress of a record in one cell of a sheet: an entry a line, its day before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.core.fields import Field
from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.deadlines import deadline_of
from db.exchange.flat_rows import wording
from db.progress.queries import Entry

_DAY = re.compile(  # 3-5 户 and 2.1 节 are no days
    r"^\s*(\d{4}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?|\d{1,2}月\d{1,2}[日号])(?:\s+|[:：,，、]\s*|)(?=\S)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry as a cell tells it; ``day`` is None where none is written."""

    day: date | None
    text: str


def written(entries: Iterable[Entry]) -> str:
    """The cell that tells *entries*; those that only take a step have nothing to tell."""
    return "\n".join(f"{entry.noted_on} {entry.text}" for entry in entries if entry.text)


def pieces_of(cell: Any, year: int, field: Field) -> tuple[Piece, ...]:
    """The entries a cell tells. *year* is meant where a day is written without."""
    text = cells.long_text_of(cell).strip()
    if cells.says_nothing(text):
        return ()
    starts = list(_DAY.finditer(text))
    found = [Piece(None, text[: starts[0].start()].strip() if starts else text)]
    ends = [*(start.start() for start in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=False):
        found.append(Piece(_day(start[1], year), text[start.end() : end].strip()))
    told = tuple(piece for piece in found if piece.text)
    if wrong := next((wrong for piece in told if (wrong := field.problem(piece.text))), None):
        raise BadCellError(wrong)
    return told


def _day(text: str, year: int) -> date | None:
    deadline, _ = deadline_of(text, year)
    return deadline.day if deadline else None


def unknown(pieces: Sequence[Piece], entries: Iterable[Entry]) -> tuple[Piece, ...]:
    """*pieces* without the lines that *entries* tell already."""
    told = {wording(line) for entry in entries for line in entry.text.splitlines()}
    fresh = []
    for piece in pieces:
        lines = [line for line in piece.text.splitlines() if line.strip() and wording(line) not in told]
        if lines:
            fresh.append(Piece(piece.day, "\n".join(lines)))
    return tuple(fresh)
