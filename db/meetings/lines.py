"""Writing the lists of a meeting record. A line that stays keeps its row, whatever comes or goes before it.

What hangs on a row (a task on a resolution) must not slide to its neighbour; a line changed in place is reworded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from db.core.action import Work
from db.core.base import Record
from db.meetings import rows
from db.meetings.draft import AgendaLine, ElectionLine, MeetingDraft
from db.meetings.likeness import paired
from db.meetings.models import AgendaItem, Attendance, Candidate, Election, Meeting, Reading, Resolution, Vote
from db.meetings.roster import who
from db.people.voting import Voters

Row = TypeVar("Row", bound=Record)
Line = TypeVar("Line")


def write_lines(work: Work, meeting: Meeting, draft: MeetingDraft, voters: Voters) -> None:
    """Make the lists of *meeting*, and the tasks its resolutions become, what *draft* says."""
    _match(meeting.agenda, AgendaItem, draft.agenda, "title", lambda row, line: _set(row, rows.of_item(line)))
    readings = [AgendaLine(title) for title in draft.readings]
    _match(meeting.readings, Reading, readings, "title", lambda row, line: _set(row, {"title": line.title}))
    _write_roster(meeting, draft, voters)
    _match(meeting.votes, Vote, draft.votes, "subject", lambda row, line: _set(row, rows.of_vote(line)))
    _match(meeting.elections, Election, draft.elections, "title", _set_election)
    for election in meeting.elections:
        for candidate in election.candidates:
            candidate.meeting_id = meeting.id
    _match(meeting.resolutions, Resolution, draft.resolutions, "text", lambda row, line: _set(row, {"text": line.text}))
    for row in meeting.resolutions:
        row.id = row.id or work.new_id()
    rows.assign_tasks(work, meeting.id, draft, [row.id for row in meeting.resolutions])


def _match(
    found: list[Row], model: type[Row], lines: Sequence[Line], key: str, write: Callable[[Any, Line], object]
) -> None:
    """Make the rows *found* what *lines* say; rows and lines belong together by the text *key*."""
    pairs = paired([getattr(row, key) for row in found], [getattr(line, key) for line in lines])
    kept: list[Any] = []
    for no, line in enumerate(lines):
        row: Any = found[pairs[no]] if no in pairs else model()
        write(row, line)
        row.no = no + 1
        kept.append(row)
    found[:] = kept


def _set(row: Record, values: rows.Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _set_election(row: Election, line: ElectionLine) -> None:
    _set(row, rows.of_election(line))
    old = {(candidate.person_id, candidate.name): candidate for candidate in row.candidates}
    kept = []
    for no, one in enumerate(line.candidates, 1):
        values = rows.of_candidate(one)
        candidate = old.pop((values["person_id"], values["name"]), None) or Candidate()
        _set(candidate, {"no": no, **values})
        kept.append(candidate)
    row.candidates = kept


def _write_roster(meeting: Meeting, draft: MeetingDraft, voters: Voters) -> None:
    """Match rows to lines by person (or by name for outsiders), so that an unchanged line writes nothing."""
    old = {(row.person_id, row.name): row for row in meeting.attendance}
    kept = []
    for no, line in enumerate(draft.roster, 1):
        row = old.pop(who(line), None) or Attendance()
        _set(row, {"no": no, **rows.of_attendance(line, draft.starts_at, voters)})
        kept.append(row)
    meeting.attendance = kept
