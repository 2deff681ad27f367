"""The history of one record and of one action, read from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from db.audit import wording
from db.audit.names import Names, gone_ids
from db.core.base import Base
from db.core.journal import ActionRow, Change, ChangeRow, loaded

_BATCH = 500
LIMIT = 200  # entries of one record
_MOST_TOLD = 300  # changes of one action that are put into words
# Parts whose root is another record, told in this one's history too: record → part and its column.
_ALSO = {"person": (("post", "person_id"),)}
_VERBS = {"undo": "撤销", "redo": "重做"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One action as people read of it."""

    action_id: int
    at: datetime
    user: str
    host: str
    name: str  # 修改人员; 撤销“修改人员”
    kind: str  # do | undo | redo | final
    lines: tuple[str, ...]


def worded(name: str, kind: str) -> str:
    """The name of an action as people read it."""
    return f"{_VERBS[kind]}“{name}”" if kind in _VERBS else name


def history_of(connection: Connection, table: str, record_id: int, limit: int = LIMIT) -> list[Entry]:
    """What happened to a record and its parts, newest first, the *limit* newest actions."""
    by_action: dict[int, list[Change]] = {}
    for row in _changes(connection, table, record_id, limit):
        by_action.setdefault(row.action_id, []).append(loaded(row))
    for run_action, run in _creating_runs(connection, table, record_id, set(by_action)):
        by_action.setdefault(run_action, []).append(run)
    newest = sorted(by_action, reverse=True)[:limit]
    names = Names(connection)
    actions = {row.id: row for row in _actions(connection, newest)}
    return [_entry(actions[id], wording.lines(names, by_action[id], record_id)) for id in newest]


def entry_of(connection: Connection, action_id: int) -> Entry | None:
    """One action with all it changed; None when there is no such action."""
    row = next(iter(_actions(connection, [action_id])), None)
    if row is None:
        return None
    changes = connection.execute(
        select(ChangeRow.__table__).where(ChangeRow.action_id == action_id).order_by(ChangeRow.seq).limit(_MOST_TOLD)
    ).all()
    told = wording.lines(Names(connection), [loaded(change) for change in changes])
    if len(changes) == _MOST_TOLD:
        told = (*told, f"改动较多，这里只列出前 {_MOST_TOLD} 处。")
    return _entry(row, told)


def _entry(row: Row[Any], lines: tuple[str, ...]) -> Entry:
    return Entry(row.id, row.at, row.user_name, row.host, worded(row.name, row.kind), row.kind, lines)


def _actions(connection: Connection, ids: Sequence[int]) -> Iterable[Row[Any]]:
    columns = (ActionRow.id, ActionRow.at, ActionRow.user_name, ActionRow.host, ActionRow.name, ActionRow.kind)
    return connection.execute(select(*columns).where(ActionRow.id.in_(ids)))


def _changes(connection: Connection, table: str, record_id: int, limit: int) -> list[Row[Any]]:
    """The changes of a record in its *limit* newest actions, its own first within each."""
    columns = ChangeRow.__table__
    own = ChangeRow.root_id == record_id
    newest = select(ChangeRow.action_id).where(own).distinct().order_by(ChangeRow.action_id.desc()).limit(limit)
    oldest = min(connection.execute(newest).scalars(), default=0)
    rows = list(connection.execute(select(columns).where(own, ChangeRow.action_id >= oldest)))
    for part, column in _ALSO.get(table, ()):
        ids = _ids_of_parts(connection, Base.metadata.tables[part], column, record_id)
        for start in range(0, len(ids), _BATCH):
            there = ChangeRow.row_id.in_(ids[start : start + _BATCH])
            rows += connection.execute(select(columns).where(ChangeRow.table_name == part, there, ChangeRow.op != "*"))
    return sorted(rows, key=lambda row: (row.action_id, row.row_id != record_id, row.table_name, row.op, row.seq))


def _ids_of_parts(connection: Connection, part: Table, column: str, record_id: int) -> list[int]:
    """The rows of *part* that name the record, and those that did when they were deleted."""
    ids = list(connection.execute(select(part.c.id).where(part.c[column] == record_id)).scalars())
    gone = gone_ids(connection, part)
    for start in range(0, len(gone), _BATCH):
        there = ChangeRow.row_id.in_(gone[start : start + _BATCH])
        named = func.json_extract(ChangeRow.before, f"$.{column}") == record_id
        found = select(ChangeRow.row_id).where(ChangeRow.table_name == part.name, there, ChangeRow.op == "-", named)
        ids += connection.execute(found.distinct()).scalars()
    return ids


def _creating_runs(
    connection: Connection, table: str, record_id: int, known: set[int]
) -> list[tuple[int, Change]]:  # fmt: skip
    """The bulk inserts that brought the record and those of its parts that no other entry tells of.

    A run is found by its action, not by a search for the run that covers an id: ids of rows and of actions come from
    one counter, and an action takes its own id last, so a row was made by the first action whose id is greater.
    """
    found = []
    own = _run(connection, table, record_id)
    if own is not None:
        found.append((own[0], Change(table, record_id, "*")))
        known = known | {own[0]}
    for part, column in _parts_of(table):
        whole = Base.metadata.tables[part]
        ids = connection.execute(select(whole.c.id).where(whole.c[column] == record_id).order_by(whole.c.id)).scalars()
        past = -1
        for row_id in ids:
            if row_id < past:
                continue
            maker = _maker(connection, row_id)
            past = maker if maker is not None else row_id + 1
            run = _run(connection, part, row_id) if maker not in known else None
            if run is not None:
                found.append((run[0], Change(part, row_id, "*")))
    return found


def _parts_of(table: str) -> list[tuple[str, str]]:
    """The tables whose rows are parts of *table*'s, each with the column that says of which."""
    roots = ((part.name, part.info.get("root")) for part in Base.metadata.tables.values())
    return [
        (name, root)
        for name, root in roots
        if root and any(key.column.table.name == table for key in Base.metadata.tables[name].c[root].foreign_keys)
    ]


def _maker(connection: Connection, row_id: int) -> int | None:
    """The action that gave out *row_id*."""
    later = select(ActionRow.id).where(ActionRow.id > row_id).order_by(ActionRow.id).limit(1)
    return connection.execute(later).scalar()


def _run(connection: Connection, table: str, row_id: int) -> tuple[int, Change] | None:
    """The bulk insert that made a row: its action and the run. None: it was made one by one."""
    maker = _maker(connection, row_id)
    runs = connection.execute(
        select(ChangeRow.__table__).where(ChangeRow.action_id == (maker or 0), ChangeRow.op == "*")
    )
    for run in map(loaded, runs):
        if run.table == table and run.row_id <= row_id < run.row_id + run.span:
            return maker or 0, run
    return None
