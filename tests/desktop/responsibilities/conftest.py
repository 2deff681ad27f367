"""A street with two communities, its list of duties, and the page 责任清单."""

from __future__ import annotations

import io
from datetime import date, datetime

import pypdf
import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from db.responsibilities.actions import add_item, save_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.pledging import add_pledges, signings
from db.responsibilities.standing import items
from desktop.responsibilities.page import ResponsibilitiesPage
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.preview import PrintPreview


class Office:
    """What is in the book, and short ways to read it."""

    def __init__(self, book):
        self.book = book
        self.street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))
        self.spring, self.autumn = (
            save_organization(book, OrganizationDraft(name, "党委", "社区", parent_id=self.street))
            for name in ("春和社区党委", "秋实社区党委")
        )
        save_organization(book, OrganizationDraft("春和第一党支部", "党支部", "社区", parent_id=self.spring))
        head = save_person(book, PersonDraft("张喆", stage="正式党员", organization_id=self.spring,
                                             since=date(2020, 1, 1)))  # fmt: skip
        save_post(book, PostDraft(self.spring, head, "党组织委员会", "书记", date(2021, 1, 1), 1))
        with book.read() as connection:
            self.kinds = {kind.name: kind.id for kind in kinds(connection)}
        self.list = save_list(book, ListDraft(self.street, "街道", 2022, "2022年党建责任清单", date(2022, 1, 10)))
        self.lecture = self.add("思想教育", "书记讲党课", frequency="每季度 1 次", lead="党建办", assist="组织办",
                                counted="meeting", kind_id=self.kinds["党课"], target=4)  # fmt: skip
        self.by_hand = self.add("组织建设", "配备副书记", due_on=date(2022, 6, 1))

    def add(self, category, text, **more):
        return add_item(self.book, self.list, ItemDraft(category=category, text=text, **more))

    def pledge(self, *places):
        return add_pledges(self.book, self.list, list(places) or [self.spring, self.autumn])

    def meeting(self, place, day, title="坚定理想信念"):
        starts = datetime(day.year, day.month, day.day, 9)
        return save_meeting(self.book, MeetingDraft(self.kinds["党课"], place, title, starts_at=starts,
                                                    ends_at=starts.replace(hour=10)))  # fmt: skip

    def items(self, list_id=None):
        with self.book.read() as connection:
            return items(connection, [list_id or self.list], self.book.now())[list_id or self.list]

    def item(self, id):
        return next(row for row in self.items() if row.id == id)

    def signings(self):
        with self.book.read() as connection:
            return signings(connection, [self.list])[0]


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def page(office, shown):
    return shown(ResponsibilitiesPage)


@pytest.fixture
def go(page, settle, click_row):
    """``go(key)``: one of its views on show, its first record open."""

    def show(key="lists"):
        page.show_view(key)
        settle()
        if key != "compare" and page.view.view.model().rowCount():
            click_row(page.view, 0)
        return page.view

    return show


@pytest.fixture
def dialog(settle):
    """``dialog(parent, kind)``: the one on show."""

    def find(parent, kind=FormDialog):
        settle()
        [found] = [dialog for dialog in parent.findChildren(kind) if dialog.isVisible()]
        return found

    return find


@pytest.fixture
def printed(settle, monkeypatch):
    """``printed(ask)``: title and text of what *ask* shows in the preview."""
    made = []

    class Read(PrintPreview):
        def __init__(self, document, title, *rest, **more):
            super().__init__(document, title, *rest, **more)
            pages = pypdf.PdfReader(io.BytesIO(document)).pages
            made.append((title, "".join(page.extract_text() for page in pages)))

        def open(self):
            self.reject()

    monkeypatch.setattr("desktop.widgets.print_out.PrintPreview", Read)

    def printed_by(ask):
        ask()
        settle()
        return made.pop()

    return printed_by
