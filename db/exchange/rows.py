"""What an import is going to do, row by row, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as Given
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.exchange.headings import Table
from db.exchange.ledgers import Ledger
from db.exchange.mapping import Mapping

ROW = ""  # the key of a problem of the row as a whole


class Action(StrEnum):
    """What becomes of a row of the sheet."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"  # in the book already, nothing differs
    SKIP = "skip"  # in the book already, and duplicates are to be left alone
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"new": "新增", "update": "更新", "same": "没有变化", "skip": "跳过", "refused": "有问题"}[self.value]


@dataclass(slots=True)
class Row:
    """One row of the sheet. ``problems``: column of the ledger → Chinese clause; key ``ROW`` for the row as a whole."""

    number: int  # in the sheet, from 1
    cells: list[Any]  # as they were read, one a heading
    action: Action = Action.NEW
    problems: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    record_id: int | None = None  # whom it updates, is the same as, or is skipped for; provisional (< 0) when new
    draft: Any = None  # what the record will be: PersonDraft, MeetingDraft …
    changes: tuple[str, ...] = ()  # fields of the draft that an update changes

    @property
    def remarked(self) -> bool:
        """Whether something was assumed for a row that can be written."""
        return bool(self.warnings) and self.action is not Action.REFUSED

    def refuse(self, name: str, reason: str) -> None:
        """Keep the first reason for each column."""
        self.problems.setdefault(name, reason)
        self.action = Action.REFUSED

    def warn(self, text: str) -> None:
        self.warnings = (*self.warnings, text)


@dataclass(slots=True)
class Plan:
    """The rows of a table, checked against the book as it was when ``head`` sealed its journal."""

    ledger: Ledger
    table: Table
    mapping: Mapping
    duplicates: str  # update | skip
    today: date
    head: bytes
    rows: list[Row] = field(default_factory=list)
    given: Given[str, Any] = field(default_factory=dict)  # cells that hold for all rows, by column of the ledger

    def counts(self) -> dict[Action, int]:
        """How many rows for each action."""
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in Action}

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.action is Action.REFUSED]

    def label(self, column: str) -> str:
        """The heading a problem's column has in the ledger; empty for the row as a whole."""
        return self.ledger.column(column).heading if column else ""

    def told(self, row: Row) -> Iterator[str]:
        """The problems of a row: “第 12 行 身份证号：校验码不对”."""
        for name, reason in row.problems.items():
            label = self.label(name)
            yield f"第 {row.number} 行{' ' + label if label else ''}：{reason}"

    def complaints(self) -> Iterator[str]:
        """Every problem of every refused row, in the order of the sheet."""
        for row in self.refused:
            yield from self.told(row)

    def warnings(self) -> Iterator[str]:
        for row in self.rows:
            if row.remarked:
                yield from (f"第 {row.number} 行：{text}" for text in row.warnings)


@dataclass(slots=True)
class Planning:
    """What the rows of a ledger are planned with."""

    connection: Connection
    plan: Plan
    progress: Progress = untold
    cancelled: Cancelled = never

    def watched(self, rows: list[Row], text: str, share: tuple[float, float]) -> Iterator[Row]:
        """*rows* one by one, telling of it: *share* is the part of the whole (0 … 1) they are."""
        total = len(rows)
        first, last = share
        for done, row in enumerate(rows):
            if done % 500 == 0:
                self.check(first + (last - first) * done / total, text)
            yield row

    def check(self, part: float, text: str) -> None:
        if self.cancelled():
            raise CancelledError
        self.progress(int(part * 1000), 1000, text)
