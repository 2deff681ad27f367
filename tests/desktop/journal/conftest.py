from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from db.core.period import Period
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft


@pytest.fixture
def office(book):
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部"))

    def person(name, id=None, **given):
        draft = PersonDraft(name, organization_id=branch, since=date(2020, 1, 1), **given)
        return save_person(book, draft, id)

    return SimpleNamespace(book=book, branch=branch, person=person)


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
    """``start()`` shows the page as the shell does."""
    from desktop.journal.page import JournalPage

    def begin():
        page = JournalPage(context)
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


@pytest.fixture
def cells():
    """``cells(page, title)``: what the list shows under *title*, from top to bottom."""

    def read(page, title):
        model = page.view.model()
        titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        return [model.index(row, titles.index(title)).data() for row in range(model.rowCount())]

    return read


@pytest.fixture
def click(qtbot, settle):
    """``click(page, row)`` on the list, or ``click(page, button)``."""

    def on(page, what):
        if isinstance(what, int):
            place = page.view.visualRect(page.view.model().index(what, 0)).center()
            qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            qtbot.mouseClick(what, Qt.MouseButton.LeftButton)
        settle()

    return on
