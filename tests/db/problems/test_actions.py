from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.attachments.actions import attach
from db.attachments.queries import of_record
from db.core.errors import UserError
from db.core.listing import Filter
from db.problems import actions
from db.problems.draft import ProblemDraft
from db.problems.models import Problem
from db.problems.numbers import Numbers
from db.problems.queries import get_problem
from db.problems.rules import begun_anew, check_problem
from db.progress.draft import ProgressDraft
from db.rules.actions import set_rule

FOUND = date(2022, 3, 1)
PROBLEM = ProblemDraft(source="检视", found_on=FOUND, text="记录不全")


def refused(call, *given, **more):
    with pytest.raises(UserError) as error:
        call(*given, **more)
    return error.value


# -- entering ----------------------------------------------------------------------------------------------------


def test_numbers_follow_the_year_found_and_given_ones_are_kept(ledger):
    for number, found_on in (("", FOUND), ("2022-007", FOUND), ("", FOUND), ("", date(2021, 12, 31)), ("街-3", FOUND)):
        ledger.add(number=number, found_on=found_on, due_on=None)
    assert sorted(ledger.rows("number")) == ["2021-001", "2022-001", "2022-007", "2022-008", "街-3"]


def test_a_number_taken_is_refused(ledger):
    ledger.add(number="2022-001")
    error = refused(ledger.add, number=" 2022-001 ")
    assert error.fields == {"number": "已被使用"}
    other = ledger.add()
    draft = ledger.read(get_problem, other)
    assert draft.number == "2022-002"
    error = refused(actions.save_problem, ledger.book, replace(draft, number="2022-001"), other)
    assert "2022-001" in error.text


def test_many_are_entered_within_another_action(ledger):
    with ledger.book.action("导入", actions.EDIT) as work:
        numbers = Numbers(work)
        drafts = [ProblemDraft(source="督查", found_on=FOUND, text=f"问题{at}") for at in range(3)]
        made = [actions.enter(work, draft, numbers).number for draft in drafts]
        made.append(actions.enter(work, drafts[0]).number)
    assert made == ["2022-001", "2022-002", "2022-003", "2022-004"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"), ({"source": "道听途说"}, "source"), ({"found_on": None}, "found_on"),
        ({"found_on": date(2022, 6, 28), "due_on": None}, "found_on"), ({"due_on": date(2022, 2, 28)}, "due_on"),
        ({"state": "已销号"}, "closed_on"), ({"closed_on": date(2022, 4, 1)}, "closed_on"),
        ({"state": "已销号", "closed_on": date(2022, 2, 1)}, "closed_on"),
    ],
)  # fmt: skip
def test_what_a_problem_must_hold(ledger, values, field):
    assert list(refused(ledger.add, **values).fields) == [field]
    assert not ledger.rows("number")


def test_a_sheet_may_bring_closed_problems():
    check_problem(ProblemDraft(source="检视", found_on=FOUND, text="一", state="已销号", closed_on=FOUND))


def test_saving_changes_the_fields_and_not_the_state(ledger):
    made = ledger.closed()
    draft = ledger.read(get_problem, made)
    # The form was loaded before the problem was closed out.
    changed = replace(draft, category="组织生活", state="整改中", closed_on=None, number="")
    actions.save_problem(ledger.book, changed, made)
    after = ledger.read(get_problem, made)
    assert (after.category, after.state, after.closed_on) == ("组织生活", "已销号", date(2022, 4, 9))
    assert after.number == "2022-002"  # asked for a new one
    late = replace(after, found_on=date(2022, 4, 10), due_on=None)
    assert list(refused(actions.save_problem, ledger.book, late, made).fields) == ["found_on"]


def test_a_problem_is_not_found_after_what_was_done_about_it(ledger):
    made = ledger.add()
    ledger.step(made, "start", on=date(2022, 4, 1))
    draft = ledger.read(get_problem, made)
    error = refused(actions.save_problem, ledger.book, replace(draft, found_on=date(2022, 4, 2)), made)
    assert error.text == "发现日期 2022-04-02 晚于 2022-04-01 的启动整改等步骤。请填 2022-04-01 或更早的日期。"
    assert list(error.fields) == ["found_on"]
    actions.save_problem(ledger.book, replace(draft, found_on=date(2022, 4, 1)), made)


