"""The demonstration book: complete, consistent with itself, the same every time."""

from __future__ import annotations

import hashlib
import itertools
import statistics
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from db.attachments.models import AttachmentLink
from db.core import journal
from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import check
from db.core.listing import Filter
from db.core.period import Period
from db.core.vocabulary import words
from db.demo.book import NOW, make_demo
from db.demo.workdays import is_workday
from db.features import metadata
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.meetings import rules
from db.meetings.checks import check_meeting
from db.meetings.models import (
    AgendaItem,
    Attendance,
    Candidate,
    Election,
    Meeting,
    MeetingKind,
    Reading,
    Resolution,
    Vote,
)
from db.meetings.queries import kinds, meetings, starting_roster
from db.meetings.records import get_meeting
from db.organizations.models import Organization
from db.organizations.queries import nodes
from db.people import identity
from db.people.actions import completed
from db.people.fields import FIELDS as PERSON_FIELDS
from db.people.models import Membership, Person, Post, Suspension
from db.people.queries import get_person, members_on, party_member_on, people
from db.problems.models import Problem
from db.progress.models import ProgressEntry
from db.regulations.models import Regulation, Revision
from db.research.models import ResearchTopic, ResearchVisit, StudyReport
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.security.keyslots import Cost
from db.security.opening import open_book
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan
from db.tasks.models import Task, TaskPerson
from db.work_plans.models import WorkPlan, WorkPlanItem

HALF = Period.parse("2022H1")


def held(connection, code, period=HALF):
    kind = next(kind for kind in kinds(connection) if kind.code == code)
    return meetings.count(connection, Filter(period=period, choices={"kind_id": kind.id}))


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("regular_study", 48), ("central_group_study", 22), ("reading_class", 10), ("party_class", 32), ("seminar", 7),
        ("joint_meeting", 4), ("theme_activity", 6), ("warning_education", 4), ("party_affairs_training", 4),
        ("mutual_review", 2),
    ],
)  # fmt: skip
def test_the_half_year_holds_as_many_of_a_kind_as_its_report_says(connection, code, times):
    assert held(connection, code) == times


def test_the_year_before_is_of_the_same_size(connection):
    for code in ("regular_study", "central_group_study", "party_class", "branch_assembly", "theme_day"):
        assert held(connection, code, Period.parse("2021")) > 1.5 * held(connection, code) > 0


def test_study_read_130_items(connection):
    study = ("regular_study", "central_group_study", "reading_class")
    read = select(func.count()).select_from(Reading).join(Meeting).join(MeetingKind)
    read = read.where(MeetingKind.code.in_(study), Meeting.starts_at >= HALF.first)
    assert connection.execute(read).scalar_one() == 130


def test_320_members_volunteered(connection):
    """Party members present at 志愿服务 of the half-year."""
    came = select(Attendance.person_id, Meeting.starts_at).join(Meeting).join(MeetingKind)
    came = came.where(MeetingKind.code == "volunteering", Meeting.starts_at >= HALF.first, Attendance.status == 1)
    rows = connection.execute(came).all()
    days = {starts.date() for _, starts in rows}
    members = {day: set(connection.execute(select(Person.id).where(party_member_on(day))).scalars()) for day in days}
    assert sum(person in members[starts.date()] for person, starts in rows) == 320


def test_what_was_made_is_what_is_there(demo, connection):
    found = [
        connection.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Organization, Person, Meeting)
    ]
    assert found == [demo[1].organizations, demo[1].people, demo[1].meetings]
    assert len([node for node in nodes(connection) if node.kind in ("党委", "党总支")]) == 17
    assert 800 <= found[1] <= 1000
    assert 1200 <= found[2] <= 2000
    assert demo[0].stat().st_size < 20_000_000


def test_every_counter_agrees_with_its_roster(connection):
    statuses = {}
    for meeting_id, status in connection.execute(select(Attendance.meeting_id, Attendance.status)):
        statuses.setdefault(meeting_id, []).append(status)
    table = table_of(Meeting).c
    rows = connection.execute(
        select(table.id, table.expected, table.present, table.on_leave, table.absent, table.guests)
    ).all()
    assert [row.id for row in rows if tuple(row[1:]) != counted(statuses[row.id])] == []


def counted(statuses):
    counts = rules.counts(statuses)
    return counts.expected, counts.present, counts.on_leave, counts.absent, counts.guests


