"""Writing the invented meeting records, and the tasks that came of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from db.core.action import Work
from db.demo.decisions import Decision, task_of
from db.demo.schedule import Planned
from db.demo.topics import Topic
from db.meetings.draft import MeetingDraft
from db.meetings.rows import insert_meetings
from db.tasks.models import Task, TaskPerson


@dataclass(slots=True, eq=False)
class Record:
    """A meeting record being made; ``draft`` is without the tasks of its resolutions."""

    planned: Planned
    topic: Topic
    draft: MeetingDraft
    decision: Decision


def write(work: Work, records: Sequence[Record], chance: random.Random) -> list[int]:
    """Write *records* with all that hangs on them; returns the ids of the meetings."""
    made = insert_meetings(work, [record.draft for record in records])
    _write_tasks(work, list(zip(made, records, strict=True)), chance)
    return [meeting_id for meeting_id, _ in made]


def _write_tasks(work: Work, made: Sequence[tuple[tuple[int, list[int]], Record]], chance: random.Random) -> None:
    """The tasks that resolutions with a day to be done by became; work has gone on in them since."""
    tasks = [
        (record.decision, task_of(record.decision, record.planned, resolution, meeting_id, chance))
        for (meeting_id, resolutions), record in made for resolution in resolutions
        if record.decision.due_on is not None
    ]  # fmt: skip
    ids = work.insert_many(Task, [row for _, row in tasks])
    work.insert_many(TaskPerson, [
        {"task_id": task_id, "person_id": decision.person.person_id, "no": 1}
        for task_id, (decision, _) in zip(ids, tasks, strict=True) if decision.person is not None
    ])  # fmt: skip
