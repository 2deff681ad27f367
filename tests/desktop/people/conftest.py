from __future__ import annotations

from datetime import date

import pytest

from db.core.period import Period
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft


class Office:
    """Two branches under one committee; the first has two groups."""

    def __init__(self, book):
        self.book = book
        self.top = self.organization("和平社区党委", "党委")
        self.first = self.organization("第一党支部", "党支部", self.top)
        self.second = self.organization("第二党支部", "党支部", self.top)
        self.group_a = self.organization("第一党小组", "党小组", self.first)
        self.group_b = self.organization("第二党小组", "党小组", self.first)

    def organization(self, name, kind, parent=None):
        draft = OrganizationDraft(name=name, kind=kind, short_name=name, parent_id=parent)
        return save_organization(self.book, draft)

    def person(self, name, place=None, **given):
        values = {"stage": "正式党员", "since": date(2020, 1, 1), "organization_id": place or self.first, **given}
        return save_person(self.book, PersonDraft(name=name, **values))


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def context(book, jobs, messages, tmp_path):
    from desktop.app.bus import Bus
    from desktop.app.context import AppContext
    from desktop.app.page import Scope
    from desktop.app.settings import Settings

    bus = Bus()
    book.subscribe(bus.post)
    scope = Scope(None, "和平街道", 1, Period.parse("2022H1"))
    return AppContext(book, bus, jobs, messages, Settings(tmp_path / "settings.json"), scope)


@pytest.fixture
def settle(qtbot, jobs):
    """Wait until nothing is under way."""

    def wait():
        for _ in range(3):
            qtbot.wait(1)
            qtbot.waitUntil(lambda: jobs.pending == 0)

    return wait


@pytest.fixture
def start(qtbot, context, settle):
    """``start()`` shows the page as the shell does, at the size it has on a 1366 × 768 screen."""
    from desktop.people.page import PeoplePage

    def begin():
        page = PeoplePage(context)
        qtbot.addWidget(page)
        context.bus.changed.connect(page.refresh)
        page.resize(1230, 700)
        page.set_scope(context.scope)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        settle()
        return page

    return begin
