"""Records written in bulk are those the form writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from db.meetings.actions import save_meeting
from db.meetings.draft import (
    AgendaLine,
    CandidateLine,
    ElectionLine,
    FollowUp,
    MeetingDraft,
    ResolutionLine,
    RosterLine,
    VoteLine,
)
from db.meetings.records import get_meetings
from db.meetings.rows import insert_meetings
from db.meetings.status import Status
from db.people.actions import save_person
from db.people.draft import PersonDraft


def full(office) -> MeetingDraft:
    """A record with something in everything."""
    member = PersonDraft("张喆", stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    person, other = save_person(office.book, member), save_person(office.book, replace(member, name="王敏"))
    return MeetingDraft(
        office.kinds["election"], office.branch, "换届", 1, datetime(2022, 6, 24, 9), datetime(2022, 6, 24, 11),
        "会议室", "张喆", "王敏", "张喆", "周文", datetime(2022, 6, 24, 16), None,
        (AgendaLine("讨论", "张喆：同意"), AgendaLine("选举")), ("章程",), "内容",
        (RosterLine(person, "张喆", spoke=True), RosterLine(None, "杜甫", Status.GUEST),
         RosterLine(other, "王敏", Status.LEAVE, "因病", None, False, date(2022, 6, 26), "自学")),
        (VoteLine("办法", "举手", 2, 1, 1, 0, 0, 0, "无"),),
        tuple(
            ElectionLine(title, post=title, seats=1, entitled=2, present=1, issued=1, returned=1, valid=1, candidates=(
                CandidateLine(person, "张喆", False, 1, 0, 0), CandidateLine(None, "杜甫", True, 0, 1, 0),
            ))
            for title in ("书记", "委员")
        ),
        (ResolutionLine("通过"), ResolutionLine("办好食堂", FollowUp(None, (other, person), date(2022, 7, 31)))),
    )  # fmt: skip


def counts(book, ids):
    with book.read() as connection:
        query = "SELECT expected, present, on_leave, absent, guests FROM meeting WHERE id IN (?, ?, ?)"
        return set(connection.exec_driver_sql(query, tuple(ids)).all())


def tasks(book, ids):
    with book.read() as connection:
        query = (
            "SELECT title, text, organization_id, starts_on, due_on, state, source_table FROM task"
            " WHERE source_id IN (?, ?, ?)"
        )
        return connection.exec_driver_sql(query, tuple(ids)).all()


def test_a_record_written_in_bulk_is_the_one_the_form_writes(office, rows):
    draft = full(office)
    saved = save_meeting(office.book, draft)
    before = rows(office.book)
    with office.book.action("成批", "meetings.edit") as work:
        made = insert_meetings(work, [draft, replace(draft)])
    ids = [saved, *(meeting_id for meeting_id, _ in made)]
    with office.book.read() as connection:
        first, *others = get_meetings(connection, ids).values()
    assert others == [first, first]
    assert first.resolutions[1].follow_up == replace(draft.resolutions[1].follow_up, organization_id=office.branch)
    assert [line.voting for line in first.roster] == [True, False, True]
    assert (first.elections, first.roster[2].made_up_how) == (draft.elections, "自学")
    assert [len(parts) for _, parts in made] == [2, 2]
    assert counts(office.book, ids) == {(2, 1, 1, 0, 1)}
    assert len(tasks(office.book, ids)) == 3
    assert len(set(tasks(office.book, ids))) == 1
    office.book.undo()
    assert rows(office.book) == before
