"""Numbers: each given once, however it is written, whatever is deleted, restored or undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.audit.recycle import restore
from db.core.errors import UserError
from db.problems import actions
from db.problems.numbers import canonical
from db.problems.queries import get_problem


def number(ledger, problem):
    return ledger.read(get_problem, problem).number


@pytest.mark.parametrize(("typed", "number"), [
    ("2022-1", "2022-001"), ("２０２２－００１", "2022-001"), ("2022 — 00001", "2022-001"),
    (" 2022-1234 ", "2022-1234"),
    ("2022-12345", "2022-12345"), ("街－3", "街-3"), ("〔2022〕3号", "〔2022〕3号"), ("督  7", "督 7"), ("", ""),
])  # fmt: skip
def test_a_number_is_written_one_way(typed, number):
    assert canonical(typed) == number


def test_the_same_number_written_otherwise_is_taken(ledger):
    made = ledger.add(number="2022-1")
    for written in ("2022-001", "２０２２-００１", "2022—0001"):
        with pytest.raises(UserError, match="编号“2022-001”已被另一个问题使用"):
            ledger.add(number=written)
    draft = ledger.read(get_problem, made)
    actions.save_problem(ledger.book, replace(draft, number="2022-1", category="作风"), made)
    assert number(ledger, made) == "2022-001"


def test_a_long_number_of_the_offices_own_is_not_counted_on(ledger):
    ledger.add(number="2022-999999999")
    assert [number(ledger, ledger.add()) for _ in range(2)] == ["2022-001", "2022-002"]


def test_numbers_go_on_past_the_last_that_is_counted(ledger):
    ledger.add(number="2022-9999")
    assert [number(ledger, ledger.add()) for _ in range(2)] == ["2022-10000", "2022-10001"]


def test_the_number_of_a_deleted_one_is_not_given_again(ledger):
    ledger.add()
    gone = ledger.add()
    actions.delete_problems(ledger.book, [gone])
    assert number(ledger, ledger.add()) == "2022-003"
    restore(ledger.book, "problem", gone)
    assert sorted(ledger.rows("number")) == ["2022-001", "2022-002", "2022-003"]


def test_what_was_undone_never_had_a_number(ledger):
    ledger.add()
    ledger.book.undo()
    assert number(ledger, ledger.add()) == "2022-001"


def test_none_returns_under_a_number_that_is_another_ones_now(ledger):
    gone = ledger.add()
    actions.delete_problems(ledger.book, [gone])
    deletion = ledger.book.steps().undo[-1].action_id
    ledger.add(number="2022-001", text="另一件事")
    with pytest.raises(UserError, match="2022-001"):
        restore(ledger.book, "problem", gone)
    with pytest.raises(UserError, match="问题“2022-001”后来又有了一个"):
        ledger.book.undo_action(deletion)
    assert ledger.rows("number", "text") == [("2022-001", "另一件事")]


def test_none_takes_its_old_number_back_from_another(ledger):
    made = ledger.add()
    actions.save_problem(ledger.book, replace(ledger.read(get_problem, made), number="街-1"), made)
    renumbering = ledger.book.steps().undo[-1].action_id
    ledger.add(number="2022-001", found_on=date(2022, 3, 2))
    with pytest.raises(UserError, match="问题“2022-001”后来又有了一个"):
        ledger.book.undo_action(renumbering)
