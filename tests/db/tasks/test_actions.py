"""Tasks are entered, assigned to many, worked on and closed; what cannot be is refused at its field."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from db.core.errors import UserError
from db.core.period import Period
from db.organizations.models import Organization
from db.progress.draft import ProgressDraft
from db.rules.actions import set_rule
from db.tasks.actions import assign_many, delete_tasks, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.parts import parent_of, subtasks_of
from db.tasks.queries import Origin, get_task, origin_of, tasks_of
from db.tasks.recurring import days

DAY = date(2022, 6, 27)


@contextmanager
def refused(field, match=None):
    """What is refused, and where it is blamed."""
    with pytest.raises(UserError, match=match) as caught:
        yield
    assert field in caught.value.fields


def test_a_task_is_entered_changed_and_read_as_it_was(desk):
    draft = TaskDraft(
        "更新宣传栏", "七月底前", desk.office.branch, DAY, date(2022, 7, 31), "重要", assigned_by="党政办",
        people=desk.people[::-1],
    )  # fmt: skip
    task = save_task(desk.book, draft)
    assert desk.read(get_task, task) == draft
    changed = replace(draft, title="更新两个宣传栏", people=desk.people[:1])
    save_task(desk.book, changed, task)
    assert desk.read(get_task, task) == changed
    desk.book.undo()
    assert desk.read(get_task, task) == draft


def test_a_form_changes_no_state(desk):
    task = desk.task()
    desk.step(task, "submit")
    draft = desk.read(get_task, task)
    save_task(desk.book, replace(draft, title="另一个名称", state="未开始", percent=0), task)
    assert (desk.row(task).title, desk.row(task).state) == ("另一个名称", "待确认")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"starts_on": DAY + timedelta(1), "due_on": DAY}, "due_on"),
        ({"organization_id": 5}, "organization_id"),
        ({"people": (5,)}, "people"),
        ({"percent": 101}, "percent"),
        ({"state": "已完成", "closed_on": DAY + timedelta(1)}, "closed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desk, change, field):
    with refused(field):
        save_task(desk.book, replace(TaskDraft("更新宣传栏"), **change))
    assert desk.rows() == []


@pytest.mark.parametrize(("state", "figures"), [("已完成", (100, DAY)), ("未开始", (0, None)), ("进行中", (40, None))])
def test_a_sheet_may_begin_with_any_state_and_the_figures_follow_it(desk, state, figures):
    task = desk.task(state=state, percent=40, closed_on=None if state == "已完成" else DAY)
    assert (desk.row(task).percent, desk.row(task).closed_on) == figures


def test_a_task_runs_through_its_states_and_tells_its_course(desk):
    task = desk.task()
    for code in ("start", "submit", "return", "submit", "confirm"):
        desk.step(task, code, text=code)
    row = desk.row(task)
    assert (row.state, row.percent, row.closed_on) == ("已完成", 100, DAY)
    states = [entry.state for entry in desk.entries(task)]
    assert states == ["进行中", "待确认", "进行中", "待确认", "已完成"]
    with refused("state", "不能开始"):
        desk.step(task, "start")


def test_without_confirmation_what_is_handed_in_is_done(desk):
    set_rule(desk.book, "tasks.confirm", "0", DAY, "本单位规定")
    task = desk.task()
    desk.step(task, "submit", noted_on=DAY - timedelta(1))
    assert (desk.row(task).state, desk.row(task).closed_on) == ("已完成", DAY - timedelta(1))


def test_progress_begins_a_task_and_moves_its_percentage(desk):
    task = desk.task()
    desk.progress(task, percent=30)
    assert (desk.row(task).state, desk.row(task).percent) == ("进行中", 30)
    desk.progress(task)
    assert desk.row(task).percent == 30
    assert [(entry.step, entry.percent) for entry in desk.entries(task)] == [("start", 30), ("", None)]


def test_a_reopened_task_is_as_far_as_it_was_told_to_be(desk):
    task = desk.task()
    desk.progress(task, percent=60)
    desk.step(task, "submit")
    desk.step(task, "confirm")
    desk.step(task, "reopen")
    row = desk.row(task)
    assert (row.state, row.percent, row.closed_on) == ("进行中", 60, None)
    desk.step(task, "cancel")
    desk.step(task, "reopen")
    assert desk.row(task).percent == 60


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"by": ""}, "by"),
        ({"noted_on": None}, "noted_on"),
        ({"noted_on": DAY + timedelta(1)}, "noted_on"),
        ({"percent": 101}, "percent"),
        ({"percent": 100}, "percent"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(desk, more, field):
    task = desk.task()
    with refused(field):
        desk.progress(task, **more)
    assert (desk.entries(task), desk.row(task).state) == ([], "未开始")


def test_what_is_not_done_is_never_all_of_it(desk):
    whole = desk.task("迎接检查")
    part = desk.task("准备材料", parent_id=whole)
    with refused("percent", "提交确认"):
        desk.progress(part, percent=100)
    desk.step(part, "submit", percent=100)
    assert (desk.row(part).percent, desk.read(get_task, whole).percent) == (99, 99)
    desk.progress(part, percent=100)
    assert desk.row(part).percent == 99
    desk.step(part, "confirm")
    assert desk.read(get_task, whole).percent == 100
    assert desk.row(desk.task("表中的", state="进行中", percent=100)).percent == 99


def test_nothing_is_told_of_a_day_before_the_step_before_it(desk):
    task = desk.task()
    desk.progress(task, noted_on=DAY - timedelta(9), percent=50)
    desk.step(task, "submit", noted_on=DAY - timedelta(3))
    with refused("noted_on", str(DAY - timedelta(3))):
        desk.step(task, "confirm", noted_on=date(1990, 1, 1))
    with refused("noted_on", "这一天或以后"):
        desk.progress(task, noted_on=DAY - timedelta(4))
    desk.progress(task)
    desk.step(task, "confirm", noted_on=DAY - timedelta(3))
    assert desk.row(task).closed_on == DAY - timedelta(3)


def test_a_whole_is_not_cancelled_before_its_parts_were_begun(desk):
    whole = desk.task("迎接检查")
    part = desk.task("准备材料", parent_id=whole)
    desk.step(part, "start")
    with refused("noted_on", "子任务"):
        desk.step(whole, "cancel", noted_on=DAY - timedelta(1))
    assert [desk.row(id).state for id in (whole, part)] == ["进行中", "进行中"]
    desk.step(whole, "cancel")
    assert [desk.row(id).state for id in (whole, part)] == ["已取消", "已取消"]


def test_a_done_task_is_done_in_full(desk):
    task = desk.task()
    desk.step(task, "submit")
    with refused("percent"):
        desk.step(task, "confirm", percent=80)
    desk.step(task, "confirm", percent=100)
    with refused("percent"):
        desk.progress(task, percent=80)
    desk.progress(task, text="补充一张照片。")
    assert desk.row(task).percent == 100


def test_evidence_hangs_on_the_task_and_is_named_in_its_entry(desk):
    task = desk.task()
    take_step(desk.book, task, "submit", ProgressDraft(DAY, "周文", text="已更新。"), [(BytesIO(b"photo"), "照片.jpg")])
    assert desk.entries(task)[0].files == ("照片.jpg",)


# -- parts -------------------------------------------------------------------------------------------------------


def test_the_percentage_of_a_whole_is_that_of_its_parts(desk):
    whole = desk.task("迎接检查")
    first, second, third = (desk.task(name, parent_id=whole) for name in "甲乙丙")
    desk.progress(first, percent=50)
    desk.progress(second, percent=25)
    desk.step(third, "cancel")
    assert desk.read(get_task, whole).percent == 37
    assert desk.row(whole).state == "进行中", "begun with its part"
    assert desk.read(parent_of, first) == (whole, "迎接检查")
    with refused("percent", "子任务"):
        desk.progress(whole, percent=80)


def test_a_whole_is_not_done_before_its_parts(desk):
    whole = desk.task("迎接检查")
    part = desk.task("准备材料", parent_id=whole)
    with refused("state", "还有 1 项子任务"):
        desk.step(whole, "submit")
    desk.step(part, "submit")
    desk.step(part, "confirm")
    desk.step(whole, "submit")
    desk.step(whole, "confirm")
    with refused("parent_id", "重新打开"):
        desk.step(part, "reopen")
    with refused("parent_id", "重新打开"):
        desk.task("又一项", parent_id=whole)
    with refused("parent_id", "不能再分"):
        desk.task("再分", parent_id=part)


def test_cancelling_a_whole_cancels_what_is_open_below_it(desk):
    whole = desk.task("迎接检查")
    done, left = (desk.task(name, parent_id=whole) for name in "甲乙")
    for code in ("submit", "confirm"):
        desk.step(done, code)
    desk.step(whole, "cancel", text="检查推迟。")
    assert [desk.row(id).state for id in (whole, done, left)] == ["已取消", "已完成", "已取消"]
    assert desk.entries(left)[0].text == "检查推迟。"
    desk.book.undo()
    assert [desk.row(id).state for id in (whole, done, left)] == ["进行中", "已完成", "未开始"]


def test_a_whole_is_deleted_with_its_parts_and_what_was_told_of_them(desk, rows):
    whole = desk.task("迎接检查", people=desk.people)
    part = desk.task("准备材料", parent_id=whole, people=desk.people)
    desk.progress(part)
    before = rows(desk.book)
    delete_tasks(desk.book, [whole, part])
    assert desk.rows() == []
    assert desk.entries(part) == []
    desk.book.undo()
    assert rows(desk.book) == before


def test_the_journal_calls_progress_what_the_button_does(desk):
    desk.progress(desk.task())
    assert desk.book.undo() == "填写任务进展"


# -- many --------------------------------------------------------------------------------------------------------


def test_one_task_for_many_organizations_is_a_whole_with_their_parts(desk):
    places = [desk.office.branch, desk.office.other_branch]
    due = [date(2022, 7, 31), date(2022, 8, 31)]
    draft = TaskDraft("报送月报", "每月底前", desk.office.community, DAY, priority="重要", assigned_by="党政办",
                      repeats="每月", people=desk.people)  # fmt: skip
    whole, *parts = assign_many(desk.book, draft, places, due)
    row = desk.row(whole)
    assert (row.organization_id, row.due_on, row.repeats) == (desk.office.community, due[-1], "每月")
    read = desk.read(subtasks_of, whole)
    assert [part.id for part in read] == parts
    assert [(part.organization_id, part.starts_on, part.due_on) for part in read] == [
        *((place, DAY, due[0]) for place in places), *((place, date(2022, 8, 1), due[1]) for place in places),
    ]  # fmt: skip
    first = desk.row(parts[0])
    assert (first.title, first.text, first.priority, first.assigned_by, first.state, first.repeats) == (
        "报送月报（7月）", "每月底前", "重要", "党政办", "未开始", "",
    )  # fmt: skip
    desk.step(parts[0], "submit")
    desk.book.undo()
    desk.book.undo()
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("repeats", "days", "titles"),
    [
        ("每周", ["2022-07-08", "2022-07-15"], ["7月4日当周", "7月11日当周"]),
        ("每周", ["2022-12-30", "2023-01-01"], ["2022年12月26日当周", "2022年12月26日当周"]),
        ("每月", ["2022-07-31", "2022-08-31"], ["7月", "8月"]),
        ("每月", ["2022-12-31", "2023-01-31"], ["2022年12月", "2023年1月"]),
        ("每季度", ["2022-09-30", "2022-10-10"], ["第3季度", "第4季度"]),
        ("每半年", ["2022-06-30", "2022-12-30"], ["上半年", "下半年"]),
        ("每年", ["2022-12-31"], ["2022年"]),
    ],
)
def test_the_parts_of_a_recurring_task_carry_their_period(desk, repeats, days, titles):
    due = [date.fromisoformat(day) for day in days]
    for title, kept in (("报送", "报送"), ("报" * 120, "报" * 100)):
        whole, *parts = assign_many(desk.book, TaskDraft(title, repeats=repeats), [desk.office.branch], due)
        assert desk.row(whole).title == title
        for part, told in zip(parts, titles, strict=True):
            found = desk.row(part).title
            assert found.startswith(kept)
            assert found.endswith(f"（{told}）")
            assert len(found) <= 120


def test_a_task_assigned_without_days_is_due_once(desk):
    whole, part = assign_many(desk.book, TaskDraft("报送总结", due_on=DAY, repeats="每月"), [desk.office.branch], [])
    assert desk.row(part).title == "报送总结", "organizations tell the parts apart"
    assert (desk.row(part).due_on, desk.row(whole).due_on, desk.row(whole).repeats) == (DAY, DAY, "")


@pytest.mark.parametrize("days", [[date(2022, 6, 5), date(2022, 7, 5)], []])
def test_no_part_of_an_assignment_begins_after_it_is_due(desk, days):
    draft = TaskDraft("报送月报", starts_on=date(2022, 6, 20), due_on=date(2022, 6, 5), repeats="每月")
    with refused("due_on", "2022-06-05 早于开始日期 2022-06-20"):
        assign_many(desk.book, draft, [desk.office.branch], days)
    assert desk.rows() == []


def test_an_assignment_may_be_due_on_the_last_day_there_is(desk):
    _, part = assign_many(desk.book, TaskDraft("报送月报"), [desk.office.branch], [date.max])
    assert desk.row(part).due_on == date.max


def test_nothing_is_assigned_to_an_organization_that_was_dissolved(desk):
    with desk.book.action("撤销", "organizations.edit") as work:
        work.get(Organization, desk.office.other_branch, "").dissolved_on = date(2022, 1, 1)
    with refused("organizations", "春和社区第二党支部”已撤销"):
        assign_many(desk.book, TaskDraft("报送月报"), [desk.office.branch, desk.office.other_branch], [])
    assert desk.rows() == []


@pytest.mark.parametrize(("places", "count"), [([], 1), ([5], 1), ("branch", 501)])
def test_an_assignment_to_nobody_to_what_is_gone_or_of_too_many_is_refused(desk, places, count):
    given = [desk.office.branch] if places == "branch" else places
    with refused("organizations"):
        assign_many(desk.book, TaskDraft("报送总结"), given, [DAY + timedelta(day) for day in range(count)])
    assert desk.rows() == []


@pytest.mark.parametrize(
    ("repeats", "first", "until", "expected"),
    [
        ("每周", date(2022, 6, 27), date(2022, 7, 11), ["06-27", "07-04", "07-11"]),
        ("每月", date(2022, 1, 31), date(2022, 4, 30), ["01-31", "02-28", "03-31", "04-30"]),
        ("每季度", date(2022, 3, 31), date(2022, 12, 30), ["03-31", "06-30", "09-30"]),
        ("每年", date(2020, 2, 29), date(2021, 12, 31), ["02-29", "02-28"]),
        ("每月", date(9999, 12, 1), date.max, ["12-01"]),
        ("每周", date(9999, 12, 20), date.max, ["12-20", "12-27"]),
    ],
)
def test_the_days_of_a_recurring_task(repeats, first, until, expected):
    assert [f"{day:%m-%d}" for day in days(first, repeats, until)] == expected


@pytest.mark.parametrize(
    ("repeats", "until", "field"), [("", DAY, "repeats"), ("每周", DAY - timedelta(1), "until"),
                                    ("每周", date(2040, 1, 1), "until")],
)  # fmt: skip
def test_days_that_cannot_be_are_refused(repeats, until, field):
    with refused(field):
        days(DAY, repeats, until)


# -- where they come from ------------------------------------------------------------------------------------------


def test_a_task_knows_where_it_comes_from_and_so_do_its_parts(desk):
    other = desk.task("另一项")  # any record will do
    origin = Origin("task", other)
    whole, part = assign_many(desk.book, TaskDraft("落实", due_on=DAY), [desk.office.branch], [], source=origin)
    single = desk.task("单独一项", source=origin, people=desk.people)
    assert desk.read(origin_of, part) == desk.read(origin_of, whole) == origin
    assert desk.read(origin_of, other) is None
    desk.step(part, "submit")
    desk.step(part, "confirm")
    found = desk.read(tasks_of, "task", [other, whole])
    assert list(found) == [other]
    first, second = found[other]
    assert (first.id, first.parts, first.done, first.percent) == (whole, 1, 1, 100)
    assert (second.id, second.people, second.organization) == (single, ("张伟", "李小红"), "春和社区第一党支部")
    assert second.overdue(DAY + timedelta(1))
    assert not second.overdue(DAY)


def test_a_task_that_comes_from_nothing_there_is_refused(desk):
    with pytest.raises(UserError, match="所属的记录已被删除"):
        desk.task(source=Origin("meeting", 5))


# -- the list ----------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_open_first_by_its_day_and_tells_what_is_late(desk):
    desk.task("已办", due_on=date(2022, 1, 1), state="已完成")
    desk.task("无期限", due_on=None)
    desk.task("还早", due_on=date(2022, 6, 30))
    desk.task("今天", people=desk.people)
    desk.task("晚了", due_on=date(2022, 6, 20))
    assert desk.listed("title", "left", "people") == [
        ("晚了", "逾期 7 天", ""), ("今天", "今天到期", "张伟、李小红"), ("还早", "还有 3 天", ""), ("无期限", "", ""),
        ("已办", "", ""),
    ]  # fmt: skip
    assert desk.listed("title", choices={"overdue": True}) == ["晚了"]
    assert desk.listed("title", choices={"open": False}) == ["已办"]
    assert desk.listed("title", choices={"person": desk.people[1]}) == ["今天"]
    assert desk.listed("title", text="李小红") == ["今天"]
    assert desk.listed("title", text="还早") == ["还早"]
    assert desk.listed("title", choices={"source": None}) == desk.listed("title")


def test_the_list_of_an_organization_holds_what_those_below_it_have_to_do(desk):
    desk.task("支部的")
    desk.task("街道的", organization_id=desk.office.street)
    desk.task("没有组织", organization_id=None)
    assert desk.listed("title", organization=desk.office.community) == ["支部的"]
    assert len(desk.listed("title", organization=desk.office.street)) == 2


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2021", {"早已逾期", "去年办结"}),
        ("2022H1", {"早已逾期", "本期", "已取消"}),
        ("2022H2", {"下期", "本期"}),
        ("2023", set()),
    ],
)
def test_the_list_of_a_period_holds_what_was_to_be_done_in_it(desk, period, expected):
    year = date(2021, 12, 1)
    desk.task("早已逾期", due_on=year)
    desk.task("去年办结", due_on=year, state="已完成", closed_on=year)
    desk.task("本期", starts_on=DAY, due_on=date(2022, 7, 10))
    desk.task("已取消", due_on=DAY, state="已取消")
    desk.task("下期", due_on=date(2022, 8, 1))
    assert set(desk.listed("title", period=Period.parse(period))) == expected


def test_parts_can_be_left_out_of_the_list(desk):
    assign_many(desk.book, TaskDraft("报送总结", due_on=DAY), [desk.office.branch, desk.office.other_branch], [])
    assert len(desk.listed("title")) == 3
    assert desk.listed("organization", choices={"parts": False}) == [None]
    assert len(desk.listed("title", choices={"parts": True})) == 2
