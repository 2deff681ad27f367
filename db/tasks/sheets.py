"""What is printed of tasks: the sheet of one, and what an organization is reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from db.core.base import table_of
from db.organizations.models import Organization
from db.organizations.queries import nodes
from db.progress.queries import Entry, entries_of_many
from db.rules.queries import read_rules
from db.tasks import computed
from db.tasks.computed import TASK
from db.tasks.fields import OPEN, SOURCES
from db.tasks.parts import Subtask, subtasks_of
from db.tasks.queries import names_of


@dataclass(frozen=True, slots=True)
class TaskSheet:
    """One task with its parts and its course."""

    id: int
    title: str
    organization: str
    people: tuple[str, ...]
    assigned_by: str
    source: str
    starts_on: date | None
    due_on: date | None
    priority: str
    state: str
    percent: int
    closed_on: date | None
    text: str
    parts: tuple[Subtask, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A task still to be done, as a reminder tells it."""

    title: str
    people: tuple[str, ...]
    assigned_by: str
    due_on: date | None
    state: str
    percent: int
    days: int | None  # days it is late; below 0 those left; None: it has no day


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one organization has to do now, the latest first. ``later``: how many more are open, not pressing yet."""

    organization: str
    lines: tuple[Line, ...]
    later: int = 0

    @property
    def overdue(self) -> int:
        return sum(line.days is not None and line.days > 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Reminders:
    """*pages*: who has something overdue or due within ``days``; *spared*: who has only what is open beyond."""

    days: int
    pages: tuple[Reminder, ...]
    spared: tuple[str, ...] = ()


def task_sheets(connection: Connection, task_ids: Sequence[int]) -> list[TaskSheet]:
    """The sheets of those of the tasks that are there, in the order of *task_ids*."""
    found: dict[int, TaskSheet] = {}
    for start in range(0, len(task_ids), 500):
        ids = task_ids[start : start + 500]
        rows = connection.execute(_sheets().where(TASK.c.id.in_(ids))).all()
        people, entries = names_of(connection, ids), entries_of_many(connection, "task", ids)
        for row in rows:
            found[row.id] = TaskSheet(
                row.id, row.title, row.name or "", people.get(row.id, ()), row.assigned_by,
                dict(SOURCES)[row.source or None], row.starts_on, row.due_on, row.priority, row.state, row.come,
                row.closed_on, row.text, tuple(subtasks_of(connection, row.id)) if row.parts else (),
                tuple(entries.get(row.id, ())),
            )  # fmt: skip
    return [found[id] for id in task_ids if id in found]


def reminders(connection: Connection, task_ids: Sequence[int], today: date) -> Reminders:
    """What presses of these tasks (rule ``tasks.remind_days``), by organization in the order of the tree."""
    within = int(read_rules(connection).number("tasks.remind_days", today))
    lines: dict[int, list[Line]] = {}
    for start in range(0, len(task_ids), 500):
        ids = task_ids[start : start + 500]
        people = names_of(connection, ids)
        rows = connection.execute(
            _sheets().where(TASK.c.id.in_(ids), TASK.c.state.in_(OPEN), TASK.c.organization_id.is_not(None))
        )
        for row in rows:
            days = None if row.due_on is None else (today - row.due_on).days
            lines.setdefault(row.organization_id, []).append(Line(
                row.title, people.get(row.id, ()), row.assigned_by, row.due_on, row.state, row.come, days
            ))  # fmt: skip
    found = [_reminder(node.name, lines[node.id], within) for node in nodes(connection) if node.id in lines]
    pages, spared = (tuple(one for one in found if bool(one.lines) is pressed) for pressed in (True, False))
    return Reminders(within, pages, tuple(one.organization for one in spared))


def _reminder(organization: str, lines: Sequence[Line], within: int) -> Reminder:
    pressing = [line for line in lines if line.days is not None and -line.days <= within]
    pressing.sort(key=lambda line: line.due_on or date.max)
    return Reminder(organization, tuple(pressing), len(lines) - len(pressing))


def open_of(connection: Connection, organization_ids: Sequence[int]) -> list[int]:
    """Ids of what these organizations still have to do; divided tasks by their parts."""
    found: list[int] = []
    for start in range(0, len(organization_ids), 500):
        query = select(TASK.c.id).where(
            TASK.c.organization_id.in_(organization_ids[start : start + 500]), TASK.c.state.in_(OPEN),
            computed.parts() == 0,
        )  # fmt: skip
        found += connection.execute(query).scalars()
    return found


def _sheets() -> Select[Any]:
    place = table_of(Organization)
    return select(
        TASK, place.c.name, computed.percent().label("come"), computed.source().label("source"),
        computed.parts().label("parts"),
    ).select_from(TASK.outerjoin(place, TASK.c.organization_id == place.c.id))  # fmt: skip
