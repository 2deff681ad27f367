"""A problem with all that is told of it, as sheets print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection, select

from db.attachments.queries import AttachmentRow, of_record
from db.core.base import table_of
from db.organizations.models import Organization
from db.problems.closing import finished
from db.problems.draft import ProblemDraft
from db.problems.models import Problem
from db.problems.queries import DAYS, LATE, PROBLEM
from db.problems.rules import REQUEST, REVIEW, STEPS
from db.progress.actions import EVIDENCE
from db.progress.queries import Entry, entries_of_many
from db.tasks.models import Task

_BATCH = 500
_LABELS = {step.code: step.label for step in STEPS}


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task that came from the problem."""

    title: str
    organization: str
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class ProblemSheet:
    """``into``: the number of the problem it was merged into; ``merged``: of those merged into it."""

    id: int
    draft: ProblemDraft
    organization: str
    days: int
    late: int | None
    into: str
    merged: tuple[str, ...]
    course: tuple[Entry, ...]
    tasks: tuple[TaskLine, ...]
    files: tuple[AttachmentRow, ...]

    def step(self, code: str) -> Entry | None:
        """The last time this step was taken."""
        return next((entry for entry in reversed(self.course) if entry.step == code), None)

    @property
    def request(self) -> Entry | None:
        """Who asked last to close it out."""
        return self.step(REQUEST)

    @property
    def review(self) -> Entry | None:
        """Who closed it out, if it is."""
        return self.step(REVIEW) if self.draft.closed_on is not None else None


def step_name(entry: Entry) -> str:
    """What an entry is called: its step, or 进展."""
    return _LABELS.get(entry.step, "进展")


def sheets(connection: Connection, problem_ids: Sequence[int]) -> list[ProblemSheet]:
    """The sheets of some problems in their order; those that are gone are left out."""
    found: dict[int, ProblemSheet] = {}
    for start in range(0, len(problem_ids), _BATCH):
        found |= _read(connection, problem_ids[start : start + _BATCH])
    return [found[one] for one in problem_ids if one in found]


def _read(connection: Connection, ids: Sequence[int]) -> dict[int, ProblemSheet]:
    place, kept = table_of(Organization), PROBLEM.alias("kept")
    computed = (place.c.name.label("place"), DAYS.label("days"), LATE.label("late"), kept.c.number.label("into"))
    rows = connection.execute(
        select(PROBLEM, *computed)
        .select_from(
            PROBLEM.outerjoin(place, PROBLEM.c.organization_id == place.c.id).outerjoin(
                kept, PROBLEM.c.merged_into_id == kept.c.id
            )
        )
        .where(PROBLEM.c.id.in_(ids))
    ).mappings()
    courses = entries_of_many(connection, Problem.__tablename__, ids)
    tasks, merged = _tasks(connection, ids), _merged(connection, ids)
    return {
        row["id"]: ProblemSheet(
            row["id"], ProblemDraft(**{field.name: row[field.name] for field in fields(ProblemDraft)}),
            row["place"] or "", row["days"], row["late"], row["into"] or "", tuple(merged.get(row["id"], ())),
            tuple(courses.get(row["id"], ())), tuple(tasks.get(row["id"], ())),
            tuple(_files(connection, row["id"])),
        )
        for row in rows
    }  # fmt: skip


def _files(connection: Connection, problem_id: int) -> list[AttachmentRow]:
    """Those on the problem, and the evidence that its finished tasks brought."""
    of_tasks = (
        file
        for task_id in connection.execute(finished(problem_id)).scalars()
        for file in of_record(connection, Task.__tablename__, task_id)
    )
    own = of_record(connection, Problem.__tablename__, problem_id)
    return [*own, *(file for file in of_tasks if file.role == EVIDENCE)]


def _tasks(connection: Connection, ids: Sequence[int]) -> dict[int, list[TaskLine]]:
    rows = connection.execute(
        select(Task.source_id, Task.title, Organization.name, Task.due_on, Task.state)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .where(Task.source_table == Problem.__tablename__, Task.source_id.in_(ids))
        .order_by(Task.due_on, Task.id)
    )
    found: dict[int, list[TaskLine]] = {}
    for problem_id, title, place, due_on, state in rows:
        found.setdefault(problem_id or 0, []).append(TaskLine(title, place or "", due_on, state))
    return found


def _merged(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(Problem.merged_into_id, Problem.number).where(Problem.merged_into_id.in_(ids)).order_by(Problem.number)
    )
    found: dict[int, list[str]] = {}
    for kept_id, number in rows:
        found.setdefault(kept_id or 0, []).append(number)
    return found
