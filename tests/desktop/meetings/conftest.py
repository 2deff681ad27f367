"""A committee with one branch of six people, and the page of its meetings."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.listing import Filter
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds, meetings
from db.meetings.records import get_meeting
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from desktop.meetings.page import MeetingsPage

MEMBERS = ("丁小云", "李志强", "王小红", "张喆")  # by pinyin, as rosters are


class Office:
    """What is in the book, and what it has got."""

    def __init__(self, book, cells):
        self.book, self.cells = book, cells
        self.top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
        self.branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", self.top))
        self.other = save_organization(book, OrganizationDraft("第二党支部", "党支部", "社区", "二支部", self.top))
        self.people = {name: self.person(name, self.branch) for name in MEMBERS}
        self.people["赵敏"] = self.person("赵敏", self.branch, since=date(2022, 6, 1))  # not there before
        self.people["孙立"] = self.person("孙立", self.other)
        with book.read() as connection:
            self.kinds = {kind.name: kind.id for kind in kinds(connection)}

    def person(self, name, place, since=date(2020, 1, 1)):
        return save_person(self.book, PersonDraft(name, stage="正式党员", organization_id=place, since=since))

    def meeting(self, title="学习", at=datetime(2022, 5, 9, 9), kind="支部党员大会", place=None, **more):
        return save_meeting(
            self.book,
            MeetingDraft(
                kind_id=self.kinds[kind], organization_id=place or self.branch, title=title, starts_at=at, **more
            ),
        )

    def roster(self, *names):
        return tuple(RosterLine(self.people[name], name) for name in names)

    def get(self, id):
        with self.book.read() as connection:
            return get_meeting(connection, id)

    def stored(self, title):
        """The one record of that title: its id, present and expected as the book counts them."""
        with self.book.read() as connection:
            rows = list(meetings.showing("title", "present", "expected").all(connection, Filter()))
        [found] = [(row[0], row[2], row[3]) for row in rows if row[1] == title]
        return found

    def titles(self, page):
        """What the list shows, from top to bottom."""
        return self.cells(page, "会议名称")


@pytest.fixture
def office(book, cells):
    return Office(book, cells)


@pytest.fixture
def start(shown, office):
    """``start()`` shows the page as the shell does."""
    return lambda: shown(MeetingsPage)


@pytest.fixture
def keys(qtbot):
    """The keyboard, where the focus is: ``keys.press(key, modifier)`` and ``keys.type(ascii)``."""

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        popup = QApplication.activePopupWidget()
        qtbot.keyClick((popup and popup.focusWidget()) or popup or QApplication.focusWidget(), key, modifier)

    def type_ascii(text):
        for letter in text:
            popup = QApplication.activePopupWidget()
            qtbot.keyClicks((popup and popup.focusWidget()) or QApplication.focusWidget(), letter)

    return SimpleNamespace(press=press, type=type_ascii)


@pytest.fixture
def click(office, click_row):
    """``click(page, title)`` on the list."""

    def on(page, title, modifier=Qt.KeyboardModifier.NoModifier):
        click_row(page, office.titles(page).index(title), modifier)

    return on


@pytest.fixture
def fill(overwrite):
    """``fill(page, name, text)`` in place of what a one-line field holds; what follows from it has come."""

    def in_place(page, name, text):
        overwrite(page.form.basics.editors[name].line, text)
        page.expected.wait()

    return in_place
