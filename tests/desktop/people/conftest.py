from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.queries import find_people, get_person
from desktop.people.page import PeoplePage


class Office:
    """Two branches under one committee; the first has two groups."""

    def __init__(self, book, cells):
        self.book, self.cells = book, cells
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


@pytest.fixture
def office(book, cells):
    return Office(book, cells)


@pytest.fixture
def start(shown):
    """``start()`` shows the page as the shell does."""
    return lambda: shown(PeoplePage)


@pytest.fixture
def press(qtbot):
    """``press(page, key, modifier)`` where the focus is."""

    def at_focus(page, key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)

    return at_focus


@pytest.fixture
def click(office, click_row):
    """``click(page, name)`` on the list."""

    def on(page, name, modifier=Qt.KeyboardModifier.NoModifier):
        click_row(page, office.names(page).index(name), modifier)

    return on


@pytest.fixture
def fill(overwrite):
    """``fill(page, name, text)`` in place of what a field holds."""
    return lambda page, name, text: overwrite(page.form.editors[name].line, text)
