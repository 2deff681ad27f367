"""Votes, speeches, follow-up, plans and hours of the demonstration book agree with the rules and with each other."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.core.listing import Filter
from db.core.period import Period
from db.demo.workdays import is_workday
from db.meetings.models import (
    AgendaItem,
    Attendance,
    Election,
    Frequency,
    Meeting,
    MeetingKind,
    Resolution,
    Vote,
)
from db.meetings.queries import kinds, meetings
from db.meetings.records import get_meetings
from db.meetings.sheets import sheets
from db.meetings.speeches import speakers
from db.organizations.models import Organization
from db.people.bodies import body_on
from db.people.models import Person, Post, Suspension
from db.people.queries import sitting
from db.people.voting import Voters
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan
from db.tasks.fields import OPEN
from db.tasks.models import Task

HALF = Period.parse("2022H1")
COMPLETE = "青砚建材支部"


@pytest.fixture
def every(connection):
    return get_meetings(connection, list(meetings.ids(connection, Filter())))


@pytest.fixture
def family(connection):
    return {kind.id: kind.family for kind in kinds(connection)}


def test_240_times_a_leader_spoke_at_a_study_meeting(connection):
    """Marks of 交流发言 in the half-year whose person sat on a leading body that day."""
    seated = select(Post.id).where(
        Post.person_id == Attendance.person_id, sitting(Post.starts_on, Post.ends_on, func.date(Meeting.starts_at))
    )
    marks = select(MeetingKind.family, func.count()).select_from(Attendance).join(Meeting).join(MeetingKind)
    marks = marks.where(Attendance.spoke, Meeting.starts_at >= HALF.first, seated.exists())
    assert dict(connection.execute(marks.group_by(MeetingKind.family)).all()) == {"study": 240}


def test_who_spoke_was_there_and_is_named(every, family):
    named = 0
    for draft in every.values():
        spoke = {line.name for line in draft.roster if line.spoke}
        assert all(line.status == 1 for line in draft.roster if line.spoke)
        texts = [item.text for item in draft.agenda]
        names = {line.name for line in draft.roster}
        if family[draft.kind_id] == "study" and any(texts):
            assert speakers(texts, names) == spoke
            named += len(spoke)
        assert all(name in draft.text or name in "".join(texts) for name in spoke)
    assert named > 400


def test_the_right_to_vote_is_the_rules_own(connection, every):
    people = {line.person_id for draft in every.values() for line in draft.roster if line.person_id}
    voters = Voters(connection, people)
    wrong = [
        (draft.title, line.name) for draft in every.values() for line in draft.roster
        if line.voting != (line.status != 4 and line.person_id is not None
                           and voters.may_vote(line.person_id, draft.starts_at.date()))
    ]  # fmt: skip
    assert wrong == []
    suspended = connection.execute(select(Suspension.person_id, Suspension.starts_on)).one()
    lines = [line.voting for draft in every.values() if draft.starts_at.date() >= suspended.starts_on
             for line in draft.roster if line.person_id == suspended.person_id]  # fmt: skip
    assert lines
    assert not any(lines)


def test_every_vote_passed_but_one_without_a_quorum(connection, every):
    ids = set(connection.execute(select(Vote.meeting_id)).scalars())
    assert len(ids) > 500
    outcomes = [(sheet, vote, outcome) for sheet in sheets(connection, list(ids)) for vote, outcome in sheet.votes]
    words = Counter(outcome.word for _, _, outcome in outcomes)
    assert words == {"通过": len(outcomes) - 1, "无效": 1}
    invalid = next(sheet for sheet, _, outcome in outcomes if outcome.word == "无效")
    assert HALF.contains(invalid.starts_at.date())
    assert "表决无效" in invalid.text
    assert invalid.resolutions == ()


def test_votes_repeat_the_roster_and_the_text_says_the_same(every):
    for draft in every.values():
        for vote in draft.votes:
            entitled = [line for line in draft.roster if line.voting]
            came = sum(line.status == 1 for line in entitled)
            assert (vote.entitled, vote.present, vote.in_favour) == (len(entitled), came, came)
            told = re.search(rf"经{vote.method}表决，应到会.*?(\d+)名，实到(\d+)名，赞成(\d+)票", draft.text)
            assert [int(number) for number in told.groups()] == [vote.entitled, vote.present, vote.in_favour]
        assert all(line.text.rstrip("。") in draft.text for line in draft.resolutions)


def test_one_committee_was_elected_and_sits(connection):
    meeting_id = connection.execute(select(Election.meeting_id)).scalar_one()
    sheet = sheets(connection, [meeting_id])[0]
    election, outcome = sheet.elections[0]
    assert (outcome.valid, outcome.problems, outcome.tied) == (True, (), ())
    elected = {election.candidates[at].person_id for at in outcome.elected}
    assert len(election.candidates) > len(elected) == election.seats == 3
    organization, starts = connection.execute(
        select(Meeting.organization_id, Meeting.starts_at).where(Meeting.id == meeting_id)
    ).one()
    before, after = (body_on(connection, organization, starts.date() - timedelta(days)) for days in (1, 0))
    assert {seat.person_id for seat in after} == elected
    assert {seat.person_id for seat in before} != elected


def test_resolutions_become_tasks_some_of_them_late(connection):
    tasks = connection.execute(
        select(Task.state, Task.due_on, Task.closed_on, Task.starts_on, Task.source_part, Meeting.id)
        .join(Meeting, (Task.source_table == "meeting") & (Task.source_id == Meeting.id))
    ).all()  # fmt: skip
    of_meetings = select(func.count()).select_from(Task).where(Task.source_table == "meeting")
    assert len(tasks) == connection.execute(of_meetings).scalar_one() > 400
    parts = dict(connection.execute(select(Resolution.id, Resolution.meeting_id)).all())
    assert all(parts[task.source_part] == task.id for task in tasks)
    assert all((task.state in OPEN) == (task.closed_on is None) and task.due_on > task.starts_on for task in tasks)
    overdue = [task for task in tasks if task.state in OPEN and task.due_on < date(2022, 7, 4)]
    assert 0 < len(overdue) < len(tasks) / 5


def test_records_were_in_order_within_a_day_but_for_two(connection):
    late = [
        row.starts_at for row in connection.execute(select(Meeting.starts_at, Meeting.ends_at, Meeting.finished_at))
        if row.finished_at - row.ends_at > timedelta(hours=24)
    ]  # fmt: skip
    assert len(late) == 2
    assert all(HALF.contains(moment.date()) for moment in late)
    assert connection.execute(select(Meeting.id).where(Meeting.supervisor != "")).first()


def test_what_was_missed_was_made_up_for_on_a_working_day(connection):
    rows = connection.execute(
        select(Attendance.made_up_on, Attendance.status, Meeting.starts_at)
        .join(Meeting).where(Attendance.made_up_on.is_not(None))
    ).all()  # fmt: skip
    assert len(rows) > 100
    assert all(row.status == 2 and is_workday(row.made_up_on) for row in rows)
    assert all(row.starts_at.date() < row.made_up_on <= date(2022, 7, 4) for row in rows)


def test_a_small_branch_lacks_one_meeting_of_all_it_must_hold(connection):
    """Each kind required of its kind of branch, in each month, quarter and half of the half-year."""
    place = connection.execute(select(Organization).where(Organization.short_name == COMPLETE)).one()
    required = connection.execute(
        select(MeetingKind.id, MeetingKind.code, Frequency.unit, Frequency.organization_kinds).join(Frequency)
    ).all()
    missing = []
    for kind in (kind for kind in required if place.kind in kind.organization_kinds):
        span = {"month": 1, "quarter": 3, "year": 6}[kind.unit]
        held = connection.execute(select(Meeting.starts_at).where(
            Meeting.organization_id == place.id, Meeting.kind_id == kind.id, Meeting.starts_at >= HALF.first
        )).scalars()  # fmt: skip
        months = {moment.month for moment in held}
        spans = (range(first, first + span) for first in range(1, 7, span))
        missing += [(kind.code, months_[0]) for months_ in spans if not months & set(months_)]
    assert missing == [("theme_day", 5)]


def test_plans_have_topics_done_and_to_come(connection):
    topics = connection.execute(
        select(PlanTopic.id, PlanTopic.month, PlanTopic.times, PlanTopic.kind_id, TrainingPlan.organization_id)
        .join(TrainingPlan).where(TrainingPlan.year == 2022)
    ).all()  # fmt: skip
    assert len({topic.organization_id for topic in topics}) == 4
    held = {}
    for row in connection.execute(select(Meeting).where(Meeting.topic_id.is_not(None))):
        held.setdefault(row.topic_id, []).append(row)
    for topic in topics:
        done = held.get(topic.id, [])
        assert bool(done) == (topic.month <= 6)
        told = {(row.starts_at.month, row.kind_id, row.organization_id) for row in done}
        assert told <= {(topic.month, topic.kind_id, topic.organization_id)}
    assert any(0 < len(held.get(topic.id, [])) < topic.times for topic in topics)


def test_some_were_trained_elsewhere_and_some_were_not(connection):
    trained = connection.execute(
        select(func.count(OutsideTraining.person_id.distinct())).where(OutsideTraining.starts_on < HALF.first)
    ).scalar_one()
    members = connection.execute(
        select(func.count()).select_from(Person).where(Person.full_member_on < HALF.first)
    ).scalar_one()
    assert 0.7 * members < trained < members
    assert connection.execute(select(OutsideTraining.id).where(OutsideTraining.form == "集中培训")).first()
    assert connection.execute(select(AgendaItem.id).where(AgendaItem.text != "")).first()
