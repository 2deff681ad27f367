"""Figures of guidance groups and inspections, each as the records behind it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.core.listing import Filter
from db.core.period import Period
from db.inspections.models import GuidanceGroup
from db.inspections.queries import SECTOR, inspections
from db.organizations.queries import subtree


def groups_set_up(connection: Connection, period: Period, organization: int | None = None) -> list[int]:
    """Guidance groups that the scope's organizations set up in the period, whether they still work or not."""
    query = select(GuidanceGroup.id).where(GuidanceGroup.set_up_on.between(period.first, period.last))
    if organization is not None:
        query = query.where(GuidanceGroup.organization_id.in_(subtree(organization)))
    return list(connection.execute(query.order_by(GuidanceGroup.set_up_on, GuidanceGroup.id)).scalars())


def inspections_held(
    connection: Connection, period: Period, organization: int | None = None, sector: str | None = None
) -> list[int]:
    """Inspections of the period as the list shows them; *sector*: only those that went to such an organization."""
    choices = {} if sector is None else {SECTOR: sector}
    return list(inspections.ids(connection, Filter(organization=organization, period=period, choices=choices)))
