"""Reading entries of progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.progress.models import ProgressEntry


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as shown. ``step``: the code of the step it took, "" where it only tells."""

    id: int
    noted_on: date
    by: str
    step: str
    state: str
    percent: int | None
    text: str
    files: tuple[str, ...]


_COLUMNS = (
    ProgressEntry.id, ProgressEntry.noted_on, ProgressEntry.by, ProgressEntry.step, ProgressEntry.state,
    ProgressEntry.percent, ProgressEntry.text, ProgressEntry.files,
)  # fmt: skip


def entries_of(connection: Connection, table: str, record_id: int) -> list[Entry]:
    """The entries of one record in the order they were written."""
    return entries_of_many(connection, table, [record_id]).get(record_id, [])


def entries_of_many(connection: Connection, table: str, record_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The entries of some records; records without any are left out."""
    found: dict[int, list[Entry]] = {}
    for start in range(0, len(record_ids), 500):
        part = record_ids[start : start + 500]
        rows = connection.execute(
            select(ProgressEntry.row_id, *_COLUMNS)
            .where(ProgressEntry.table_name == table, ProgressEntry.row_id.in_(part))
            .order_by(ProgressEntry.row_id, ProgressEntry.id)
        )
        for row in rows:
            found.setdefault(row[0], []).append(Entry(*row[1:]))
    return found
