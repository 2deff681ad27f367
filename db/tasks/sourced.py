"""Tasks that stand for parts of a record (resolutions of a meeting): made, changed and removed with that record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select
from sqlalchemy.orm import selectinload

from db.core.action import Work
from db.core.errors import UserError
from db.tasks.draft import TaskDraft
from db.tasks.fields import CANCELLED, NOT_STARTED
from db.tasks.models import Task, TaskPerson
from db.tasks.queries import Origin
from db.tasks.writing import HEAD, remove, write

_TITLE = 60  # characters; the whole is the task's text


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task as the record it comes from words it."""

    text: str
    organization_id: int | None
    person_ids: tuple[int, ...]
    starts_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A task as its source shows it. ``part``: the row of the source it stands for."""

    id: int
    part: int
    organization_id: int | None
    person_ids: tuple[int, ...]
    due_on: date | None
    state: str


def assign(work: Work, table: str, record_id: int, wanted: Mapping[int, Assignment]) -> None:
    """Make the tasks that come from a record what *wanted* says, by the part they stand for.

    A task no longer wanted is removed; ``UserError`` when somebody has begun it.
    """
    query = select(Task).where(Task.source_table == table, Task.source_id == record_id, Task.source_part.is_not(None))
    tasks = {
        task.source_part: task for task in work.session.execute(query.options(selectinload(Task.people))).scalars()
    }
    gone = [task for part, task in tasks.items() if part not in wanted]
    for task in gone:
        _refuse_begun(task)
    if gone:
        remove(work, gone)
    for part, assignment in wanted.items():
        known = tasks.get(part)
        write(work, _draft(assignment, known), known, source=Origin(table, record_id, part), blame="resolutions")


def assigned(connection: Connection, table: str, record_ids: Sequence[int]) -> dict[int, Assigned]:
    """The tasks of some records by the part they stand for."""
    found: dict[int, Assigned] = {}
    for start in range(0, len(record_ids), 500):
        ids = record_ids[start : start + 500]
        rows = connection.execute(
            select(Task.id, Task.source_part, Task.organization_id, Task.due_on, Task.state).where(
                Task.source_table == table, Task.source_id.in_(ids), Task.source_part.is_not(None)
            )
        ).all()
        people: dict[int, list[int]] = {}
        query = select(TaskPerson.task_id, TaskPerson.person_id).where(TaskPerson.task_id.in_([row.id for row in rows]))
        for task_id, person_id in connection.execute(query.order_by(TaskPerson.task_id, TaskPerson.no)):
            people.setdefault(task_id, []).append(person_id)
        for row in rows:
            persons = tuple(people.get(row.id, ()))
            found[row.source_part] = Assigned(
                row.id, row.source_part, row.organization_id, persons, row.due_on, row.state
            )
    return found


def _refuse_begun(task: Task) -> None:
    if task.state not in (NOT_STARTED, CANCELLED):
        raise UserError(
            f"任务“{task.title}”已经{task.state}，不能随决议删除。请先在任务中取消。", {"resolutions": "任务已开始"}
        )


def _draft(wanted: Assignment, task: Task | None) -> TaskDraft:
    """What the task is to be; what its record does not word it keeps."""
    kept = {} if task is None else {name: getattr(task, name) for name in HEAD}
    text = " ".join(wanted.text.split())
    title = text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
    return replace(
        TaskDraft(**kept), title=title, text=wanted.text if title != wanted.text else "",
        organization_id=wanted.organization_id, starts_on=kept.get("starts_on") or wanted.starts_on,
        due_on=wanted.due_on, people=wanted.person_ids,
    )  # fmt: skip
