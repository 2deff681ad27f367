"""A community with two branches, its people, and the page 任务."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from db.core.base import table_of
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.progress.draft import ProgressDraft
from db.tasks.actions import add_progress, assign_many, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.models import Task
from db.tasks.queries import get_task
from desktop.tasks.page import TasksPage

DAY = date(2022, 6, 27)  # the book's day


class Office:
    """What is in the book, and short ways to enter and to read."""

    def __init__(self, book):
        self.book = book
        self.top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
        self.branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", self.top))
        self.other = save_organization(book, OrganizationDraft("企业党支部", "党支部", "非公企业", "", self.top))
        draft = PersonDraft(stage="正式党员", organization_id=self.branch, since=date(2020, 1, 1))
        self.people = {name: save_person(book, replace(draft, name=name)) for name in ("张伟", "李小红")}

    def task(self, title="更新宣传栏", *, source=None, parent_id=None, **more):
        draft = TaskDraft(title=title, **{"organization_id": self.branch, "due_on": DAY, **more})
        return save_task(self.book, draft, source=source, parent_id=parent_id)

    def bulk(self, title="报送总结", places=None, days=()):
        draft = TaskDraft(title, "三千字以内", self.top, DAY, date(2022, 6, 30), assigned_by="党建办")
        return assign_many(self.book, draft, places or [self.branch, self.other], days)

    def step(self, task, *codes):
        for code in codes:
            take_step(self.book, task, code, ProgressDraft(DAY, "周文", None, "完成。"))

    def progress(self, task, percent):
        add_progress(self.book, task, ProgressDraft(DAY, "周文", percent, "一半。"))

    def read(self, task):
        with self.book.read() as connection:
            return get_task(connection, task)

    def rows(self):
        with self.book.read() as connection:
            return connection.execute(select(table_of(Task)).order_by(Task.id)).all()


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def page(shown, office):
    """The page as it opens: on 列表. Enter what it shall show before asking for it, or hear of it by the bus."""
    return shown(TasksPage)


@pytest.fixture
def go(page, settle):
    """``go("board")``: press that tab; returns the view."""

    def to(key):
        page.tabs._chips[key].click()
        settle()
        return page.view

    return to


@pytest.fixture
def requested(context):
    """Records other pages were asked to open."""
    asked = []
    context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    return asked
