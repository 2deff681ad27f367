"""Problems of a sheet, each under its number or told by its words."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_

from db.core.action import Work
from db.core.errors import UserError
from db.exchange import cells
from db.exchange.deadlines import Deadline
from db.exchange.flat_rows import Read, Stored, Values, wording
from db.exchange.followed_rows import FollowedRows
from db.exchange.ledgers import Ledger
from db.exchange.lookup import among
from db.exchange.near import similar
from db.exchange.parsing import Given
from db.exchange.parsing import Read as Reads
from db.exchange.progress_cells import Piece
from db.exchange.rows import Action, Row
from db.exchange.vocabularies import loose, synonyms, takes
from db.problems.alike import same_case
from db.problems.draft import ProblemDraft
from db.problems.fields import CLOSED, LASTING, OPEN, RECTIFYING, TO_CLOSE
from db.problems.models import Problem
from db.problems.numbers import Numbers, canonical
from db.problems.rules import check_found, check_problem

_SERIAL = re.compile(r"\d{1,4}")  # the place in the sheet, no number of the ledger
_OTHER = "其他"
_TEXT = 20  # characters of a problem that say which is meant


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A source that the ledger does not name."""

    words: str


@dataclass(frozen=True, slots=True)
class ProblemLine(ProblemDraft):
    """A problem with the entries of progress its row adds. ``merged``: it stands for another record."""

    progress: tuple[Piece, ...] = ()
    merged: bool = False


class ProblemRows(FollowedRows):
    """A number says which problem is meant, if the words do not tell of another. Without one, the same words of the
    same organization mean what is still open of the year, or was found on the very day: else it came up again."""

    model, drafts, what, table = Problem, ProblemLine, "问题", "problem"
    beside = ("progress", "merged")
    guarded, working, closed = frozenset((TO_CLOSE, CLOSED)), RECTIFYING, CLOSED

    def readers(self) -> Given:
        return {**super().readers(), "number": _number, "source": _source_reader(self.plan.ledger)}

    def resolve(self, row: Row, values: Values) -> None:
        super().resolve(row, values)
        if isinstance(source := values.get("source"), Unlisted):
            values["source"] = _OTHER
            _add_note(values, f"问题来源：{source.words}")

    def no_day(self, row: Row, values: Values, deadline: Deadline) -> None:
        """The words stay with the problem, and some are a state."""
        _add_note(values, f"整改时限：{deadline.words}")
        if deadline.lasting and "state" not in values:
            values["state"] = LASTING
            row.warn(f"按状态“{LASTING}”记")

    def complete(self, row: Row, values: Values) -> None:
        super().complete(row, values)
        today = self.plan.today
        told = [piece.day for piece in values.get("progress", ()) if piece.day]
        if values.get("state") == CLOSED and values.get("closed_on") is None and "closed_on" not in row.problems:
            values["closed_on"] = max(told, default=today)
            row.warn(f"没有销号日期，按 {values['closed_on']} 记")
        if "found_on" not in values and "found_on" not in row.problems:
            days = (values.get("due_on"), values.get("closed_on"), *told, today)
            values["found_on"] = min(day for day in days if day)
            row.warn(f"没有发现日期，按 {values['found_on']} 记")
        self._begun(row, values)
        if "source" not in values and "source" not in row.problems:
            values["source"] = _OTHER
            row.warn(f"没有问题来源，按“{_OTHER}”记")

    @staticmethod
    def _begun(row: Row, values: Values) -> None:
        """A sheet of earlier work may tell what was closed out; a review is asked for in the book."""
        if values.get("state") == TO_CLOSE:
            values["state"] = RECTIFYING
            row.warn(f"新问题不能一开始就是“{TO_CLOSE}”，按“{RECTIFYING}”记，请在账本里申请销号")
        elif values.get("state") == CLOSED:
            row.warn(f"按“{CLOSED}”照录，没有经过账本里的申请和审核")

    def candidates(self, read: Read) -> ColumnElement[bool]:
        places = {values.get("organization_id") for _, values in read}
        numbers = {values["number"] for _, values in read if "number" in values}
        return or_(
            among(Problem.number, numbers), among(Problem.organization_id, places - {None}),
            Problem.organization_id.is_(None),
        )  # fmt: skip

    def key(self, draft: ProblemLine) -> Hashable:
        return draft.number or self._words(draft)

    def keys(self, draft: ProblemLine) -> Iterable[Hashable]:
        return draft.number, self._words(draft)

    def _words(self, draft: ProblemLine) -> Hashable:
        return draft.organization_id, wording(draft.text)

    def can_mean(self, old: ProblemLine, values: Values) -> bool:
        return bool(values.get("number")) or _told_again(old, values)

    def stored(self, rows: Sequence[Stored]) -> Iterator[tuple[int, Any]]:
        merged = {row["id"] for row in rows if row["merged_into_id"] is not None}
        for record_id, draft in sorted(super().stored(rows), key=lambda one: one[0] in merged):
            yield record_id, replace(draft, merged=record_id in merged)

    def merged(self, row: Row, old: ProblemLine, values: Values) -> ProblemLine:
        if old.merged:
            row.action = Action.SKIP
            row.warn(f"{old.number} 已并入另一个问题，没有读入")
            return old
        draft: ProblemLine = super().merged(row, old, values)
        moved = old.organization_id is not None and draft.organization_id != old.organization_id
        if wording(old.text) != wording(draft.text) and (moved or not same_case(old.text, draft.text)):
            row.refuse("number", (
                f"账本里的 {old.number} 是另一个问题（{' '.join(old.text.split())[:_TEXT]}）。"
                "新的问题请改编号，或留空自动编号；如果是改了描述，请先在账本里修改"
            ))  # fmt: skip
        if draft.found_on != old.found_on and draft.found_on is not None:
            taken = [entry.noted_on for entry in self._entries.get(row.record_id or 0, ()) if entry.step]
            try:
                check_found(draft.found_on, min(taken, default=None), old.closed_on)
            except UserError as error:
                row.refuse("found_on", error.fields["found_on"])
        return draft

    def check(self, draft: ProblemLine) -> None:
        check_problem(draft, self.plan.today)

    @classmethod
    def prepared(cls, work: Work, new: Sequence[Row]) -> Iterator[Values]:
        numbers = Numbers(work)
        for row in new:
            if row.draft.number:  # those of the sheet first: none is given twice
                numbers.give(row.draft.number, row.draft.found_on)
        for row, values in zip(new, super().prepared(work, new), strict=True):
            yield values | {"number": row.draft.number or numbers.give("", row.draft.found_on)}

    @classmethod
    def by(cls, row: Row) -> str:
        return str(row.draft.responsible)


