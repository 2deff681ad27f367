"""The figures on the cards and the records behind them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.core.errors import CancelledError
from db.home.figures import spoke
from db.home.hours import hours
from db.meetings.models import Attendance
from db.meetings.status import Status
from db.study.models import PlanTopic, TrainingPlan


def test_meetings_of_a_kind_against_the_period_before(read, hold, office):
    held = [hold("regular_study", datetime(2022, month, 7, 9)) for month in (1, 2, 3)]
    hold("regular_study", datetime(2021, 12, 31, 9))
    hold("regular_study", datetime(2022, 6, 23, 9))  # tomorrow
    hold("seminar", datetime(2022, 3, 7, 9))
    found = read().regular
    assert (sorted(found.ids), found.before, found.latest) == (held, 1, date(2022, 3, 7))
    assert read(office.other_branch).regular.ids == ()


def test_a_plan_counts_in_the_months_of_the_period(read, enter, office):
    def topic(no, month, times):
        return PlanTopic(
            plan=plan, no=no, title=f"专题{no}", kind_id=office.kinds["central_group_study"], month=month, times=times
        )

    plan = TrainingPlan(organization_id=office.branch, year=2022, title="计划")
    enter(plan, topic(1, 6, 2), topic(2, 7, 4), topic(3, None, 8))
    assert [read(period=period).central.planned for period in ("2022H1", "2022H2", "2022", "2021")] == [2, 12, 14, 0]
    assert read(office.other_branch).central.planned == 0


def test_problems_of_the_period_and_what_was_left_of_earlier_ones(read, problem):
    closed = problem(state="已销号", closed_on=date(2022, 5, 1))
    late, ahead = problem(due_on=date(2022, 6, 21)), problem(due_on=date(2022, 7, 5))
    lasting = problem(state="长期坚持", due_on=date(2022, 1, 1))
    carried = problem(found_on=date(2021, 5, 1))
    closed_within = problem(found_on=date(2021, 5, 1), state="已销号", closed_on=date(2022, 1, 2))
    problem(found_on=date(2021, 5, 1), state="已销号", closed_on=date(2021, 12, 31))
    problem(found_on=date(2022, 7, 1))
    problem(merged_into_id=closed)
    found = read().problems
    assert set(found.closed) == {closed, closed_within}
    assert set(found.open) == {late, ahead, lasting, carried}
    assert (found.late, found.next_on, found.all) == ((late,), date(2022, 7, 5), 6)


def test_attendance_and_volunteering(read, hold):
    roster = [("甲", Status.PRESENT), ("乙", Status.PRESENT), ("丙", Status.ABSENT), ("丁", Status.GUEST)]
    id = hold("regular_study", datetime(2022, 3, 7, 9), roster=roster)
    hold("volunteering", datetime(2022, 3, 8, 9), roster=roster[:2])
    found = read()
    assert (found.attended.meetings, found.attended.share.numerator, found.attended.verdict) == ((id,), 2, "偏低")
    assert (len(found.volunteering.ids), found.volunteering.present) == (1, 2)
    assert read(period="2021").attended.share is None


def test_who_spoke(office, hold, read):
    ids = [hold("regular_study", datetime(2022, 3, day, 9), roster=[("甲", Status.PRESENT)] * 2) for day in (7, 14)]
    with office.book.action("交流发言", "meetings.edit") as work:
        for line in work.session.query(Attendance).filter(Attendance.meeting_id == ids[0]):
            line.spoke = True
    with office.book.read() as connection:
        assert spoke(connection, read().attended.meetings, lambda: False) == 2
        with pytest.raises(CancelledError):
            spoke(connection, ids, lambda: True)


def test_hours_are_those_of_the_study_page(office, person, asked):
    person()
    with office.book.read() as connection:
        found = hours(connection, asked())
    assert (found.year, found.people, [one.name for one in found.behind]) == (2022, 1, ["张喆"])
