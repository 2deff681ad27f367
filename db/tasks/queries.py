"""Reading tasks: the list, one, those that come from a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from db.core.base import table_of
from db.core.engine import book_today
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.models import Person
from db.people.queries import people
from db.progress.steps import Step, possible
from db.rules.queries import read_rules
from db.tasks import computed, states
from db.tasks.computed import PART, TASK
from db.tasks.draft import LISTS, TaskDraft
from db.tasks.fields import DONE, FIELDS, SOURCES
from db.tasks.models import Task, TaskPerson

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Origin:
    """The record a task comes from, and the row of it that it stands for."""

    table: str
    record_id: int
    part: int | None = None

    @property
    def label(self) -> str:
        """责任清单, 问题整改 …"""
        return dict(SOURCES).get(self.table, "")


@dataclass(frozen=True, slots=True)
class SourceTask:
    """A task as the record it comes from shows it. ``parts``: its subtasks, ``done`` of them finished."""

    id: int
    part: int | None
    title: str
    organization: str
    people: tuple[str, ...]
    due_on: date | None
    state: str
    percent: int
    parts: int = 0
    done: int = 0

    def overdue(self, today: date) -> bool:
        return states.overdue(self.state, self.due_on, today)


def get_task(connection: Connection, task_id: int) -> TaskDraft:
    """The form's values of one task; ``UserError`` when it is gone."""
    query = select(TASK, computed.percent().label("come"))
    row = connection.execute(query.where(Task.id == task_id)).mappings().first()
    if row is None:
        raise UserError("这项任务已被删除，请刷新列表。")
    named = select(TaskPerson.person_id).where(TaskPerson.task_id == task_id).order_by(TaskPerson.no)
    values = {field.name: row[field.name] for field in fields(TaskDraft) if field.name not in (*LISTS, "percent")}
    return TaskDraft(**values, percent=row["come"], people=tuple(connection.execute(named).scalars()))


def origin_of(connection: Connection, task_id: int) -> Origin | None:
    """Where a task, or the one it is a part of, comes from; None when it was entered by hand or is gone. The source's
    own room words it."""
    above = select(Task.parent_id).where(Task.id == task_id, Task.source_table.is_(None)).scalar_subquery()
    row = connection.execute(
        select(Task.source_table, Task.source_id, Task.source_part).where(
            Task.id == func.coalesce(above, task_id), Task.source_table.is_not(None)
        )
    ).first()
    return None if row is None else Origin(str(row.source_table), int(row.source_id or 0), row.source_part)


def stand_of(connection: Connection, task_id: int) -> tuple[str, int | None, list[Step]] | None:
    """Its state, percentage (None: its subtasks tell it) and the steps that can be taken now; None when it is gone."""
    row = connection.execute(
        select(Task.state, Task.percent, computed.parts(), book_today()).where(Task.id == task_id)
    ).first()
    if row is None:
        return None
    confirm = read_rules(connection).switched_on("tasks.confirm", row[3])
    return row.state, None if row[2] else row.percent, possible(states.steps(confirm), row.state)


def tasks_of(connection: Connection, table: str, record_ids: Sequence[int]) -> dict[int, list[SourceTask]]:
    """The tasks that come from some records of one table, in the order of entry; records without any are left out."""
    found: dict[int, list[SourceTask]] = {}
    for start in range(0, len(record_ids), _BATCH):
        rows = connection.execute(
            select(
                Task.source_id, Task.id, Task.source_part, Task.title, func.coalesce(Organization.name, ""),
                Task.due_on, Task.state, computed.percent(), computed.parts(), computed.parts(PART.c.state == DONE),
            )
            .select_from(TASK.outerjoin(table_of(Organization)))
            .where(Task.source_table == table, Task.source_id.in_(record_ids[start : start + _BATCH]))
            .order_by(Task.id)
        ).all()  # fmt: skip
        names = names_of(connection, [row.id for row in rows])
        for record, id, part, title, organization, *rest in rows:
            found.setdefault(record or 0, []).append(
                SourceTask(id, part, title, organization, names.get(id, ()), *rest)
            )
    return found


