"""Undo and redo of the last actions, read from the journal and written to it as actions of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Row, Table, UniqueConstraint, and_, select
from sqlalchemy.exc import IntegrityError

from db.core.action import Work, images, write_images
from db.core.base import Base
from db.core.errors import UserError
from db.core.journal import ActionRow, Change, ChangeRow, Image, from_image, loaded, to_image

DEPTH = 30
_BATCH = 500
_TURNS = "+~-*"  # in this order: a row of a run is first what it was inserted as, then gone
_AT_ONCE = 100  # rows of the journal


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
    """What *user_id* can undo and redo now: what no later action reversed, and undos since the last change.

    The journal is read backwards until that is known: any number of undone and redone steps may lie between.
    """
    undo: list[Step] = []
    redo: list[Step] = []
    reversed_: set[int | None] = set()
    changed = False
    query = (
        select(ActionRow.id, ActionRow.name, ActionRow.permission, ActionRow.kind, ActionRow.reverses)
        .where(ActionRow.user_id == user_id, ActionRow.kind != "note")
        .order_by(ActionRow.id.desc())
    )
    with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            reversed_.add(row.reverses)
            stands, step = row.id not in reversed_, Step(row.id, row.name, row.permission)
            if row.kind == "undo":
                redo += [step] if stands and not changed else []
            elif row.kind != "final":
                undo += [step] if stands else []
            changed = changed or row.kind in ("do", "final")
            if len(undo) >= DEPTH and changed:
                break
    return Steps(tuple(reversed(undo[:DEPTH])), tuple(reversed(redo[:DEPTH])))


def single(connection: Connection, action_id: int) -> tuple[Step, str]:
    """One action of anyone as a step to reverse, and whether that is an ``undo`` or a ``redo``.

    ``UserError`` when it is not there, cannot be undone, or has been reversed already.
    """
    row = connection.execute(
        select(ActionRow.name, ActionRow.permission, ActionRow.kind).where(ActionRow.id == action_id)
    ).first()
    if row is None:
        raise UserError("操作记录里没有这一步，请刷新后再试。")
    if row.kind in ("final", "note"):
        raise UserError(f"“{row.name}”是不能撤销的操作。")
    again = _reversed_by(connection, action_id)
    if again is not None:
        raise UserError(_already(connection, row.name, again))
    return Step(action_id, row.name, row.permission), "redo" if row.kind == "undo" else "undo"


def refusal(connection: Connection, action_id: int) -> str | None:
    """Why an action cannot be reversed now; None when it can. Reads every row it touched."""
    try:
        step, _ = single(connection, action_id)
        for table, changes in _changes_of(connection, step):
            _check(connection, table, changes, step)
    except UserError as error:
        return error.text
    return None


def _already(connection: Connection, name: str, again: Row[int, str, str, datetime]) -> str:
    """That the action *name* was reversed by *again*, or was so once and has come back since."""
    last = again
    while (later := _reversed_by(connection, last.id)) is not None:
        last = later
    by = f"（{last.user_name} {last.at:%m-%d %H:%M}）"
    verb, back = ("撤销", "重做") if again.kind == "undo" else ("重做", "撤销")
    if last.kind == again.kind:
        return f"“{name}”这一步已经{verb}过了{by}。"
    return f"“{name}”这一步{verb}过，后来又{back}了{by}。要再{verb}，请选后来的“{back}：{name}”。"


def _reversed_by(connection: Connection, action_id: int) -> Row[int, str, str, datetime] | None:
    """The action that reversed *action_id*: it touched the same rows, and those have an index."""
    first = connection.execute(
        select(ChangeRow.table_name, ChangeRow.row_id).where(ChangeRow.action_id == action_id).limit(1)
    ).first()
    if first is None:
        return None
    return connection.execute(
        select(ActionRow.id, ActionRow.kind, ActionRow.user_name, ActionRow.at)
        .join(ChangeRow, ChangeRow.action_id == ActionRow.id)
        .where(ChangeRow.table_name == first.table_name, ChangeRow.row_id == first.row_id)
        .where(ActionRow.reverses == action_id)
        .limit(1)
    ).first()


def reverse(work: Work, step: Step) -> None:
    """Take *step* back. ``UserError`` when its rows have moved on since."""
    work.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows return in any order
    for table, changes in _changes_of(work.connection, step):
        _check(work.connection, table, changes, step)
        _write_back(work, table, changes, step)
    _refuse_cycles(work)


def _changes_of(connection: Connection, step: Step) -> Iterator[tuple[Table, list[Change]]]:
    """What *step* changed, last first, in batches of one kind of change to one table."""
    rows = connection.execute(
        select(ChangeRow.__table__).where(ChangeRow.action_id == step.action_id).order_by(ChangeRow.seq.desc())
    ).all()
    changes = sorted(map(loaded, rows), key=_kind_of_change)
    for (_turn, name, _shape), group in groupby(changes, key=_kind_of_change):
        for part in _batches(list(group)):
            yield Base.metadata.tables[name], part


def _kind_of_change(change: Change) -> tuple[int, str, tuple[str, ...]]:
    """Changes of the same kind are reversed by the same statement; what was added makes room for what returns."""
    return _TURNS.index(change.op), change.table, tuple(change.before or ())


def _batches(changes: list[Change]) -> Iterator[list[Change]]:
    for start in range(0, len(changes), _BATCH):
        yield changes[start : start + _BATCH]


def _check(connection: Connection, table: Table, changes: Sequence[Change], step: Step) -> None:
    """The rows still are as *step* left them. ``UserError`` naming what changed one since."""
    if changes[0].op == "~":
        _refuse_lost(table, changes, step)
    if changes[0].op == "*":
        for run in changes:
            left = _before_changes(connection, table, range(run.row_id, run.row_id + run.span), step)
            _check_rows(connection, table, left, step)
    else:
        _check_rows(connection, table, {change.row_id: change.after for change in changes}, step)


def _refuse_lost(table: Table, changes: Sequence[Change], step: Step) -> None:
    """What was changed in a column that a later schema keeps elsewhere cannot be changed back."""
    if not {name for change in changes for name in change.before or ()} <= set(table.c.keys()):
        raise UserError(
            f"“{step.name}”是旧版程序做的，所涉及的{table.info['label']}如今另有存法，不能直接撤销。请打开该记录手工修改。"
        )


def _check_rows(connection: Connection, table: Table, left: Mapping[int, Image | None], step: Step) -> None:
    current = images(connection, table, list(left))
    for row_id, after in left.items():
        if not _as_left(table, current.get(row_id), after):
            raise _moved_on(connection, table, row_id, step)


def _write_back(work: Work, table: Table, changes: Sequence[Change], step: Step) -> None:
    if changes[0].op == "*":
        for run in changes:
            write_images(work, table, dict.fromkeys(range(run.row_id, run.row_id + run.span)))
        return
    wanted = {change.row_id: change.before for change in changes}
    try:
        write_images(work, table, wanted)
    except IntegrityError:
        _refuse_twin(work.connection, table, wanted, step)
        raise


def _refuse_twin(connection: Connection, table: Table, wanted: Mapping[int, Image | None], step: Step) -> None:
    """Name what only one row may have and another has taken since."""
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint) and len(one.columns) == 1]
    for column in (column for constraint in unique for column in constraint.columns):
        for row_id, image in wanted.items():
            value = from_image(table, image or {}).get(column.name)
            twin = select(table.c.id).where(column == value, table.c.id != row_id)
            if isinstance(value, str) and connection.execute(twin).first():
                label = table.info["label"]
                raise UserError(
                    f"{label}“{value}”后来又有了一个，不能让“{step.name}”涉及的那个回到这个名下。"
                    f"请先修改或删除后来的{label}“{value}”。"
                )


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
