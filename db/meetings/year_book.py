"""The records of one organization and its groups in one year, for the year book (年度台账汇编)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, select

from db.core.errors import UserError
from db.core.period import Period
from db.meetings.models import Meeting
from db.meetings.sheet import MinutesSheet
from db.meetings.sheets import sheets
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.organizations.queries import get_organization


@dataclass(frozen=True, slots=True)
class YearBook:
    """Records in the order of their dates."""

    organization: str
    year: int
    sheets: tuple[MinutesSheet, ...]


def year_book(connection: Connection, organization: int, year: int) -> YearBook:
    """All records of *organization* and of the groups below it, not of other organizations below.

    :raises UserError: there is none, no such organization, or no such year.
    """
    whole = Period.parse(str(year))
    name = get_organization(connection, organization).name
    groups = select(Organization.id).where(Organization.parent_id == organization, Organization.kind == GROUP_KIND)
    query = (
        select(Meeting.id)
        .where((Meeting.organization_id == organization) | Meeting.organization_id.in_(groups))
        .where(
            Meeting.starts_at.between(datetime.combine(whole.first, time.min), datetime.combine(whole.last, time.max))
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found = sheets(connection, list(connection.execute(query).scalars()))
    if not found:
        raise UserError(f"{name}在{year}年没有会议记录，没有内容可以汇编。")
    return YearBook(name, year, tuple(found))
