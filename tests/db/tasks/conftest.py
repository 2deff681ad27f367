"""The small office with two people, and short ways to enter tasks and to read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select

from db.core.base import table_of
from db.core.listing import Filter
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.progress.draft import ProgressDraft
from db.progress.queries import entries_of
from db.tasks.actions import add_progress, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.models import Task
from db.tasks.queries import tasks

DAY = date(2022, 6, 27)  # the book's day


@dataclass
class Desk:
    """The office and whoever works on its tasks."""

    office: object
    people: tuple[int, ...]

    @property
    def book(self):
        return self.office.book

    def task(self, title="更新宣传栏", *, source=None, parent_id=None, **more):
        draft = TaskDraft(title=title, **{"organization_id": self.office.branch, "due_on": DAY, **more})
        return save_task(self.book, draft, source=source, parent_id=parent_id)

    def step(self, task_id, code, **more):
        take_step(self.book, task_id, code, entry(**more))

    def progress(self, task_id, **more):
        add_progress(self.book, task_id, entry(**more))

    def row(self, task_id):
        with self.book.read() as connection:
            return connection.execute(select(table_of(Task)).where(Task.id == task_id)).one()

    def rows(self, **values):
        """Every task, in the order of entry."""
        with self.book.read() as connection:
            return connection.execute(select(table_of(Task)).order_by(Task.id)).all()

    def listed(self, *columns, **wanted):
        """The list's rows, only these columns, without the id."""
        listing = tasks.showing(*columns)
        with self.book.read() as connection:
            found = list(listing.all(connection, Filter(**wanted)))
        return [row[1] if len(columns) == 1 else row[1:] for row in found]

    def entries(self, task_id):
        return self.read(entries_of, "task", task_id)

    def read(self, function, *values):
        with self.book.read() as connection:
            return function(connection, *values)


def entry(**more):
    return replace(ProgressDraft(noted_on=DAY, by="周文", text="完成。"), **more)


@pytest.fixture
def desk(office):
    draft = PersonDraft(stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    people = tuple(save_person(office.book, replace(draft, name=name)) for name in ("张伟", "李小红"))
    return Desk(office, people)
