"""The tasks that come from meetings, and what deleting these does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from db.meetings.models import Resolution
from db.meetings.rows import SOURCE
from db.organizations.models import Organization
from db.people.models import Person
from db.tasks.fields import NOT_STARTED, OPEN
from db.tasks.models import Task, TaskPerson


@dataclass(frozen=True, slots=True)
class MeetingTask:
    """A task as its meeting shows it. ``no``: the number of its resolution."""

    id: int
    no: int
    title: str
    organization: str
    people: tuple[str, ...]
    due_on: date | None
    state: str

    def overdue(self, today: date) -> bool:
        return self.state in OPEN and self.due_on is not None and self.due_on < today


def tasks_of(connection: Connection, meeting_id: int) -> list[MeetingTask]:
    """The tasks of one meeting in the order of its resolutions."""
    rows = connection.execute(
        select(
            Task.id, Resolution.no, Task.title, func.coalesce(Organization.name, ""), Task.due_on, Task.state
        )
        .join(Resolution, Resolution.id == Task.source_part)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .where(Task.source_table == SOURCE, Task.source_id == meeting_id)
        .order_by(Resolution.no)
    ).all()  # fmt: skip
    people: dict[int, list[str]] = {}
    named = (
        select(TaskPerson.task_id, Person.name)
        .join(Person, Person.id == TaskPerson.person_id)
        .where(TaskPerson.task_id.in_([row.id for row in rows]))
        .order_by(TaskPerson.task_id, TaskPerson.no)
    )
    for task_id, name in connection.execute(named):
        people.setdefault(task_id, []).append(name)
    return [MeetingTask(row[0], row[1], row[2], row[3], tuple(people.get(row[0], ())), row[4], row[5]) for row in rows]


def tasks_in_words(connection: Connection, meeting_ids: Sequence[int]) -> str:
    """What deleting these meetings does to tasks, as sentences; empty where there are none."""
    number, begun = at_stake(connection, meeting_ids)
    if not number:
        return ""
    if not begun:
        return f"由决议落实的 {number} 项任务会一起删除。"
    named = "、".join(f"“{title}”（{state}）" for title, state in begun[:3])
    more = f"等 {len(begun)} 项" if len(begun) > 3 else ""
    return f"由决议落实的 {number} 项任务会一起删除，其中已经开始的有：{named}{more}。"


def at_stake(connection: Connection, meeting_ids: Sequence[int]) -> tuple[int, tuple[tuple[str, str], ...]]:
    """How many tasks go with these meetings, and (title, state) of those somebody has begun."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(meeting_ids), 500):
        query = select(Task.title, Task.state).where(
            Task.source_table == SOURCE, Task.source_id.in_(meeting_ids[start : start + 500])
        )
        found += [(row.title, row.state) for row in connection.execute(query.order_by(Task.id))]
    return len(found), tuple((title, state) for title, state in found if state != NOT_STARTED)
