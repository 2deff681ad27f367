from __future__ import annotations

from array import array
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from db.core.errors import EnvironmentFault
from desktop.widgets.table_model import FIRST, PAGES, Column, ListModel

BASE = 7 << 32  # ids have 63 bits
COLUMNS = (Column("name", "姓名", 90), Column("age", "年龄", 60, "right", show=lambda age: f"{age} 岁"))


class People:
    """*count* people in order of id, read like a table would be."""

    columns = COLUMNS

    def __init__(self, count):
        self.all = [BASE + number for number in range(count)]
        self.names = {}
        self.read = []

    def _row(self, id):
        return (id, self.names.get(id, f"甲{id - BASE}"), 20 + (id - BASE) % 60)

    def first(self, limit):
        return [self._row(id) for id in self.all[:limit]]

    def ids(self, _cancelled):
        return array("q", self.all)

    def rows(self, ids):
        self.read.append(list(ids))
        present = set(self.all[:1]) | set(self.all) if len(self.all) < 10_000 else None
        return [self._row(id) for id in reversed(ids) if present is None or id in present]


@pytest.fixture
def model(jobs):
    made = ListModel(jobs)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    del tester


def text(model, row, column=0):
    return model.index(row, column).data()


def test_first_page_is_there_at_once_and_the_rest_follows(qtbot, jobs):
    model = ListModel(jobs)
    people = People(100_000)
    with qtbot.waitSignal(model.completed) as told:
        model.reload(people)
        assert model.rowCount() == FIRST
        assert text(model, 99) == "甲99"
        assert not model.complete
    assert told.args == [100_000]
    assert people.read == [], "no row is read before it is looked at"
    assert text(model, 99_999) == "甲99999"
    assert len(people.read) == 1
    assert len(people.read[0]) == 100


def test_model_keeps_qts_contract(qtbot, model):
    with qtbot.waitSignal(model.completed):
        model.reload(People(250))
    assert model.total == 250
    model.reload(People(3))
    assert (model.total, model.complete) == (3, True)
    assert text(model, 2, 1) == "22 岁"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "年龄"


def test_only_some_pages_are_kept(qtbot, jobs):
    model, people = ListModel(jobs), People(100_000)
    with qtbot.waitSignal(model.completed):
        model.reload(people)
    for row in range(0, 100 * (PAGES + 10), 100):
        text(model, row)
    people.read.clear()
    text(model, 100 * (PAGES + 9))
    assert people.read == [], "a recent page is still there"
    text(model, 200)
    assert len(people.read) == 1, "an old one was given up and is read again"


def test_ids_that_disagree_with_the_first_page_replace_it(qtbot, model):
    people = People(300)
    before = people.first(FIRST)
    people.first = lambda _limit: before
    people.all.insert(0, BASE + 500)  # someone writes between the two reads
    with qtbot.waitSignal(model.completed):
        model.reload(people)
    assert model.total == 301
    assert model.id_at(0) == BASE + 500
    assert text(model, 1) == "甲0"


def test_refresh_reads_only_the_changed_rows(qtbot, model):
    people = People(300)
    with qtbot.waitSignal(model.completed):
        model.reload(people)
    people.names[BASE + 5] = "改了"
    with qtbot.waitSignal(model.dataChanged) as told:
        model.refresh({BASE + 5, BASE + 250})
    assert told.args[0].row() == 5
    assert text(model, 5) == "改了"
    assert people.read == [[BASE + 5]], "row 250 has not been looked at"


def test_deleted_row_leaves_on_refresh(qtbot, model):
    people = People(300)
    with qtbot.waitSignal(model.completed):
        model.reload(people)
    people.all.remove(BASE + 5)
    with qtbot.waitSignal(model.completed):
        model.refresh({BASE + 5})
    assert model.total == 299
    assert text(model, 5) == "甲6"


def test_refresh_all_shows_new_values_in_the_same_order(qtbot, model):
    people = People(300)
    with qtbot.waitSignal(model.completed):
        model.reload(people)
    people.names[BASE + 7] = "新名"
    with qtbot.waitSignal(model.dataChanged):
        model.refresh_all()
    assert text(model, 7) == "新名"


def test_ids_and_rows_find_each_other(model):
    model.reload(People(50))
    assert model.row_of(BASE + 30) == 30
    assert model.id_at(30) == BASE + 30
    assert model.row_of(1) == -1
    assert model.row_of(None) == -1
    assert model.id_at(50) is None


def test_header_asks_for_an_order(qtbot, model):
    model.reload(People(3))
    with qtbot.waitSignal(model.sort_requested) as told:
        model.sort(1, Qt.SortOrder.DescendingOrder)
    assert told.args == ["age", True]


def test_unreadable_page_is_told_once(qtbot, model, presenter):
    people = People(300)
    with qtbot.waitSignal(model.completed):
        model.reload(people)

    def broken(_ids):
        raise EnvironmentFault("账本所在的盘已拔出。")

    people.rows = broken
    assert [text(model, row) for row in (250, 251)] == ["", ""]
    qtbot.waitUntil(lambda: len(presenter.told) == 1)
    text(model, 252)
    qtbot.wait(0)
    assert len(presenter.told) == 1


class Slow(People):
    """No index answers it: the worker reads it, when *go* lets it."""

    quick = False

    def __init__(self, count, columns=COLUMNS):
        super().__init__(count)
        self.columns = columns
        self.go = Event()

    def first(self, _limit):
        raise AssertionError("read on the GUI thread")

    def ids(self, _cancelled):
        self.go.wait(5)
        return array("q", self.all)


def test_slow_query_leaves_the_window_alone(qtbot, model):
    model.reload(People(3))
    slow = Slow(250)
    slow.go.set()
    with qtbot.waitSignal(model.completed) as told:
        model.reload(slow)
        assert (model.total, model.complete) == (3, False), "what was on show stays for a moment"
        assert text(model, 2) == "甲2"
    assert told.args == [250]
    assert text(model, 249) == "甲249"
    assert model.source is slow


def test_slow_query_empties_the_list_while_it_lasts(qtbot, model):
    model.reload(People(3))
    slow = Slow(5, COLUMNS[:1])
    with qtbot.waitSignal(model.searching):
        model.reload(slow)
    assert (model.total, model.complete, model.columnCount()) == (0, False, 1)
    with qtbot.waitSignal(model.completed):
        slow.go.set()
    assert (model.total, model.complete) == (5, True)


def test_refresh_while_a_slow_query_runs_waits_for_that_query(qtbot, model):
    model.reload(People(3))
    slow = Slow(7)
    model.reload(slow)
    model.refresh_all()
    with qtbot.waitSignal(model.completed) as told:
        slow.go.set()
    assert told.args == [7]


def test_quick_query_overtakes_a_slow_one(qtbot, jobs, model):
    slow = Slow(7)
    model.reload(slow)
    model.reload(People(2))
    slow.go.set()
    qtbot.waitUntil(lambda: not jobs.pending)
    qtbot.wait(200)
    assert (model.total, model.complete) == (2, True)


def test_slow_query_that_fails_is_told_and_leaves_the_list(qtbot, jobs, model, presenter):
    model.reload(People(3))
    slow = Slow(7)

    def broken(_cancelled):
        raise EnvironmentFault("账本所在的盘已拔出。")

    slow.ids = broken
    model.reload(slow)
    qtbot.waitUntil(lambda: len(presenter.told) == 1)
    assert (model.total, model.complete) == (3, True)
