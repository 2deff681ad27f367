"""How someone on the roster took part."""

from __future__ import annotations

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


MISSED = (Status.LEAVE, Status.ABSENT)
