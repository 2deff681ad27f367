"""What a printed meeting record shows, as plain data. Printing reads this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.meetings.draft import AgendaLine, ElectionLine, VoteLine
from db.meetings.status import Status
from db.meetings.voting import ElectionOutcome, Outcome


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    name: str
    status: Status
    reason: str = ""
    voting: bool = False
    spoke: bool = False
    made_up: str = ""  # 2022年6月28日自学材料


@dataclass(frozen=True, slots=True)
class ResolutionSheet:
    """A resolution with its follow-up in words."""

    text: str
    organization: str = ""
    people: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """One meeting record, complete, in the order it is printed."""

    id: int
    organization: str
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    ordinal: int | None = None  # 第几次
    place: str = ""
    host: str = ""
    recorder: str = ""
    lecturer: str = ""
    supervisor: str = ""
    agenda: tuple[AgendaLine, ...] = ()
    readings: tuple[str, ...] = ()
    text: str = ""
    attendance: tuple[AttendanceLine, ...] = ()
    votes: tuple[tuple[VoteLine, Outcome], ...] = ()
    elections: tuple[tuple[ElectionLine, ElectionOutcome], ...] = ()
    resolutions: tuple[ResolutionSheet, ...] = ()
    audience: str = ""  # whom its kind of meeting expects: 全体党员
    contact: str = ""  # of the organization, for those who have questions
    phone: str = ""
    ahead: bool = False  # still to come: its roster tells who is expected, nobody has attended yet

    def count(self, *statuses: Status) -> int:
        return sum(1 for line in self.attendance if line.status in statuses)

    @property
    def expected(self) -> int:
        """应到: everyone on the roster but guests."""
        return self.count(Status.PRESENT, Status.LEAVE, Status.ABSENT)

    def called(self, status: Status) -> str:
        """What those of *status* are called: nobody is 到会 before the meeting."""
        return "应到" if self.ahead and status is Status.PRESENT else status.label

    @property
    def voting(self) -> tuple[int, int]:
        """Of those expected and of those present, how many had the right to vote."""
        entitled = [line for line in self.attendance if line.voting]
        return len(entitled), sum(1 for line in entitled if line.status is Status.PRESENT)
