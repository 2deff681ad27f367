"""The unit of work behind every change of data.

``Work`` watches what the ORM writes, keeps the first image of every row it touches, and at the end of the action
turns both into journal entries, index updates and ids of changed rows – in the action's own transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Date, Table, bindparam, delete, event, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapper, ORMExecuteState, Session, object_session, selectinload
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.core import hanging, journal, search
from db.core.base import Base, Record, table_of
from db.core.changes import Changes
from db.core.errors import UserError
from db.core.ids import IdSource
from db.core.journal import Change, Image

_WORK = "work"  # where a session keeps its Work
_BATCH = 500
Stop = Callable[[], object]  # raises CancelledError when a long action was asked to stop
Row = TypeVar("Row", bound=Record)


class Work:
    """One action in progress. Add, change and delete ORM objects through ``session``."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        # No autoflush: a lazy load in the middle of a loop would write row by row what goes out in sets at the end.
        self.session = Session(bind=connection, expire_on_commit=False, autoflush=False, info={_WORK: self})
        self._ids = IdSource(connection)
        self._first: dict[tuple[str, int], Image | None] = {}
        self._runs: list[Change] = []

    def get(self, model: type[Row], row_id: int | None, gone: str, field: str = "") -> Row:
        """The row to change or to refer to; ``UserError`` saying *gone* and marking *field* when there is none."""
        found = None if row_id is None else self.session.get(model, row_id)
        if found is None:
            raise UserError(gone, {field: "不存在"} if field else None)
        return found

    def get_many(
        self, model: type[Row], row_ids: Sequence[int], gone: str, *parts: InstrumentedAttribute[Any]
    ) -> list[Row]:
        """The rows to change, in the order of *row_ids* and with their *parts*, in few statements."""
        found: dict[int, Row] = {}
        for start in range(0, len(row_ids), _BATCH):
            query = select(model).where(model.id.in_(row_ids[start : start + _BATCH]))
            for part in parts:
                query = query.options(selectinload(part))
            found.update({row.id: row for row in self.session.execute(query).scalars()})
        if len(found) < len(set(row_ids)):
            raise UserError(gone)
        return [found[row_id] for row_id in dict.fromkeys(row_ids)]

    def new_id(self) -> int:
        return self._ids.take()

    def touch(self, table: Table, row_ids: Iterable[int]) -> None:
        """Remember how these rows were before this action; call before any write that bypasses the ORM."""
        fresh = [row_id for row_id in row_ids if (table.name, row_id) not in self._first]
        if fresh:
            found = images(self.connection, table, fresh)
            self._first.update({(table.name, row_id): found.get(row_id) for row_id in fresh})

    def touched(self, table_name: str) -> list[int]:
        """Ids of the rows of a table this action has touched so far."""
        return [row_id for name, row_id in self._first if name == table_name]

    def written(self, table: Table, column: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
        """Conditions that *column* names a row of *table* this action has touched or inserted, of some ids each."""
        ids = self.touched(table.name)
        for start in range(0, len(ids), _BATCH):
            yield column.in_(ids[start : start + _BATCH])
        for run in self._runs:
            if run.table == table.name:
                yield column.between(run.row_id, run.row_id + run.span - 1)

    def existed(self) -> dict[str, list[int]]:
        """Ids, by table, of the rows this action has touched that were there before it."""
        ids: dict[str, list[int]] = defaultdict(list)
        for (name, row_id), image in self._first.items():
            if image is not None:
                ids[name].append(row_id)
        return ids

    def added(self, table: Table, row_id: int) -> None:
        self._first.setdefault((table.name, row_id), None)

    def insert_many(self, model: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert *rows* (all with the same columns, without ``id``) at bulk speed; returns their ids in order.

        Columns left out take their defaults; what a model derives from others must be given.
        """
        if not rows:
            return []
        table = table_of(model)
        first = self._ids.take(len(rows))
        blank = defaults(table)
        numbered = [{"id": first + place, **blank, **row} for place, row in enumerate(rows)]
        self.session.flush()  # parents added through the session come first
        _insert_plain(self.connection, table, numbered)
        search.index_rows(self.connection, table, numbered)
        self._runs.append(Change(table.name, first, "*", span=len(rows)))
        return [row["id"] for row in numbered]

    def finish(self, *, noted: bool = False) -> tuple[list[Change], int]:
        """Flush; returns what changed and a fresh id for the action (ids grow, so the journal's order does).

        The id is 0, and nothing is journalled, when nothing changed – unless the deed itself is to be *noted*.
        """
        self.session.flush()
        hanging.settle(self)
        self._settle()
        changes = [*self._runs, *self._row_changes()]
        action_id = self._ids.take() if changes or noted else 0
        self._ids.store(self.connection)
        return changes, action_id

    def _settle(self) -> None:
        """Whatever wrote the rows – a form, a sheet, an undo, the recycle bin –, their table's rules hold."""
        for name in sorted({name for name, _ in self._first} | {run.table for run in self._runs}):
            table = Base.metadata.tables[name]
            if "settle" in table.info:
                table.info["settle"](self, table)

    def _row_changes(self) -> list[Change]:
        by_table: dict[str, list[int]] = defaultdict(list)
        for name, row_id in self._first:
            by_table[name].append(row_id)
        now: dict[tuple[str, int], Image] = {}
        for name, ids in by_table.items():
            table = Base.metadata.tables[name]
            after = images(self.connection, table, ids)
            now.update({(name, row_id): image for row_id, image in after.items()})
            self._reindex(table, ids, after)
        found = (_difference(key, before, now.get(key)) for key, before in self._first.items())
        return [change for change in found if change is not None]

    def _reindex(self, table: Table, ids: Iterable[int], after: Mapping[int, Image]) -> None:
        columns = search.searched(table)
        if not columns:
            return
        if moment := search.moment_of(table):
            columns = (*columns, moment)
        before = {row_id: self._first[(table.name, row_id)] for row_id in ids}
        stale = {row_id for row_id, old in before.items() if _part(old, columns) != _part(after.get(row_id), columns)}
        search.forget_rows(self.connection, table, [old for row_id in stale if (old := before[row_id]) is not None])
        search.index_rows(self.connection, table, [after[row_id] for row_id in stale if row_id in after])


def unstopped() -> None:
    """The ``Stop`` of an action nobody breaks off."""


def changed(changes: Sequence[Change]) -> Changes:
    """The ids to announce for *changes*; a run announces only its table."""
    ids: dict[str, set[int]] = defaultdict(set)
    whole: set[str] = set()
    for change in changes:
        if change.op == "*":
            whole.add(change.table)
        ids[change.table].add(change.row_id)
    records = frozenset(change.root for change in changes if change.root is not None)
    return Changes({name: frozenset(() if name in whole else found) for name, found in ids.items()}, records)


def write_images(work: Work, table: Table, wanted: Mapping[int, Image | None]) -> None:
    """Make rows what *wanted* says: None deletes, a part of the columns updates, an absent row is inserted.

    All images have the same columns, or all are None.
    """
    ids = list(wanted)
    work.touch(table, ids)
    rows = [(row_id, image) for row_id, image in wanted.items() if image is not None]
    if not rows:
        for start in range(0, len(ids), _BATCH):
            work.connection.execute(delete(table).where(table.c.id.in_(ids[start : start + _BATCH])))
    elif "id" in rows[0][1]:
        work.connection.execute(insert(table), [journal.from_image(table, image) for _, image in rows])
    else:
        values = [{"_id": row_id, **journal.from_image(table, image)} for row_id, image in rows]
        columns: dict[str, Any] = {name: bindparam(name) for name in values[0] if name != "_id"}
        work.connection.execute(update(table).where(table.c.id == bindparam("_id")).values(columns), values)


def images(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, Image]:
    found: dict[int, Image] = {}
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        rows = connection.execute(select(table).where(table.c.id.in_(part))).mappings()
        found.update({row["id"]: journal.to_image(dict(row)) for row in rows})
    return found


def _part(image: Image | None, columns: Iterable[str]) -> tuple[Any, ...] | None:
    return None if image is None else tuple(image[name] for name in columns)


def _difference(key: tuple[str, int], before: Image | None, after: Image | None) -> Change | None:
    name, row_id = key
    whole = after or before
    if whole is None:
        return None
    root = whole[Base.metadata.tables[name].info.get("root", "id")]
    if before is None or after is None:
        return Change(name, row_id, "+" if before is None else "-", before, after, root=root)
    differ = [column for column in after if before.get(column) != after[column]]
    if not differ:
        return None
    return Change(name, row_id, "~", {c: before.get(c) for c in differ}, {c: after[c] for c in differ}, root=root)


def defaults(table: Table) -> Image:
    """The plain defaults of *table*'s columns; columns that may be empty are."""
    known = {c.name: c.default.arg for c in table.c if isinstance(c.default, ScalarElementColumnDefault)}
    return {c.name: None for c in table.c if c.nullable} | known


def _insert_plain(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows* through the driver: what SQLAlchemy does for each row and column is done once for each column."""
    columns = [(c.name, _bound(connection, c)) for c in table.c if c.name in rows[0]]
    values: list[list[Any]] = []
    for name, process in columns:
        column = [row[name] for row in rows]
        values.append(list(map(process, column)) if process else column)
    names, holders = ", ".join(f'"{name}"' for name, _ in columns), ", ".join("?" * len(columns))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({holders})', list(zip(*values, strict=True))
    )


def _bound(connection: Connection, column: Column[Any]) -> Callable[[Any], Any] | None:
    """What makes a value of *column* one of the driver's; None when it is one already."""
    if isinstance(column.type, Date):
        return _day_text  # what SQLAlchemy makes of it as well, much faster
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return lru_cache(5000)(process) if process else None  # categories repeat


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _work_of(target: Record) -> Work:
    session = object_session(target)
    work = session.info.get(_WORK) if session is not None else None
    if not isinstance(work, Work):
        raise RuntimeError("rows are changed inside Book.action only")
    return work


@event.listens_for(Record, "before_insert", propagate=True)
def _before_insert(mapper: Mapper[Any], _connection: Connection, target: Record) -> None:
    work = _work_of(target)
    if target.id is None:
        target.id = work.new_id()
    work.added(mapper.local_table, target.id)  # type: ignore[arg-type]


@event.listens_for(Record, "before_update", propagate=True)
@event.listens_for(Record, "before_delete", propagate=True)
def _before_change(mapper: Mapper[Any], _connection: Connection, target: Record) -> None:
    _work_of(target).touch(mapper.local_table, [target.id])  # type: ignore[arg-type]


@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: object, _instances: object) -> None:
    """Read the first images of all rows about to change in few statements; the mapper events catch the rest."""
    work = session.info.get(_WORK)
    if isinstance(work, Work):
        by_table: dict[Table, list[int]] = defaultdict(list)
        for row in (*session.dirty, *session.deleted):
            by_table[table_of(type(row))].append(row.id)
        for table, ids in by_table.items():
            work.touch(table, ids)


@event.listens_for(Session, "do_orm_execute")
def _no_bulk(state: ORMExecuteState) -> None:
    if not state.is_select:
        raise RuntimeError("bulk statements bypass the journal: use Work.insert_many or ORM objects")
