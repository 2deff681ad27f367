"""Changing meeting records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from difflib import SequenceMatcher
from typing import Any, TypeVar

from sqlalchemy import select

from db.core.action import Stop, Work, unstopped
from db.core.base import Record
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import check
from db.core.vocabulary import meeting_kinds
from db.meetings import rules
from db.meetings.draft import LISTS, MeetingDraft, RosterLine
from db.meetings.fields import FIELDS, ROSTER_FIELDS
from db.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Reading
from db.organizations.models import Organization
from db.people.models import Person

EDIT = "meetings.edit"
_GONE = "这条会议记录已被删除，请刷新列表。"
Child = TypeVar("Child", bound=Record)


def add_meeting_kinds(book: Book) -> None:
    """Give a new book the kinds of meeting the program knows."""
    with book.action("建立会议类型", EDIT, undoable=False) as work:
        known = set(work.session.execute(select(MeetingKind.code)).scalars())
        for position, kind in enumerate(meeting_kinds()):
            if kind["code"] not in known:
                work.session.add(MeetingKind(
                    code=kind["code"], name=kind["name"], family=kind["family"], expected=kind["expected"],
                    position=position,
                ))  # fmt: skip


def save_meeting(book: Book, draft: MeetingDraft, meeting_id: int | None = None) -> int:
    """Add a meeting record with its roster or change one; returns its id. Counts follow the roster."""
    check(FIELDS, draft)
    rules.check_times(draft.starts_at, draft.ends_at)
    check_roster(draft.roster)
    with book.action("新建会议记录" if meeting_id is None else "修改会议记录", EDIT) as work:
        _check_references(work, draft)
        meeting = Meeting(id=work.new_id()) if meeting_id is None else _meeting(work, meeting_id)
        work.session.add(meeting)
        write_meeting(meeting, draft)
        return meeting.id


def write_meeting(meeting: Meeting, draft: MeetingDraft) -> None:
    """Make *meeting* with its lines and counts what *draft* says."""
    values = {field.name: getattr(draft, field.name) for field in fields(draft) if field.name not in LISTS}
    for name, value in {**values, **asdict(rules.counts(line.status for line in draft.roster))}.items():
        setattr(meeting, name, value)
    _set_lines(meeting.agenda, AgendaItem, draft.agenda)
    _set_lines(meeting.readings, Reading, draft.readings)
    _set_roster(meeting, draft.roster)


def delete_meetings(book: Book, meeting_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete meeting records with their rosters."""
    with book.action("删除会议记录", EDIT) as work:
        parts = (Meeting.agenda, Meeting.readings, Meeting.attendance)
        for meeting in work.get_many(Meeting, meeting_ids, _GONE, *parts):
            work.session.delete(meeting)
        work.session.flush()
        stop()


def check_roster(roster: Sequence[RosterLine]) -> None:
    """No one is on a roster twice or without a name. ``UserError`` otherwise."""
    for no, line in enumerate(roster, 1):
        for field in ROSTER_FIELDS:
            if wrong := field.problem(getattr(line, field.name)):
                raise UserError(f"出席名单第 {no} 行：{wrong}。", {"roster": f"第 {no} 行：{wrong}"})
    times = Counter[int | None](line.person_id for line in roster if line.person_id is not None)
    twice = sorted({line.name for line in roster if times[line.person_id] > 1})
    if twice:
        raise UserError(f"出席名单中“{'、'.join(twice)}”出现了两次，请去掉一个。", {"roster": "有人重复"})
    if any(line.person_id is None and not line.name.strip() for line in roster):
        raise UserError("出席名单中有一行没有姓名，请填写或删除该行。", {"roster": "有空行"})


def _meeting(work: Work, meeting_id: int) -> Meeting:
    return work.get(Meeting, meeting_id, _GONE)


def _check_references(work: Work, draft: MeetingDraft) -> None:
    """What the record refers to is still there."""
    work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")
    work.get(Organization, draft.organization_id, "召开组织已被删除，请重新选择。", "organization_id")
    named = {line.person_id: line.name for line in draft.roster if line.person_id is not None}
    known = work.session.execute(select(Person.id).where(Person.id.in_(named))).scalars()
    gone = [named[person_id] for person_id in named.keys() - set(known)]
    if gone:
        raise UserError(
            f"出席名单中“{'、'.join(sorted(gone))}”的人员记录已被删除，请去掉。", {"roster": "有人已被删除"}
        )


def _set_lines(rows: list[Child], model: type[Child], titles: Sequence[str]) -> None:
    """Make *rows* read *titles*. A line that stays keeps its row, whatever comes or goes before it.

    What hangs on a row later (a vote on an item) must not slide to its neighbour; a line changed in place is reworded.
    """
    old: list[Any] = list(rows)
    kept: list[Any] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(
        a=[row.title for row in old], b=titles, autojunk=False
    ).get_opcodes():
        reused = [] if tag == "insert" else old[i:i_end]
        for place, title in enumerate(titles[j:j_end]):
            row: Any = reused[place] if place < len(reused) else model()
            row.title = title
            kept.append(row)
    for no, row in enumerate(kept, 1):
        row.no = no
    rows[:] = kept


def _set_roster(meeting: Meeting, roster: Sequence[RosterLine]) -> None:
    """Match rows to lines by person (or by name for outsiders), so that an unchanged line writes nothing."""
    old = {(row.person_id, row.name): row for row in meeting.attendance}
    kept = []
    for no, line in enumerate(roster, 1):
        name = line.name if line.person_id is None else None
        row = old.pop((line.person_id, name), None) or Attendance(person_id=line.person_id, name=name)
        row.no, row.status, row.reason = no, int(line.status), line.reason or None
        kept.append(row)
    meeting.attendance = kept
