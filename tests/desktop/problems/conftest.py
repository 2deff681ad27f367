"""Two branches and the page 问题台账."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.problems.actions import save_problem, take_step
from db.problems.draft import ProblemDraft
from db.problems.queries import shown as read_problem
from db.progress.draft import ProgressDraft
from db.tasks.actions import take_step as take_task_step
from desktop.problems.page import ProblemsPage

TEXT = "党小组会记录不全，缺少发言内容。"


class Office:
    """What is in the book, and short ways to enter."""

    def __init__(self, book):
        self.book = book
        self.top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
        self.branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", self.top))

    def problem(self, text=TEXT, **more):
        draft = ProblemDraft(
            source="检视", found_on=date(2022, 3, 1), text=text, due_on=date(2022, 5, 31), organization_id=self.branch
        )
        return save_problem(self.book, replace(draft, **more))

    def step(self, problem, code, by="张伟", text="好", files=()):
        take_step(self.book, problem, code, ProgressDraft(date(2022, 4, 1), by, None, text), files)

    def finish(self, task, files=()):
        for code, brought in (("start", ()), ("submit", files), ("confirm", ())):
            take_task_step(self.book, task, code, ProgressDraft(date(2022, 4, 1), "张伟", None, "好"), brought)

    def read(self, problem):
        with self.book.read() as connection:
            return read_problem(connection, problem)


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def page(shown, office):
    """The page as it opens. Enter what it shall show before asking for it."""
    return shown(ProblemsPage)


@pytest.fixture
def press(page, settle):
    """``press(key)`` the chip of that key."""

    def chip(key):
        page.filters.chips._chips[key].click()
        settle()

    return chip


@pytest.fixture
def dialog(page, settle):
    """``dialog(kind)``: the one open dialog of that kind."""

    def found(kind):
        settle()
        [open_] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        return open_

    return found
