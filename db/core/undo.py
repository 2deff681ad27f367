"""Undo and redo of the last actions, read from the journal and written to it as actions of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select

from db.core.action import Work, row_image, write_image
from db.core.base import Base
from db.core.errors import UserError
from db.core.journal import ActionRow, Change, ChangeRow, Image, from_image, to_image

DEPTH = 30
_LOOK_BACK = 200  # rows of the journal that the last 30 steps and their undos fit in


@dataclass(frozen=True, slots=True)
class Step:
    """An action that can be reversed: ``undo`` takes it back, or, when it is itself an undo, redoes."""

    action_id: int
    name: str
    permission: str


@dataclass(frozen=True, slots=True)
class Steps:
    undo: tuple[Step, ...]  # the last is the next to go
    redo: tuple[Step, ...]


def steps(connection: Connection, user_id: int) -> Steps:
    """What *user_id* can undo and redo now."""
    rows = connection.execute(
        select(ActionRow.id, ActionRow.name, ActionRow.permission, ActionRow.kind)
        .where(ActionRow.user_id == user_id)
        .order_by(ActionRow.id.desc())
        .limit(_LOOK_BACK)
    ).all()
    undo: list[Step] = []
    redo: list[Step] = []
    for row in reversed(rows):
        step = Step(row.id, row.name, row.permission)
        if row.kind == "undo":
            del undo[-1:]
            redo.append(step)
        elif row.kind == "redo":
            del redo[-1:]
            undo.append(step)
        else:
            redo.clear()
            if row.kind == "do":
                undo.append(step)
    return Steps(tuple(undo[-DEPTH:]), tuple(redo[-DEPTH:]))


def reverse(work: Work, step: Step) -> None:
    """Take *step* back. ``UserError`` when its rows have moved on since."""
    work.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows return in any order
    rows = work.connection.execute(
        select(ChangeRow.__table__).where(ChangeRow.action_id == step.action_id).order_by(ChangeRow.seq.desc())
    ).all()
    for row in rows:
        table = Base.metadata.tables[row.table_name]
        change = _loaded(row)
        if change.op == "*":
            _remove_run(work, table, change, step)
        else:
            _reverse_row(work, table, change, step)


def _loaded(row: Row[Any]) -> Change:
    before, after = (json.loads(text) if text is not None else None for text in (row.before, row.after))
    return Change(row.table_name, row.row_id, row.op, before, after, row.span)


def _reverse_row(work: Work, table: Table, change: Change, step: Step) -> None:
    current = row_image(work.connection, table, change.row_id)
    if not _as_left(table, current, change.after):
        raise _moved_on(work.connection, table, change.row_id, step)
    write_image(work, table, change.row_id, change.before)


def _as_left(table: Table, current: Image | None, after: Image | None) -> bool:
    """Whether the row still is what the action made it; columns younger than the image do not count."""
    if current is None or after is None:
        return current is after
    known = to_image(from_image(table, after))
    return {name: current[name] for name in known} == known


def _remove_run(work: Work, table: Table, run: Change, step: Step) -> None:
    ids = range(run.row_id, run.row_id + run.span)
    for row_id, inserted in _before_changes(work.connection, table, ids, step).items():
        if not _as_left(table, row_image(work.connection, table, row_id), inserted):
            raise _moved_on(work.connection, table, row_id, step)
    for row_id in ids:
        write_image(work, table, row_id, None)


def _before_changes(connection: Connection, table: Table, ids: range, step: Step) -> dict[int, Image]:
    """Those rows of *ids* touched since *step* inserted them, each with the touched columns as they were inserted."""
    rows = connection.execute(
        select(ChangeRow.row_id, ChangeRow.before)
        .where(
            ChangeRow.table_name == table.name,
            ChangeRow.row_id.between(ids[0], ids[-1]),
            ChangeRow.action_id >= step.action_id,
            ChangeRow.op != "*",
        )
        .order_by(ChangeRow.action_id, ChangeRow.seq)
    )
    first: dict[int, Image] = {}
    for row_id, before in rows:
        first[row_id] = json.loads(before or "{}") | first.get(row_id, {})
    return first


def _moved_on(connection: Connection, table: Table, row_id: int, step: Step) -> UserError:
    latest = connection.execute(
        select(ActionRow.name, ActionRow.user_name, ActionRow.at)
        .join(ChangeRow, and_(ChangeRow.action_id == ActionRow.id, ChangeRow.table_name == table.name))
        .where(ChangeRow.row_id == row_id, ActionRow.id > step.action_id)
        .order_by(ActionRow.id.desc())
        .limit(1)
    ).first()
    label = table.info["label"]
    since = f"（{latest.user_name} {latest.at:%m-%d %H:%M}“{latest.name}”）" if latest else ""
    return UserError(f"“{step.name}”涉及的{label}后来又有改动{since}，不能直接撤销。请打开该记录手工修改。")
