"""What counts as study: meetings of kinds that give hours on the day they were held, and who took part in one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from db.meetings.models import Attendance, Meeting, Worth
from db.meetings.queries import KindRow, kinds
from db.meetings.status import MISSED, Status

_NONE = "none"


def counted_kinds(connection: Connection) -> dict[int, KindRow]:
    """The kinds of meeting that give hours (学习类) now or did once, by id."""
    return {kind.id: kind for kind in kinds(connection) if any(worth.hours_by != _NONE for worth in kind.worth)}


def counts_as_study() -> ColumnElement[bool]:
    """A meeting of a kind that gives hours on its day, as a condition on ``Meeting``."""
    ever = select(Worth.kind_id).where(Worth.hours_by != _NONE)  # most kinds never do: they are passed over at once
    entries = select(Worth.hours_by).where(Worth.kind_id == Meeting.kind_id).correlate(Meeting).limit(1)
    on_day = entries.where(Worth.holds_from <= func.date(Meeting.starts_at)).order_by(Worth.holds_from.desc())
    first = entries.order_by(Worth.holds_from)
    return and_(
        Meeting.kind_id.in_(ever),
        func.coalesce(on_day.scalar_subquery(), first.scalar_subquery()) != _NONE,
    )


def made_up_by(day: date) -> ColumnElement[bool]:
    """A line of someone who missed the meeting and had made up for it by *day*; what is only planned counts nothing."""
    return and_(Attendance.status.in_(MISSED), func.coalesce(Attendance.made_up_on <= day, False))


def took_part(day: date) -> ColumnElement[bool]:
    """A line of someone who was there, or had made up for it by *day*."""
    return or_(Attendance.status == Status.PRESENT, made_up_by(day))
