from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from db.goals.counting import Aim, Done, done
from db.goals.fields import COUNTED
from db.inspections.models import Inspection
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.models import Meeting
from db.problems.models import Problem
from db.regulations.models import Regulation, Revision
from db.research.models import StudyReport

NOW = datetime(2022, 6, 27, 9, 41)
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
CODES = [code for code, _ in COUNTED if code]


def aim(office, counted="meeting", kind="party_class", target=4, below=False, at=("branch",), first=YEAR[0],
        last=YEAR[1]):  # fmt: skip
    """*at*: the office's organizations by name."""
    kind_id = office.kinds[kind] if counted == "meeting" and kind else None
    return Aim("it", tuple(getattr(office, name) for name in at), counted, kind_id, target, below, first, last)


def count(office, wanted, now=NOW) -> Done:
    with office.book.read() as connection:
        return done(connection, [wanted], now)["it"]


@pytest.fixture
def hold(office):
    """``hold(at, day, kind)``: enter a meeting."""

    def enter(at, day, kind="party_class", hour=9):
        moment = datetime.combine(day, time(hour))
        draft = MeetingDraft(
            kind_id=office.kinds[kind], organization_id=getattr(office, at), title="党课", starts_at=moment,
            ends_at=moment + timedelta(hours=1),
        )  # fmt: skip
        return save_meeting(office.book, draft)

    return enter


def test_meetings_of_the_kind_at_the_place_in_the_days_that_were_held_count(office, hold):
    one = hold("branch", date(2022, 6, 27))  # today, at nine
    two = hold("branch", date(2022, 1, 1))
    hold("branch", date(2022, 6, 27), hour=10)  # later today
    hold("branch", date(2022, 9, 1))
    hold("branch", date(2021, 12, 31))
    hold("branch", date(2022, 3, 1), kind="theme_day")
    hold("other_branch", date(2022, 3, 1))
    assert count(office, aim(office)) == Done(2, 4, (two, one), (date(2022, 1, 1), date(2022, 6, 27)))


def test_a_meeting_on_the_last_day_counts(office, hold):
    one = hold("branch", date(2022, 3, 31), hour=20)
    hold("branch", date(2022, 4, 1), hour=0)
    assert count(office, aim(office, last=date(2022, 3, 31))).record_ids == (one,)


def test_those_below_count_where_it_is_said(office, hold):
    below = [hold("branch", date(2022, 1, 5)), hold("group", date(2022, 2, 5)), hold("street", date(2022, 3, 5))]
    assert count(office, aim(office, at=("community",))).record_ids == ()
    assert count(office, aim(office, at=("community",), below=True)).record_ids == tuple(below[:2])
    twice = aim(office, at=("community", "branch"), below=True)
    assert count(office, twice).record_ids == tuple(below[:2])


def test_without_a_kind_all_meetings_count(office, hold):
    ids = (hold("branch", date(2022, 1, 5)), hold("branch", date(2022, 2, 5), kind="theme_day"))
    with office.book.read() as connection:
        aims = [aim(office, kind=None), aim(office)]
        both = [Aim(place, *[getattr(one, name) for name in Aim.__slots__[1:]]) for place, one in enumerate(aims)]
        found = done(connection, both, NOW)
    assert (found[0].record_ids, found[1].record_ids) == (ids, ids[:1])


def test_more_than_the_target_is_no_more_than_all_of_it(office, hold):
    for month in range(1, 5):
        hold("branch", date(2022, month, 5))
    assert count(office, aim(office, target=None)) == replace(count(office, aim(office)), target=None)


def test_what_is_told_by_hand_is_not_counted(office):
    with office.book.read() as connection:
        assert done(connection, [aim(office, counted="")], NOW) == {}


def add(office, *rows):
    with office.book.action("试", "x") as work:
        for row in rows:
            row.id = work.new_id()
            work.session.add(row)
        work.session.flush()
        return [row.id for row in rows]


def test_inspections_and_finished_reports_count_by_their_days(office):
    def inspection(day):
        return Inspection(organization_id=office.street, held_on=day, kind="日常督导", title="督导")

    def report(day):
        return StudyReport(organization_id=office.street, title="报告", finished_on=day)

    days = [date(2022, 2, 1), date(2022, 6, 27), date(2022, 6, 28), date(2021, 2, 1)]
    inspections = add(office, *map(inspection, days))
    reports = add(office, *map(report, [*days, None]))
    assert count(office, aim(office, "inspection", at=("street",))).record_ids == tuple(inspections[:2])
    assert count(office, aim(office, "study_report", at=("street",))).record_ids == tuple(reports[:2])


