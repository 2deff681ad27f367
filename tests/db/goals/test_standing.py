"""One rule of how far an item is, the same in a list and in a plan."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.goals.draft import GoalDraft
from db.goals.records import counted_records
from db.goals.standing import Asked, By, Standing, mean, percent, standings
from db.meetings.models import Meeting
from db.organizations.models import Organization
from db.regulations.models import Regulation, Revision
from db.responsibilities.actions import add_item as add_to_list
from db.responsibilities.actions import save_item as save_in_list
from db.responsibilities.actions import save_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.standing import items
from db.tasks.actions import delete_tasks
from db.tasks.fields import CANCELLED, DONE, OPEN, STATES
from db.tasks.models import Task
from db.work_plans.actions import add_item as add_to_plan
from db.work_plans.actions import save_item as save_in_plan
from db.work_plans.actions import save_plan
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.standing import items_of

NOW = datetime(2022, 6, 27, 9, 41)
YEAR = (date(2022, 1, 1), date(2022, 12, 31))


@pytest.fixture
def twins(office):
    """The same item in a list and in a plan of one organization and year: (list, its item, plan, its item)."""
    book = office.book
    of_list = save_list(book, ListDraft(office.community, "社区", 2022, "清单"))
    plan = save_plan(book, WorkPlanDraft(office.community, "计划", *YEAR))
    return (
        of_list, add_to_list(book, of_list, ItemDraft(category="党课", text="讲党课")),
        plan, add_to_plan(book, plan, WorkPlanItemDraft(title="讲党课")),
    )  # fmt: skip


def read(office, query, *given):
    with office.book.read() as connection:
        return query(connection, *given)


goals = st.builds(
    GoalDraft, counted=st.sampled_from(("", "meeting")), target=st.integers(1, 4), below=st.booleans(),
    share=st.none() | st.integers(0, 100),
)  # fmt: skip
parts = st.lists(st.sampled_from(STATES), max_size=3)


def settled(task):
    """Nothing is open below what is closed."""
    state, come, below = task
    return state, come, [each for each in below if state in OPEN or each not in OPEN]


worked = st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 99), parts).map(settled), max_size=3)
held = st.lists(st.sampled_from(("community", "branch", "street")), max_size=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(goals, worked, held)
def test_the_same_item_stands_the_same_in_a_list_and_in_a_plan(office, twins, goal, tasks, meetings):
    of_list, in_list, plan, in_plan = twins
    delete_tasks(office.book, read(office, lambda c: c.execute(select(Task.id)).scalars().all()))
    with office.book.action("试", "x") as work:
        for row in work.session.execute(select(Meeting)).scalars():
            work.session.delete(row)
        for table, item in (("responsibility_item", in_list), ("work_plan_item", in_plan)):
            for state, come, below in tasks:
                whole = Task(id=work.new_id(), source_table=table, source_id=item, title="办", state=state,
                             percent=come, closed_on=YEAR[0] if state == DONE else None)  # fmt: skip
                work.session.add(whole)
                work.session.flush()
                work.session.add_all([
                    Task(id=work.new_id(), title="分", parent_id=whole.id, state=each, percent=0,
                         closed_on=YEAR[0] if each == DONE else None)
                    for each in below
                ])  # fmt: skip
        work.session.add_all([
            Meeting(id=work.new_id(), organization_id=getattr(office, place), kind_id=office.kinds["party_class"],
                    title="会", starts_at=datetime.combine(date(2022, 3, 1), time(9)))
            for place in meetings
        ])  # fmt: skip
    values = {field.name: getattr(goal, field.name) for field in fields(goal)}
    save_in_list(office.book, in_list, ItemDraft(category="党课", text="讲党课", **values))
    save_in_plan(office.book, in_plan, WorkPlanItemDraft(title="讲党课", **values))
    [one], [other] = read(office, items, [of_list], NOW)[of_list], read(office, items_of, plan, NOW)
    told = one.standing
    assert (told.by, told.done, told.due, told.told) == (
        other.standing.by, other.standing.done, other.standing.due, other.standing.told
    )  # fmt: skip
    leaves = [state for whole, _, below in tasks for state in (below or [whole]) if state != CANCELLED]
    if goal.counted:
        assert told.by is By.RECORDS
    elif leaves:
        assert (told.by, told.done, told.due) == (By.TASKS, leaves.count(DONE), len(leaves))
    else:
        assert (told.by, told.done, told.due) == (By.HAND, goal.share or 0, 100)
    assert (told.percent == 100) == told.finished == (other.state == DONE)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_hundred_percent_is_all_of_it_and_more_done_is_never_less(done, due):
    done = min(done, due)
    standing = Standing(By.TASKS, done, due)
    assert (standing.percent == 100) == standing.finished == (done == due)
    assert standing.percent <= Standing(By.TASKS, min(done + 1, due), due).percent
    assert 0 <= standing.percent <= 100 * done / due


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1))
def test_the_mean_is_a_hundred_percent_only_where_all_is_done(pairs):
    told = [Standing(By.TASKS, min(done, due), due) for done, due in pairs]
    assert (percent(mean(told)) == 100) == all(one.finished for one in told)
    assert percent(mean([*told, told[0]])) <= 100


def test_percents_are_cut_exactly():
    assert [Standing(By.RECORDS, done, 100).percent for done in (29, 57, 58)] == [29, 57, 58]
    assert percent(Fraction(199, 200)) == 99
    assert (mean([]), Standing(By.RECORDS, 0, 0).percent) == (0, 0)


def test_a_regulation_shows_the_day_it_counted_by(office):
    with office.book.action("试", "x") as work:
        old = Regulation(id=work.new_id(), title="制度", kind="制度", organization_id=office.street,
                         adopted_on=date(2019, 1, 1))  # fmt: skip
        old.revisions = [
            Revision(id=work.new_id(), revised_on=day, text="改")
            for day in (date(2021, 3, 1), date(2022, 3, 1), date(2022, 5, 1))
        ]
        new = Regulation(id=work.new_id(), title="流程", kind="制度", organization_id=office.street,
                         adopted_on=date(2022, 2, 1))  # fmt: skip
        work.session.add_all([old, new])
        ids = old.id, new.id
    asked = Asked(1, GoalDraft(counted="regulation", target=3), {office.street: "街道"}, *YEAR)
    told = read(office, standings, "work_plan_item", [asked], NOW)[1]
    assert [(one.id, one.day) for one in read(office, counted_records, "regulation", told.records)] == [
        (ids[1], date(2022, 2, 1)), (ids[0], date(2022, 3, 1)),
    ]  # fmt: skip


def test_of_two_that_answer_the_upper_counts_the_lower_s_meetings_too(office):
    with office.book.action("试", "x") as work:
        work.session.add(Meeting(id=work.new_id(), organization_id=office.branch, kind_id=office.kinds["party_class"],
                                 title="会", starts_at=datetime(2022, 3, 1, 9)))  # fmt: skip
        names = dict(work.session.execute(select(Organization.id, Organization.name)).all())
    places = {id: names[id] for id in (office.community, office.branch)}
    goal = GoalDraft(counted="meeting", target=1, below=True)
    told = read(office, standings, "work_plan_item", [Asked(1, goal, places, *YEAR)], NOW)[1]
    assert (told.told, len(told.records)) == ("2/2", 1)