def names_of(connection: Connection, task_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The names of those responsible by task, the foremost first."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(task_ids), _BATCH):
        rows = connection.execute(
            select(TaskPerson.task_id, Person.name)
            .join(Person, Person.id == TaskPerson.person_id)
            .where(TaskPerson.task_id.in_(task_ids[start : start + _BATCH]))
            .order_by(TaskPerson.task_id, TaskPerson.no)
        )
        for task_id, name in rows:
            found[task_id] = (*found.get(task_id, ()), name)
    return found


# -- the list ----------------------------------------------------------------------------------------------------

# Choices that are no columns: whether it is open, late, a subtask, divided; where it comes from, whose it is; a
# period that its day lies in.
OPEN, OVERDUE, PARTS, DIVIDED, SOURCE, PERSON, DUE = "open", "overdue", "parts", "divided", "source", "person", "due"
PLACE, PARENT = "organization_id", "parent_id"  # choices that are columns: that very organization, that very task


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses = [_chosen(name, value) for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        clauses.append(TASK.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses.append(computed.lies_in(wanted.period))
    return clauses


def _chosen(name: str, value: Any) -> ColumnElement[bool]:
    if name == OPEN:
        return computed.is_open() if value else ~computed.is_open()
    if name == OVERDUE:
        return computed.is_overdue() if value else ~computed.is_overdue()
    if name == SOURCE:
        return computed.source() == (value or "")
    if name == PERSON:
        return TASK.c.id.in_(select(TaskPerson.task_id).where(TaskPerson.person_id == value))
    if name == PARTS:  # only subtasks, or none of them
        return TASK.c.parent_id.is_not(None) if value else TASK.c.parent_id.is_(None)
    if name == DIVIDED:
        return (computed.parts() > 0) if value else (computed.parts() == 0)
    if name == DUE:
        return TASK.c.due_on.between(value.first, value.last)
    wanted: ColumnElement[bool] = TASK.c[name] == value
    return wanted


def _found(text: str) -> Ranks:
    """By title and text, who is responsible, or who assigned it."""
    named = [select(Person.id).where(rank.where) for rank in people.found(text)]
    whose = [TASK.c.id.in_(select(TaskPerson.task_id).where(TaskPerson.person_id.in_(query))) for query in named]
    within = matches(TASK, text)
    return (Rank(or_(TASK.c.assigned_by == text, *whose, *([within] if within is not None else [])), _order),)


_place = table_of(Organization)
_day = func.coalesce(TASK.c.due_on, "9999")  # without a day after all others
_order = (case((computed.is_open(), _day), else_="99999"), TASK.c.closed_on.desc(), TASK.c.due_on.desc())
_by_name = {field.name: field for field in FIELDS}
_sources = tuple((table or "", label) for table, label in SOURCES)


def _columns(*names: str) -> tuple[tuple[Field, ColumnElement[Any]], ...]:
    return tuple((_by_name[name], TASK.c[name]) for name in names)


tasks = Listing(
    table=TASK,
    source=TASK.outerjoin(_place, TASK.c.organization_id == _place.c.id),
    columns=(
        *_columns("title"),
        (Field("organization", "责任组织", width=150), _place.c.name),
        (Field("place_name", "组织", width=112), func.coalesce(func.nullif(_place.c.short_name, ""), _place.c.name)),
        (Field("people", "责任人", width=96), computed.people()),
        *_columns("due_on"),
        (Field("left", "时限", width=84), computed.left()),
        (Field("days_left", "剩余天数", Kind.INTEGER, width=72), computed.days_left()),
        *_columns("state"),
        (_by_name["percent"], computed.percent()),
        *_columns("priority"),
        (Field(SOURCE, "来源", Kind.CHOICE, choices=_sources, width=72), computed.source()),
        *_columns("assigned_by"),
        (Field("starts_on", "开始日期", Kind.DATE, width=96), TASK.c.starts_on),
        *_columns("closed_on"),
    ),
    order=_order,  # what is open first, by its day; then what was closed, the latest first
    narrow=_narrow,
    found=_found,
    sorts={"left": _order[0]},
    quick=lambda _wanted: False,  # no index has this order
)
