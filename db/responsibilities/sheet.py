"""What a printed pledge says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from db.core.base import table_of
from db.core.errors import UserError
from db.goals.words import aim_told
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.responsibilities.pledging import NO_PLEDGE

_BATCH = 500
_ABOVE = "上级党组织"  # of the topmost organization of the book


@dataclass(frozen=True, slots=True)
class Duty:
    """An item as the pledge says it."""

    no: int
    category: str
    text: str
    standard: str
    frequency: str
    lead: str
    assist: str
    responsible: str
    due_on: date | None
    aim: str  # 党课 4 次


@dataclass(frozen=True, slots=True)
class PledgeSheet:
    """One organization's pledge on a list that ``issuer`` issued; one that pledges on its own list does so to the
    organization above it."""

    id: int
    title: str
    year: int
    issuer: str
    organization: str
    signer: str
    signed_on: date | None
    duties: tuple[Duty, ...]

    @property
    def categories(self) -> dict[str, list[Duty]]:
        found: dict[str, list[Duty]] = {}
        for duty in self.duties:
            found.setdefault(duty.category, []).append(duty)
        return found


def pledge_sheets(connection: Connection, pledge_ids: Sequence[int]) -> list[PledgeSheet]:
    """The pledges to print, in the order of *pledge_ids*; ``UserError`` when one is gone."""
    issuer, own, upper = (table_of(Organization).alias(name) for name in ("issuer", "own", "upper"))
    rows: list[Row[Any]] = []
    for start in range(0, len(pledge_ids), _BATCH):
        rows += connection.execute(
            select(Pledge.id, Pledge.list_id, ResponsibilityList.title, ResponsibilityList.year,
                   case((issuer.c.id == own.c.id, func.coalesce(upper.c.name, _ABOVE)), else_=issuer.c.name)
                   .label("issuer"), own.c.name, Pledge.signer, Pledge.signed_on)
            .join(ResponsibilityList, ResponsibilityList.id == Pledge.list_id)
            .join(issuer, issuer.c.id == ResponsibilityList.organization_id)
            .outerjoin(upper, upper.c.id == issuer.c.parent_id)
            .join(own, own.c.id == Pledge.organization_id)
            .where(Pledge.id.in_(pledge_ids[start : start + _BATCH]))
        ).all()  # fmt: skip
    duties = _duties(connection, {row.list_id for row in rows})
    found = {row.id: _sheet(row, duties.get(row.list_id, ())) for row in rows}
    if set(pledge_ids) - found.keys():
        raise UserError(NO_PLEDGE)
    return [found[pledge_id] for pledge_id in pledge_ids]


def _sheet(row: Row[Any], duties: Sequence[Duty]) -> PledgeSheet:
    return PledgeSheet(
        row.id, row.title, row.year, row.issuer, row.name, row.signer, row.signed_on, tuple(duties)
    )  # fmt: skip


def _duties(connection: Connection, list_ids: set[int]) -> dict[int, list[Duty]]:
    item = ResponsibilityItem
    rows = connection.execute(
        select(item.list_id, item.no, item.category, item.text, item.standard, item.frequency, item.lead, item.assist,
               item.responsible, item.due_on, item.counted, item.target, func.coalesce(MeetingKind.name, ""))
        .outerjoin(MeetingKind, MeetingKind.id == item.kind_id)
        .where(item.list_id.in_(list_ids))
        .order_by(item.list_id, item.no, item.id)
    )  # fmt: skip
    found: dict[int, list[Duty]] = {}
    for list_id, *values in rows:
        *told, counted, target, kind = values
        told.append(aim_told(counted, target, kind))
        found.setdefault(list_id, []).append(Duty(*told))
    return found
