"""Changing meeting records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from db.core.action import Stop, Work, unstopped
from db.core.base import Base
from db.core.book import Book
from db.core.errors import UserError
from db.core.vocabulary import meeting_kinds
from db.meetings.checks import check_meeting
from db.meetings.dated import WorthDraft
from db.meetings.draft import CandidateLine, MeetingDraft, RosterLine
from db.meetings.lines import write_lines
from db.meetings.models import Frequency, Meeting, MeetingKind, Worth
from db.meetings.roster import people_of
from db.meetings.rows import of_meeting
from db.organizations.models import Organization
from db.people.models import Person
from db.people.voting import Voters

EDIT = "meetings.edit"
PARTS = (
    Meeting.agenda, Meeting.readings, Meeting.attendance, Meeting.votes, Meeting.elections, Meeting.resolutions,
)  # fmt: skip
_GONE = "这条会议记录已被删除，请刷新列表。"


def add_meeting_kinds(book: Book) -> None:
    """Give a new book the kinds of meeting the program knows."""
    with book.action("建立会议类型", EDIT, undoable=False) as work:
        known = set(work.session.execute(select(MeetingKind.code)).scalars())
        for position, kind in enumerate(meeting_kinds()):
            if kind["code"] not in known:
                work.session.add(MeetingKind(
                    code=kind["code"], name=kind["name"], family=kind["family"], expected=kind["expected"],
                    position=position, votes=kind["votes"], source=kind["source"],
                    frequencies=[
                        Frequency(
                            organization_kinds=tuple(often["organizations"]), times=often["times"],
                            unit=often["unit"], holds_from=often["from"], source=often["source"],
                        )
                        for often in kind.get("frequency", ())
                    ],
                    worth=[Worth(**asdict(worth)) for worth in _worth(kind)],
                ))  # fmt: skip


def _worth(kind: dict[str, Any]) -> list[WorthDraft]:
    told = [WorthDraft(each["by"], None, each["from"], each["source"]) for each in kind.get("worth", ())]
    return told or [WorthDraft()]


def save_meeting(book: Book, draft: MeetingDraft, meeting_id: int | None = None) -> int:
    """Add a meeting record with all its lines or change one; returns its id. Counts follow the roster."""
    check_meeting(draft, book.now().date())
    with book.action("新建会议记录" if meeting_id is None else "修改会议记录", EDIT) as work:
        _check_references(work, draft)
        meeting = Meeting(id=work.new_id()) if meeting_id is None else _meeting(work, meeting_id)
        work.session.add(meeting)
        write_meeting(work, meeting, draft)
        return meeting.id


def write_meeting(work: Work, meeting: Meeting, draft: MeetingDraft, voters: Voters | None = None) -> None:
    """Make *meeting* with its lines, counts and tasks what *draft* says; *voters*: read before, for many meetings."""
    for name, value in of_meeting(draft).items():
        setattr(meeting, name, value)
    write_lines(work, meeting, draft, voters or Voters(work.connection, people_of(draft.roster)))


def save_meetings(
    book: Book, drafts: Sequence[MeetingDraft], told: Callable[[int], object] = lambda _done: None
) -> list[int]:
    """Add several meetings in one action (a series); returns their ids in order.

    *told* hears how many are written; what it raises breaks the whole action off.
    """
    for draft in drafts:
        check_meeting(draft, book.now().date())
    with book.action("成批新建会议记录", EDIT) as work:
        voters = Voters(work.connection, sorted({one for draft in drafts for one in people_of(draft.roster)}))
        made = []
        for draft in drafts:
            _check_references(work, draft)
            meeting = Meeting(id=work.new_id())
            work.session.add(meeting)
            write_meeting(work, meeting, draft, voters)
            made.append(meeting.id)
            told(len(made))
        return made


def delete_meetings(book: Book, meeting_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete meeting records with their rosters."""
    with book.action("删除会议记录", EDIT) as work:
        for meeting in work.get_many(Meeting, meeting_ids, _GONE, *PARTS):
            work.session.delete(meeting)
        work.session.flush()
        stop()


def _meeting(work: Work, meeting_id: int) -> Meeting:
    return work.get(Meeting, meeting_id, _GONE)


def _check_references(work: Work, draft: MeetingDraft) -> None:
    """What the record refers to is still there."""
    work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")
    work.get(Organization, draft.organization_id, "召开组织已被删除，请重新选择。", "organization_id")
    if draft.topic_id is not None:
        topics = Base.metadata.tables["plan_topic"]  # of a room above this one
        if work.connection.execute(select(topics.c.id).where(topics.c.id == draft.topic_id)).first() is None:
            raise UserError("所选的学习计划专题已被删除，请重新选择。", {"topic_id": "已被删除"})
    _check_people(work, "roster", "出席名单", draft.roster)
    _check_people(work, "elections", "候选人", [one for line in draft.elections for one in line.candidates])


def _check_people(work: Work, part: str, called: str, lines: Sequence[RosterLine] | Sequence[CandidateLine]) -> None:
    named = {line.person_id: line.name for line in lines if line.person_id is not None}
    known = work.session.execute(select(Person.id).where(Person.id.in_(named))).scalars()
    gone = [named[person_id] for person_id in named.keys() - set(known)]
    if gone:
        raise UserError(f"{called}中“{'、'.join(sorted(gone))}”的人员记录已被删除，请去掉。", {part: "有人已被删除"})