def test_everybody_listed_belonged_there_or_held_a_post_on_that_day(connection):
    stays, seats = {}, {}
    for model, facts in ((Membership, stays), (Post, seats)):
        for row in connection.execute(select(model.person_id, model.starts_on, model.ends_on)):
            facts.setdefault(row.person_id, []).append((row.starts_on, row.ends_on or date.max))
    rows = connection.execute(
        select(Attendance.person_id, Meeting.starts_at).join(Meeting).where(Attendance.person_id.is_not(None))
    )
    strangers = [
        (person, starts)
        for person, starts in rows
        if not any(a <= starts.date() <= b for a, b in [*stays.get(person, ()), *seats.get(person, ())])
    ]
    assert strangers == []


def test_rosters_are_the_ones_the_form_would_start_with(connection):
    """Of kinds that expect a known circle, everybody expected is listed; only guests come besides."""
    by_id = {kind.id: kind for kind in kinds(connection)}
    every = connection.execute(select(Meeting.id, Meeting.kind_id, Meeting.organization_id, Meeting.starts_at)).all()
    for row in every[::23]:
        kind = by_id[row.kind_id]
        if kind.expected == "invited":
            continue
        listed = connection.execute(
            select(Attendance.person_id).where(Attendance.meeting_id == row.id, Attendance.status < 4)
        )
        expected = starting_roster(connection, kind, row.organization_id, row.starts_at.date())
        assert sorted(listed.scalars()) == sorted(found.id for found in expected)


def test_membership_changes_within_the_period(connection):
    root = nodes(connection)[0].id
    then, now = (
        {found.id for found in members_on(connection, root, day, below=True)} for day in (HALF.first, HALF.last)
    )
    assert then - now
    assert now - then
    moved = select(Membership.person_id).group_by(Membership.person_id).having(func.count() > 1)
    assert len(connection.execute(moved).all()) >= 20


def test_no_meeting_is_held_on_a_weekend_or_holiday_and_every_one_ends(connection):
    rows = connection.execute(select(Meeting.starts_at, Meeting.ends_at)).all()
    assert [row for row in rows if not is_workday(row.starts_at.date())] == []
    assert all(
        timedelta(minutes=20) < ends - starts < timedelta(hours=5) and ends.date() == starts.date()
        for starts, ends in rows
    )


def test_nobody_is_at_two_meetings_at_once(connection):
    rows = connection.execute(
        select(Attendance.person_id, Meeting.starts_at, Meeting.ends_at)
        .join(Meeting)
        .where(Attendance.status == 1, Attendance.person_id.is_not(None))
        .order_by(Attendance.person_id, Meeting.starts_at)
    ).all()
    assert [(a, b) for a, b in itertools.pairwise(rows) if a[0] == b[0] and b[1] < a[2]] == []


def test_persons_pass_the_forms_own_checks(connection):
    numbers = set()
    for person_id in people.ids(connection, Filter()):
        draft = get_person(connection, person_id)
        assert identity.check(draft.id_number, NOW.date()) is None
        assert completed(draft, NOW.date()) == draft
        check(PERSON_FIELDS, draft)
        numbers.add(draft.id_number)
        if draft.joined_on:
            assert (draft.joined_on - draft.born_on).days / 365.25 >= 18
            assert draft.full_member_on is None or draft.full_member_on > draft.joined_on
        assert bool(draft.joined_on) == (draft.stage in ("预备党员", "正式党员"))
        assert bool(draft.full_member_on) == (draft.stage == "正式党员")
        assert set(draft.categories) <= set(words("category"))
        assert draft.phone.startswith("1300000")
    assert len(numbers) == people.count(connection, Filter())


def test_meetings_pass_the_forms_own_checks(connection):
    for meeting_id in meetings.ids(connection, Filter()):
        draft = get_meeting(connection, meeting_id)
        check_meeting(draft, date(2022, 7, 4))
        present = {line.name for line in draft.roster if line.status in (1, 4)}
        assert {draft.host, draft.recorder} - {""} <= present
        assert len(draft.text.split("\n")) >= 3


def test_there_is_something_long_something_large_and_somebody_from_outside(connection):
    lengths = connection.execute(select(func.length(Meeting.text))).scalars().all()
    assert sum(length > 5000 for length in lengths) >= 3
    assert connection.execute(select(func.max(Meeting.present))).scalar_one() >= 60
    outsiders = select(Attendance.meeting_id).where(Attendance.person_id.is_(None), Attendance.status == 1)
    assert connection.execute(outsiders).first()
    assert connection.execute(select(Meeting.id).where(Meeting.guests > 0)).first()


