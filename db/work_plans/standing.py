"""How far a plan is: each item from records, from its tasks or as told by hand; sums by section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from db.core.base import table_of
from db.goals.counting import Aim, Done, done
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
    """An item with how far it is. ``kind``: of the meetings counted; ``percent``: 0 … 100; ``told``: how that is
    written; ``record_ids``: the records counted; ``late``: past its day and not done."""

    id: int
    draft: WorkPlanItemDraft
    organization: str
    kind: str
    percent: int
    told: str
    state: str
    late: bool
    record_ids: tuple[int, ...] = ()
    tasks: tuple[SourceTask, ...] = ()

    @property
    def section(self) -> str:
        return self.draft.section or NO_SECTION


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
        """How many of a hundred are done."""
        return round(100 * self.done / self.total) if self.total else 0


def items_of(connection: Connection, plan_id: int, now: datetime) -> list[ItemRow]:
    """The items of a plan as they stand *now*: section by section in the order the sections begin."""
    names = [field.name for field in fields(WorkPlanItemDraft)]
    place = table_of(Organization)
    rows = connection.execute(
        select(ITEM.c.id, func.coalesce(place.c.name, ""), func.coalesce(MeetingKind.name, ""),
               WorkPlan.organization_id, WorkPlan.starts_on, WorkPlan.ends_on, *(ITEM.c[name] for name in names))
        .join_from(ITEM, table_of(WorkPlan), WorkPlan.id == ITEM.c.plan_id)
        .outerjoin(place, place.c.id == ITEM.c.organization_id)
        .outerjoin(MeetingKind, MeetingKind.id == ITEM.c.kind_id)
        .where(ITEM.c.plan_id == plan_id)
        .order_by(ITEM.c.no, ITEM.c.id)
    ).all()  # fmt: skip
    read = [(row[0], row[1], row[2], WorkPlanItemDraft(**dict(zip(names, row[6:], strict=True))), row[3:6])
            for row in rows]  # fmt: skip
    counted = done(connection, [
        Aim(id, (draft.organization_id or owner,), draft.counted, draft.kind_id, draft.target, draft.below, first, last)
        for id, _place, _kind, draft, (owner, first, last) in read
    ], now)  # fmt: skip
    tasks = tasks_of(connection, ITEM.name, [id for id, *_rest in read])
    found = [
        _row(id, draft, organization, kind, counted.get(id), tuple(tasks.get(id, ())), now.date())
        for id, organization, kind, draft, _plan in read
    ]
    sections = list(dict.fromkeys(row.draft.section for row in found))
    return sorted(found, key=lambda row: sections.index(row.draft.section))


def _row(
    id: int, draft: WorkPlanItemDraft, organization: str, kind: str, counted: Done | None,
    tasks: tuple[SourceTask, ...], today: date,
) -> ItemRow:  # fmt: skip
    percent, told = _far(draft, counted, tasks)
    begun = percent > 0 or bool(draft.outcome) or any(task.state not in (NOT_STARTED, CANCELLED) for task in tasks)
    state = DONE if percent == 100 else UNDER_WAY if begun else NOT_BEGUN
    late = state != DONE and draft.due_on is not None and draft.due_on < today
    records = counted.record_ids if counted else ()
    return ItemRow(id, draft, organization, kind, percent, told, state, late, records, tasks)


def _far(draft: WorkPlanItemDraft, counted: Done | None, tasks: Sequence[SourceTask]) -> tuple[int, str]:
    """What counts goes before what is told by hand, and that before the tasks; one cancelled counts for nothing."""
    if counted is not None and counted.target:
        return int(100 * (counted.share or 0)), f"{counted.count}/{counted.target}"
    live = [task for task in tasks if task.state != CANCELLED]
    by_tasks = sum(task.percent for task in live) // len(live) if live else 0
    percent = by_tasks if draft.share is None else draft.share
    return percent, f"{percent}%"


def sums(rows: Iterable[ItemRow]) -> list[Sum]:
    """Of each section in its order."""
    by_section: dict[str, list[ItemRow]] = {}
    for row in rows:
        by_section.setdefault(row.section, []).append(row)
    return [sum_of(found, section) for section, found in by_section.items()]


def sum_of(rows: Sequence[ItemRow], section: str = "合计") -> Sum:
    states = [row.state for row in rows]
    return Sum(section, len(rows), states.count(DONE), states.count(UNDER_WAY), states.count(NOT_BEGUN),
               sum(row.late for row in rows))  # fmt: skip
