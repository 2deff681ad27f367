from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from desktop.journal.page import JournalPage


@pytest.fixture
def office(book):
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部"))

    def person(name, id=None, **given):
        draft = PersonDraft(name, organization_id=branch, since=date(2020, 1, 1), **given)
        return save_person(book, draft, id)

    return SimpleNamespace(book=book, branch=branch, person=person)


@pytest.fixture
def start(shown):
    """``start()`` shows the page as the shell does."""
    return lambda: shown(JournalPage)


@pytest.fixture
def click(qtbot, click_row, settle):
    """``click(page, row)`` on the list, or ``click(page, button)``."""

    def on(page, what):
        if isinstance(what, int):
            click_row(page, what)
        else:
            qtbot.mouseClick(what, Qt.MouseButton.LeftButton)
            settle()

    return on
