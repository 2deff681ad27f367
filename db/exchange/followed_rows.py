"""Ledgers of what is followed up – problems, tasks: a deadline, a state that steps change, entries of progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from db.core.action import Work
from db.core.fields import Kind
from db.exchange import cells
from db.exchange.deadlines import Deadline, day_reader, deadline_reader, sheet_year
from db.exchange.flat_rows import FlatRows, Stored, Values
from db.exchange.parsing import Given
from db.exchange.progress_cells import Piece, pieces_of, unknown
from db.exchange.rows import Row
from db.exchange.vocabularies import synonyms
from db.progress.models import ProgressEntry
from db.progress.queries import Entry, entries_of_many

_IMPORTED = "导入"  # who reports what a sheet tells of nobody's


class FollowedRows(FlatRows):
    """A sheet cannot take a record over the steps that need evidence, a second person or a confirmation."""

    beside: ClassVar[tuple[str, ...]] = ("progress",)
    table: ClassVar[str]
    guarded: ClassVar[frozenset[str]]  # states that only steps lead into or out of
    working: ClassVar[str]  # the state of what has begun
    closed: ClassVar[str]  # the state of what is done with

    def readers(self) -> Given:
        year, since_1904 = sheet_year(self.plan), self.plan.table.since_1904
        column, due_on = (self.plan.ledger.column(name) for name in ("progress", "due_on"))

        def progress(cell: Any) -> tuple[Any, str]:
            return pieces_of(cell, year, replace(column.field, length=5000)) or None, ""

        days = (column for column in self.plan.ledger.columns if column.field.kind is Kind.DATE)
        told = {one.name: day_reader(one.heading, year, since_1904=since_1904) for one in days}
        due = deadline_reader(due_on.heading, year, since_1904=since_1904)
        return {**told, "due_on": due, "progress": progress}

    def resolve(self, row: Row, values: Values) -> None:
        super().resolve(row, values)
        if any(piece.day and piece.day > self.plan.today for piece in values.get("progress", ())):
            row.refuse("progress", "进展的日期还没有到")
        if (deadline := values.get("due_on")) is not None:
            values["due_on"] = deadline.day
            if deadline.day is None:
                self.no_day(row, values, deadline)
        self._state_told_as_progress(row, values)

    def no_day(self, row: Row, values: Values, deadline: Deadline) -> None:
        """The deadline is words, as was remarked."""

    def _state_told_as_progress(self, row: Row, values: Values) -> None:
        """A cell of progress may say no more than 已完成."""
        pieces: Sequence[Piece] = values.get("progress", ())
        if "state" in values or len(pieces) != 1 or pieces[0].day is not None:
            return
        column = self.plan.ledger.column("state")
        labels = tuple(label for _, label in column.field.choices)
        state = cells.known_choice(pieces[0].text, labels, synonyms(column.synonyms))
        if state is not None:
            del values["progress"]
            values["state"] = state
            row.warn(f"“{pieces[0].text}”按状态“{state}”记")

    def complete(self, row: Row, values: Values) -> None:
        if "state" in values:
            return
        if values.get("closed_on") is not None:
            values["state"] = self.closed
            row.warn(f"没有状态，有日期表明已办结，按“{self.closed}”记")
        elif "progress" in values:
            values["state"] = self.working
            row.warn(f"没有状态，有进展情况，按“{self.working}”记")

    def stored(self, rows: Sequence[Stored]) -> Iterator[tuple[int, Any]]:
        ids = [row["id"] for row in rows]
        self._entries: dict[int, list[Entry]] = entries_of_many(self.connection, self.table, ids)
        return super().stored(rows)

    def merged(self, row: Row, old: Any, values: Values) -> Any:
        values = dict(values)
        state = values.get("state", old.state)
        if state != old.state and not self.guarded.isdisjoint((state, old.state)):
            row.warn(f"账本里的状态是“{old.state}”，表中的“{state}”没有读入，请在账本里办理")
            values["state"] = old.state
            values.pop("closed_on", None)
        if "progress" in values:
            values["progress"] = unknown(values["progress"], self._entries.get(row.record_id or 0, ()))
        return super().merged(row, old, values)

    @classmethod
    def write_beside(cls, work: Work, written: Sequence[tuple[int, Row]], today: date) -> None:
        """The entries of progress."""
        work.insert_many(ProgressEntry, [
            {
                "table_name": cls.table, "row_id": record_id, "noted_on": piece.day or today,
                "by": cls.by(row) or _IMPORTED, "step": "", "state": row.draft.state, "percent": None,
                "text": piece.text, "files": (),
            }
            for record_id, row in written for piece in row.draft.progress
        ])  # fmt: skip

    @classmethod
    def by(cls, row: Row) -> str:  # noqa: ARG003 - for who knows
        """Who tells of the progress, as far as the row says."""
        return ""
