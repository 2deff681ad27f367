"""What the form of a meeting record holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.meetings.sheet import Status

LISTS = ("agenda", "readings", "roster")  # parts that are rows of their own


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of the roster; ``person_id`` None for an outsider known by name only."""

    person_id: int | None
    name: str
    status: Status = Status.PRESENT
    reason: str = ""


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
    agenda: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    text: str = ""
    roster: tuple[RosterLine, ...] = ()
