"""A task and its parts: those of one, and the one above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from db.core.base import table_of
from db.organizations.models import Organization
from db.tasks import states
from db.tasks.computed import TASK
from db.tasks.fields import OPEN
from db.tasks.models import Task
from db.tasks.queries import names_of


@dataclass(frozen=True, slots=True)
class Subtask:
    """A part of a task."""

    id: int
    title: str
    organization_id: int | None
    organization: str
    people: tuple[str, ...]
    starts_on: date | None
    due_on: date | None
    state: str
    percent: int
    closed_on: date | None

    def overdue(self, today: date) -> bool:
        return states.overdue(self.state, self.due_on, today)


def subtasks_of(connection: Connection, task_id: int) -> list[Subtask]:
    """The parts of a task by their day, then in the order of entry."""
    rows = connection.execute(
        select(
            Task.id, Task.title, Task.organization_id, func.coalesce(Organization.name, ""), Task.starts_on,
            Task.due_on, Task.state, Task.percent, Task.closed_on,
        )
        .select_from(TASK.outerjoin(table_of(Organization)))
        .where(Task.parent_id == task_id)
        .order_by(Task.due_on, Task.id)
    ).all()  # fmt: skip
    people = names_of(connection, [row.id for row in rows])
    return [
        Subtask(
            row.id, row.title, row.organization_id, row[3], people.get(row.id, ()), row.starts_on, row.due_on,
            row.state, row.percent, row.closed_on,
        )
        for row in rows
    ]  # fmt: skip


def changed_by(connection: Connection, task_id: int, code: str) -> int:
    """How many tasks the step called *code* (see ``states``) changes: cancelling one cancels its open parts."""
    if code != states.CANCEL:
        return 1
    query = select(func.count()).where(Task.parent_id == task_id, Task.state.in_(OPEN))
    return 1 + connection.execute(query).scalar_one()


def parent_of(connection: Connection, task_id: int) -> tuple[int, str] | None:
    """Id and title of the task that this one is a part of."""
    above = select(Task.parent_id).where(Task.id == task_id).scalar_subquery()
    row = connection.execute(select(Task.id, Task.title).where(Task.id == above)).first()
    return None if row is None else (row.id, row.title)
