"""What closing a problem out depends on: who asked, what is still blank, the evidence there is, its tasks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from db.attachments.models import AttachmentLink
from db.core.base import table_of
from db.core.engine import book_today
from db.problems.fields import FIELDS
from db.problems.models import Problem
from db.problems.rules import REQUEST, people_in
from db.progress.actions import EVIDENCE
from db.progress.models import ProgressEntry
from db.rules.queries import read_rules
from db.tasks.fields import CANCELLED, DONE
from db.tasks.models import Task

TABLE, _TASKS = Problem.__tablename__, Task.__tablename__
_TOLD = ("goal", "measures", "result")  # what sheets and certificates print of the rectification
_LABELS = {field.name: field.label for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Closing:
    """``asked_by``: who asked last to close it out, where another has to review that; ``blank``: labels of what its
    printouts would leave empty; ``from_tasks``: the files of evidence its finished tasks bring."""

    asked_by: str
    blank: tuple[str, ...]
    from_tasks: int

    def may_review(self, name: str) -> bool:
        return set(people_in(name)).isdisjoint(people_in(self.asked_by))


def closing_of(connection: Connection, problem_id: int) -> Closing:
    """How a problem stands today before it is closed out."""
    columns = (table_of(Problem).c[name] for name in _TOLD)
    row = connection.execute(select(book_today(), *columns).where(Problem.id == problem_id)).one()
    twice = read_rules(connection).switched_on("problems.second_review", row[0])
    asked = last_request(connection, problem_id)
    blank = tuple(_LABELS[name] for name, text in zip(_TOLD, row[1:], strict=True) if not text.strip())
    from_tasks = select(func.count()).where(_of_tasks(problem_id))
    return Closing(asked[0] if twice else "", blank, connection.execute(from_tasks).scalar_one())


def last_request(connection: Connection, problem_id: int) -> tuple[str, str]:
    """Who asked last to close it out, and with what words; blanks where nobody did."""
    row = connection.execute(
        select(ProgressEntry.by, ProgressEntry.text)
        .where(ProgressEntry.table_name == TABLE, ProgressEntry.row_id == problem_id, ProgressEntry.step == REQUEST)
        .order_by(ProgressEntry.id.desc())
    ).first()
    return ("", "") if row is None else (row.by, row.text)


def has_evidence(connection: Connection, problem_id: int) -> bool:
    """Whether files of evidence hang on a problem, or on what was finished for it."""
    own = and_(AttachmentLink.table_name == TABLE, AttachmentLink.row_id == problem_id)
    found = select(AttachmentLink.id).where(AttachmentLink.role == EVIDENCE, or_(own, _of_tasks(problem_id)))
    return connection.execute(found.limit(1)).first() is not None


def finished(problem_id: int) -> Select[int]:
    """The ids of tasks that came from a problem, and of their subtasks, where they are finished."""
    own = select(Task.id).where(Task.source_table == TABLE, Task.source_id == problem_id)
    return select(Task.id).where(or_(Task.id.in_(own), Task.parent_id.in_(own)), Task.state == DONE).order_by(Task.id)


def _of_tasks(problem_id: int) -> ColumnElement[bool]:
    return and_(
        AttachmentLink.table_name == _TASKS, AttachmentLink.row_id.in_(finished(problem_id)),
        AttachmentLink.role == EVIDENCE,
    )  # fmt: skip


def tasks_come(connection: Connection, problem_id: int) -> tuple[int, int]:
    """How many tasks came from a problem, those cancelled apart, and how many of them are finished."""
    rows = connection.execute(
        select(Task.state).where(
            Task.source_table == TABLE, Task.source_id == problem_id, Task.state != CANCELLED
        )
    ).scalars().all()  # fmt: skip
    return len(rows), rows.count(DONE)
