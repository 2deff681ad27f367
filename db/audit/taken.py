"""What a deletion took: a record, its parts, what hung on it or was below it, and so on with each of these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db.audit.describe import RECORDS
from db.audit.names import last_image, referred
from db.core.action import images
from db.core.base import Base
from db.core.hanging import exists, goes_with
from db.core.journal import Change, ChangeRow, loaded

_Key = tuple[str, int]  # table and id of a row


def last_deletion(connection: Connection, table: str, row_id: int) -> int | None:
    """The last action that took a row away."""
    return connection.execute(
        select(ChangeRow.action_id)
        .where(ChangeRow.table_name == table, ChangeRow.row_id == row_id, ChangeRow.op == "-")
        .order_by(ChangeRow.action_id.desc())
        .limit(1)
    ).scalar()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a deletion did: the rows it took, and those it left that had referred to one of them."""

    rows: tuple[Change, ...] = ()
    parted: tuple[Change, ...] = ()


def taken(connection: Connection, table: str, row_id: int) -> Taken:
    """What the last deletion of a record took and is still gone: the record, then what went with it."""
    action = last_deletion(connection, table, row_id)
    query = select(ChangeRow.__table__).where(ChangeRow.action_id == (action or 0), ChangeRow.op.in_(("-", "~")))
    changes = [loaded(row) for row in connection.execute(query)]
    rows = _still_gone(connection, _closed((table, row_id), [change for change in changes if change.op == "-"]))
    coming = {_key(row) for row in rows}
    parted = (change for change in changes if change.op == "~" and not coming.isdisjoint(_named(change)))
    return Taken(tuple(rows), tuple(parted))


def _closed(record: _Key, changes: Sequence[Change]) -> list[Change]:
    """Of *changes* that of *record* and, until nothing is added, those of rows that went with one of these."""
    waiting: dict[_Key, list[Change]] = defaultdict(list)
    for change in changes:
        for key in _leads_to(change):
            waiting[key].append(change)
    found = {_key(change): change for change in changes if _key(change) == record}
    todo = list(found)
    while todo:
        fresh = {_key(change): change for change in waiting[todo.pop()] if _key(change) not in found}
        found.update(fresh)
        todo += fresh
    return list(found.values())


def _leads_to(change: Change) -> Iterator[_Key]:
    """The rows with which the row of *change* went. A part goes with whatever it names: a post with its person."""
    table, image = Base.metadata.tables[change.table], change.before or {}
    yield from goes_with(table, image)
    if "root" in table.info:
        yield from _named(change)


def _named(change: Change) -> Iterator[_Key]:
    """The rows that the columns of *change* referred to before it."""
    for name, value in (change.before or {}).items():
        target = referred(Base.metadata.tables[change.table], name)
        if target is not None and value is not None:
            yield target, value


def _key(change: Change) -> _Key:
    return change.table, change.row_id


def _still_gone(connection: Connection, changes: Iterable[Change]) -> list[Change]:
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    left: list[Change] = []
    for name, rows in by_table.items():
        there = images(connection, Base.metadata.tables[name], [row.row_id for row in rows])
        left += [row for row in rows if row.row_id not in there]
    return left


class Along:
    """Tells the deleted rows that went along with a record which is gone too: they return with it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._taken: dict[int, set[_Key]] = {}
        self._gone: dict[_Key, bool] = {}

    def went(self, table: str, image: Mapping[str, Any], action_id: int) -> bool:
        """Whether *action_id* took the row of *table* with this last *image* along with a record of the bin."""
        return any(
            key in self._taken_by(action_id) and self._is_gone(key) and self._leads_on(key, action_id)
            for key in goes_with(Base.metadata.tables[table], image)
        )

    def _leads_on(self, key: _Key, action_id: int) -> bool:
        table, row_id = key
        if table in RECORDS:
            return True
        return self.went(table, last_image(self._connection, table, row_id) or {}, action_id)

    def _taken_by(self, action_id: int) -> set[_Key]:
        if action_id not in self._taken:
            rows = self._connection.execute(
                select(ChangeRow.table_name, ChangeRow.row_id).where(
                    ChangeRow.action_id == action_id, ChangeRow.op == "-"
                )
            )
            self._taken[action_id] = {(row.table_name, row.row_id) for row in rows}
        return self._taken[action_id]

    def _is_gone(self, key: _Key) -> bool:
        if key not in self._gone:
            self._gone[key] = not exists(self._connection, *key)
        return self._gone[key]
