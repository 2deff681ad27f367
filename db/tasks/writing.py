"""Tasks as rows: the one way they are made, changed and removed, within another action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.core.action import Stop, Work, unstopped
from db.core.errors import UserError
from db.organizations.models import Organization
from db.people.models import Person
from db.tasks.draft import LISTS, TaskDraft
from db.tasks.models import Task, TaskPerson
from db.tasks.queries import Origin

_BATCH = 500
_ROW = tuple(field.name for field in fields(TaskDraft) if field.name not in LISTS)
HEAD = tuple(name for name in _ROW if name not in ("state", "percent", "closed_on"))
"""What a form changes; the others are changed by steps."""


def write(
    work: Work, draft: TaskDraft, task: Task | None = None, *, source: Origin | None = None,
    parent_id: int | None = None, blame: str = "",
) -> Task:  # fmt: skip
    """Make a task of *draft* (see ``states.fitted``), below *parent_id* or coming from *source*; or change *task*.

    *blame*: the field of the form that names organization and people, where they are no fields of it.
    """
    _check_named(work, draft, blame)
    if task is None:
        task = Task(id=work.new_id(), **columns(draft), parent_id=parent_id)
        if source is not None:
            task.source_table, task.source_id, task.source_part = source.table, source.record_id, source.part
    for name in HEAD:
        setattr(task, name, getattr(draft, name))
    name_people(task, draft.people)
    work.session.add(task)
    return task


def write_many(work: Work, drafts: Sequence[TaskDraft], *, parent_id: int | None = None) -> list[int]:
    """Make tasks at bulk speed; whom they name is known to be there."""
    ids = work.insert_many(Task, [{**columns(draft), "parent_id": parent_id} for draft in drafts])
    insert_people(work, zip(ids, (draft.people for draft in drafts), strict=True))
    return ids


def columns(draft: TaskDraft) -> dict[str, Any]:
    """The columns of a new task."""
    return {name: getattr(draft, name) for name in _ROW}


def name_people(task: Task, person_ids: Sequence[int]) -> None:
    """Who is responsible, the foremost first; who was before keeps the row."""
    old = {row.person_id: row for row in task.people}
    task.people = [old.get(person_id) or TaskPerson(person_id=person_id) for person_id in dict.fromkeys(person_ids)]
    for no, row in enumerate(task.people, 1):
        row.no = no


def insert_people(work: Work, named: Iterable[tuple[int, Sequence[int]]]) -> None:
    """Who is responsible for new tasks."""
    work.insert_many(TaskPerson, [
        {"task_id": task_id, "person_id": person_id, "no": no}
        for task_id, people in named for no, person_id in enumerate(dict.fromkeys(people), 1)
    ])  # fmt: skip


def parts_of(work: Work, task_ids: Sequence[int]) -> list[Task]:
    found: list[Task] = []
    for start in range(0, len(task_ids), _BATCH):
        part = Task.parent_id.in_(task_ids[start : start + _BATCH])
        query = select(Task).where(part).options(selectinload(Task.people))
        found += work.session.execute(query.order_by(Task.id)).scalars()
    return found


def remove(work: Work, tasks: Sequence[Task], stop: Stop = unstopped) -> None:
    """Delete *tasks* with their parts, which go first."""
    everything = (*parts_of(work, [task.id for task in tasks]), *tasks)
    below = {task.id: task for task in everything if task.parent_id is not None}
    for some in (below.values(), [task for task in tasks if task.id not in below]):
        for task in some:
            stop()
            work.session.delete(task)
        work.session.flush()


def _check_named(work: Work, draft: TaskDraft, blame: str) -> None:
    """The organization and the people a task names are there."""
    if draft.organization_id is not None:
        gone = "任务的责任组织已被删除，请重新选择。"
        work.get(Organization, draft.organization_id, gone, blame or "organization_id")
    if not draft.people:
        return
    known = set(work.session.execute(select(Person.id).where(Person.id.in_(draft.people))).scalars())
    if set(draft.people) - known:
        raise UserError("任务的责任人中有人已被删除，请重新选择。", {blame or "people": "责任人已被删除"})
