"""How far the items of responsibility lists are done: from records, from tasks, or as told by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import aliased

from db.core.base import table_of
from db.goals.counting import Aim, Done, done
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.responsibilities.draft import ItemDraft
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.tasks.fields import CANCELLED, DONE
from db.tasks.models import Task

ITEM = table_of(ResponsibilityItem)
_DRAFT = tuple(field.name for field in fields(ItemDraft))


class By(StrEnum):
    """What an item's figure rests on."""

    RECORDS = "records"
    TASKS = "tasks"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Part:
    """One organization's part, with the records counted; of tasks all there are, done or not."""

    organization_id: int | None
    organization: str
    count: int
    target: int
    record_ids: tuple[int, ...]

    @property
    def told(self) -> str:
        return f"{self.count}/{self.target}"


@dataclass(frozen=True, slots=True)
class Standing:
    """``done`` of ``due``: over all organizations, no one's surplus filling another's gap; percent by hand."""

    by: By
    done: int
    due: int
    parts: tuple[Part, ...] = ()

    @property
    def share(self) -> float:
        return self.done / self.due if self.due else 0.0

    @property
    def told(self) -> str:
        return f"{self.done}%" if self.by is By.HAND else f"{self.done}/{self.due}"


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


def items(connection: Connection, list_ids: Sequence[int], now: datetime) -> dict[int, list[ItemRow]]:
    """The items of some lists in their order, each with how far it is done by *now*."""
    rows = connection.execute(
        select(ITEM, ResponsibilityList.year, func.coalesce(MeetingKind.name, "").label("kind_name"))
        .join(ResponsibilityList, ResponsibilityList.id == ITEM.c.list_id)
        .outerjoin(MeetingKind, MeetingKind.id == ITEM.c.kind_id)
        .where(ITEM.c.list_id.in_(list_ids))
        .order_by(ITEM.c.list_id, ITEM.c.no, ITEM.c.id)
    ).all()
    standings = _counted(connection, rows, list_ids, now)
    standings |= _tasked(connection, [row.id for row in rows if row.id not in standings])
    found: dict[int, list[ItemRow]] = {list_id: [] for list_id in list_ids}
    for row in rows:
        standing = standings.get(row.id) or Standing(By.HAND, row.share or 0, 100)
        late = row.due_on is not None and row.due_on < now.date() and standing.share < 1
        draft = ItemDraft(**{name: getattr(row, name) for name in _DRAFT})
        found[row.list_id].append(ItemRow(row.id, row.list_id, row.no, draft, row.kind_name, standing, late))
    return found


def share_of(rows: Sequence[ItemRow]) -> float:
    """How far a list is done: every item weighs the same."""
    return sum(row.standing.share for row in rows) / len(rows) if rows else 0.0


def _counted(
    connection: Connection, rows: Sequence[Row[Any]], list_ids: Sequence[int], now: datetime
) -> dict[int, Standing]:
    """Items with a kind of record to be counted: over the list's year, for each organization that answers for it."""
    aimed = [row for row in rows if row.counted and row.target]
    if not aimed:
        return {}
    places = answering(connection, list_ids)
    aims = [
        Aim((row.id, place), (place,), row.counted, row.kind_id, row.target, row.below, date(row.year, 1, 1),
            date(row.year, 12, 31))
        for row in aimed
        for place in places[row.list_id]
    ]  # fmt: skip
    told = done(connection, aims, now)
    standings = {}
    for row in aimed:
        parts = tuple(_part(place, name, told[row.id, place]) for place, name in places[row.list_id].items())
        reached = sum(min(part.count, part.target) for part in parts)
        standings[row.id] = Standing(By.RECORDS, reached, row.target * len(parts), parts)
    return standings


def _part(place: int, name: str, told: Done) -> Part:
    return Part(place, name, told.count, told.target or 0, told.record_ids)


def answering(connection: Connection, list_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """Of each list the organizations that answer for it, with their names: those that pledge, else its own."""
    pledging = connection.execute(
        select(Pledge.list_id, Organization.id, Organization.name)
        .join(Organization, Organization.id == Pledge.organization_id)
        .where(Pledge.list_id.in_(list_ids))
        .order_by(Organization.position, Organization.id)
    )
    found: dict[int, dict[int, str]] = {}
    for list_id, place, name in pledging:
        found.setdefault(list_id, {})[place] = name
    own = connection.execute(
        select(ResponsibilityList.id, Organization.id, Organization.name)
        .join(Organization, Organization.id == ResponsibilityList.organization_id)
        .where(ResponsibilityList.id.in_(list_ids))
    )
    for list_id, place, name in own:
        found.setdefault(list_id, {place: name})
    return found


def _tasked(connection: Connection, item_ids: Sequence[int]) -> dict[int, Standing]:
    """Items with tasks assigned from them: of these, and where they were divided of their parts, how many are done.
    One cancelled counts for nothing."""
    mine = (Task.source_table == ITEM.name, Task.source_id.in_(item_ids))
    tree = select(Task.source_id.label("item"), Task.id).where(*mine).cte("tree", recursive=True)
    tree = tree.union(select(tree.c.item, Task.id).join(tree, Task.parent_id == tree.c.id))
    part = aliased(Task)
    leaves = connection.execute(
        select(tree.c.item, Task.id, Task.organization_id, func.coalesce(Organization.name, ""), Task.state)
        .join(Task, Task.id == tree.c.id)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .where(Task.state != CANCELLED, ~select(part.id).where(part.parent_id == Task.id).exists())
        .order_by(Organization.position, Task.id)
    )
    by_item: dict[int, dict[tuple[int | None, str], list[tuple[int, bool]]]] = {}
    for item, task, place, name, state in leaves:
        by_item.setdefault(item, {}).setdefault((place, name), []).append((task, state == DONE))
    return {item: _of_tasks(places) for item, places in by_item.items()}


def _of_tasks(places: dict[tuple[int | None, str], list[tuple[int, bool]]]) -> Standing:
    parts = tuple(
        Part(place, name, sum(closed for _, closed in tasks), len(tasks), tuple(task for task, _ in tasks))
        for (place, name), tasks in places.items()
    )
    return Standing(By.TASKS, sum(part.count for part in parts), sum(part.target for part in parts), parts)
