"""The recycle bin: records that were deleted, read from the journal, and bringing one of them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Table, UniqueConstraint, select

from db.audit.describe import DESCRIBED, RECORDS, edit_permission
from db.audit.names import Names, gone_ids, referred
from db.audit.rejoin import rejoin
from db.audit.taken import Along, last_deletion, taken
from db.core.action import Work, defaults, images, write_images
from db.core.base import Base
from db.core.book import Book
from db.core.errors import CancelledError, UserError
from db.core.hanging import exists, goes_with
from db.core.journal import ActionRow, Change, ChangeRow, Image, from_image
from db.organizations.actions import check_place
from db.organizations.models import Organization

_BATCH = 500
_GONE_FOR_GOOD = "回收站里没有这条记录，请刷新后再试。"


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record that is in the bin."""

    id: int
    table: str
    kind: str  # 人员, 会议记录 …
    name: str
    at: datetime
    user: str
    action: str  # 删除人员
    action_id: int


class _Deletion(NamedTuple):
    """One action that took a row away."""

    row_id: int
    action_id: int
    at: datetime
    user: str
    action: str
    kind: str
    reverses: int | None


def deleted(
    connection: Connection,
    *,
    tables: Sequence[str] = RECORDS,
    text: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Deleted]:
    """The records of *tables* whose name contains *text*, last deleted first.

    Only what a deletion took: what an undo took back is done again from the list of actions. What went along with a
    record that is in the bin itself (its tasks) returns with that and is not listed. Reads the index of
    every change to *tables*; ask for it on a worker.
    """
    names, along = Names(connection), Along(connection)
    found: list[Deleted] = []
    for table in tables:
        gone = gone_ids(connection, Base.metadata.tables[table])
        for start in range(0, len(gone), _BATCH):
            if cancelled():
                raise CancelledError
            part = gone[start : start + _BATCH]
            names.look_up_gone(table, part)
            rows = _deletions(connection, names, table, part)
            found += [one for one in rows if not along.went(table, names.row(table, one.id) or {}, one.action_id)]
    wanted = text.strip().casefold()
    return sorted((one for one in found if wanted in one.name.casefold()), key=lambda one: -one.action_id)


def restore(book: Book, table: str, row_id: int) -> tuple[str, ...]:
    """Bring a deleted record back with all that went with it; one action that can be undone.

    Returns sentences about what could not come back as it was. ``UserError`` when something it needs is gone.
    """
    with book.read() as connection:
        name = Names(connection).called(table, row_id)
    label = Base.metadata.tables[table].info["label"]
    with book.action(f"恢复{label}“{name}”", edit_permission(table)) as work:
        work.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows return in any order
        if images(work.connection, Base.metadata.tables[table], [row_id]):
            raise UserError(f"{label}“{name}”已经恢复，不在回收站里了。")
        found = taken(work.connection, table, row_id)
        if not found.rows:
            raise UserError(_GONE_FOR_GOOD)
        returning = _Rows(work, found.rows, f"{label}“{name}”")
        told = (*returning.write(), *rejoin(work, found.parted))
        _check_tree(work, table, row_id)
    return told