def test_a_deleted_organization_is_refused(ledger):
    draft = ProblemDraft(source="检视", found_on=FOUND, text="一", organization_id=7)
    assert list(refused(actions.save_problem, ledger.book, draft).fields) == ["organization_id"]


# -- steps -------------------------------------------------------------------------------------------------------


def test_closing_out_asks_for_evidence(ledger):
    made = ledger.add()
    ledger.step(made, "start")
    assert list(refused(ledger.step, made, "request").fields) == ["files"]
    ledger.step(made, "request", files=ledger.evidence())
    assert ledger.course(made)[-1].files == ("照片.jpg",)
    assert [row.role for row in ledger.read(of_record, "problem", made)] == ["佐证"]


def test_evidence_that_hangs_on_the_record_already_is_enough(ledger):
    made = ledger.add()
    ledger.step(made, "start")
    attach(ledger.book, "problem", made, ledger.evidence())
    assert "用途设为“佐证”" in refused(ledger.step, made, "request").text
    attach(ledger.book, "problem", made, ledger.evidence("又.jpg", b"more"), "佐证")
    ledger.step(made, "request")
    assert ledger.rows("state") == ["待销号"]


def test_another_person_reviews(ledger):
    made = ledger.add()
    ledger.step(made, "start", by="李强")
    ledger.step(made, "request", by="张 伟", files=ledger.evidence())
    assert list(refused(ledger.step, made, "review", by=" 张伟").fields) == ["by"]
    assert ledger.rows("state", "closed_on") == [("待销号", None)]
    ledger.step(made, "review", by="李强", on=date(2022, 4, 2))
    assert ledger.rows("state", "closed_on") == [("已销号", date(2022, 4, 2))]


@pytest.mark.parametrize("by", ["张　伟", "张\u200b伟", "张伟（街道）", "张伟【街道】", "（街道）张伟", "李强、张伟"])
def test_the_same_person_is_known_however_written(ledger, by):
    made = ledger.add()
    ledger.step(made, "start")
    ledger.step(made, "request", by="张伟", files=ledger.evidence())
    assert list(refused(ledger.step, made, "review", by=by).fields) == ["by"]


def test_none_of_several_who_asked_reviews_and_one_alone_does(ledger):
    made = ledger.add()
    ledger.step(made, "start")
    ledger.step(made, "request", by="王芳，张伟", files=ledger.evidence())
    assert "张伟" in refused(ledger.step, made, "review", by="张伟").text
    assert refused(ledger.step, made, "review", by="李强;刘洋").fields == {"by": "只填一个人"}
    ledger.step(made, "review", by="李强")


@pytest.mark.parametrize(("state", "closed_on"), [("待销号", None), ("已销号", date(2022, 4, 1))])
def test_nothing_begins_where_only_steps_lead(ledger, state, closed_on):
    assert list(refused(ledger.add, state=state, closed_on=closed_on).fields) == ["state"]
    anew = begun_anew(replace(PROBLEM, state=state, closed_on=closed_on))
    assert (anew.state, anew.closed_on) == ("整改中", None)
    assert begun_anew(PROBLEM) == PROBLEM


def test_a_review_answers_a_request(ledger):
    made = ledger.add(state="整改中")
    with ledger.book.action("导入", actions.EDIT) as work:
        work.get(Problem, made, "").state = "待销号"
    assert "重新申请销号" in refused(ledger.step, made, "review", by="李强").text
    ledger.step(made, "return", by="李强", text="重新申请")


def test_the_rules_can_be_switched_off(ledger):
    for code in ("problems.evidence", "problems.second_review"):
        set_rule(ledger.book, code, "0", date(2022, 1, 1), "本街道")
    made = ledger.add()
    ledger.step(made, "start")
    ledger.step(made, "request")
    ledger.step(made, "review")
    assert ledger.rows("state") == ["已销号"]


def test_who_asked_last_counts(ledger):
    made = ledger.add()
    ledger.step(made, "start")
    ledger.step(made, "request", by="张伟", files=ledger.evidence())
    ledger.step(made, "return", by="李强", text="照片不清楚")
    ledger.step(made, "request", by="王芳")
    assert list(refused(ledger.step, made, "review", by="王芳").fields) == ["by"]
    ledger.step(made, "review", by="张伟")


