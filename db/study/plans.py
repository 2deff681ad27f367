"""Reading training plans: the list, a plan's topics with what was done of them, meetings a topic may be linked to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.meetings.models import Meeting, MeetingKind
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.study.counted import counts_as_study
from db.study.draft import PlanDraft, TopicDraft
from db.study.fields import PLAN_FIELDS
from db.study.models import PlanTopic, TrainingPlan

PLAN = table_of(TrainingPlan)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic and how often it was held by now. ``state``: 已完成, 逾期, 进行中, 未到."""

    id: int
    draft: TopicDraft
    kind: str
    done: int
    state: str

    @property
    def progress(self) -> str:
        """已办/计划"""
        return f"{self.done}/{self.draft.times}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A meeting a topic can be linked to; ``linked``: it is already; ``other``: the topic it carries out now."""

    id: int
    day: date
    kind: str
    title: str
    organization: str
    linked: bool
    other: str


def get_plan(connection: Connection, plan_id: int) -> PlanDraft:
    """The head of a plan; ``UserError`` when it is gone."""
    row = connection.execute(select(PLAN).where(TrainingPlan.id == plan_id)).mappings().first()
    if row is None:
        raise UserError("这份学习计划已被删除，请刷新列表。")
    return PlanDraft(**{field.name: row[field.name] for field in fields(PlanDraft)})


def topics_of(connection: Connection, plan_id: int, now: datetime) -> list[TopicRow]:
    """The topics of a plan in their order."""
    names = [field.name for field in fields(TopicDraft)]
    held = (
        select(func.count())
        .where(Meeting.topic_id == PlanTopic.id, Meeting.starts_at <= now)
        .correlate(PlanTopic)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(PlanTopic.id, TrainingPlan.year, func.coalesce(MeetingKind.name, ""), held,
               *(getattr(PlanTopic, name) for name in names))
        .join(TrainingPlan, TrainingPlan.id == PlanTopic.plan_id)
        .outerjoin(MeetingKind, MeetingKind.id == PlanTopic.kind_id)
        .where(PlanTopic.plan_id == plan_id)
        .order_by(PlanTopic.no, PlanTopic.id)
    )  # fmt: skip
    found = []
    for id, year, kind, done, *values in rows:
        draft = TopicDraft(*values)
        found.append(TopicRow(id, draft, kind, done, state(draft, year, done, now.date())))
    return found


def state(topic: TopicDraft, year: int, done: int, today: date) -> str:
    """How a topic stands on *today*; one without a month has until the end of the year."""
    if done >= (topic.times or 1):
        return "已完成"
    month = (year, topic.month or 12)
    if month < (today.year, today.month):
        return "逾期"
    return "进行中" if done or month == (today.year, today.month) else "未到"


def offered(connection: Connection, topic_id: int) -> list[Offered]:
    """Meetings of the plan's year, held by its organization or below it, of the topic's kind (any study kind where it
    has none), newest first; those linked already whatever they are."""
    topic = connection.execute(
        select(PlanTopic.kind_id, TrainingPlan.organization_id, TrainingPlan.year)
        .join(TrainingPlan, TrainingPlan.id == PlanTopic.plan_id)
        .where(PlanTopic.id == topic_id)
    ).first()
    if topic is None:
        raise UserError("这个专题已被删除，请刷新列表。")
    of_kind = Meeting.kind_id == topic.kind_id if topic.kind_id is not None else counts_as_study()
    fitting = and_(
        Meeting.organization_id.in_(subtree(topic.organization_id)), of_kind,
        Meeting.starts_at >= datetime(topic.year, 1, 1), Meeting.starts_at < datetime(topic.year + 1, 1, 1),
    )  # fmt: skip
    rows = connection.execute(
        select(Meeting.id, Meeting.starts_at, MeetingKind.name, Meeting.title, Organization.name, Meeting.topic_id,
               PlanTopic.title)
        .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
        .join(Organization, Organization.id == Meeting.organization_id)
        .outerjoin(PlanTopic, PlanTopic.id == Meeting.topic_id)
        .where(or_(Meeting.topic_id == topic_id, fitting))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
    )  # fmt: skip
    return [
        Offered(id, starts_at.date(), kind, title, place, linked == topic_id, "" if linked == topic_id else other or "")
        for id, starts_at, kind, title, place, linked, other in rows
    ]


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Plans of the years the period touches, of the scope's organizations."""
    clauses = [PLAN.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        clauses.append(TrainingPlan.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses.append(TrainingPlan.year.between(wanted.period.first.year, wanted.period.last.year))
    return clauses


def _found(text: str) -> Ranks:
    within = TrainingPlan.title.contains(text, autoescape=True)
    topics = select(PlanTopic.plan_id).where(PlanTopic.title.contains(text, autoescape=True))
    return (Rank(or_(within, TrainingPlan.id.in_(topics)), (TrainingPlan.year.desc(),)),)


_place = table_of(Organization)
_by_name = {field.name: field for field in PLAN_FIELDS}

plans = Listing(
    table=PLAN,
    source=PLAN.join(_place, PLAN.c.organization_id == _place.c.id),
    columns=(
        (_by_name["year"], PLAN.c.year),
        (_by_name["title"], PLAN.c.title),
        (Field("organization", "组织", width=150), _place.c.name),
        (
            Field("topics", "专题", Kind.INTEGER, width=48),
            select(func.count()).where(PlanTopic.plan_id == PLAN.c.id).correlate(PLAN).scalar_subquery(),
        ),
    ),
    order=(TrainingPlan.year.desc(), TrainingPlan.title),
    narrow=_narrow,
    found=_found,
)