class _Rows:
    """Deleted rows on their way back."""

    def __init__(self, work: Work, rows: Sequence[Change], what: str) -> None:
        self._work, self._what = work, what
        self._names = Names(work.connection)
        self._rows = rows
        self._there = {(row.table, row.row_id): True for row in rows}
        self._told: dict[str, None] = {}

    def write(self) -> tuple[str, ...]:
        by_table: dict[str, dict[int, Image | None]] = {}
        for row in self._rows:
            by_table.setdefault(row.table, {})[row.row_id] = self._mended(row)
        for name, wanted in by_table.items():
            for row_id, image in wanted.items():
                self._refuse_twin(Base.metadata.tables[name], row_id, image or {})
            write_images(self._work, Base.metadata.tables[name], wanted)
        return tuple(self._told)

    def _mended(self, row: Change) -> Image:
        """The image with columns of today and without references that lead nowhere."""
        table = Base.metadata.tables[row.table]
        image = {**defaults(table), **(row.before or {})}
        self._refuse_alone(table, image)
        for column in table.c:
            target, value = referred(table, column.name), image.get(column.name)
            if target is None or value is None or self._is_there(target, value):
                continue
            lost = self._called(target, value)
            if not column.nullable:
                raise UserError(f"不能恢复{self._what}：它用到的{lost}已被删除。请先恢复{lost}。")
            image[column.name] = None
            stand_in = DESCRIBED[row.table].stand_in.get(column.name)
            if stand_in:
                image[stand_in] = self._names.called(target, value)
            self._told[f"{lost}已被删除，{'只保留了姓名' if stand_in else '这一项已清空'}。"] = None
        return image

    def _refuse_alone(self, table: Table, image: Image) -> None:
        """What it hangs on or is below has not gone: without it, it would never find its place again."""
        for owner, owner_id in goes_with(table, image):
            if not self._is_there(owner, owner_id):
                lost = self._called(owner, owner_id)
                whose = f"它的上级{lost}" if owner == table.name else f"它所属的{lost}"
                way = f"先恢复{lost}" if owner in RECORDS else f"先在操作记录里撤销{self._removal(owner, owner_id)}"
                raise UserError(f"不能恢复{self._what}：{whose}已被删除。请{way}。")

    def _removal(self, table: str, row_id: int) -> str:
        """The action that took a part of a record which is still there."""
        action = last_deletion(self._work.connection, table, row_id)
        row = self._work.connection.execute(
            select(ActionRow.name, ActionRow.user_name, ActionRow.at).where(ActionRow.id == action)
        ).one()
        return f"“{row.name}”这一步（{row.user_name} {row.at:%m-%d %H:%M}）"

    def _called(self, table: str, row_id: int) -> str:
        return f"{Base.metadata.tables[table].info['label']}“{self._names.called(table, row_id)}”"

    def _refuse_twin(self, table: Table, row_id: int, image: Image) -> None:
        """No other row has taken since what only one may have."""
        values = from_image(table, image)
        for constraint in table.constraints:
            if not isinstance(constraint, UniqueConstraint):
                continue
            wanted = {column: values.get(column.name) for column in constraint.columns}
            if None in wanted.values():  # unknown is like nothing else
                continue
            same = (column == value for column, value in wanted.items())
            twin = self._work.connection.execute(select(table.c.id).where(*same, table.c.id != row_id)).scalar()
            if twin is not None:
                label, name = table.info["label"], self._names.called(table.name, twin)
                raise UserError(
                    f"不能恢复{self._what}：后来又录入了同样的{label}“{name}”。请打开它手工修改，或先把它删除。"
                )

    def _is_there(self, table: str, row_id: int) -> bool:
        key = (table, row_id)
        if key not in self._there:
            self._there[key] = exists(self._work.connection, table, row_id)
        return self._there[key]


def _deletions(connection: Connection, names: Names, table: str, ids: Sequence[int]) -> Iterable[Deleted]:
    """The deletion by which each of *ids* is gone; none for what an undo took back."""
    who = (ActionRow.id, ActionRow.at, ActionRow.user_name, ActionRow.name)
    rows = connection.execute(
        select(ChangeRow.row_id, *who, ActionRow.kind, ActionRow.reverses)
        .join(ActionRow, ActionRow.id == ChangeRow.action_id)
        .where(ChangeRow.table_name == table, ChangeRow.row_id.in_(ids), ChangeRow.op == "-")
        .order_by(ActionRow.id.desc())
    )
    by_row: dict[int, list[_Deletion]] = {}
    for row in map(_Deletion._make, rows):
        by_row.setdefault(row.row_id, []).append(row)
    label = Base.metadata.tables[table].info["label"]
    for row in filter(None, map(_standing, by_row.values())):
        name = names.called(table, row.row_id)
        yield Deleted(row.row_id, table, label, name, row.at, row.user, row.action, row.action_id)


def _standing(deletions: Sequence[_Deletion]) -> _Deletion | None:
    """Of one row's *deletions*, last first, the one that stands: an undo leaves it as before what it took back."""
    before: int | None = None
    for row in deletions:
        if before is not None and row.action_id >= before:
            continue
        if row.kind != "undo":
            return row
        before = row.reverses
    return None


def _check_tree(work: Work, table: str, row_id: int) -> None:
    """Its old place in the tree still takes it: no other bears its name there now."""
    if table == "organization":
        organization = work.get(Organization, row_id, _GONE_FOR_GOOD)
        check_place(work.session, organization, organization.parent_id)
