"""How far an item of a list or a plan is, by the one rule of the house.

Where a kind of record is linked, the records tell; else the item's tasks, where there are any; else the hand. A room
says only for which days and whom its items are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from math import floor

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from db.goals.counting import Aim, Done, done
from db.goals.draft import GoalDraft
from db.organizations.models import Organization
from db.tasks import fields as task
from db.tasks.models import Task

_BATCH = 500
_Leaf = tuple[int, bool]  # a task without parts, and whether it is done
_Leaves = dict[tuple[int | None, str], list[_Leaf]]  # by organization


class By(StrEnum):
    """What an item's figure rests on."""

    RECORDS = "records"
    TASKS = "tasks"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item as its room hands it over. ``places``: the organizations that answer for it, with their names."""

    id: int
    goal: GoalDraft
    places: Mapping[int, str]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Part:
    """One organization's part, with the records counted and the ``days`` they counted by; of tasks all there are, done
    or not, without days."""

    organization_id: int | None
    organization: str
    count: int
    target: int
    record_ids: tuple[int, ...]
    days: tuple[date, ...] = ()

    @property
    def percent(self) -> int:
        return percent(Fraction(min(self.count, self.target), self.target)) if self.target else 0

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
    def share(self) -> Fraction:
        return Fraction(self.done, self.due) if self.due else Fraction()

    @property
    def percent(self) -> int:
        return percent(self.share)

    @property
    def finished(self) -> bool:
        return self.share >= 1

    @property
    def told(self) -> str:
        """80%, 3/4; of a single organization what it has beyond its target too: 5/4."""
        if self.by is By.HAND:
            return f"{self.done}%"
        return self.parts[0].told if len(self.parts) == 1 else f"{self.done}/{self.due}"

    @property
    def records(self) -> dict[int, date]:
        """The records counted, each with the day it counted by, in the order of these days."""
        lines = sorted({line for part in self.parts for line in zip(part.days, part.record_ids, strict=False)})
        found: dict[int, date] = {}
        for day, record in lines:
            found.setdefault(record, day)
        return found


def percent(share: Fraction) -> int:
    """Whole percents of *share*, never more than are done: 100 only where all is."""
    return floor(100 * share)


def mean(standings: Iterable[Standing]) -> Fraction:
    """How far several items are, each of the same weight."""
    shares = [standing.share for standing in standings]
    return sum(shares, Fraction()) / len(shares) if shares else Fraction()


def standings(connection: Connection, table: str, items: Sequence[Asked], now: datetime) -> dict[int, Standing]:
    """How far each of *items*, rows of *table*, is by *now*."""
    found = _counted(connection, [item for item in items if item.goal.counted and item.goal.target], now)
    found |= _tasked(connection, table, [item.id for item in items if item.id not in found])
    return {item.id: found.get(item.id) or Standing(By.HAND, item.goal.share or 0, 100) for item in items}


def _counted(connection: Connection, items: Sequence[Asked], now: datetime) -> dict[int, Standing]:
    """Items with a kind of record to be counted, for each organization that answers."""
    aims = [
        Aim((item.id, place), (place,), item.goal.counted, item.goal.kind_id, item.goal.target, item.goal.below,
            item.first, item.last)
        for item in items
        for place in item.places
    ]  # fmt: skip
    told = done(connection, aims, now)
    found = {}
    for item in items:
        parts = tuple(_part(place, name, told[item.id, place]) for place, name in item.places.items())
        reached = sum(min(part.count, part.target) for part in parts)
        found[item.id] = Standing(By.RECORDS, reached, sum(part.target for part in parts), parts)
    return found


def _part(place: int, name: str, told: Done) -> Part:
    return Part(place, name, told.count, told.target or 0, told.record_ids, told.days)


def _tasked(connection: Connection, table: str, item_ids: Sequence[int]) -> dict[int, Standing]:
    """Items with tasks made of them: of these, and where they were divided of their parts, how many are done. One
    cancelled counts for nothing."""
    found: dict[int, _Leaves] = {}
    for start in range(0, len(item_ids), _BATCH):
        mine = (Task.source_table == table, Task.source_id.in_(item_ids[start : start + _BATCH]))
        tree = select(Task.source_id.label("item"), Task.id).where(*mine).cte("tree", recursive=True)
        tree = tree.union(select(tree.c.item, Task.id).join(tree, Task.parent_id == tree.c.id))
        part = aliased(Task)
        leaves = connection.execute(
            select(tree.c.item, Task.id, Task.organization_id, func.coalesce(Organization.name, ""), Task.state)
            .join(Task, Task.id == tree.c.id)
            .outerjoin(Organization, Organization.id == Task.organization_id)
            .where(Task.state != task.CANCELLED, ~select(part.id).where(part.parent_id == Task.id).exists())
            .order_by(Organization.position, Task.id)
        )
        for item, id, place, name, state in leaves:
            found.setdefault(item, {}).setdefault((place, name), []).append((id, state == task.DONE))
    return {item: _of_tasks(leaves) for item, leaves in found.items()}


def _of_tasks(leaves: _Leaves) -> Standing:
    parts = tuple(
        Part(place, name, sum(closed for _, closed in tasks), len(tasks), tuple(id for id, _ in tasks))
        for (place, name), tasks in leaves.items()
    )
    return Standing(By.TASKS, sum(part.count for part in parts), sum(part.target for part in parts), parts)