def test_reopening_takes_the_date_back(ledger):
    made = ledger.closed()
    ledger.step(made, "reopen", on=date(2022, 5, 1), text="问题反弹")
    assert ledger.rows("state", "closed_on") == [("整改中", None)]


def test_a_step_not_possible_any_more_is_told(ledger):
    made = ledger.add()
    assert "未启动" in refused(ledger.step, made, "review").text


@pytest.mark.parametrize(
    ("on", "wrong"), [(date(2022, 2, 28), "早于发现日期"), (date(2022, 6, 28), "还没有到"), (None, "请选择日期")]
)
def test_days_that_cannot_be(ledger, on, wrong):
    made = ledger.add()
    assert refused(ledger.step, made, "start", on=on).fields == {"noted_on": wrong}
    entry = ProgressDraft(on, "张伟", None, "已召开会议")
    assert refused(actions.add_progress, ledger.book, made, entry).fields == {"noted_on": wrong}


def test_steps_follow_each_other_in_time(ledger):
    made = ledger.add()
    ledger.step(made, "start", on=date(2022, 4, 1))
    assert "noted_on" in refused(
        ledger.step, made, "request", on=date(2022, 3, 31), files=ledger.evidence()
    ).fields  # fmt: skip


def test_progress_keeps_the_state(ledger):
    made = ledger.add()
    ledger.step(made, "start")
    actions.add_progress(
        ledger.book, made, ProgressDraft(date(2022, 4, 5), "张伟", 60, "已补齐 1—3 月记录"), ledger.evidence()
    )
    last = ledger.course(made)[-1]
    assert (last.state, last.step, last.percent, last.files) == ("整改中", "", 60, ("照片.jpg",))
    error = refused(actions.add_progress, ledger.book, made, ProgressDraft(date(2022, 4, 5), "张伟", None, " "))
    assert list(error.fields) == ["text"]


# -- many at once ------------------------------------------------------------------------------------------------


def test_hard_cases_deadlines_and_who_answers_are_given_to_many(ledger):
    made = [ledger.add(), ledger.add(leader="刘洋")]
    actions.mark_hard(ledger.book, made, hard=True)
    actions.change_deadline(ledger.book, made, date(2022, 9, 30))
    actions.assign(ledger.book, made, ledger.office.other_branch, responsible=" 赵敏 ")
    assert sorted(ledger.rows("number", "hard", "due_on", "organization", "leader", "responsible")) == [
        ("2022-001", True, date(2022, 9, 30), "春和社区第二党支部", "", "赵敏"),
        ("2022-002", True, date(2022, 9, 30), "春和社区第二党支部", "刘洋", "赵敏"),
    ]
    actions.mark_hard(ledger.book, made[:1], hard=False)
    assert ledger.rows("number", wanted=Filter(choices={"hard": True})) == ["2022-002"]


def test_what_is_closed_out_gets_no_other_deadline(ledger):
    closed, running = ledger.closed(), ledger.add()
    assert actions.change_deadline(ledger.book, [closed, running], date(2022, 9, 30)) == 1
    assert dict(ledger.rows("number", "due_on")) == {"2022-001": date(2022, 5, 31), "2022-002": date(2022, 9, 30)}
    assert "都已销号" in refused(actions.change_deadline, ledger.book, [closed], date(2022, 9, 30)).text


def test_what_cannot_be_given(ledger):
    made = [ledger.add()]
    assert "due_on" in refused(actions.change_deadline, ledger.book, made, date(2022, 2, 1)).fields
    assert "organization_id" in refused(actions.assign, ledger.book, made, None).fields
    assert "organization_id" in refused(actions.assign, ledger.book, made, 7).fields
    assert "leader" in refused(actions.assign, ledger.book, made, None, leader="长" * 61).fields


def test_deleting_takes_progress_and_evidence_along(ledger):
    made = ledger.closed()
    actions.delete_problems(ledger.book, [made])
    assert not ledger.rows("number")
    assert not ledger.course(made)
    ledger.book.undo()
    assert len(ledger.course(made)) == 3
