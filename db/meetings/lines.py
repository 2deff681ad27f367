"""Writing the lists of a meeting record. A line that stays keeps its row, whatever comes or goes before it.

What hangs on a row (a task on a resolution) must not slide to its neighbour; a line changed in place is reworded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from db.core.action import Work
from db.core.base import Record
from db.meetings.draft import AgendaLine, CandidateLine, ElectionLine, MeetingDraft, RosterLine
from db.meetings.likeness import paired
from db.meetings.models import AgendaItem, Attendance, Candidate, Election, Meeting, Reading, Resolution, Vote
from db.meetings.roster import may_vote, who
from db.people.voting import Voters
from db.tasks.sourced import Assignment, assign

SOURCE = "meeting"  # what tasks of resolutions name as where they come from
Row = TypeVar("Row", bound=Record)
Line = TypeVar("Line")


def write_lines(work: Work, meeting: Meeting, draft: MeetingDraft, voters: Voters) -> None:
    """Make the lists of *meeting*, and the tasks its resolutions become, what *draft* says."""
    _match(meeting.agenda, AgendaItem, draft.agenda, "title", _plain)
    _match(meeting.readings, Reading, [AgendaLine(title) for title in draft.readings], "title", _set_title)
    _write_roster(meeting, draft.roster, voters)
    _match(meeting.votes, Vote, draft.votes, "subject", _plain)
    _match(meeting.elections, Election, draft.elections, "title", _set_election)
    for election in meeting.elections:
        for candidate in election.candidates:
            candidate.meeting_id = meeting.id
    _match(meeting.resolutions, Resolution, draft.resolutions, "text", _set_text)
    _assign_tasks(work, meeting, draft)


def _match(
    rows: list[Row], model: type[Row], lines: Sequence[Line], key: str, write: Callable[[Any, Line], object]
) -> None:
    """Make *rows* what *lines* say; rows and lines belong together by the text *key*."""
    pairs = paired([getattr(row, key) for row in rows], [getattr(line, key) for line in lines])
    kept: list[Any] = []
    for no, line in enumerate(lines):
        row: Any = rows[pairs[no]] if no in pairs else model()
        write(row, line)
        row.no = no + 1
        kept.append(row)
    rows[:] = kept


def _plain(row: Any, line: Any) -> None:
    for name, value in asdict(line).items():
        setattr(row, name, value)


def _set_title(row: Reading, line: AgendaLine) -> None:
    row.title = line.title


def _set_text(row: Resolution, line: Any) -> None:
    row.text = line.text


def _set_election(row: Election, line: ElectionLine) -> None:
    for name in ("title", "body", "post", "seats", "entitled", "present", "issued", "returned", "valid"):
        setattr(row, name, getattr(line, name))
    old = {(candidate.person_id, candidate.name): candidate for candidate in row.candidates}
    row.candidates = [_candidate(old, candidate, no) for no, candidate in enumerate(line.candidates, 1)]


def _candidate(old: dict[tuple[int | None, str | None], Candidate], line: CandidateLine, no: int) -> Candidate:
    name = line.name if line.person_id is None else None
    row = old.pop((line.person_id, name), None) or Candidate(person_id=line.person_id, name=name)
    row.no, row.written_in = no, line.written_in
    row.in_favour, row.against, row.abstained = line.in_favour, line.against, line.abstained
    return row


def _write_roster(meeting: Meeting, roster: Sequence[RosterLine], voters: Voters) -> None:
    """Match rows to lines by person (or by name for outsiders), so that an unchanged line writes nothing."""
    old = {(row.person_id, row.name): row for row in meeting.attendance}
    kept = []
    for no, line in enumerate(roster, 1):
        person, name = who(line)
        row = old.pop((person, name), None) or Attendance(person_id=person, name=name)
        row.no, row.status, row.reason = no, int(line.status), line.reason or None
        row.voting, row.spoke = may_vote(line, meeting.starts_at.date(), voters), line.spoke
        row.made_up_on, row.made_up_how = line.made_up_on, line.made_up_how or None
        kept.append(row)
    meeting.attendance = kept


def _assign_tasks(work: Work, meeting: Meeting, draft: MeetingDraft) -> None:
    """The follow-up of each resolution as a task of its own."""
    wanted: dict[int, Assignment] = {}
    for row, line in zip(meeting.resolutions, draft.resolutions, strict=True):
        if line.follow_up is not None:
            row.id = row.id or work.new_id()
            told = line.follow_up
            wanted[row.id] = Assignment(
                line.text, told.organization_id or meeting.organization_id, told.person_ids,
                meeting.starts_at.date(), told.due_on,
            )  # fmt: skip
    assign(work, SOURCE, meeting.id, wanted)
