"""The calendar: how many meetings of which kinds on which days, and those of one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from db.core.search import breakable
from db.meetings.models import Meeting, MeetingKind
from db.meetings.queries import ATTENDED
from db.organizations.models import Organization
from db.organizations.queries import subtree


@dataclass(frozen=True, slots=True)
class KindCount:
    """Meetings of one kind on one day."""

    kind: str
    family: str
    count: int


@dataclass(frozen=True, slots=True)
class OnDay:
    """A meeting as the list of a day shows it."""

    id: int
    starts_at: datetime
    kind: str
    family: str
    organization: str
    title: str
    attended: str  # 到会/应到


def counts(
    connection: Connection,
    organization: int | None,
    first: date,
    last: date,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[date, list[KindCount]]:
    """By day from *first* to *last*, kinds in the office's order. Days without a meeting are left out."""
    day = func.date(Meeting.starts_at)
    query = (
        select(day, Meeting.kind_id, func.count())
        .where(*_where(organization, first, last))
        .group_by(day, Meeting.kind_id)
    )
    found: dict[date, list[tuple[int, KindCount]]] = {}
    with breakable(connection, cancelled):
        known = {
            row.id: row
            for row in connection.execute(
                select(MeetingKind.id, MeetingKind.name, MeetingKind.family, MeetingKind.position)
            )
        }
        for written, kind_id, count in connection.execute(query):
            kind = known[kind_id]
            counted = (kind.position, KindCount(kind.name, kind.family, count))
            found.setdefault(date.fromisoformat(written), []).append(counted)
    return {on: [count for _, count in sorted(told, key=lambda one: one[0])] for on, told in sorted(found.items())}


def on_day(connection: Connection, organization: int | None, day: date) -> list[OnDay]:
    """The meetings of *day* in their order."""
    query = (
        select(
            Meeting.id, Meeting.starts_at, MeetingKind.name, MeetingKind.family,
            func.coalesce(func.nullif(Organization.short_name, ""), Organization.name), Meeting.title,
            ATTENDED,
        )
        .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
        .join(Organization, Organization.id == Meeting.organization_id)
        .where(*_where(organization, day, day))
        .order_by(Meeting.starts_at, Meeting.id)
    )  # fmt: skip
    return [OnDay(*row) for row in connection.execute(query)]


def _where(organization: int | None, first: date, last: date) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        Meeting.starts_at >= datetime.combine(first, time()),
        Meeting.starts_at < datetime.combine(last + timedelta(1), time()),
    ]
    if organization is not None:
        where.append(Meeting.organization_id.in_(subtree(organization)))
    return where
