"""学习台账: the study meetings of a scope and period, one line each, in the order of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.core.fields import Field, Kind
from db.core.period import Period
from db.meetings.models import Meeting
from db.meetings.records import readings_of
from db.organizations.queries import nodes
from db.rules.queries import read_rules
from db.study.counted import counted_kinds
from db.study.hours import batches
from db.study.rates import Asked, held
from db.study.rules import Conversion


@dataclass(frozen=True, slots=True)
class StudyLine:
    """One study meeting."""

    meeting_id: int
    day: date
    kind: str
    title: str
    readings: tuple[str, ...]
    lecturer: str
    organization: str
    present: int
    expected: int
    hours: float

    def values(self) -> tuple[Any, ...]:
        """For ``FIELDS``."""
        return (
            self.day, self.kind, self.title, "；".join(self.readings), self.lecturer, self.organization, self.present,
            self.expected, self.hours,
        )  # fmt: skip


FIELDS: tuple[Field, ...] = (
    Field("day", "日期", Kind.DATE, width=88),
    Field("kind", "类型", width=96),
    Field("title", "名称", width=220),
    Field("readings", "学习篇目", width=260),
    Field("lecturer", "主讲人", width=72),
    Field("organization", "召开组织", width=170),
    Field("present", "实到", Kind.INTEGER, width=48),
    Field("expected", "应到", Kind.INTEGER, width=48),
    Field("hours", "学时", Kind.NUMBER, width=48),
)


def study_lines(
    connection: Connection, organization: int | None, period: Period, now: datetime,
    progress: Progress = untold, cancelled: Cancelled = never,
) -> list[StudyLine]:  # fmt: skip
    """Every study meeting held by now."""
    known, conversion = counted_kinds(connection), Conversion(read_rules(connection))
    places = {node.id: node.name for node in nodes(connection)}
    rows = connection.execute(
        select(
            Meeting.id, Meeting.kind_id, Meeting.starts_at, Meeting.ends_at, Meeting.title, Meeting.lecturer,
            Meeting.organization_id, Meeting.present, Meeting.expected,
        )
        .where(*held(Asked(organization, period, now)))
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()  # fmt: skip
    found = []
    for done, part in batches(rows):
        if cancelled():
            raise CancelledError
        readings = readings_of(connection, [row.id for row in part])
        for row in part:
            kind = known[row.kind_id]
            found.append(StudyLine(
                row.id, row.starts_at.date(), kind.name, row.title, readings.get(row.id, ()), row.lecturer,
                places[row.organization_id], row.present, row.expected,
                conversion.hours(kind, row.starts_at, row.ends_at),
            ))  # fmt: skip
        progress(done, len(rows), "")
    return found
