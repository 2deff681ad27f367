from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.core.errors import UserError
from db.meetings.actions import add_meeting_kinds, delete_meetings, save_meeting
from db.meetings.draft import CandidateLine, ElectionLine, MeetingDraft, RosterLine, items
from db.meetings.models import AgendaItem, Attendance, Meeting
from db.meetings.records import get_meeting
from db.meetings.rules import counts
from db.meetings.status import Status
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft


@pytest.fixture
def people(office):
    draft = PersonDraft(stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    return [save_person(office.book, replace(draft, name=name)) for name in ("张伟", "李小红", "单强")]


def meeting(office, **more) -> MeetingDraft:
    values = {"kind_id": office.kinds["theme_day"], "organization_id": office.branch, "title": "主题党日",
              "starts_at": datetime(2022, 6, 1, 9)}  # fmt: skip
    return MeetingDraft(**values | more)


def stored(office, row_id: int) -> MeetingDraft:
    with office.book.read() as connection:
        return get_meeting(connection, row_id)


def refused(call, *arguments) -> UserError:
    with pytest.raises(UserError) as caught:
        call(*arguments)
    assert caught.value.text.endswith("。")
    return caught.value


def test_what_is_saved_is_read_back(office, people):
    full = meeting(
        office, ordinal=6, ends_at=datetime(2022, 6, 1, 11, 30), place="三楼会议室", host="周文", recorder="吴静",
        lecturer="郑和平", agenda=items("一", "二"), readings=("章程", "准则"), text="第一\n第二",
        roster=(RosterLine(people[0], "张伟", voting=True), RosterLine(people[1], "李小红", Status.LEAVE, "生病", True),
                RosterLine(None, "来宾甲", Status.GUEST, voting=False)),
    )  # fmt: skip
    row_id = save_meeting(office.book, full)
    assert stored(office, row_id) == full
    changed = replace(full, agenda=items("二"), readings=("章程", "新篇", "准则"), roster=full.roster[::-1])
    save_meeting(office.book, changed, row_id)
    assert stored(office, row_id) == changed


@given(st.lists(st.sampled_from(Status)))
def test_expected_are_all_but_guests(statuses):
    found = counts(statuses)
    assert found.expected == found.present + found.on_leave + found.absent == len(statuses) - found.guests
    assert found.guests == statuses.count(Status.GUEST)


def test_counts_follow_the_roster(office, people):
    lines = [RosterLine(row_id, "x") for row_id in people]
    row_id = save_meeting(office.book, meeting(office, roster=(*lines, RosterLine(None, "来宾", Status.GUEST))))

    def kept() -> tuple:
        columns = (Meeting.expected, Meeting.present, Meeting.on_leave, Meeting.absent, Meeting.guests)
        with office.book.read() as connection:
            return tuple(connection.execute(select(*columns).where(Meeting.id == row_id)).one())

    assert kept() == (3, 3, 0, 0, 1)
    roster = (replace(lines[0], status=Status.ABSENT), replace(lines[1], status=Status.LEAVE, reason="出差"))
    save_meeting(office.book, meeting(office, roster=roster), row_id)
    assert kept() == (2, 0, 1, 1, 0)
    office.book.undo()
    assert kept() == (3, 3, 0, 0, 1)


def test_an_unchanged_line_of_the_roster_keeps_its_row(office, people):
    def ids() -> dict:
        with office.book.read() as connection:
            rows = connection.execute(select(Attendance.person_id, Attendance.name, Attendance.id)).all()
        return {row[:2]: row.id for row in rows}

    roster = (*(RosterLine(row_id, "x") for row_id in people), RosterLine(None, "来宾"))
    row_id = save_meeting(office.book, meeting(office, roster=roster))
    before = ids()
    save_meeting(office.book, meeting(office, roster=(roster[3], roster[0], RosterLine(None, "另一来宾"))), row_id)
    after = ids()
    assert after[(people[0], None)] == before[(people[0], None)]
    assert after[(None, "来宾")] == before[(None, "来宾")]
    assert set(after) == {(people[0], None), (None, "来宾"), (None, "另一来宾")}


def test_two_guests_may_share_a_name(office):
    twice = tuple(RosterLine(None, "张伟", Status.GUEST, reason, voting=False) for reason in ("", "记者"))
    row_id = save_meeting(office.book, meeting(office, roster=twice))
    save_meeting(office.book, meeting(office, roster=twice, place="改"), row_id)
    assert stored(office, row_id).roster == twice


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "　 "}, "title"),
        ({"title": None}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"text": "\0"}, "text"),
        ({"kind_id": None}, "kind_id"),
        ({"kind_id": 5}, "kind_id"),
        ({"organization_id": None}, "organization_id"),
        ({"organization_id": 5}, "organization_id"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": datetime(2022, 6, 1, 9)}, "ends_at"),
        ({"ends_at": datetime(2022, 6, 1, 8, 59)}, "ends_at"),
        ({"ends_at": datetime(2022, 7, 2, 9, 1)}, "ends_at"),
        ({"ordinal": -1}, "ordinal"),
        ({"ordinal": 10**30}, "ordinal"),
        ({"agenda": items("一", " ")}, "agenda"),
        ({"readings": ("长" * 121,)}, "readings"),
        ({"roster": (RosterLine(None, " "),)}, "roster"),
        ({"roster": (RosterLine(None, "长" * 41),)}, "roster"),
        ({"roster": (RosterLine(None, "张\0"),)}, "roster"),
        ({"roster": (RosterLine(None, "张伟", Status.LEAVE, "长" * 101),)}, "roster"),
        ({"roster": (RosterLine(5, "已删除的人"),)}, "roster"),
        ({"elections": (ElectionLine("选举", candidates=(CandidateLine(5, "已删除的人"),)),)}, "elections"),
        ({"topic_id": 5}, "topic_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(office, rows, wrong, field):
    before = rows(office.book)
    assert set(refused(save_meeting, office.book, meeting(office, **wrong)).fields) == {field}
    assert rows(office.book) == before


def test_no_one_is_on_a_roster_twice(office, people):
    roster = (
        RosterLine(people[0], "张伟"),
        RosterLine(people[1], "李小红"),
        RosterLine(people[0], "张伟", Status.LEAVE),
    )
    error = refused(save_meeting, office.book, meeting(office, roster=roster))
    assert set(error.fields) == {"roster"}
    assert "“张伟”出现了两次" in error.text


@pytest.mark.parametrize("linked", [True, False])
def test_no_one_is_a_candidate_twice(office, people, linked):
    person = people[0] if linked else None
    lines = (CandidateLine(person, "张伟"), CandidateLine(people[1], "李小红"), CandidateLine(person, "张伟", True))
    error = refused(save_meeting, office.book, meeting(office, elections=(ElectionLine("选举", candidates=lines),)))
    assert set(error.fields) == {"elections"}
    assert "“张伟”出现了两次" in error.text
    namesakes = (CandidateLine(people[0], "张伟"), CandidateLine(people[2], "张伟"))
    save_meeting(office.book, meeting(office, elections=(ElectionLine("选举", candidates=namesakes),)))


def test_someone_deleted_meanwhile_is_named(office, people):
    delete_people(office.book, [people[2]])
    roster = tuple(RosterLine(row_id, name) for row_id, name in zip(people, ("张伟", "李小红", "单强"), strict=True))
    error = refused(save_meeting, office.book, meeting(office, roster=roster))
    assert "“单强”" in error.text
    assert "张伟" not in error.text


def test_a_deleted_record_takes_its_parts_along_and_undo_brings_them_back(office, people, rows):
    before = rows(office.book)
    roster = tuple(RosterLine(row_id, "x") for row_id in people)
    row_id = save_meeting(office.book, meeting(office, agenda=items("一"), readings=("二",), roster=roster))
    full = rows(office.book)
    delete_meetings(office.book, [row_id])
    assert rows(office.book) == before
    office.book.undo()
    assert rows(office.book) == full


def test_what_is_gone_is_said_to_be(office, rows):
    row_id = save_meeting(office.book, meeting(office))
    other = save_meeting(office.book, meeting(office))
    delete_meetings(office.book, [row_id])
    before = rows(office.book)
    for call in (
        lambda: save_meeting(office.book, meeting(office), row_id),
        lambda: delete_meetings(office.book, [other, row_id]),
        lambda: stored(office, row_id),
    ):
        assert "已被删除" in refused(call).text
    assert rows(office.book) == before


def test_kinds_are_added_once(office, rows):
    before = rows(office.book)
    add_meeting_kinds(office.book)
    assert rows(office.book) == before


def test_a_line_that_stays_keeps_its_row_whatever_goes_before_it(office):
    """What will hang on an agenda item must not slide to its neighbour."""
    draft = MeetingDraft(
        kind_id=office.kinds["branch_assembly"], organization_id=office.branch, title="会",
        starts_at=datetime(2022, 6, 1, 9), agenda=items("甲", "乙", "丙"),
    )  # fmt: skip
    meeting_id = save_meeting(office.book, draft)
    before = _agenda(office, meeting_id)
    save_meeting(office.book, replace(draft, agenda=items("乙", "新", "丙改")), meeting_id)
    after = _agenda(office, meeting_id)
    assert list(after) == ["乙", "新", "丙改"]
    assert after["乙"] == before["乙"]
    assert before["甲"] not in after.values()


def _agenda(office, meeting_id):
    with office.book.read() as connection:
        rows = connection.execute(
            select(AgendaItem.title, AgendaItem.id).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.no)
        )
        return dict(tuple(row) for row in rows)
