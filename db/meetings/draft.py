"""What the form of a meeting record holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.meetings.status import Status

# Parts that are rows of their own.
LISTS = ("agenda", "readings", "roster", "votes", "elections", "resolutions")


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An agenda item and what was said on it; a paragraph “张喆：……” is that person's."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of the roster; ``person_id`` None for an outsider known by name only.

    ``voting`` None: the rules say whether the person had the right to vote that day.
    """

    person_id: int | None
    name: str
    status: Status = Status.PRESENT
    reason: str = ""
    voting: bool | None = None
    spoke: bool = False
    made_up_on: date | None = None
    made_up_how: str = ""


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One matter put to the vote; counts not known yet are None. ``written`` is contained in the three counts."""

    subject: str
    method: str = "举手"
    entitled: int | None = None
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    written: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate with the marks on the ballots; ``written_in``: nominated by nobody (另选人)."""

    person_id: int | None
    name: str
    written_in: bool = False
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


@dataclass(frozen=True, slots=True)
class ElectionLine:
    """One election by ballot: the seats, the ballots, the candidates."""

    title: str
    body: str = "党组织委员会"
    post: str = "委员"
    seats: int = 1
    entitled: int | None = None
    present: int | None = None
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    candidates: tuple[CandidateLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Who carries a resolution out by when."""

    organization_id: int | None = None
    person_ids: tuple[int, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResolutionLine:
    """What was resolved, and the task it becomes; ``follow_up`` None: nothing is to be done."""

    text: str
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What the form of a meeting record holds."""

    kind_id: int | None = None
    organization_id: int | None = None
    title: str = ""
    ordinal: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    host: str = ""
    recorder: str = ""
    lecturer: str = ""
    supervisor: str = ""
    finished_at: datetime | None = None
    topic_id: int | None = None
    agenda: tuple[AgendaLine, ...] = ()
    readings: tuple[str, ...] = ()
    text: str = ""
    roster: tuple[RosterLine, ...] = ()
    votes: tuple[VoteLine, ...] = ()
    elections: tuple[ElectionLine, ...] = ()
    resolutions: tuple[ResolutionLine, ...] = ()


def items(*titles: str) -> tuple[AgendaLine, ...]:
    """Agenda items nothing is written of yet."""
    return tuple(AgendaLine(title) for title in titles)


def titles(agenda: tuple[AgendaLine, ...]) -> tuple[str, ...]:
    """The titles of agenda items, as lists and sheets show them."""
    return tuple(line.title for line in agenda)
