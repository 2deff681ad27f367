"""How tasks stand by organization, day and state, and what is printed of them, is told from the tasks alone."""

from __future__ import annotations

from datetime import date, timedelta

from db.core.listing import Filter
from db.core.period import Period
from db.rules.actions import set_rule
from db.tasks.actions import assign_many
from db.tasks.draft import TaskDraft
from db.tasks.figures import board, by_organization, due_by_day
from db.tasks.sheets import open_of, reminders, task_sheets

DAY = date(2022, 6, 27)
H1 = Period.parse("2022H1")


def _mixed(desk):
    desk.task("晚了", due_on=DAY - timedelta(3), people=desk.people)
    desk.task("今天")
    desk.task("按期", due_on=DAY, state="已完成", closed_on=DAY)
    desk.task("迟了才办", due_on=DAY - timedelta(9), state="已完成", closed_on=DAY)
    desk.task("取消了", state="已取消")
    return assign_many(desk.book, TaskDraft("报送总结", organization_id=desk.office.community, due_on=DAY),
                       [desk.office.branch, desk.office.other_branch], [])  # fmt: skip


def test_tasks_are_counted_by_organization_the_parts_for_the_whole(desk):
    _mixed(desk)
    found = desk.read(by_organization, desk.office.street, H1)
    assert [(row.organization, row.total, row.open, row.overdue, row.done, row.in_time) for row in found] == [
        ("春和社区第一党支部", 6, 3, 1, 2, 1), ("春和社区第二党支部", 1, 1, 0, 0, 0),
    ]  # fmt: skip
    assert len(desk.read(by_organization, desk.office.other_branch, H1)) == 1
    assert desk.read(by_organization, None, Period.parse("2023")) == []


def test_what_is_due_on_a_day_is_told_by_title_the_worst_first(desk):
    _mixed(desk)
    desk.task("今天", state="已完成")
    found = desk.read(due_by_day, None, date(2022, 6, 20), date(2022, 6, 30), DAY)
    assert [(due.title, due.count, due.standing) for due in found[DAY]] == [
        ("今天", 2, "open"), ("报送总结", 2, "open"), ("按期", 1, "done"), ("取消了", 1, "cancelled"),
    ]  # fmt: skip
    assert [(due.title, due.standing) for due in found[DAY - timedelta(3)]] == [("晚了", "overdue")]
    assert DAY - timedelta(9) not in found, "before the days that were asked for"
    assert desk.read(due_by_day, desk.office.other_branch, DAY, DAY, DAY)[DAY][0].count == 1


def test_the_board_has_a_stack_for_each_state_the_most_pressing_on_top(desk):
    _mixed(desk)
    stacks = desk.read(board, Filter(organization=desk.office.branch))
    assert [(stack.state, stack.total) for stack in stacks] == [
        ("未开始", 3), ("进行中", 0), ("待确认", 0), ("已完成", 2), ("已取消", 1),
    ]  # fmt: skip
    first = stacks[0].cards[0]
    assert (first.title, first.left, first.people, first.overdue) == ("晚了", "逾期 3 天", "张伟、李小红", True)
    assert first.organization == "春和一支部", "a card has little room: the short name"


def test_an_organization_is_reminded_of_what_is_overdue_or_due_soon(desk):
    _mixed(desk)
    desk.task("还早", due_on=DAY + timedelta(8))
    desk.task("快到了", due_on=DAY + timedelta(7))
    desk.task("没有期限", due_on=None)
    ids = desk.read(open_of, [desk.office.branch, desk.office.other_branch, desk.office.community])
    first, second = desk.read(reminders, ids, DAY).pages
    assert (first.organization, first.overdue, first.later) == ("春和社区第一党支部", 1, 2)
    assert [(line.title, line.days) for line in first.lines] == [
        ("晚了", 3), ("今天", 0), ("报送总结", 0), ("快到了", -7),
    ]  # fmt: skip
    assert [line.title for line in second.lines] == ["报送总结"]


def test_an_organization_is_not_reminded_of_what_is_not_due(desk):
    places = [desk.office.branch, desk.office.other_branch]
    months = [date(2022, month, 28) for month in (7, 8, 12)]
    _, *parts = assign_many(desk.book, TaskDraft("报送月报", due_on=DAY, repeats="每月"), places, months)
    late = desk.task("晚了", due_on=DAY - timedelta(3))
    found = desk.read(reminders, [*parts, late], DAY)
    assert [(page.organization, [line.title for line in page.lines], page.later) for page in found.pages] == [
        ("春和社区第一党支部", ["晚了"], 3),
    ]  # fmt: skip
    assert (found.days, found.spared) == (7, ("春和社区第二党支部",))
    set_rule(desk.book, "tasks.remind_days", "31", DAY, "本单位决定")
    assert [(len(page.lines), page.later) for page in desk.read(reminders, parts, DAY).pages] == [(1, 2), (1, 2)]


def test_a_sheet_tells_a_task_with_its_parts_and_its_course(desk):
    whole, part, other = _mixed(desk)
    desk.progress(part, percent=50, text="已起草。")
    sheet, second = desk.read(task_sheets, [whole, part])
    assert (sheet.title, sheet.source, sheet.percent, sheet.state) == ("报送总结", "手工", 25, "进行中")
    assert [row.id for row in sheet.parts] == [part, other]
    assert [entry.text for entry in second.entries] == ["已起草。"]
    assert desk.read(task_sheets, [5]) == []
