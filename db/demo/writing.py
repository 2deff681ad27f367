"""Writing the invented meeting records at bulk speed, each list into its table."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from db.core.action import Work
from db.demo.decisions import Decision, task_of
from db.demo.schedule import Planned
from db.demo.topics import Topic
from db.meetings.draft import AgendaLine, CandidateLine, ElectionLine, RosterLine
from db.meetings.models import AgendaItem, Attendance, Candidate, Election, Meeting, Reading, Resolution, Vote
from db.tasks.models import Task, TaskPerson

Numbered = tuple[int, "Record"]  # a record with its meeting's id


@dataclass(slots=True, eq=False)
class Record:
    """A meeting record being made; ``row`` is the meeting's own, without its id."""

    planned: Planned
    topic: Topic
    row: dict[str, Any]
    agenda: list[AgendaLine]
    readings: tuple[str, ...]
    roster: list[RosterLine]
    decision: Decision


def write(work: Work, records: Sequence[Record], chance: random.Random) -> list[int]:
    """Write *records* with all that hangs on them; returns the ids of the meetings."""
    ids = work.insert_many(Meeting, [record.row for record in records])
    numbered = list(zip(ids, records, strict=True))
    work.insert_many(AgendaItem, list(_rows(numbered, lambda record: map(asdict, record.agenda))))
    work.insert_many(Reading, list(_rows(numbered, lambda record: ({"title": title} for title in record.readings))))
    work.insert_many(Attendance, list(_rows(numbered, lambda record: map(_attendance, record.roster))))
    work.insert_many(Vote, list(_rows(numbered, lambda record: map(asdict, record.decision.votes))))
    _write_elections(work, numbered)
    _write_resolutions(work, numbered, chance)
    return ids


def _rows(
    numbered: Sequence[Numbered], lines: Callable[[Record], Iterable[dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    for meeting_id, record in numbered:
        for no, line in enumerate(lines(record), 1):
            yield {"meeting_id": meeting_id, "no": no, **line}


def _attendance(line: RosterLine) -> dict[str, Any]:
    return {
        "person_id": line.person_id, "name": None if line.person_id else line.name, "status": int(line.status),
        "reason": line.reason or None, "voting": bool(line.voting), "spoke": line.spoke,
        "made_up_on": line.made_up_on, "made_up_how": line.made_up_how or None,
    }  # fmt: skip


def _write_elections(work: Work, numbered: Sequence[Numbered]) -> None:
    held = [(meeting_id, election) for meeting_id, record in numbered for election in record.decision.elections]
    rows = list(_rows(numbered, lambda record: map(_election, record.decision.elections)))
    for row_id, (meeting_id, election) in zip(work.insert_many(Election, rows), held, strict=True):
        work.insert_many(Candidate, [
            {"election_id": row_id, "meeting_id": meeting_id, "no": no, **_candidate(line)}
            for no, line in enumerate(election.candidates, 1)
        ])  # fmt: skip


def _election(election: ElectionLine) -> dict[str, Any]:
    return {name: value for name, value in asdict(election).items() if name != "candidates"}


def _candidate(line: CandidateLine) -> dict[str, Any]:
    return asdict(line) | {"name": None if line.person_id else line.name}


def _write_resolutions(work: Work, numbered: Sequence[Numbered], chance: random.Random) -> None:
    """Resolutions, and the tasks that those with a day to be done by became."""
    resolved = [(meeting_id, record) for meeting_id, record in numbered if record.decision.resolution]
    ids = work.insert_many(Resolution, [
        {"meeting_id": meeting_id, "no": 1, "text": record.decision.resolution} for meeting_id, record in resolved
    ])  # fmt: skip
    tasks = [
        (record.decision, task_of(record.decision, record.planned, row_id, meeting_id, chance))
        for row_id, (meeting_id, record) in zip(ids, resolved, strict=True)
        if record.decision.due_on is not None
    ]
    task_ids = work.insert_many(Task, [row for _, row in tasks])
    work.insert_many(TaskPerson, [
        {"task_id": task_id, "person_id": decision.person.person_id, "no": 1}
        for task_id, (decision, _) in zip(task_ids, tasks, strict=True) if decision.person is not None
    ])  # fmt: skip
