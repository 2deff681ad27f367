"""What the rows of a meeting record hold, and writing those of many new records at bulk speed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from db.core.action import Work
from db.core.base import Record
from db.meetings import rules
from db.meetings.draft import LISTS, AgendaLine, CandidateLine, ElectionLine, MeetingDraft, RosterLine, VoteLine
from db.meetings.models import AgendaItem, Attendance, Candidate, Election, Meeting, Reading, Resolution, Vote
from db.meetings.roster import may_vote, people_of, who
from db.people.voting import Voters
from db.tasks.sourced import Assignment, assign

SOURCE = "meeting"  # what tasks of resolutions name as where they come from
STORED = tuple(field.name for field in fields(MeetingDraft) if field.name not in LISTS)
AGENDA, VOTE, ELECTION, CANDIDATE = (
    tuple(field.name for field in fields(line) if field.name != "candidates")
    for line in (AgendaLine, VoteLine, ElectionLine, CandidateLine)
)
Values = dict[str, Any]


def of_meeting(draft: MeetingDraft) -> Values:
    """The meeting's own row; counts follow the roster."""
    return _named(STORED, draft) | asdict(rules.counts(line.status for line in draft.roster))


def of_item(line: AgendaLine) -> Values:
    return _named(AGENDA, line)


def of_vote(line: VoteLine) -> Values:
    return _named(VOTE, line)


def of_election(line: ElectionLine) -> Values:
    return _named(ELECTION, line)


def of_candidate(line: CandidateLine) -> Values:
    return _named(CANDIDATE, line) | {"name": line.name if line.person_id is None else None}


def of_attendance(line: RosterLine, at: datetime | None, voters: Voters) -> Values:
    person, name = who(line)
    return {
        "person_id": person, "name": name, "status": int(line.status), "reason": line.reason or None,
        "voting": at is not None and may_vote(line, at.date(), voters), "spoke": line.spoke,
        "made_up_on": line.made_up_on, "made_up_how": line.made_up_how or None,
    }  # fmt: skip


def insert_meetings(work: Work, drafts: Sequence[MeetingDraft]) -> list[tuple[int, list[int]]]:
    """Add the records of *drafts* with all that is on them; returns the ids of each and of its resolutions."""
    ids = work.insert_many(Meeting, list(map(of_meeting, drafts)))
    numbered = list(zip(ids, drafts, strict=True))
    voters = Voters(work.connection, (one for draft in drafts for one in people_of(draft.roster)))

    def insert(model: type[Record], rows_of: Callable[[MeetingDraft], Iterable[Values]]) -> list[int]:
        return work.insert_many(model, [
            {"meeting_id": meeting_id, "no": no, **row}
            for meeting_id, draft in numbered for no, row in enumerate(rows_of(draft), 1)
        ])  # fmt: skip

    insert(AgendaItem, lambda draft: map(of_item, draft.agenda))
    insert(Reading, lambda draft: ({"title": title} for title in draft.readings))
    insert(Attendance, lambda draft: (of_attendance(line, draft.starts_at, voters) for line in draft.roster))
    insert(Vote, lambda draft: map(of_vote, draft.votes))
    _insert_candidates(work, numbered, insert(Election, lambda draft: map(of_election, draft.elections)))
    resolved = iter(insert(Resolution, lambda draft: ({"text": line.text} for line in draft.resolutions)))
    made = [(meeting_id, [next(resolved) for _ in draft.resolutions]) for meeting_id, draft in numbered]
    for (meeting_id, parts), draft in zip(made, drafts, strict=True):
        if any(line.follow_up for line in draft.resolutions):
            assign_tasks(work, meeting_id, draft, parts)
    return made


def _insert_candidates(work: Work, numbered: Sequence[tuple[int, MeetingDraft]], elections: Sequence[int]) -> None:
    held = [(meeting_id, line) for meeting_id, draft in numbered for line in draft.elections]
    work.insert_many(Candidate, [
        {"election_id": election_id, "meeting_id": meeting_id, "no": no, **of_candidate(line)}
        for election_id, (meeting_id, election) in zip(elections, held, strict=True)
        for no, line in enumerate(election.candidates, 1)
    ])  # fmt: skip


def assign_tasks(work: Work, meeting_id: int, draft: MeetingDraft, parts: Sequence[int]) -> None:
    """The follow-up of each resolution as a task of its own; *parts*: the rows of the resolutions."""
    day = draft.starts_at.date() if draft.starts_at else None
    assign(work, SOURCE, meeting_id, {
        part: Assignment(
            line.text, line.follow_up.organization_id or draft.organization_id, line.follow_up.person_ids,
            day, line.follow_up.due_on,
        )
        for part, line in zip(parts, draft.resolutions, strict=True) if line.follow_up is not None
    })  # fmt: skip


def _named(names: Sequence[str], line: Any) -> Values:
    return {name: getattr(line, name) for name in names}
