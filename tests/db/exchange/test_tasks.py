"""Tasks as offices list them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.exchange.run import run_import
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.progress.queries import entries_of
from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.tasks.models import Task
from db.tasks.queries import get_task

TODAY = date(2022, 6, 27)


@pytest.fixture
def people(office):
    names = ("张喆", "李华", "古丽·买买提")
    return {name: save_person(office.book, PersonDraft(name, organization_id=office.branch)) for name in names}


def tasks(book):
    with book.read() as connection:
        ids = connection.execute(select(Task.id).order_by(Task.id)).scalars().all()
        return [get_task(connection, task) for task in ids]


def course(book):
    with book.read() as connection:
        ids = connection.execute(select(Task.id).order_by(Task.id)).scalars().all()
        return [[(entry.noted_on, entry.text) for entry in entries_of(connection, "task", task)] for task in ids]


def actions(plan):
    return [row.action.value for row in plan.rows]


BREAKDOWN = [
    ["2022年上半年重点任务分解表"], [],
    ["序号", "任务名称", "任务来源", "责任组织", "责任人", "开始时间", "完成时限", "优先级", "任务状态", "完成进度",
     "完成情况"],
    [1, "走访困难党员", "区委组织部", "第一党支部", "张喆、李华", "6月1日", "6月底前", "高", "推进中", 0.4,
     "6月10日走访3户\n6月20日走访2户"],
    [2, "报送党员名册", "会议决议", "春和社区党委", "王敏", "", "2022-06-15", "", "已办结", "", "已报送"],
    [3, "整理档案", "", "", "古丽•买买提", "", "立即", "一般", "未启动", "", ""],
    ["", "合计", "3项"],
]  # fmt: skip


def test_a_breakdown_of_tasks(office, planned, people):
    made = planned(office.book, "tasks", BREAKDOWN)
    assert list(made.complaints()) == []
    run_import(office.book, made)
    first, second, third = tasks(office.book)
    assert first == TaskDraft(
        "走访困难党员", "", office.branch, date(2022, 6, 1), date(2022, 6, 30), "重要", "进行中", 40, None,
        "区委组织部", people=(people["张喆"], people["李华"]),
    )  # fmt: skip
    assert (second.state, second.percent, second.closed_on, second.text) == ("已完成", 100, TODAY, "责任人：王敏")
    assert (third.priority, third.text, third.due_on, third.people) == (
        "普通", "完成期限：立即", None, (people["古丽·买买提"],),
    )  # fmt: skip
    assert course(office.book) == [
        [(date(2022, 6, 10), "走访3户"), (date(2022, 6, 20), "走访2户")], [(TODAY, "已报送")], [],
    ]  # fmt: skip
    told = "\n".join(made.warnings())
    for text in ("第 4 行：来源“区委组织部”记为交办人", "第 5 行：来源“会议决议”没有读入", "第 5 行：账本里没有“王敏”"):
        assert text in told


def test_again_it_changes_nothing(office, planned, people):
    run_import(office.book, planned(office.book, "tasks", BREAKDOWN))
    assert actions(planned(office.book, "tasks", BREAKDOWN)) == ["same"] * 3


def merged_cells(_book, page):
    page.merge_range(0, 4, 0, 5, "责任")
    for column in range(4):
        page.merge_range(0, column, 1, column, RETURNS[0][column])


RETURNS = [
    ["事项", "工作要求", "截止日期", "是否完成", "责任", ""], ["", "", "", "", "单位", "人"],
    ["报送月报", "按时", "6月30日", "×", "春和一支部", "张喆"],
    ["报送月报", "按时", "7月31日", "", "春和一支部", "张喆"],
    ["报送月报", "按时", "7月31日", "", "春和社区党委", "李华"],
]  # fmt: skip


def test_the_same_work_for_other_days_and_units_is_other_tasks(office, planned, people):
    made = planned(office.book, "tasks", RETURNS, prepare=merged_cells)
    assert list(made.complaints()) == []
    run_import(office.book, made)
    assert [(one.due_on, one.organization_id, one.state, one.text) for one in tasks(office.book)] == [
        (date(2022, 6, 30), office.branch, "进行中", "按时"), (date(2022, 7, 31), office.branch, "未开始", "按时"),
        (date(2022, 7, 31), office.community, "未开始", "按时"),
    ]  # fmt: skip


@pytest.mark.parametrize(("cells", "state", "percent"), [
    (["已完成", "", ""], "已完成", 100), (["", "50%", ""], "进行中", 50), (["", 100, ""], "已完成", 100),
    (["", "", "已联系三户"], "进行中", 0), (["", "", ""], "未开始", 0), (["", "", "已完成"], "已完成", 100),
    (["未启动", "30%", ""], "未开始", 0), (["推进中", "100%", ""], "进行中", 99),
])  # fmt: skip
def test_what_a_short_list_leaves_out(office, planned, cells, state, percent):
    run_import(office.book, planned(office.book, "tasks", [["工作任务", "状态", "进度", "完成情况"], ["走访", *cells]]))
    (found,) = tasks(office.book)
    assert (found.state, found.percent) == (state, percent)


def test_a_sheet_confirms_no_task(office, planned):
    save_task(office.book, TaskDraft("走访", organization_id=office.branch, state="进行中", percent=20))
    made = planned(office.book, "tasks", [["任务", "责任组织", "状态", "进度"], ["走访", "春和一支部", "已完成", 80]])
    assert list(made.warnings()) == ["第 2 行：账本里的状态是“进行中”，表中的“已完成”没有读入，请在账本里办理"]
    run_import(office.book, made)
    (found,) = tasks(office.book)
    assert (found.state, found.percent) == ("进行中", 80)


@pytest.mark.parametrize(("before", "told"), [("进行中", "已取消"), ("已取消", "进行中")])
def test_a_sheet_cancels_no_task_and_opens_none_again(office, planned, before, told):
    whole = save_task(office.book, TaskDraft("走访", state="进行中"))
    save_task(office.book, TaskDraft("入户", state="未开始"), parent_id=whole)
    save_task(office.book, TaskDraft("座谈", state=before))
    made = planned(office.book, "tasks", [["任务", "状态"], ["走访", "已取消"], ["座谈", told]])
    assert any("请在账本里办理" in warning for warning in made.warnings())
    run_import(office.book, made)
    assert [one.state for one in tasks(office.book)] == ["进行中", "未开始", before]


def test_how_far_a_divided_task_is_is_told_by_its_parts(office, planned):
    whole = save_task(office.book, TaskDraft("走访"))
    save_task(office.book, TaskDraft("入户", state="进行中", percent=30), parent_id=whole)
    made = planned(office.book, "tasks", [["任务", "进度"], ["走访", "80%"]])
    assert list(made.warnings()) == ["第 2 行：完成比例由子任务算出，表中的没有读入，请在子任务里填写"]
    assert actions(made) == ["same"]
    assert list(planned(office.book, "tasks", [["任务", "进度"], ["走访", "30%"]]).warnings()) == []


def test_other_people_take_over(office, planned, people):
    save_task(office.book, TaskDraft("走访", people=(people["张喆"], people["李华"])))
    made = planned(office.book, "tasks", [["任务", "责任人"], ["走访", "李华、古丽·买买提"]])
    assert [(row.action.value, row.changes) for row in made.rows] == [("update", ("people",))]
    run_import(office.book, made)
    assert tasks(office.book)[0].people == (people["李华"], people["古丽·买买提"])
    office.book.undo()
    assert tasks(office.book)[0].people == (people["张喆"], people["李华"])


@pytest.mark.parametrize(("row", "column", "why"), [
    (["", "", "5月1日", "30%"], "title", "请填写任务"), (["甲", "6月1日", "5月1日", ""], "due_on", "早于开始日期"),
    (["甲", "", "", "120%"], "percent", "应在 0—100 之间"), (["甲", "昨天", "", ""], "starts_on", "看不懂日期"),
])  # fmt: skip
def test_what_cannot_be_says_why(office, planned, row, column, why):
    made = planned(office.book, "tasks", [["任务", "开始", "期限", "进度"], [*row, ""], ["乙", "", "", ""]])
    (refused,) = made.refused
    assert (refused.number, list(refused.problems)) == (2, [column])
    assert why in refused.problems[column]


@pytest.mark.parametrize("heading", ["进展", "进展情况", "完成情况", "目前进展"])
def test_a_column_of_progress_may_tell_states(office, planned, heading):
    cells = ("进行中", "已完成", "未开始", "办理中", "已走访3户")
    made = planned(office.book, "tasks", [["任务", heading], *([f"{no}号", cell] for no, cell in enumerate(cells))])
    assert list(made.complaints()) == []
    run_import(office.book, made)
    assert [task.state for task in tasks(office.book)] == ["进行中", "已完成", "未开始", *["进行中"] * 2]
    assert [[text for _, text in told] for told in course(office.book)] == [[]] * 4 + [["已走访3户"]]
