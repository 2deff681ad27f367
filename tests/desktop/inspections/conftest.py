"""A street with a community and two branches, a guidance group, and the page 督导检查."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.listing import Filter
from db.inspections.actions import save_group, save_inspection
from db.inspections.draft import FindingLine, GroupDraft, InspectionDraft, MemberLine, VisitLine
from db.inspections.queries import get_group, get_inspection, inspections
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from desktop.inspections.page import InspectionsPage
from desktop.widgets.preview import PrintPreview


class Office:
    """What is in the book, and short ways to enter and to read."""

    def __init__(self, book):
        self.book = book
        self.street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委", "机关"))
        self.community = save_organization(book, OrganizationDraft("春和社区党委", "党委", "社区", "", self.street))
        self.first = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "", self.community))
        self.second = save_organization(book, OrganizationDraft("第二党支部", "党支部", "社区", "", self.community))
        self.leader = save_person(book, PersonDraft("周建国", stage="正式党员", organization_id=self.street,
                                                    since=date(2020, 1, 1)))  # fmt: skip
        self.group = save_group(book, GroupDraft(
            self.street, "第一指导小组", date(2022, 1, 4),
            members=(MemberLine(self.leader, "周建国", "组长"), MemberLine(None, "吴晓梅")),
            organizations=(self.community, self.first, self.second),
        ))  # fmt: skip

    def inspect(self, title="五月督导", day=date(2022, 5, 9), findings=("台账不全",), group_id=None):
        lines = tuple(FindingLine(text, self.community) for text in findings)
        return save_inspection(self.book, InspectionDraft(
            self.street, group_id, day, "日常督导", title, visits=(VisitLine(self.community),), findings=lines
        ))  # fmt: skip

    def read(self, id):
        with self.book.read() as connection:
            return get_inspection(connection, id)

    def group_read(self, id):
        with self.book.read() as connection:
            return get_group(connection, id)

    def newest(self):
        with self.book.read() as connection:
            return inspections.ids(connection, Filter())[0]


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def start(shown, office):
    """``start()``: the page as it opens, on 检查记录. Enter what it shall show before."""
    return lambda: shown(InspectionsPage)


@pytest.fixture
def go(settle):
    """``go(page, "groups")``: press that chip; returns the view."""

    def to(page, key):
        page.tabs._chips[key].click()
        settle()
        return page.view

    return to


@pytest.fixture
def wanted(context):
    """Records other pages were asked to open or to begin."""
    asked = []
    context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    context.bus.record_wanted.connect(lambda table, values: asked.append((table, values)))
    return asked


@pytest.fixture
def keys(qtbot):
    """The keyboard, where the focus is: ``press(key, modifier)``, ``type(ascii)``, ``write(chinese)``."""

    def target():
        popup = QApplication.activePopupWidget()
        return (popup and popup.focusWidget()) or popup or QApplication.focusWidget()

    def press(key, modifier=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(target(), key, modifier)

    def type_ascii(text):
        for letter in text:
            qtbot.keyClicks(target(), letter)

    return SimpleNamespace(press=press, type=type_ascii)


@pytest.fixture
def previews(monkeypatch):
    """Title and text of each document shown, in place of the dialog."""
    shown = []

    class Read(PrintPreview):
        def __init__(self, document, title, *rest, **more):
            super().__init__(document, title, *rest, **more)
            pages = pypdf.PdfReader(io.BytesIO(document)).pages
            shown.append((title, "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")))

        def open(self):
            self.reject()

    monkeypatch.setattr("desktop.widgets.print_out.PrintPreview", Read)
    return shown


@pytest.fixture
def saved_as(monkeypatch, tmp_path):
    """The Excel file a dialog is answered with."""
    target = tmp_path / "表.xlsx"
    monkeypatch.setattr("desktop.exchange.computed.ask_target", lambda *_given: target)
    return target