def _told_again(old: ProblemLine, values: Values) -> bool:
    """Whether a row without a number tells of the problem *old*, worded like it, and of no later one."""
    found_on: date | None = values.get("found_on")
    assert old.found_on is not None
    if old.state in OPEN:
        return found_on is None or found_on.year == old.found_on.year
    if found_on is not None:
        return found_on == old.found_on
    return values.get("state") == old.state or "closed_on" in values


def _number(cell: Any) -> tuple[Any, str]:
    text = canonical(cells.line_of(cell))
    return (None if cells.says_nothing(text) or _SERIAL.fullmatch(text) else text), ""


def _add_note(values: Values, text: str) -> None:
    values["note"] = "；".join(filter(None, (values.get("note", ""), text)))


def _source_reader(ledger: Ledger) -> Reads:
    """A source that is none of the ledger's stays in words, unless it is near to one or belongs into another column."""
    column = ledger.column("source")
    allowed = tuple(label for _, label in column.field.choices)
    known, vague = synonyms(column.synonyms), loose(column.synonyms)

    def read(cell: Any) -> tuple[Any, str]:
        text = cells.line_of(cell)
        if cells.says_nothing(text):
            return None, ""
        if cells.known_choice(text, allowed, known) is None and not (
            similar(text, allowed, known) or any(takes(other, text) for other in ledger.columns)
        ):
            return Unlisted(text), f"{column.field.label}没有“{text}”这一项，按“{_OTHER}”记，原文记在备注里"
        found = cells.choice_of(text, allowed, known)
        return found, f"{column.field.label}写的是“{text}”，按“{found}”记" if text in vague else ""

    return read
