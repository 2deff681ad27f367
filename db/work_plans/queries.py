"""Reading work plans: the list, one plan's head, what the dialog of an item offers, the next plan."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Date, func, or_, select

from db.core.base import table_of
from db.core.engine import book_now
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.period import Period
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.work_plans.draft import WorkPlanDraft
from db.work_plans.fields import PLAN_FIELDS
from db.work_plans.models import WorkPlan, WorkPlanItem
from db.work_plans.standing import ItemRow, items_of

PLAN = table_of(WorkPlan)
NO_PLAN = "这份工作计划已被删除，请刷新列表。"


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan as it is shown and printed. ``organization``: its name; ``today``: the day it stands so."""

    id: int
    draft: WorkPlanDraft
    organization: str
    items: tuple[ItemRow, ...]
    today: date

    @property
    def period(self) -> Period:
        assert self.draft.starts_on is not None
        assert self.draft.ends_on is not None
        return Period(self.draft.starts_on, self.draft.ends_on)


def get_plan(connection: Connection, plan_id: int) -> WorkPlanDraft:
    """The head of a plan; ``UserError`` when it is gone."""
    row = connection.execute(select(PLAN).where(PLAN.c.id == plan_id)).mappings().first()
    if row is None:
        raise UserError(NO_PLAN)
    return WorkPlanDraft(**{field.name: row[field.name] for field in fields(WorkPlanDraft)})


def plan_sheet(connection: Connection, plan_id: int, now: datetime) -> PlanSheet:
    """A plan with its items as they stand *now*; ``UserError`` when it is gone."""
    draft = get_plan(connection, plan_id)
    name = connection.execute(select(Organization.name).where(Organization.id == draft.organization_id)).scalar_one()
    return PlanSheet(plan_id, draft, name, tuple(items_of(connection, plan_id, now)), now.date())


def plan_of_item(connection: Connection, item_id: int) -> int | None:
    """The plan an item stands in; None when it is gone."""
    return connection.execute(select(WorkPlanItem.plan_id).where(WorkPlanItem.id == item_id)).scalar()


def sections_of(connection: Connection, plan_id: int) -> list[str]:
    """The sections of a plan in their order."""
    rows = connection.execute(
        select(WorkPlanItem.section)
        .where(WorkPlanItem.plan_id == plan_id, WorkPlanItem.section != "")
        .group_by(WorkPlanItem.section)
        .order_by(func.min(WorkPlanItem.no))
    )
    return list(rows.scalars())


def next_plan(draft: WorkPlanDraft) -> WorkPlanDraft:
    """The head of the plan after *draft*: the next half-year of a half-year, named after it."""
    assert draft.starts_on is not None
    assert draft.ends_on is not None
    period = Period(draft.starts_on, draft.ends_on)
    after = period.next()
    title = draft.title
    for old, new in ((period.label, after.label), (f"{period.first.year}", f"{after.first.year}")):
        worded = title.replace(old, new).replace(_close(old), _close(new))
        if worded != title:
            title = worded
            break
    return replace(draft, title=title, starts_on=after.first, ends_on=after.last, note="")


def moved(due_on: date | None, old: date, plan: WorkPlanDraft) -> date | None:
    """A day of a plan that began on *old* as far into *plan*, and not after its end."""
    assert plan.starts_on is not None
    assert plan.ends_on is not None
    if due_on is None:
        return None
    months = (plan.starts_on.year - old.year) * 12 + plan.starts_on.month - old.month
    year, month = divmod(due_on.year * 12 + due_on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    wholly = due_on.day == monthrange(due_on.year, due_on.month)[1]  # the end of a month stays one
    day = date(year, month + 1, last if wholly else min(due_on.day, last))
    return min(max(day, plan.starts_on), plan.ends_on)


def _close(label: str) -> str:
    """2022年下半年, as titles write it."""
    return label.replace(" ", "")


_today: ColumnElement[date] = func.date(book_now(), type_=Date)


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Plans of the scope's organizations for days of the period; ``over``: whether their last day is past."""
    clauses: list[ColumnElement[bool]] = []
    for name, value in wanted.choices.items():
        clauses.append((PLAN.c.ends_on < _today) == value if name == "over" else PLAN.c[name] == value)
    if wanted.organization is not None:
        clauses.append(PLAN.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses += [PLAN.c.starts_on <= wanted.period.last, PLAN.c.ends_on >= wanted.period.first]
    return clauses


def _found(text: str) -> Ranks:
    """By title, or by an item's title, text or section."""
    columns = (WorkPlanItem.title, WorkPlanItem.text, WorkPlanItem.section, WorkPlanItem.responsible)
    holding = or_(*(column.contains(text, autoescape=True) for column in columns))
    items = select(WorkPlanItem.plan_id).where(holding)
    within = PLAN.c.title.contains(text, autoescape=True)
    return (Rank(or_(within, PLAN.c.id.in_(items)), (WorkPlan.starts_on.desc(),)),)


_place = table_of(Organization)
_by_name = {field.name: field for field in PLAN_FIELDS}

work_plans = Listing(
    table=PLAN,
    source=PLAN.join(_place, PLAN.c.organization_id == _place.c.id),
    columns=(
        *((_by_name[name], PLAN.c[name]) for name in ("title", "starts_on", "ends_on")),
        (Field("organization", "制定组织", width=130), _place.c.name),
        (
            Field("items", "事项", Kind.INTEGER, width=48),
            select(func.count()).where(WorkPlanItem.plan_id == PLAN.c.id).correlate(PLAN).scalar_subquery(),
        ),
    ),
    order=(WorkPlan.starts_on.desc(), WorkPlan.title),
    narrow=_narrow,
    found=_found,
)
