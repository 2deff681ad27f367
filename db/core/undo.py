"""Undo and redo of the last actions, read from the journal and written to it as actions of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, select

from db.core.action import Work, images, write_images
from db.core.base import Base
from db.core.errors import UserError
from db.core.journal import ActionRow, Change, ChangeRow, Image, from_image, to_image

DEPTH = 30
_BATCH = 500
_TURNS = "+~-*"  # in this order: a row of a run is first what it was inserted as, then gone
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
        elif row.kind != "note":
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
    changes = sorted(map(_loaded, rows), key=_kind_of_change)
    for (_turn, name, _shape), group in groupby(changes, key=_kind_of_change):
        table = Base.metadata.tables[name]
        for part in _batches(list(group)):
            _reverse_rows(work, table, part, step)
    _refuse_cycles(work)


def _kind_of_change(change: Change) -> tuple[int, str, tuple[str, ...]]:
    """Changes of the same kind are reversed by the same statement; what was added makes room for what returns."""
    return _TURNS.index(change.op), change.table, tuple(change.before or ())


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), _BATCH):
        yield changes[start : start + _BATCH]


def _loaded(row: Row[Any]) -> Change:
    before, after = (json.loads(text) if text is not None else None for text in (row.before, row.after))
    return Change(row.table_name, row.row_id, row.op, before, after, row.span)


def _reverse_rows(work: Work, table: Table, changes: Sequence[Change], step: Step) -> None:
    """Take back changes of one kind to one table."""
    if changes[0].op == "*":
        for run in changes:
            _remove_run(work, table, run, step)
        return
    current = images(work.connection, table, [change.row_id for change in changes])
    for change in changes:
        if not _as_left(table, current.get(change.row_id), change.after):
            raise _moved_on(work.connection, table, change.row_id, step)
    write_images(work, table, {change.row_id: change.before for change in changes})


def _refuse_cycles(work: Work) -> None:
    """Two moves that were fine one by one may hang a branch of a tree under itself when one is taken back."""
    for table in Base.metadata.sorted_tables:
        if "tree" not in table.info or not work.touched(table.name):
            continue
        parents = dict(work.connection.execute(select(table.c.id, table.c[table.info["tree"]])).all())
        for row_id in work.touched(table.name):
            seen: set[int] = set()
            at: int | None = row_id
            while at is not None:
                if at in seen:
                    raise UserError(f"这样会让{table.info['label']}成为自己的下级，不能撤销。请手工调整上下级。")
                seen.add(at)
                at = parents.get(at)


def _as_left(table: Table, current: Image | None, after: Image | None) -> bool:
    """Whether the row still is what the action made it; columns younger than the image do not count."""
    if current is None or after is None:
        return current is after
    known = to_image(from_image(table, after))
    return {name: current[name] for name in known} == known


def _remove_run(work: Work, table: Table, run: Change, step: Step) -> None:
    ids = range(run.row_id, run.row_id + run.span)
    touched = _before_changes(work.connection, table, ids, step)
    current = images(work.connection, table, list(touched))
    for row_id, inserted in touched.items():
        if not _as_left(table, current.get(row_id), inserted):
            raise _moved_on(work.connection, table, row_id, step)
    write_images(work, table, dict.fromkeys(ids))


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
