"""How far a plan is: each item over the plan's days, for its organization or the plan's; sums by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from db.core.base import table_of
from db.goals.items import grouped
from db.goals.standing import Asked, Standing, standings
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.tasks.fields import CANCELLED, NOT_STARTED
from db.tasks.queries import SourceTask, tasks_of
from db.work_plans.draft import WorkPlanItemDraft
from db.work_plans.models import WorkPlan, WorkPlanItem

ITEM = table_of(WorkPlanItem)
DONE, UNDER_WAY, NOT_BEGUN = "已完成", "进行中", "未开始"
NO_SECTION = "未分板块"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with how far it is. ``kind``: of the meetings counted; ``late``: past its day and not done."""

    id: int
    draft: WorkPlanItemDraft
    organization: str
    kind: str
    standing: Standing
    state: str
    late: bool
    tasks: tuple[SourceTask, ...] = ()

    @property
    def section(self) -> str:
        return self.draft.section or NO_SECTION

    group = section


@dataclass(frozen=True, slots=True)
class Sum:
    """Items of one section, or of the whole plan: all, and those in each state."""

    section: str
    total: int
    done: int
    under_way: int
    not_begun: int
    late: int

    @property
    def percent(self) -> int:
        """How many of a hundred are done: 100 only where all are."""
        return 100 * self.done // self.total if self.total else 0


def items_of(connection: Connection, plan_id: int, now: datetime) -> list[ItemRow]:
    """The items of a plan as they stand *now*: section by section in the order the sections begin."""
    names = [field.name for field in fields(WorkPlanItemDraft)]
    place, owner = table_of(Organization), table_of(Organization).alias("owner")
    rows = connection.execute(
        select(ITEM.c.id, func.coalesce(place.c.name, "").label("organization"),
               func.coalesce(MeetingKind.name, "").label("kind"), owner.c.id.label("owner_id"),
               owner.c.name.label("owner"), WorkPlan.starts_on, WorkPlan.ends_on, *(ITEM.c[name] for name in names))
        .join_from(ITEM, table_of(WorkPlan), WorkPlan.id == ITEM.c.plan_id)
        .join(owner, owner.c.id == WorkPlan.organization_id)
        .outerjoin(place, place.c.id == ITEM.c.organization_id)
        .outerjoin(MeetingKind, MeetingKind.id == ITEM.c.kind_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(ITEM.c.no, ITEM.c.id)
    ).all()  # fmt: skip
    drafts = {row.id: WorkPlanItemDraft(**{name: getattr(row, name) for name in names}) for row in rows}
    told = standings(connection, ITEM.name, [
        Asked(row.id, drafts[row.id], {row.organization_id or row.owner_id: row.organization or row.owner},
              row.starts_on, row.ends_on)
        for row in rows
    ], now)  # fmt: skip
    tasks = tasks_of(connection, ITEM.name, list(drafts))
    found = [
        _row(row.id, drafts[row.id], row.organization, row.kind, told[row.id], tuple(tasks.get(row.id, ())), now.date())
        for row in rows
    ]
    return [row for section in grouped(found).values() for row in section]


def _row(
    id: int, draft: WorkPlanItemDraft, organization: str, kind: str, standing: Standing,
    tasks: tuple[SourceTask, ...], today: date,
) -> ItemRow:  # fmt: skip
    begun = standing.done or draft.outcome or any(task.state not in (NOT_STARTED, CANCELLED) for task in tasks)
    state = DONE if standing.finished else UNDER_WAY if begun else NOT_BEGUN
    late = state != DONE and draft.due_on is not None and draft.due_on < today
    return ItemRow(id, draft, organization, kind, standing, state, late, tasks)


def sums(rows: Iterable[ItemRow]) -> list[Sum]:
    """Of each section in its order."""
    return [sum_of(found, section) for section, found in grouped(rows).items()]


def sum_of(rows: Sequence[ItemRow], section: str = "合计") -> Sum:
    states = [row.state for row in rows]
    return Sum(section, len(rows), states.count(DONE), states.count(UNDER_WAY), states.count(NOT_BEGUN),
               sum(row.late for row in rows))  # fmt: skip
