"""A list of the street with items of three kinds, and short ways to read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.responsibilities.actions import add_item, save_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.standing import items

NOW = datetime(2022, 6, 27, 9, 41)


@dataclass
class Duties:
    office: object
    list_id: int

    @property
    def book(self):
        return self.office.book

    def add(self, category="党课教育", text="书记讲党课", **more):
        return add_item(self.book, self.list_id, ItemDraft(category=category, text=text, **more))

    def lecture(self, at, day):
        starts = datetime(day.year, day.month, day.day, 9)
        return save_meeting(self.book, MeetingDraft(
            kind_id=self.office.kinds["party_class"], organization_id=getattr(self.office, at), title="党课",
            starts_at=starts, ends_at=starts + timedelta(hours=1),
        ))  # fmt: skip

    def rows(self, list_id=None, now=NOW):
        with self.book.read() as connection:
            return items(connection, [list_id or self.list_id], now)[list_id or self.list_id]

    def row(self, item_id):
        return next(row for row in self.rows() if row.id == item_id)

    def texts(self, list_id=None):
        return [(row.no, row.draft.category, row.draft.text) for row in self.rows(list_id)]


@pytest.fixture
def duties(office):
    draft = ListDraft(office.community, "支部", 2022, "2022年党建责任清单", date(2022, 1, 10))
    return Duties(office, save_list(office.book, draft))
