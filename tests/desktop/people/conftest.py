from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.period import Period
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.queries import find_people, get_person


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

    def get(self, id):
        """What the book holds of a person."""
        with self.book.read() as connection:
            return get_person(connection, id)

    def named(self, text):
        """Ids of the people the book finds by *text*."""
        with self.book.read() as connection:
            return [found.id for found in find_people(connection, text)]

    def names(self, page):
        return self.cells(page, "姓名")

    def cells(self, page, title):
        """What the list shows under *title*, from top to bottom."""
        model = page.view.model()
        titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        return [model.index(row, titles.index(title)).data() for row in range(model.rowCount())]


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


@pytest.fixture
def press(qtbot):
    """``press(page, key, modifier)`` where the focus is."""

    def at_focus(page, key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)

    return at_focus


@pytest.fixture
def click(qtbot, office, settle):
    """``click(page, name)`` on the list."""

    def on_row(page, name, modifier=Qt.KeyboardModifier.NoModifier):
        place = page.view.visualRect(page.view.model().index(office.names(page).index(name), 0)).center()
        qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        settle()

    return on_row


@pytest.fixture
def fill(type_text):
    """``fill(page, name, text)`` in place of what a field holds."""

    def into(page, name, text):
        line = page.form.editors[name].line
        line.setFocus()
        line.selectAll()
        type_text(line, text)

    return into
