"""What a printed meeting record shows, as plain data. Printing reads this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Status(IntEnum):
    """Attendance status as stored."""

    PRESENT = 1
    LEAVE = 2
    ABSENT = 3
    GUEST = 4  # 列席: invited, not counted among those expected

    @property
    def label(self) -> str:
        return {1: "到会", 2: "请假", 3: "缺席", 4: "列席"}[self.value]


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    name: str
    status: Status
    reason: str = ""


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
    agenda: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    text: str = ""
    attendance: tuple[AttendanceLine, ...] = ()

    def count(self, *statuses: Status) -> int:
        return sum(1 for line in self.attendance if line.status in statuses)

    @property
    def expected(self) -> int:
        """应到: everyone on the roster but guests."""
        return self.count(Status.PRESENT, Status.LEAVE, Status.ABSENT)
