"""What is late and what falls due, by the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.home.due import When, counted
from db.rules.actions import set_rule
from db.tasks.actions import assign_many
from db.tasks.draft import TaskDraft
from db.tasks.fields import OPEN, STATES

DAY = date(2022, 6, 22)  # a Wednesday


@pytest.mark.parametrize(
    ("days", "when", "told"),
    [
        (-3, When.OVERDUE, "逾期 3 天"), (-1, When.OVERDUE, "逾期 1 天"), (0, When.TODAY, "今天"),
        (1, When.WEEK, "1 天后"), (4, When.WEEK, "4 天后"), (5, When.LATER, "进行中"), (30, When.LATER, "进行中"),
    ],
)  # fmt: skip
def test_how_near_it_is(read, task, days, when, told):
    id = task(due_on=DAY + timedelta(days=days))
    (found,) = read().due
    assert (found.table, found.id, found.when, found.told) == ("task", id, when, told)


def test_how_far_ahead_is_looked_is_a_rule(read, task, office):
    task(due_on=DAY + timedelta(days=31))
    assert read().due == ()
    set_rule(office.book, "home.due_days", "31", date(2022, 1, 1), "本单位决定")
    assert len(read().due) == 1


def test_only_what_is_still_to_be_done(read, task):
    for state in STATES:
        task(title=state, state=state)
    assert {one.title for one in read().due} == set(OPEN)


def test_problems_stand_among_them_by_their_day(read, task, problem):
    task(due_on=DAY)
    late = problem(text="消防通道\n堵塞", due_on=DAY - timedelta(days=2))
    for state in ("已销号", "长期坚持"):
        problem(due_on=DAY, state=state)
    problem(due_on=DAY, merged_into_id=late)
    problem(due_on=None)
    assert [(one.table, one.title) for one in read().due] == [("problem", "消防通道 堵塞"), ("task", "巡查")]
    assert counted(read().due) == {When.OVERDUE: 1, When.TODAY: 1, When.WEEK: 0, When.LATER: 0}


def test_of_the_scope_and_below(read, task, office):
    task("本支部")
    task("另一支部", place=office.other_branch)
    task("小组", place=office.group)
    assert {one.title for one in read(office.branch).due} == {"本支部", "小组"}
    assert len(read(office.street).due) == 3
    assert read().due[0].organization == "春和一支部"


def test_a_task_for_many_organizations_is_counted_once_each(read, office):
    assign_many(
        office.book,
        TaskDraft(title="报送台账", due_on=DAY - timedelta(days=2)),
        [office.branch, office.other_branch],
        [],
    )
    assert counted(read().due)[When.OVERDUE] == 2


@pytest.mark.parametrize("table", ["task", "problem"])
def test_a_count_is_that_of_the_list_it_leads_to(read, task, problem, office, table):
    for days in (-400, -1, 0, 6, 20, 300):
        task(due_on=DAY + timedelta(days=days))
        problem(due_on=DAY + timedelta(days=days))
    task(due_on=DAY, state="已完成")
    problem(due_on=DAY, state="已销号", closed_on=DAY)
    assign_many(office.book, TaskDraft(title="催", due_on=DAY), [office.branch, office.other_branch], [])
    found = read(office.branch, period="2023")
    figure = found.due_figures[table]
    with office.book.read() as connection:
        ids = figure.ids(connection)
    assert set(ids) == {one.id for one in found.due if one.table == table}
    assert figure.count == len(ids) == {"task": 6, "problem": 5}[table]