def test_dates_of_stays_and_posts_do_not_contradict_each_other(connection):
    rows = connection.execute(
        select(Membership.person_id, Membership.starts_on, Membership.ends_on).order_by(
            Membership.person_id, Membership.starts_on
        )
    ).all()
    assert all(row.ends_on is None or row.ends_on >= row.starts_on for row in rows)
    pairs = itertools.pairwise(rows)
    assert all(a.person_id != b.person_id or (a.ends_on and a.ends_on < b.starts_on) for a, b in pairs)
    posts = connection.execute(select(Post.starts_on, Post.ends_on, Person.joined_on, Person.stage).join(Person)).all()
    assert all(post.ends_on is None or post.ends_on >= post.starts_on for post in posts)
    assert all(post.joined_on is None or post.joined_on <= post.starts_on for post in posts)


def test_the_communities_leading_bodies_were_renewed(connection):
    community = select(Organization.id).where(Organization.kind.in_(("党委", "党总支")))
    seats = connection.execute(
        select(
            Post.person_id,
            Post.title,
            Post.organization_id,
            Post.starts_on,
            Post.ends_on,
            Person.born_on,
            Person.education,
        )
        .join(Person)
        .where(Post.organization_id.in_(community))
    ).all()
    changes = [day for seat in seats for day in (seat.starts_on, seat.ends_on) if day and HALF.contains(day)]
    assert len(changes) == 52
    assert [average(seats, day) for day in (HALF.first, HALF.last)] == [(46, "大专"), (39, "本科")]
    deputies = {seat.organization_id for seat in seats if seat.title == "副书记" and seat.ends_on is None}
    assert len(deputies) == 17


def average(seats, day):
    """Mean age and median education of everybody sitting on *day*."""
    sitting = {seat.person_id: seat for seat in seats if seat.starts_on <= day <= (seat.ends_on or date.max)}
    years = statistics.mean((day - seat.born_on).days / 365.25 for seat in sitting.values())
    levels = words("education")
    middle = statistics.median_low(levels.index(seat.education) for seat in sitting.values())
    return round(years), levels[middle]


def test_references_hold(connection):
    assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_the_journal_holds(connection):
    assert list(journal.broken_links(connection)) == []


def test_names_and_texts_are_found(connection):
    assert people.count(connection, Filter(text="gulimaimaiti")) == 1
    assert people.count(connection, Filter(text="𠮷田")) == 1
    assert people.count(connection, Filter(text="王秀兰")) == 2
    assert meetings.count(connection, Filter(text="逢周一必学")) > 50


def test_the_same_book_is_made_every_time(demo, passphrase, tmp_path):
    again = tmp_path / "另一本.ybz"
    assert make_demo(again, passphrase, Cost(1, 8, 1)) == demo[1]
    assert digests(again, passphrase) == digests(demo[0], passphrase)


def digests(path, passphrase):
    book = open_book(path, passphrase)
    tables = (
        Organization, Person, Membership, Post, Suspension, Meeting, AgendaItem, Reading, Attendance, Vote, Election,
        Candidate, Resolution, Task, TaskPerson, TrainingPlan, PlanTopic, OutsideTraining, ResponsibilityList,
        ResponsibilityItem, Pledge, WorkPlan, WorkPlanItem, GuidanceGroup, GroupMember, GroupOrganization, Inspection,
        Visit, Finding, Problem, ProgressEntry, Regulation, Revision, ResearchTopic, ResearchVisit, StudyReport,
        AttachmentLink,
    )  # fmt: skip
    with book.read() as connection:
        found = {
            model.__tablename__: hashlib.sha256(
                repr(connection.execute(select(model.__table__).order_by(model.id)).all()).encode()
            ).hexdigest()
            for model in tables
        }
    book.close()
    assert set(found) < set(metadata().tables)
    return found


def test_an_existing_file_is_left_alone(demo, passphrase):
    before = demo[0].read_bytes()
    with pytest.raises(UserError, match="已经存在"):
        make_demo(demo[0], passphrase, Cost(1, 8, 1))
    assert demo[0].read_bytes() == before


def test_a_failure_leaves_nothing_behind(tmp_path, passphrase, monkeypatch):
    monkeypatch.setattr("db.demo.meetings.insert", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        make_demo(tmp_path / "坏.ybz", passphrase, Cost(1, 8, 1))
    assert list(tmp_path.iterdir()) == []


def test_a_failure_after_the_pictures_leaves_nothing_behind(tmp_path, passphrase, monkeypatch):
    monkeypatch.setattr("db.demo.book.Made", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        make_demo(tmp_path / "坏.ybz", passphrase, Cost(1, 8, 1))
    assert list(tmp_path.iterdir()) == []
