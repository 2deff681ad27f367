"""The journal: who did what, when, and every touched row's image before and after, hash-chained.

Four uses read it: history and audit, undo and redo, the recycle bin, the change feed.
An update's images hold only the columns that differ. A bulk insert is one entry for a run of ids, without
images: the rows themselves still tell what was inserted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, Row, Table, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Base, RowId
from db.core.book_row import BookRow

Image = dict[str, Any]

# What seal 1 covers. A new column needs a new seal: old actions are checked by the list they were sealed with.
SEAL = 1
_SEALED_ACTION = {
    1: ("id", "at", "user_id", "user_name", "host", "name", "permission", "kind", "reverses", "revision", "seal")
}
_SEALED_CHANGE = {1: ("action_id", "seq", "table_name", "row_id", "root_id", "span", "op", "before", "after")}

_OWN = {"info": {"label": "操作日志", "journal": False}}


class ActionRow(Base):
    """One committed action. ``at`` is local time to the microsecond."""

    __tablename__ = "action"
    __table_args__ = (Index(None, "user_id", "id"), _OWN)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int]
    user_name: Mapped[str]
    host: Mapped[str]
    name: Mapped[str]
    permission: Mapped[str]
    kind: Mapped[str]  # do | undo | redo | final (cannot be undone) | note (changed nothing)
    revision: Mapped[str]  # the schema the images are written in
    seal: Mapped[int]  # how ``hash`` was made: a later program may seal more
    reverses: Mapped[int | None]  # the action an undo or a redo takes back
    previous: Mapped[bytes]
    hash: Mapped[bytes]


class ChangeRow(Base):
    """One row touched by an action; ``op`` is + (inserted), ~ (updated), - (deleted) or * (a run inserted)."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "table_name", "row_id"), _OWN)

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    table_name: Mapped[str]
    row_id: Mapped[int]
    root_id: Mapped[int | None] = mapped_column(index=True)  # the record this row is a part of; ids know their table
    span: Mapped[int]  # how many ids from row_id on
    op: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A change in memory; images are JSON-ready (dates as ISO text, bytes as hex)."""

    table: str
    row_id: int
    op: str
    before: Image | None = None
    after: Image | None = None
    span: int = 1
    root: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what when, as the chain seals it."""

    id: int
    at: datetime
    user_id: int
    user_name: str
    host: str
    name: str
    permission: str
    kind: str = "do"
    reverses: int | None = None
    revision: str = ""
    seal: int = SEAL


def to_image(row: Mapping[str, Any]) -> Image:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # datetime too
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return list(value) if isinstance(value, tuple) else value


def from_image(table: Table, image: Image) -> Image:
    """The inverse of ``to_image`` for the columns *table* has today."""
    return {name: _typed(table.c[name], value) for name, value in image.items() if name in table.c}


def _typed(column: Column[Any], value: Any) -> Any:
    python_type = column.type.python_type
    if value is None:
        return None
    if python_type in (date, datetime):
        return python_type.fromisoformat(value)
    if python_type is bytes:
        return bytes.fromhex(value)
    return tuple(value) if python_type is tuple else value


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def loaded(row: Row[Any]) -> Change:
    """A row of ``change`` in memory."""
    before, after = (json.loads(text) if text is not None else None for text in (row.before, row.after))
    return Change(row.table_name, row.row_id, row.op, before, after, row.span, row.root_id)


def append(connection: Connection, entry: Entry, changes: Sequence[Change]) -> None:
    """Write *entry* and its changes and move the chain's head."""
    rows = [
        {
            "action_id": entry.id, "seq": seq, "table_name": change.table, "row_id": change.row_id,
            "root_id": change.root,
            "span": change.span, "op": change.op, "before": _json(change.before), "after": _json(change.after),
        }
        for seq, change in enumerate(changes)
    ]  # fmt: skip
    previous = connection.execute(select(BookRow.head).with_for_update()).scalar_one()
    values = {field: getattr(entry, field) for field in Entry.__slots__}
    sealed = _seal(previous, values, rows)
    connection.execute(insert(ActionRow).values(**values, previous=previous, hash=sealed))
    if rows:
        connection.execute(insert(ChangeRow), rows)
    connection.execute(update(BookRow).values(head=sealed))


def _seal(previous: bytes, action: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]) -> bytes:
    covered = action["seal"] if action["seal"] in _SEALED_ACTION else SEAL
    digest = hashlib.sha256(previous)
    _feed(digest, action, _SEALED_ACTION[covered])
    for change in changes:
        _feed(digest, change, _SEALED_CHANGE[covered])
    return digest.digest()


def _feed(digest: hashlib._Hash, row: Mapping[str, Any], names: Sequence[str]) -> None:
    digest.update(json.dumps([_plain(row[name]) for name in names]).encode() + b"\n")


def last_entered(connection: Connection) -> int | None:
    """The last action of the journal; what made the book itself does not count."""
    return connection.execute(select(func.max(ActionRow.id)).where(ActionRow.kind != "final")).scalar()


def broken_links(connection: Connection, tick: Callable[[], object] = lambda: None) -> Iterator[int]:
    """Ids of actions whose seal does not hold; the last id given is 0 when the journal's end is missing.

    *tick* is called for each action; it may raise to break off.
    """
    previous = bytes(32)
    every = connection.execute(select(ActionRow.__table__).order_by(ActionRow.id)).mappings()
    rows = connection.execute(select(ChangeRow.__table__).order_by(ChangeRow.action_id, ChangeRow.seq)).mappings()
    by_action = groupby(rows, key=lambda row: int(row["action_id"]))
    ahead = next(by_action, None)
    for action in every:
        tick()
        while ahead is not None and ahead[0] < action["id"]:  # changes of an action that is gone: the next seal tells
            ahead = next(by_action, None)
        changes: list[dict[str, Any]] = []
        if ahead is not None and ahead[0] == action["id"]:
            changes = [dict(row) for row in ahead[1]]
            ahead = next(by_action, None)
        sealed = _seal(previous, dict(action), changes)
        if action["previous"] != previous or action["hash"] != sealed:
            yield action["id"]
        previous = action["hash"]
    if connection.execute(select(BookRow.head)).scalar_one() != previous:
        yield 0
