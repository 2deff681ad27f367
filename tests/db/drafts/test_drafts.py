from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from db.core.journal import ActionRow, broken_links
from db.drafts.actions import drop_drafts, keep_drafts
from db.drafts.draft import Draft, Kept
from db.drafts.models import NEW
from db.drafts.queries import drafts_of, get_drafts, last_action
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft

AT = datetime(2022, 6, 27, 9, 12, 30)


def draft(name="张喆", at=AT, base=0):
    return Draft(at, name, base, {"name": name, "tags": ["在职"], "born_on": "1949-1"}, {"name": ""})


@pytest.fixture
def kept(book):
    def read(row_id=NEW, table="person", user=None):
        with book.read() as connection:
            return get_drafts(connection, book.actor.id if user is None else user, table, row_id)

    return read


def test_a_draft_comes_back_as_it_was_kept(book, kept):
    keep_drafts(book, "person", 7, [draft()])
    assert kept(7) == [draft()]
    keep_drafts(book, "person", 7, [draft("张哲"), draft()])
    assert kept(7) == [draft("张哲"), draft()]


def test_drafts_are_listed_for_their_user_newest_first(book, kept):
    keep_drafts(book, "person", 7, [draft()])
    keep_drafts(book, "meeting", NEW, [draft("新建会议记录", AT.replace(hour=10))])
    with book.read() as connection:
        assert drafts_of(connection, book.actor.id) == [
            Kept("meeting", NEW, AT.replace(hour=10), "新建会议记录"), Kept("person", 7, AT, "张喆"),
        ]  # fmt: skip
        assert drafts_of(connection, book.actor.id + 1) == []
    assert kept(7, user=book.actor.id + 1) == []


def test_a_dropped_draft_is_gone_and_others_stay(book, kept):
    keep_drafts(book, "person", 7, [draft()])
    keep_drafts(book, "person", 8, [draft()])
    drop_drafts(book, "person", 7)
    assert kept(7) == []
    assert kept(8) == [draft()]


def test_drafts_are_neither_journalled_nor_undone_nor_announced(book):
    told = []
    book.subscribe(told.append)
    with book.read() as connection:
        before = connection.execute(select(func.count()).select_from(ActionRow)).scalar()
    keep_drafts(book, "person", NEW, [draft()])
    with book.read() as connection:
        assert connection.execute(select(func.count()).select_from(ActionRow)).scalar() == before
        assert list(broken_links(connection)) == []
    assert told == []
    assert book.steps().undo == ()


def test_the_last_action_of_a_record_counts_its_parts(office):
    id = save_person(office.book, PersonDraft("张喆", organization_id=office.branch, since=date(2020, 1, 1)))
    with office.book.read() as connection:
        made = last_action(connection, id)
        assert made == connection.execute(select(func.max(ActionRow.id))).scalar()
        assert last_action(connection, id + 1000) == 0
    other = save_person(office.book, PersonDraft("李华"))
    draft = PersonDraft("张喆", organization_id=office.branch, since=date(2021, 1, 1))
    save_person(office.book, draft, id)  # the membership alone
    delete_people(office.book, [other])
    with office.book.read() as connection:
        assert made < last_action(connection, id) < connection.execute(select(func.max(ActionRow.id))).scalar()