def test_a_regulation_counts_once_when_adopted_or_revised(office):
    def regulation(adopted, *revised):
        made = Regulation(organization_id=office.street, kind="规章制度", title="制度", adopted_on=adopted)
        made.revisions = [Revision(revised_on=day, text="修订") for day in revised]
        return made

    ids = add(
        office, regulation(date(2022, 3, 1), date(2022, 4, 1)), regulation(date(2020, 3, 1), date(2022, 2, 1)),
        regulation(date(2020, 3, 1), date(2021, 2, 1)), regulation(date(2020, 3, 1)),
    )  # fmt: skip
    assert count(office, aim(office, "regulation", at=("street",))).record_ids == (ids[1], ids[0])


def test_problems_count_once_closed_out(office):
    numbers = itertools.count(1)

    def problem(state, day, merged=None):
        return Problem(
            number=str(next(numbers)), source="督查", found_on=date(2022, 1, 1), text="问题",
            organization_id=office.branch, state=state, closed_on=day, merged_into_id=merged,
        )  # fmt: skip

    day = date(2022, 5, 1)
    [closed] = add(office, problem("已销号", day))
    add(office, problem("已销号", date(2021, 5, 1)), problem("整改中", None), problem("已销号", day, closed))
    assert count(office, aim(office, "problem")).record_ids == (closed,)


def test_many_aims_take_few_statements(office, hold):
    hold("branch", date(2022, 1, 5))
    places = ("street", "community", "branch", "other_branch", "group")
    aims = [
        Aim((place, number), (getattr(office, place),), CODES[number % len(CODES)], None, 2, number % 2 == 0, *YEAR)
        for place in places
        for number in range(60)
    ]
    asked = []
    event.listen(office.book._reader, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with office.book.read() as connection:
        found = done(connection, aims, NOW)
    assert len(found) == len(aims)
    assert len(asked) == len(CODES) + 3  # one each, of regulations two, what is below, and BEGIN


PLACES = ("street", "community", "branch", "other_branch", "group", "second_group")
ABOVE = {"community": "street", "branch": "community", "other_branch": "community", "group": "branch",
         "second_group": "branch"}  # fmt: skip


def reaches(place, root):
    while place is not None:
        if place == root:
            return True
        place = ABOVE.get(place)
    return False


days = st.dates(date(2021, 12, 20), date(2022, 7, 10))
meetings = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(("party_class", "theme_day")), days))
aims = st.lists(
    st.tuples(
        st.lists(st.sampled_from(PLACES), min_size=1, unique=True), st.sampled_from(("party_class", None)),
        st.none() | st.integers(1, 5), st.booleans(), days, st.integers(0, 200),
    ),
    max_size=6,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@example([("group", "party_class", date(2022, 6, 27))], [(["street"], None, 1, True, date(2022, 6, 27), 0)])
@given(meetings, aims)
def test_every_figure_is_its_records(office, held, wanted):
    """What is counted is what one meeting after another would give; a number has as many records behind it."""
    with office.book.action("试", "x") as work:
        for row in work.session.execute(select(Meeting)).scalars():
            work.session.delete(row)
        rows = [
            Meeting(id=work.new_id(), organization_id=getattr(office, place), kind_id=office.kinds[kind], title="会",
                    starts_at=datetime.combine(day, time(9)))
            for place, kind, day in held
        ]  # fmt: skip
        work.session.add_all(rows)
    asked = [
        Aim(number, tuple(getattr(office, at) for at in places), "meeting", kind and office.kinds[kind], target, below,
            first, first + timedelta(length))
        for number, (places, kind, target, below, first, length) in enumerate(wanted)
    ]  # fmt: skip
    with office.book.read() as connection:
        found = done(connection, asked, NOW)
    for one, (places, kind, target, below, first, length) in zip(asked, wanted, strict=True):
        told = found[one.key]
        expected = {
            row.id
            for row, (place, of_kind, day) in zip(rows, held, strict=True)
            if any(reaches(place, root) if below else place == root for root in places)
            and kind in (None, of_kind)
            and first <= day <= min(first + timedelta(length), NOW.date())
        }
        assert set(told.record_ids) == expected
        assert told.count == len(told.record_ids) == len(expected)
        assert told.target == target
        assert len(told.days) == told.count
        assert list(told.days) == sorted(told.days)
        assert all(first <= day <= first + timedelta(length) for day in told.days)
