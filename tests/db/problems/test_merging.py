from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.attachments.queries import of_record
from db.audit.recycle import restore
from db.core.base import table_of
from db.core.errors import UserError
from db.core.listing import Filter
from db.drafts.queries import last_action
from db.inspections.models import Finding, Inspection
from db.problems import actions
from db.problems.merging import merge
from db.problems.queries import get_problem, shown
from db.progress.draft import ProgressDraft
from db.tasks.models import Task

MERGED = Filter(choices={"merged": True})


@pytest.fixture
def twins(ledger):
    """Two records of one problem: the second with a task, evidence, progress, and the finding it comes from."""
    first, second = ledger.add(), ledger.add(source="督查")
    ledger.step(first, "start")
    actions.add_progress(
        ledger.book, first, ProgressDraft(date(2022, 4, 2), "张伟", None, "已开会"), ledger.evidence("会议.jpg", b"one")
    )
    ledger.step(second, "start", files=[*ledger.evidence("同一张.jpg", b"one"), *ledger.evidence("另一张.jpg", b"two")])
    with ledger.book.action("督导", "inspections.edit") as work:
        inspection = Inspection(
            id=work.new_id(), organization_id=ledger.office.street, held_on=date(2022, 3, 1), kind="日常督导",
            title="督导",
        )  # fmt: skip
        inspection.findings.append(Finding(id=work.new_id(), no=1, text="记录不全", problem_id=second))
        work.session.add(inspection)
        work.session.add(Task(id=work.new_id(), source_table="problem", source_id=second, title="补记录"))
    return first, second


def one(ledger, model, name):
    return ledger.read(lambda connection: connection.execute(select(table_of(model).c[name])).scalar_one())


def test_the_kept_one_takes_what_hangs_on_the_other(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [second])
    assert one(ledger, Task, "source_id") == first
    assert one(ledger, Finding, "problem_id") == first
    assert [row.name for row in ledger.read(of_record, "problem", first)] == ["会议.jpg", "另一张.jpg"]
    texts = [(entry.step, entry.text) for entry in ledger.course(first)]
    assert texts == [("start", ""), ("", "已开会"), ("", "【2022-002】")]
    assert not ledger.course(second)


def test_the_other_keeps_its_number_and_counts_no_more(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [first, second])
    assert ledger.rows("number") == ["2022-001"]
    assert ledger.rows("number", "merged_into", wanted=MERGED) == [("2022-002", "2022-001")]
    assert ledger.read(shown, second).merged_into == ("2022-001", first)
    assert ledger.read(shown, first).merged == ("2022-002",)
    ledger.add()
    assert "2022-003" in ledger.rows("number")


def test_one_merged_is_changed_no_more(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [second])
    third = ledger.add()
    for refused in (
        lambda: ledger.step(second, "request"),
        lambda: actions.save_problem(ledger.book, ledger.read(get_problem, second), second),
        lambda: actions.add_progress(ledger.book, second, ProgressDraft(date(2022, 5, 1), "张伟", None, "又")),
        lambda: actions.mark_hard(ledger.book, [second], hard=True),
        lambda: merge(ledger.book, second, [third]),
        lambda: merge(ledger.book, third, [second]),
    ):
        with pytest.raises(UserError, match="2022-002 已并入 2022-001"):
            refused()


def test_merged_once_more_all_lead_to_the_last(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [second])
    third = ledger.add()
    merge(ledger.book, third, [first])
    assert sorted(ledger.rows("number", "merged_into", wanted=MERGED)) == [
        ("2022-001", "2022-003"), ("2022-002", "2022-003"),
    ]  # fmt: skip


def test_what_is_open_does_not_vanish_behind_what_is_closed(ledger):
    closed, still_open = ledger.closed(), ledger.add()
    with pytest.raises(UserError, match="请保留 2022-002"):
        merge(ledger.book, closed, [still_open])
    merge(ledger.book, still_open, [closed])
    assert ledger.rows("number", "state") == [("2022-002", "未启动")]


def test_one_alone_is_not_merged(ledger):
    made = ledger.add()
    with pytest.raises(UserError, match="至少选择两个"):
        merge(ledger.book, made, [made])


def test_a_merge_is_undone_whole(ledger, twins, rows):
    before = rows(ledger.book)
    merge(ledger.book, twins[0], twins[1:])
    assert rows(ledger.book) != before
    ledger.book.undo()
    assert rows(ledger.book) == before


def test_the_kept_one_is_not_deleted_from_under_the_others(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [second])
    with pytest.raises(UserError, match="2022-002 已并入问题 2022-001"):
        actions.delete_problems(ledger.book, [first])
    ledger.book.undo()
    actions.delete_problems(ledger.book, [first])
    assert ledger.rows("number") == ["2022-002"]


def test_all_of_them_are_deleted_and_come_back(ledger, twins):
    first, second = twins
    merge(ledger.book, first, [second])
    actions.delete_problems(ledger.book, [first, second])
    assert not ledger.rows("number")
    restore(ledger.book, "problem", first)
    restore(ledger.book, "problem", second)
    assert ledger.rows("number", "merged_into", wanted=MERGED) == [("2022-002", "2022-001")]


def test_the_making_of_the_kept_one_is_not_undone(ledger):
    other, kept = ledger.add(), ledger.add()
    made = ledger.read(last_action, kept)
    merge(ledger.book, kept, [other])
    with pytest.raises(UserError, match="还有其他记录用到"):
        ledger.book.undo_action(made)


def test_what_is_hard_or_due_stays_so(ledger):
    kept = ledger.add(found_on=date(2022, 4, 1), due_on=None)
    others = [
        ledger.add(hard=True, due_on=date(2022, 6, 30)), ledger.add(due_on=date(2022, 5, 31)),
        ledger.add(due_on=date(2022, 3, 20)), ledger.closed(due_on=date(2022, 4, 20)),
    ]  # fmt: skip
    merge(ledger.book, kept, others)
    assert ledger.rows("number", "hard", "due_on", "found_on") == [
        ("2022-001", True, date(2022, 5, 31), date(2022, 4, 1))
    ]  # fmt: skip
    later = ledger.add(due_on=date(2022, 12, 31))
    merge(ledger.book, later, [kept])
    assert ledger.rows("hard", "due_on") == [(True, date(2022, 12, 31))]


def test_what_proved_another_is_no_evidence_of_the_kept_one(ledger):
    kept, other = ledger.add(), ledger.add()
    for made in (kept, other):
        ledger.step(made, "start", files=ledger.evidence() if made == other else ())
    merge(ledger.book, kept, [other])
    assert [row.role for row in ledger.read(of_record, "problem", kept)] == ["其他"]
    with pytest.raises(UserError, match="佐证"):
        ledger.step(kept, "request")
    ledger.step(kept, "request", files=ledger.evidence("新.jpg", b"new"))
