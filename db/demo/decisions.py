"""What meetings voted on, resolved and elected: rows that agree with what the text says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from db.demo.population import TODAY
from db.demo.schedule import Planned
from db.demo.topics import Topic
from db.demo.workdays import next_workday
from db.meetings.draft import CandidateLine, ElectionLine, RosterLine, VoteLine
from db.people.bodies import Seat

_SECRET = "无记名投票"
_SUBJECTS = {
    "admission": ("接收{who}同志为中共预备党员", "同意接收{who}同志为中共预备党员，报上级党组织审批。"),
    "confirmation": ("{who}同志按期转为中共正式党员", "同意{who}同志按期转为中共正式党员，报上级党组织审批。"),
}
_TITLE = 60  # characters of a task's
_LONG_AGO = TODAY - timedelta(90)  # nothing due before is still open


@dataclass(frozen=True, slots=True)
class Decision:
    """What one meeting decided. ``matter`` is carried out by ``person`` until ``due_on``."""

    votes: tuple[VoteLine, ...] = ()
    elections: tuple[ElectionLine, ...] = ()
    resolution: str = ""
    matter: str = ""
    person: RosterLine | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """Those a decision needs to know of: everybody entitled to vote, those of them who came, the new body."""

    entitled: Sequence[RosterLine]
    came: Sequence[RosterLine]
    body: Sequence[Seat] = field(default=())


def decide(planned: Planned, topic: Topic, gathering: Gathering, chance: random.Random) -> Decision:
    """What *planned* decided; nothing for kinds that decide nothing."""
    if planned.code in _SUBJECTS:
        subject, resolution = (text.format(who="、".join(planned.about)) for text in _SUBJECTS[planned.code])
        return Decision((_vote(subject, gathering, _SECRET),), resolution=resolution)
    if planned.code == "election":
        return Decision((_vote("选举办法和监票人、计票人名单", gathering),), (_election(gathering, chance),))
    if planned.code not in ("branch_assembly", "branch_committee"):
        return Decision()
    matter = chance.choice(topic.tasks)
    votes = (_vote(matter, gathering),)
    if planned.poor:
        return Decision(votes, matter=matter)
    due = next_workday(planned.day + timedelta(chance.choice((12, 18, 25, 40))))
    person = chance.choice(gathering.came) if planned.code == "branch_committee" else None
    who = f"，由{person.name}同志负责" if person else "，由支部负责"
    return Decision(votes, (), f"{matter}{who}，{due.month}月{due.day}日前办结。", matter, person, due)


def _vote(subject: str, gathering: Gathering, method: str = "举手") -> VoteLine:
    came = len(gathering.came)
    return VoteLine(subject, method, len(gathering.entitled), came, came, 0, 0)


def _election(gathering: Gathering, chance: random.Random) -> ElectionLine:
    """Whom the book knows as elected that day, and one or more who were not."""
    seats = [seat for seat in gathering.body if seat.reason == "换届选举"]
    taken = {seat.person_id for seat in seats}
    others = [line for line in gathering.entitled if line.person_id not in taken]
    losers = chance.sample(others, -(-len(seats) // 5))  # a fifth more than there are seats, rounded up
    voters = len(gathering.came)
    lost = 2  # nobody may mark more names than there are seats
    winners = [
        CandidateLine(seat.person_id, seat.person, False, voters - no, no, 0) for no, seat in enumerate(seats)
    ]  # fmt: skip
    candidates = [
        *winners,
        *(CandidateLine(line.person_id, line.name, False, lost, voters - lost - 1, 1) for line in losers),
    ]
    chance.shuffle(candidates)
    return ElectionLine(
        "支部委员会委员", "党组织委员会", "委员", len(seats), len(gathering.entitled), voters, voters, voters, voters,
        tuple(candidates),
    )  # fmt: skip


def task_of(
    decision: Decision, planned: Planned, resolution: int, meeting: int, chance: random.Random
) -> dict[str, Any]:
    """The row of the task a resolution became; most of what is due is done."""
    due = decision.due_on or planned.day
    done = chance.random() < (0.2 if due > TODAY else 0.93 if due > _LONG_AGO else 1)
    state = "已完成" if done else chance.choice(("未开始", "进行中"))
    text = decision.resolution
    return {
        "source_table": "meeting", "source_id": meeting, "source_part": resolution,
        "title": text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…",
        "text": "" if len(text) <= _TITLE else text,
        "organization_id": planned.place.id, "starts_on": planned.day, "due_on": due,
        "state": state, "percent": {"已完成": 100, "进行中": 10 * (due.day % 7 + 2)}.get(state, 0),
        "closed_on": min(due - timedelta(chance.randint(0, 5)), TODAY) if done else None,
    }  # fmt: skip
