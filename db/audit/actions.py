"""The list of all actions: who did what when, and to which record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select

from db.audit.describe import DESCRIBED
from db.audit.names import Names
from db.core.base import Base, table_of
from db.core.fields import Field, Kind
from db.core.journal import ActionRow, Change, ChangeRow, loaded
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches, searched

ACTION = table_of(ActionRow)
# Most actions are about these: the newest are found by walking the list, those about others by collecting them.
_FIRST_FEW = 3  # changes of an action among which what it was about is found
_COMMON = ("meeting", "person")


@dataclass(frozen=True, slots=True)
class Target:
    """The record an action was about, or how many."""

    table: str
    id: int
    name: str  # 张喆; 927 条
    exists: bool

    @property
    def called(self) -> str:
        """人员“张喆”; 人员 927 条"""
        label = Base.metadata.tables[self.table].info["label"]
        return f"{label}“{self.name}”" if self.id else f"{label} {self.name}"


def targets(connection: Connection, action_ids: Sequence[int]) -> dict[int, Target]:
    """What each action was about. One about several records is about their table and no one of them: id 0."""
    rows = connection.execute(
        select(ChangeRow.__table__)
        .where(ChangeRow.action_id.in_(action_ids), ChangeRow.seq < _FIRST_FEW)
        .order_by(ChangeRow.seq.desc())
    ).all()
    names = Names(connection)
    telling = sorted(rows, key=lambda row: row.table_name != "attachment")  # what is stored says less than on what
    changes = {row.action_id: loaded(row) for row in telling}
    by_table: dict[str, list[int]] = {}
    for change in changes.values():
        table, row_id = _root(names, change)
        by_table.setdefault(table, []).append(row_id)
    counts = _counts(connection, list(changes))
    alive = {(table, row_id) for table, ids in by_table.items() for row_id in names.look_up(table, ids)}
    return {action_id: _target(names, change, alive, counts[action_id]) for action_id, change in changes.items()}


def people_of_journal(connection: Connection) -> list[tuple[int, str]]:
    """Everyone who ever did something, by one seek of the index each."""
    found: list[tuple[int, str]] = []
    following = select(func.min(ActionRow.user_id))
    latest = select(ActionRow.user_name).order_by(ActionRow.id.desc()).limit(1)
    user = connection.execute(following).scalar()
    while user is not None:
        found.append((user, connection.execute(latest.where(ActionRow.user_id == user)).scalar_one()))
        user = connection.execute(following.where(ActionRow.user_id > user)).scalar()
    return found


def _counts(connection: Connection, action_ids: Sequence[int]) -> dict[int, Counter[str]]:
    """How many records of each table the actions changed, themselves or a part of them."""
    bulk, name = ChangeRow.op == "*", ChangeRow.table_name
    heads = {one.name: _head(one) for one in Base.metadata.tables.values()}
    table = case((bulk, name), *((name == part, head) for part, head in heads.items() if part != head), else_=name)
    counts: dict[int, Counter[str]] = {action_id: Counter() for action_id in action_ids}
    rows = connection.execute(
        select(ChangeRow.action_id, table, bulk, func.sum(ChangeRow.span), func.count(ChangeRow.root_id.distinct()))
        .where(ChangeRow.action_id.in_(action_ids))
        .group_by(ChangeRow.action_id, table, bulk)
    )
    for action_id, of, in_bulk, inserted, records in rows:
        counts[action_id][of] += inserted if in_bulk else records
    return counts


def _head(table: Table) -> str:
    """The table of the records that rows of *table* are parts of; its own when they stand alone."""
    root: str = table.info.get("root", "")
    keys = list(table.c[root].foreign_keys) if root else []
    return str(keys[0].column.table.name) if keys else str(table.name)


def _target(names: Names, change: Change, alive: set[tuple[str, int]], counts: Mapping[str, int]) -> Target:
    table, row_id = _root(names, change)
    number = counts[table]
    if change.op == "*" or number > 1:
        return Target(table, 0, f"{number} 条", exists=False)
    return Target(table, row_id, names.called(table, row_id), (table, row_id) in alive)


def _root(names: Names, change: Change) -> tuple[str, int]:
    """The record *change* belongs to."""
    table = Base.metadata.tables[change.table]
    root: str = table.info.get("root", "")
    if not root or change.root is None:
        return change.table, change.row_id
    keys = list(table.c[root].foreign_keys)
    if keys:
        return keys[0].column.table.name, change.root
    named = (names.row(change.table, change.row_id) or {}).get("table_name")  # a file hangs on a record of any table
    return (str(named), change.root) if named in DESCRIBED else (change.table, change.row_id)


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.period is not None:
        first, after = wanted.period.first, wanted.period.last + timedelta(days=1)
        clauses += [ActionRow.at >= datetime.combine(first, time()), ActionRow.at < datetime.combine(after, time())]
    for name, value in wanted.choices.items():
        clauses.append(_touches(value) if name == "table" else ACTION.c[name] == value)
    return clauses


def _touches(table: str) -> ColumnElement[bool]:
    """The action changed rows of *table* or parts of them."""
    tables = [one.name for one in Base.metadata.tables.values() if _head(one) == table]
    if table not in _COMMON:
        return ActionRow.id.in_(select(ChangeRow.action_id).where(ChangeRow.table_name.in_(tables)))
    changes = select(ChangeRow.seq).where(
        ChangeRow.action_id == ActionRow.id, func.unlikely(ChangeRow.table_name.in_(tables))
    )
    return changes.exists()


def _found(text: str) -> Ranks:
    """Names of actions and users; records by name lead to what was done with them."""
    conditions: list[ColumnElement[bool]] = [
        ActionRow.name.contains(text, autoescape=True), ActionRow.user_name.contains(text, autoescape=True),
    ]  # fmt: skip
    for name in ("person", "organization", "meeting"):
        table = Base.metadata.tables[name]
        named = matches(table, text)
        if searched(table) and named is not None:
            rows = select(table.c.id).where(named)
            conditions.append(ActionRow.id.in_(select(ChangeRow.action_id).where(ChangeRow.root_id.in_(rows))))
    return (Rank(or_(*conditions), (ActionRow.id.desc(),)),)


_changes = (
    select(func.coalesce(func.sum(ChangeRow.span), 0)).where(ChangeRow.action_id == ActionRow.id).scalar_subquery()
)
_verb = func.iif(ActionRow.kind == "undo", "撤销：", func.iif(ActionRow.kind == "redo", "重做：", ""))

actions = Listing(
    table=ACTION,
    source=ACTION,
    columns=(
        (Field("at", "时间", Kind.DATETIME, width=122), ACTION.c.at),
        (Field("user_name", "谁", width=68), ACTION.c.user_name),
        (Field("name", "操作", width=150), _verb.op("||")(ACTION.c.name)),
        (Field("changes", "改动", Kind.INTEGER, width=54), _changes),
    ),
    order=(ActionRow.id.desc(),),
    narrow=_narrow,
    found=_found,
    sorts={"at": ACTION.c.id, "name": ACTION.c.name},
)
