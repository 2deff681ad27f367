"""Topics of training plans, to choose from for a meeting that carries one out."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, literal, select

from db.organizations.models import Organization
from db.study.models import PlanTopic, TrainingPlan


class Topic(NamedTuple):
    id: int
    title: str
    plan: str
    month: int | None


def topics_for(connection: Connection, organization: int, year: int) -> list[Topic]:
    """Topics of *year*'s plans of the organization and of those above it: its own first, in the plans' order."""
    above = (
        select(Organization.id, Organization.parent_id, literal(0).label("up"))
        .where(Organization.id == organization)
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(Organization.id, Organization.parent_id, above.c.up + 1).join(
            above, Organization.id == above.c.parent_id
        )
    )
    query = (
        select(PlanTopic.id, PlanTopic.title, TrainingPlan.title, PlanTopic.month)
        .join(TrainingPlan, TrainingPlan.id == PlanTopic.plan_id)
        .join(above, above.c.id == TrainingPlan.organization_id)
        .where(TrainingPlan.year == year)
        .order_by(above.c.up, TrainingPlan.id, PlanTopic.no)
    )
    return [Topic(*row) for row in connection.execute(query)]


def topic(connection: Connection, topic_id: int) -> Topic | None:
    """One topic, whatever the year of its plan; None when it is gone."""
    query = select(PlanTopic.id, PlanTopic.title, TrainingPlan.title, PlanTopic.month).join(
        TrainingPlan, TrainingPlan.id == PlanTopic.plan_id
    )
    row = connection.execute(query.where(PlanTopic.id == topic_id)).first()
    return None if row is None else Topic(*row)
