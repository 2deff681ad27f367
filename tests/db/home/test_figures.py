"""The figures on the cards and the records behind them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from db.core.errors import CancelledError
from db.home.figures import same_stretch, spoke
from db.home.hours import hours
from db.home.words import cards
from db.meetings.models import Attendance
from db.meetings.status import Status
from db.study.models import PlanTopic, TrainingPlan

NOON = time(12)


def test_meetings_of_a_kind_against_the_period_before(read, hold, office):
    held = [hold("regular_study", datetime(2022, month, 7, 9)) for month in (1, 2, 3)]
    hold("regular_study", datetime(2021, 12, 20, 9))
    hold("regular_study", datetime(2021, 12, 31, 9))  # later in its period than this one has come
    hold("regular_study", datetime(2022, 6, 23, 9))  # tomorrow
    hold("seminar", datetime(2022, 3, 7, 9))
    found = read().regular
    with office.book.read() as connection:
        assert sorted(found.figure.ids(connection)) == held
    assert (found.count, found.before, found.latest) == (3, 1, date(2022, 3, 7))
    assert read(office.other_branch).regular.count == 0


@pytest.mark.parametrize(
    ("period", "today", "earlier"),
    [
        ("2022H1", date(2022, 6, 22), "2021-07-01..2021-12-22"),
        ("2022H1", date(2022, 6, 30), "2021H2"),
        ("2022H1", date(2023, 1, 5), "2021H2"),
        ("2022-03", date(2022, 3, 30), "2022-02"),
        ("2022", date(2022, 2, 28), "2021-01-01..2021-02-28"),
        ("2022-06-11..2022-06-20", date(2022, 6, 12), "2022-06-01..2022-06-02"),
        ("2022H2", date(2022, 6, 22), None),
    ],
)
def test_the_running_period_is_compared_with_as_much_of_the_one_before(asked, period, today, earlier):
    found = same_stretch(asked(period=period, now=datetime.combine(today, NOON)))
    assert (found.code if found else None) == earlier


def test_a_running_period_is_no_warning_while_it_keeps_pace(read, hold):
    for month in range(1, 4):
        hold("regular_study", datetime(2022, month, 7, 9))
    for day in range(1, 12):
        hold("regular_study", datetime(2021, 12, 18 + day, 9))
    hold("regular_study", datetime(2021, 7, 5, 9))
    card = next(card for card in cards(read(now=datetime(2022, 3, 8, 9))) if card.key == "regular")
    assert (card.value, card.note, card.tone) == ("3", "比 2021 年下半年同期 +2", "success")


def test_a_problem_closed_out_later_was_open_at_the_end_of_its_period(read, problem):
    problem(found_on=date(2021, 5, 1), state="已销号", closed_on=date(2022, 3, 1))
    card = next(card for card in cards(read(period="2021")) if card.key == "problems")
    assert (card.value, card.unit, card.note) == ("0", "/ 1 个", "期末 1 个未销号")


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
    assert (found.volunteering.count, found.volunteering.present) == (1, 2)
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
