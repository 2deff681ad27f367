"""The people of a whole street take a while to be read: nobody waits for them, and nothing typed is lost."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import QTimer

from db.meetings.series import MOST_PROPOSED, proposed
from db.meetings.status import Status
from desktop.meetings import page as module

NAMES = ["丁小云", "李志强", "王小红", "张喆"]


@pytest.fixture
def held_up(monkeypatch):
    """Reading waits for ``set``."""
    go = Event()

    def slowly(*asked):
        assert go.wait(10)
        return proposed(*asked)

    monkeypatch.setattr(module, "proposed", slowly)
    yield go
    go.set()


@pytest.fixture
def begun(office, start, overwrite):
    """A new record whose people are being read."""
    page = start()
    page.begin_new()
    page.form.basics.editors["kind_id"].set_value(office.kinds["支部党员大会"])
    page.form.basics.editors["organization_id"].set_value(office.branch)
    overwrite(page.form.basics.editors["starts_at"].line, "0501 0900")
    return page


def names(page):
    return [line.name for line in page.form.roster.lines]


def test_a_quick_answer_is_not_announced(held_up, begun, qtbot):
    said = []
    begun.expected.slow.connect(said.append)
    held_up.set()
    qtbot.waitUntil(lambda: names(begun) == NAMES)
    assert True not in said


def test_a_slow_one_is_announced_and_what_was_typed_stays(office, held_up, begun, qtbot, overwrite):
    roster = begun.form.roster
    assert "正在取名单" not in roster.counts.text()
    qtbot.waitUntil(lambda: roster.counts.text() == "正在取名单…", timeout=2000)
    overwrite(begun.form.basics.editors["title"].line, "五月大会")
    roster.model.add(office.roster("孙立")[0])
    assert roster.counts.text() == "正在取名单…"
    held_up.set()
    qtbot.waitUntil(lambda: begun.form.peek("ordinal") == 1)
    assert begun.form.peek("title") == "五月大会"
    assert names(begun) == ["孙立"]
    assert roster.counts.text().startswith("应到 1")


def test_the_newest_day_wins(held_up, begun, qtbot, overwrite, settle):
    overwrite(begun.form.basics.editors["starts_at"].line, "0627 0900")
    held_up.set()
    settle()
    assert names(begun) == [*NAMES, "赵敏"], "she came in June"


def test_an_answer_about_another_record_is_not_given(office, held_up, begun, settle):
    id = office.meeting(roster=office.roster("张喆"))
    begun.forget_typed()
    begun.card.set_dirty(False)
    assert begun.open_record("meeting", id)
    held_up.set()
    settle()
    assert names(begun) == ["张喆"]
    assert begun.form.peek("title") == "学习"


def test_saving_waits_for_the_people(office, held_up, begun, overwrite):
    overwrite(begun.form.basics.editors["title"].line, "五月大会")
    QTimer.singleShot(60, held_up.set)
    assert begun.save()
    id, present, expected = office.stored("五月大会")
    assert (present, expected) == (4, 4)
    assert [line.status for line in office.get(id).roster] == [Status.PRESENT] * 4
    assert not begun.card.dirty


def test_a_reading_that_fails_lets_the_record_be_saved(office, begun, monkeypatch, overwrite, presenter, settle):
    settle()

    def broken(*_asked):
        raise OSError("broken")

    monkeypatch.setattr(module, "proposed", broken)
    overwrite(begun.form.basics.editors["starts_at"].line, "0502 0900")
    overwrite(begun.form.basics.editors["title"].line, "五月大会")
    assert begun.save()
    assert office.stored("五月大会")[2] == 4


def test_a_whole_street_is_proposed_only_where_the_pattern_has_it(office, book, monkeypatch):
    monkeypatch.setattr("db.meetings.series.MOST_PROPOSED", 3)
    assert MOST_PROPOSED == 200
    with book.read() as connection:
        kind = next(kind for kind in module.kinds(connection) if kind.name == "支部党员大会")
        pattern = office.get(office.meeting(roster=office.roster(*NAMES, "孙立")))
        few = office.get(office.meeting(roster=office.roster("孙立")))
        at = pattern.starts_at
        alone = proposed(connection, kind, office.branch, at)
        assert (alone.roster, alone.left_out) == ((), 4)
        like = proposed(connection, kind, office.branch, at, pattern, kind)
        assert ([line.name for line in like.roster], like.left_out) == ([*NAMES, "孙立"], 0)
        like_few = proposed(connection, kind, office.branch, at, few, kind)
        assert ([line.name for line in like_few.roster], like_few.left_out) == (["孙立"], 4)
