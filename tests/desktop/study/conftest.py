"""A branch of four, its study meetings, and the page 学习."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from db.meetings.status import Status
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from desktop.study.page import StudyPage


class Office:
    """What is in the book, and short ways to enter."""

    def __init__(self, book):
        self.book = book
        self.top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
        self.branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", self.top))
        self.people = {
            name: save_person(book, PersonDraft(name, stage="正式党员", organization_id=self.branch,
                                                since=date(2020, 1, 1)))
            for name in ("丁小云", "李志强", "王小红", "张喆")
        }  # fmt: skip
        save_post(book, PostDraft(self.branch, self.people["张喆"], "党组织委员会", "书记", date(2021, 1, 1), 1))
        with book.read() as connection:
            self.kinds = {kind.name: kind.id for kind in kinds(connection)}

    def meeting(self, title="周一学习", at=datetime(2022, 5, 9, 9), kind="例会学习", away=(), **more):
        """Attended by all but *away*, for two hours."""
        roster = tuple(
            RosterLine(id, name, Status.LEAVE if name in away else Status.PRESENT) for name, id in self.people.items()
        )
        return save_meeting(self.book, MeetingDraft(
            kind_id=self.kinds[kind], organization_id=self.branch, title=title, starts_at=at,
            ends_at=at.replace(hour=at.hour + 2), roster=roster, **more,
        ))  # fmt: skip


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def page(shown, office):
    """The page as it opens: on 学时. Enter what it shall show before asking for it, or hear of it by the bus."""
    return shown(StudyPage)


@pytest.fixture
def go(page, settle):
    """``go("rates")``: press that tab; returns the view."""

    def to(key):
        page.tabs._chips[key].click()
        settle()
        return page.view

    return to


@pytest.fixture
def press(settle):
    """``press(view, key)`` the chip of that key above a view's list."""

    def chip(view, key):
        view.filters.chips._chips[key].click()
        settle()

    return chip


@pytest.fixture
def requested(context):
    """Records other pages were asked to open."""
    asked = []
    context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    return asked


@pytest.fixture
def saved_as(monkeypatch, tmp_path):
    """The Excel file a dialog is answered with."""
    target = tmp_path / "表.xlsx"
    for module in ("exchange.computed", "study.printing"):
        monkeypatch.setattr(f"desktop.{module}.ask_target", lambda *_given: target)
    return target
