"""How far the items of responsibility lists are: over a list's year, for each organization that answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection, func, select

from db.core.base import table_of
from db.goals.standing import Asked, Standing, mean, standings
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.responsibilities.draft import ItemDraft
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.responsibilities.queries import answers, today_of

ITEM = table_of(ResponsibilityItem)
_DRAFT = tuple(field.name for field in fields(ItemDraft))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it. ``kind``: of the meetings it counts; ``late``: past its day and not all done."""

    id: int
    list_id: int
    no: int
    draft: ItemDraft
    kind: str
    standing: Standing
    late: bool

    @property
    def group(self) -> str:
        return self.draft.category


def items(connection: Connection, list_ids: Sequence[int], now: datetime) -> dict[int, list[ItemRow]]:
    """The items of some lists in their order, each with how far it is done by *now*."""
    rows = connection.execute(
        select(ITEM, ResponsibilityList.year, func.coalesce(MeetingKind.name, "").label("kind_name"))
        .join(ResponsibilityList, ResponsibilityList.id == ITEM.c.list_id)
        .outerjoin(MeetingKind, MeetingKind.id == ITEM.c.kind_id)
        .where(ITEM.c.list_id.in_(list_ids))
        .order_by(ITEM.c.list_id, ITEM.c.no, ITEM.c.id)
    ).all()
    drafts = {row.id: ItemDraft(**{name: getattr(row, name) for name in _DRAFT}) for row in rows}
    places = answering(connection, list_ids)
    told = standings(connection, ITEM.name, [
        Asked(row.id, drafts[row.id], places[row.list_id], date(row.year, 1, 1), date(row.year, 12, 31))
        for row in rows
    ], now)  # fmt: skip
    found: dict[int, list[ItemRow]] = {list_id: [] for list_id in list_ids}
    for row in rows:
        late = row.due_on is not None and row.due_on < now.date() and not told[row.id].finished
        item = ItemRow(row.id, row.list_id, row.no, drafts[row.id], row.kind_name, told[row.id], late)
        found[row.list_id].append(item)
    return found


def share_of(rows: Sequence[ItemRow]) -> Fraction:
    """How far a list is done: every item weighs the same."""
    return mean(row.standing for row in rows)


def answering(connection: Connection, list_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Of each list the organizations that answer for it, with their names: those that pledge and are not dissolved,
    else its own."""
    found: dict[int, dict[int, str]] = {}
    for list_id, place, name, there in _pledging(connection, list_ids):
        if there:
            found.setdefault(list_id, {})[place] = name
    own = connection.execute(
        select(ResponsibilityList.id, Organization.id, Organization.name)
        .join(Organization, Organization.id == ResponsibilityList.organization_id)
        .where(ResponsibilityList.id.in_(list_ids))
    )
    for list_id, place, name in own:
        found.setdefault(list_id, {place: name})
    return found


def left_out(connection: Connection, list_ids: Sequence[int]) -> dict[int, list[str]]:
    """Of each list the organizations that have a pledge and do not count, because they are dissolved."""
    found: dict[int, list[str]] = {list_id: [] for list_id in list_ids}
    for list_id, _place, name, there in _pledging(connection, list_ids):
        if not there:
            found[list_id].append(name)
    return found


def _pledging(connection: Connection, list_ids: Sequence[int]) -> list[tuple[int, int, str, bool]]:
    """The pledges of lists as (list, organization, its name, whether it answers)."""
    today = today_of(connection)
    rows = connection.execute(
        select(Pledge.list_id, Organization.id, Organization.name, Organization.dissolved_on, ResponsibilityList.year)
        .join(Organization, Organization.id == Pledge.organization_id)
        .join(ResponsibilityList, ResponsibilityList.id == Pledge.list_id)
        .where(Pledge.list_id.in_(list_ids))
        .order_by(Organization.position, Organization.id)
    )
    return [(list_id, place, name, answers(ended, year, today)) for list_id, place, name, ended, year in rows]
