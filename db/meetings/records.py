"""Reading whole meeting records: as the form holds them, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Select, func, select

from db.core.base import Record, table_of
from db.core.errors import UserError
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
from db.meetings.models import AgendaItem, Attendance, Candidate, Election, Meeting, Reading, Resolution, Vote
from db.meetings.rows import ELECTION, SOURCE, STORED, VOTE
from db.meetings.status import Status
from db.people.models import Person
from db.tasks.sourced import Assigned, assigned

MEETING = table_of(Meeting)
Line = TypeVar("Line")
_BATCH = 500
_GONE = "这条会议记录已被删除，请刷新列表。"


def get_meeting(connection: Connection, meeting_id: int) -> MeetingDraft:
    """The form's values of one meeting record; ``UserError`` when it is gone."""
    found = get_meetings(connection, [meeting_id])
    if not found:
        raise UserError(_GONE)
    return found[meeting_id]


def get_meetings(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, MeetingDraft]:
    """The form's values of those of the records that are there, by id."""
    found: dict[int, MeetingDraft] = {}
    for start in range(0, len(meeting_ids), _BATCH):
        ids = meeting_ids[start : start + _BATCH]
        lists: dict[str, Mapping[int, tuple[Any, ...]]] = {
            "agenda": agenda_of(connection, ids), "readings": readings_of(connection, ids),
            "roster": roster_of(connection, ids), "votes": votes_of(connection, ids),
            "elections": _elections(connection, ids), "resolutions": resolutions_of(connection, ids),
        }  # fmt: skip
        for row in connection.execute(select(MEETING).where(Meeting.id.in_(ids))).mappings():
            stored = {name: row[name] for name in STORED}
            parts: dict[str, Any] = {name: lines.get(row["id"], ()) for name, lines in lists.items()}
            found[row["id"]] = MeetingDraft(**stored, **parts)
    return found


def agenda_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[AgendaLine, ...]]:
    """Agenda items by meeting, in their order."""
    query = _lines(AgendaItem, meeting_ids, "title", "text")
    return _by_meeting(connection, query, lambda row: AgendaLine(row.title, row.text))


def readings_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Titles of what was studied by meeting, in their order."""
    return _by_meeting(connection, _lines(Reading, meeting_ids, "title"), lambda row: str(row.title))


def roster_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[RosterLine, ...]]:
    """Rosters by meeting, in their order."""
    query = (
        select(
            Attendance.meeting_id, Attendance.person_id, func.coalesce(Attendance.name, Person.name).label("name"),
            Attendance.status, func.coalesce(Attendance.reason, "").label("reason"), Attendance.voting,
            Attendance.spoke, Attendance.made_up_on, func.coalesce(Attendance.made_up_how, "").label("made_up_how"),
        )
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id.in_(meeting_ids))
        .order_by(Attendance.meeting_id, Attendance.no)
    )  # fmt: skip
    return _by_meeting(connection, query, lambda row: RosterLine(
        row.person_id, row.name, Status(row.status), row.reason, row.voting, row.spoke, row.made_up_on, row.made_up_how
    ))  # fmt: skip


def votes_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[VoteLine, ...]]:
    """Votes by meeting, in their order."""
    query = _lines(Vote, meeting_ids, *VOTE)
    return _by_meeting(connection, query, lambda row: VoteLine(**{name: getattr(row, name) for name in VOTE}))


def _elections(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[ElectionLine, ...]]:
    candidates: dict[int, list[CandidateLine]] = {}
    query = (
        select(
            Candidate.election_id, Candidate.person_id, func.coalesce(Candidate.name, Person.name).label("name"),
            Candidate.written_in, Candidate.in_favour, Candidate.against, Candidate.abstained,
        )
        .outerjoin(Person, Person.id == Candidate.person_id)
        .where(Candidate.meeting_id.in_(meeting_ids))
        .order_by(Candidate.election_id, Candidate.no)
    )  # fmt: skip
    for row in connection.execute(query):
        candidates.setdefault(row.election_id, []).append(CandidateLine(*row[1:]))
    return _by_meeting(connection, _lines(Election, meeting_ids, "id", *ELECTION), lambda row: ElectionLine(
        **{name: getattr(row, name) for name in ELECTION}, candidates=tuple(candidates.get(row.id, ()))
    ))  # fmt: skip


def resolutions_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[ResolutionLine, ...]]:
    """Resolutions with their tasks by meeting, in their order."""
    tasks = assigned(connection, SOURCE, meeting_ids)
    query = _lines(Resolution, meeting_ids, "id", "text")
    return _by_meeting(connection, query, lambda row: ResolutionLine(row.text, _follow_up(tasks.get(row.id))))


def _follow_up(task: Assigned | None) -> FollowUp | None:
    return None if task is None else FollowUp(task.organization_id, task.person_ids, task.due_on)


def _lines(model: type[Record], meeting_ids: Sequence[int], *names: str) -> Select[Any]:
    table = table_of(model)
    columns = (table.c[name] for name in names)
    return (
        select(table.c.meeting_id, *columns)
        .where(table.c.meeting_id.in_(meeting_ids))
        .order_by(table.c.meeting_id, table.c.no)
    )


def _by_meeting(connection: Connection, query: Executable, line: Callable[[Any], Line]) -> dict[int, tuple[Line, ...]]:
    found: dict[int, list[Line]] = {}
    for row in connection.execute(query):
        found.setdefault(row.meeting_id, []).append(line(row))
    return {meeting_id: tuple(lines) for meeting_id, lines in found.items()}


def unwritten(draft: MeetingDraft, **changed: Any) -> MeetingDraft:
    """*draft* to begin a like record with: the same head and people, nothing of what happened."""
    roster = tuple(RosterLine(line.person_id, line.name) for line in draft.roster if line.status is not Status.GUEST)
    fresh: Mapping[str, Any] = {
        "text": "", "finished_at": None, "votes": (), "elections": (), "resolutions": (), "readings": (),
        "roster": roster, "agenda": tuple(replace(line, text="") for line in draft.agenda),
    }  # fmt: skip
    return replace(draft, **{**fresh, **changed})
