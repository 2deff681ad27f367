from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from db.core import undo
from db.core.book import Actor
from db.core.errors import UserError
from db.core.journal import ActionRow, broken_links
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization


def save(book, name: str) -> int:
    return save_organization(book, OrganizationDraft(name=name, kind="党委"))


def test_a_book_knows_its_office(book):
    assert book.office == "和平街道"


def test_an_actor_names_the_computer():
    assert Actor(1, "周文").host


def test_listeners_hear_on_the_thread_that_committed(book):
    heard = []
    book.subscribe(lambda _changes: heard.append(threading.current_thread()))
    thread = threading.Thread(target=save, args=(book, "甲"))
    thread.start()
    thread.join()
    save(book, "乙")
    assert heard == [thread, threading.current_thread()]


def test_every_listener_hears(book):
    heard = []
    for name in "甲乙":
        book.subscribe(lambda changes, name=name: heard.append((name, changes.tables)))
    save(book, "丙")
    assert heard == [("甲", {"organization"}), ("乙", {"organization"})]


def test_a_listener_may_act_itself(book):
    """The transaction is over when listeners are told."""
    book.subscribe(lambda _changes: save(book, "乙") if len(book.steps().undo) == 1 else None)
    save(book, "甲")
    assert len(book.steps().undo) == 2


def test_threads_write_one_after_the_other(book):
    threads = [threading.Thread(target=save, args=(book, f"组织{number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with book.read() as connection:
        assert connection.execute(select(func.count(Organization.id.distinct()))).scalar_one() == 8


def test_an_action_inside_an_action_is_refused_at_once(book):
    refused = pytest.raises(RuntimeError, match="inside an action")
    with book.action("外", "x.edit"), refused, book.action("内", "x.edit"):
        pass
    with book.action("之后", "x.edit"):
        pass


def test_a_listener_that_fails_spoils_neither_the_save_nor_the_others(book, caplog):
    heard = []
    book.subscribe(lambda _changes: 1 / 0)
    book.subscribe(heard.append)
    save_organization(book, OrganizationDraft(name="甲党委", kind="党委"))
    assert heard[0].touch("organization")
    assert "listener" in caplog.text


def test_what_changes_no_row_can_be_noted(book, rows):
    before = rows(book)
    heard = []
    book.subscribe(heard.append)
    book.note("导出人员（3 行）", "people.read")
    with book.read() as connection:
        last = connection.execute(select(ActionRow.__table__).order_by(ActionRow.id.desc())).first()
        assert list(broken_links(connection)) == []
    assert (last.name, last.kind, last.permission) == ("导出人员（3 行）", "note", "people.read")
    assert rows(book) == before
    assert [told.tables for told in heard] == [frozenset()], "the page of actions hears of it"
    assert all(step.name != "导出人员（3 行）" for step in book.steps().undo)
    with book.read() as connection, pytest.raises(UserError, match="不能撤销"):
        undo.single(connection, last.id)
