"""Flat ledgers: sheets whose rows are records of one table.

A ledger says what its names stand for, how a row is told from others and what must hold; reading, finding the record a
row means, comparing and writing are the same for all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, Select, select

from db.core.action import Work
from db.core.base import Record, table_of
from db.core.errors import UserError
from db.core.fields import Kind
from db.exchange.cells import BadCellError
from db.exchange.parsing import Given, Reader
from db.exchange.resolve import Places
from db.exchange.rows import ROW, Action, Planning, Row

Values = dict[str, Any]
Stored = Mapping[Any, Any]  # a row of the book by its columns
Read = Sequence[tuple[Row, Values]]
Known = dict[Hashable, list[tuple[int, Any]]]  # what records are found by → their ids and drafts
_SIGNS = re.compile(r"[\W_]+")


def wording(text: str) -> str:
    """*text* as it is compared: without white space, punctuation, width and case."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()


class FlatRows:
    """Plans and writes the rows of one ledger."""

    model: ClassVar[type[Record]]
    drafts: ClassVar[type[Any]]  # what a row becomes; its fields are those of the record, and what is hung on it
    beside: ClassVar[tuple[str, ...]] = ()  # fields of the draft that are no columns of the record
    what: ClassVar[str]  # what two rows of a sheet are, when they are the same: 任职

    def __init__(self, planning: Planning) -> None:
        self.planning, self.plan, self.connection = planning, planning.plan, planning.connection
        self.places = Places.of(planning.connection)

    # -- what a ledger says of itself ----------------------------------------------------------------

    def readers(self) -> Given:
        """Readers in place of those that the columns' fields give."""
        return {}

    def look_up(self, read: Read) -> None:
        """Ask the book at once for what the rows name."""

    def resolve(self, row: Row, values: Values) -> None:
        """Names become ids, and what the sheet tells in other words becomes values of the draft."""
        for column in self.plan.ledger.columns:
            if column.field.kind is Kind.ORGANIZATION and column.name in values:
                self._place(row, values, column.name)

    def complete(self, row: Row, values: Values) -> None:
        """Give a new record what its sheet leaves out; told of by a remark."""

    def candidates(self, read: Read) -> ColumnElement[bool]:
        """Which records of the book the rows can mean."""
        raise NotImplementedError

    def key(self, draft: Any) -> Hashable:
        """What the record a row means is found by."""
        raise NotImplementedError

    def keys(self, draft: Any) -> Iterable[Hashable]:
        """What a record of the book can be found by."""
        return (self.key(draft),)

    def can_mean(self, old: Any, values: Values) -> bool:  # noqa: ARG002 - for who asks more
        """Whether a row that tells *values* can mean the record *old*, which has its key."""
        return True

    def query(self) -> Select[Any]:
        """The records of the book, with all that ``stored`` reads."""
        return select(table_of(self.model))

    def stored(self, rows: Sequence[Stored]) -> Iterator[tuple[int, Any]]:
        """Drafts of the records *rows*."""
        for row in rows:
            yield row["id"], self.drafts(**{name: row[name] for name in self.columns()})

    def merged(self, row: Row, old: Any, values: Values) -> Any:  # noqa: ARG002 - for remarks
        """*old* with what the sheet says."""
        return replace(old, **values)

    def taken(self, values: Values) -> Values:
        """*values* as fields of the draft."""
        return values

    def fitted(self, draft: Any) -> Any:
        """*draft* with what follows from the rest of it."""
        return draft

    def check(self, draft: Any) -> None:
        """``UserError`` by the room's own check."""
        raise NotImplementedError

    @classmethod
    def write_beside(cls, work: Work, written: Sequence[tuple[int, Row]], today: date) -> None:
        """Write what hangs on the records: of new ones all, of others what ``changes`` names."""

    @classmethod
    def prepared(cls, work: Work, new: Sequence[Row]) -> Iterator[Values]:  # noqa: ARG003 - for what it takes
        """The columns of the records to add."""
        for row in new:
            yield {name: getattr(row.draft, name) for name in cls.columns()}

    # -- the same for all ----------------------------------------------------------------------------

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The fields of the draft that are columns of the record."""
        return tuple(field.name for field in fields(cls.drafts) if field.name not in cls.beside)

    @classmethod
    def plan_rows(cls, planning: Planning) -> None:
        cls(planning)._plan()

    def _plan(self: Self) -> None:
        plan, watched = self.plan, self.planning.watched
        reader = Reader(plan.ledger, plan.table, plan.mapping, self.readers(), plan.given)
        read = [(row, reader.read(row)) for row in watched(plan.rows, "读取各列", (0, 0.4))]
        self.look_up(read)
        for row, values in read:
            self.resolve(row, values)
        self.planning.check(0.45, "与账本核对")
        known = self._known(read)
        seen: dict[Hashable, int] = {}
        rows = iter(read)
        for row in watched(plan.rows, "检查各行", (0.5, 1)):
            values = next(rows)[1]
            self._decide(reader, row, values, known, seen)

    def _draft(self, values: Values) -> Any:
        blank = {field.name: None for field in fields(self.drafts) if field.default is MISSING}
        return self.drafts(**(blank | self.taken(values)))

    def _place(self, row: Row, values: Values, name: str) -> None:
        if isinstance(values[name], int):  # chosen, not written
            return
        try:
            values[name] = self.places.find(values[name])
        except BadCellError as error:
            del values[name]
            row.refuse(name, error.text)

    def _known(self, read: Read) -> Known:
        query = self.query().where(self.candidates(read)).order_by(self.model.id)
        rows = self.connection.execute(query).mappings().all()
        known: Known = defaultdict(list)
        for record_id, draft in self.stored(rows):
            for key in dict.fromkeys(self.keys(draft)):
                known[key].append((record_id, draft))
        return known

    def _decide(
        self, reader: Reader, row: Row, values: Values, known: Known, seen: dict[Hashable, int]
    ) -> None:  # fmt: skip
        if row.problems:
            self.complete(row, values)
            reader.require(row, values)
            return
        found = self._meant(known.get(self.key(self._draft(values)), ()), values, seen)
        if found is None:
            self.complete(row, values)
            reader.require(row, values)
        if not row.problems:
            self._compare(row, values, found)
            self._check(row, seen)

    def _meant(
        self, found: Sequence[tuple[int, Any]], values: Values, seen: Mapping[Hashable, int]
    ) -> tuple[int, Any] | None:
        """The record a row means; where several are told alike, one that no row meant yet, the likest."""
        found = [one for one in found if self.can_mean(one[1], values)]
        if len(found) <= 1:
            return found[0] if found else None
        told = self.taken(values).items()
        left = [one for one in found if one[0] not in seen] or found
        return min(left, key=lambda one: sum(getattr(one[1], name) != value for name, value in told))

    def _compare(self, row: Row, values: Values, found: tuple[int, Any] | None) -> None:
        if found is None:
            row.draft = self.fitted(self._draft(values))
            return
        row.record_id, old = found
        if self.plan.duplicates == "skip":
            row.action, row.draft = Action.SKIP, old
            return
        row.draft = self.fitted(self.merged(row, old, self.taken(values)))
        if row.action is not Action.NEW:  # settled there
            return
        names = (field.name for field in fields(old))
        row.changes = tuple(name for name in names if getattr(old, name) != getattr(row.draft, name))
        row.action = Action.UPDATE if row.changes else Action.SAME

    def _check(self, row: Row, seen: dict[Hashable, int]) -> None:
        if row.action is Action.SKIP:
            return
        try:
            self.check(row.draft)
        except UserError as error:
            for name, reason in error.fields.items() or (("", error.text),):
                known = any(column.name == name for column in self.plan.ledger.columns)
                row.refuse(name if known else ROW, reason.rstrip("。"))
        first = seen.setdefault(row.record_id or self.key(row.draft), row.number)
        if first != row.number:
            row.refuse(ROW, f"与第 {first} 行是同一{self.what}")

    @classmethod
    def write_rows(cls, work: Work, rows: Sequence[Row], today: date) -> Iterator[int]:
        """Write new and updated records; yields how many are done."""
        new = [row for row in rows if row.action is Action.NEW]
        changed = [row for row in rows if row.action is Action.UPDATE]
        written = list(zip(work.insert_many(cls.model, list(cls.prepared(work, new))), new, strict=True))
        yield len(new)
        gone = f"有{cls.what}已被删除，请重新核对。"
        records = work.get_many(cls.model, [row.record_id or 0 for row in changed], gone)
        for record, row in zip(records, changed, strict=True):
            for name in row.changes:
                if name not in cls.beside:
                    setattr(record, name, getattr(row.draft, name))
            written.append((record.id, row))
        cls.write_beside(work, written, today)
        yield len(rows)
