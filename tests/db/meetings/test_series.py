from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from db.core.errors import CancelledError
from db.meetings.actions import save_meeting, save_meetings
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.queries import days_held, kinds, latest, number_at, titles_read
from db.meetings.records import get_meetings
from db.meetings.series import Times, in_series, monthly, weekly
from db.meetings.status import Status
from db.people.actions import save_person
from db.people.draft import PersonDraft


def test_days_of_a_series():
    assert weekly(date(2022, 6, 27), date(2022, 7, 11), {0}) == [
        date(2022, 6, 27), date(2022, 7, 4), date(2022, 7, 11),
    ]  # fmt: skip
    assert weekly(date(2022, 6, 27), date(2022, 6, 26), {0}) == []
    assert monthly(date(2022, 1, 31), date(2022, 4, 30), 31) == [
        date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30),
    ]  # fmt: skip


@pytest.fixture
def monday(office):
    """The study meeting of a Monday with two members and one invited; someone joins a week later."""
    member = PersonDraft(stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1), name="张伟")
    first = save_person(office.book, member)
    guest = save_person(office.book, PersonDraft(name="孙立", stage="群众", organization_id=office.other_branch))
    save_person(
        office.book, PersonDraft(name="李华", stage="正式党员", organization_id=office.branch, since=date(2022, 6, 20))
    )
    return MeetingDraft(
        kind_id=office.kinds["regular_study"], organization_id=office.branch, title="2022年第25次例会学习", ordinal=25,
        starts_at=datetime(2022, 6, 13, 9), ends_at=datetime(2022, 6, 13, 10, 30), place="会议室", host="张伟",
        agenda=items("领学"), readings=("《党章》",), text="记录", finished_at=datetime(2022, 6, 13, 17),
        roster=(
            RosterLine(first, "张伟", Status.LEAVE, "因病"), RosterLine(guest, "孙立"),
            RosterLine(None, "外宾", Status.GUEST),
        ),
    )  # fmt: skip


def made_of(office, pattern, days):
    with office.book.read() as connection:
        kind = next(kind for kind in kinds(connection) if kind.id == pattern.kind_id)
        return in_series(connection, pattern, kind, days, Times(time(9), time(10, 30)))


def test_records_of_a_series_are_numbered_on_and_have_the_people_of_their_day(office, monday):
    save_meeting(office.book, monday)
    drafts = made_of(office, monday, [date(2022, 7, 4), date(2022, 12, 26), date(2023, 1, 2)])
    assert [(draft.ordinal, draft.title) for draft in drafts] == [
        (26, "2022年第26次例会学习"), (27, "2022年第27次例会学习"), (1, "2023年第1次例会学习"),
    ]  # fmt: skip
    first = drafts[0]
    assert (first.starts_at, first.ends_at) == (datetime(2022, 7, 4, 9), datetime(2022, 7, 4, 10, 30))
    assert (first.place, first.host, first.agenda) == ("会议室", "张伟", items("领学"))
    assert (first.text, first.readings, first.finished_at) == ("", (), None)
    assert {(line.name, line.status) for line in first.roster} == {
        ("张伟", Status.PRESENT), ("李华", Status.PRESENT), ("孙立", Status.PRESENT),
    }  # fmt: skip
    assert {line.name for line in made_of(office, monday, [date(2022, 6, 6)])[0].roster} == {"张伟", "孙立"}


def test_a_series_is_numbered_by_date_around_those_planned_already(office, monday):
    for day, number in ((date(2022, 6, 30), 1), (date(2022, 7, 12), 2)):
        save_meeting(
            office.book,
            replace(
                monday,
                starts_at=datetime.combine(day, time(9)),
                ends_at=None,
                finished_at=None,
                ordinal=number,
            ),
        )
    drafts = made_of(office, monday, weekly(date(2022, 7, 4), date(2022, 7, 25), {0}))
    assert [draft.ordinal for draft in drafts] == [2, 3, 4, 5]


def test_a_series_is_one_action_and_can_be_broken_off(office, monday, rows):
    days = weekly(date(2022, 7, 4), date(2022, 8, 1), {0})
    drafts = made_of(office, monday, days)
    before = rows(office.book)

    def stop(done):
        if done == 3:
            raise CancelledError

    with pytest.raises(CancelledError):
        save_meetings(office.book, drafts, stop)
    assert rows(office.book) == before
    heard = []
    ids = save_meetings(office.book, drafts, heard.append)
    assert heard == [1, 2, 3, 4, 5]
    with office.book.read() as connection:
        assert [get_meetings(connection, ids)[id].starts_at.date() for id in ids] == days
        assert days_held(connection, office.branch, monday.kind_id, days[0], days[-1]) == set(days)
        assert number_at(connection, monday.kind_id, office.branch, datetime(2022, 12, 31)).ordinal == 6
    office.book.undo()
    assert rows(office.book) == before


def test_the_last_meeting_of_a_kind_before_a_moment(office, monday):
    made = save_meeting(office.book, monday)
    with office.book.read() as connection:
        assert latest(connection, office.branch, monday.kind_id, datetime(2022, 6, 14)) == made
        assert latest(connection, office.branch, None, None) == made
        assert latest(connection, office.branch, monday.kind_id, datetime(2022, 6, 13, 9)) is None
        assert latest(connection, office.other_branch, monday.kind_id, None) is None


def test_titles_read_come_once_the_last_entered_first(office, monday):
    for readings in (("甲", "乙"), ("乙", "丙"), ("甲",)):
        save_meeting(office.book, MeetingDraft(
            kind_id=monday.kind_id, organization_id=office.branch, title="学习", starts_at=datetime(2022, 6, 1, 9),
            readings=readings,
        ))  # fmt: skip
    with office.book.read() as connection:
        assert titles_read(connection) == ["甲", "丙", "乙"]
        assert titles_read(connection, 1) == ["甲"]
