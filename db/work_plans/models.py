"""Work plans and their items."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.goals.models import Goal
from db.organizations.models import Organization


class WorkPlan(Record):
    """What an organization means to do in a half-year or a year."""

    __tablename__ = "work_plan"
    __table_args__ = (
        UniqueConstraint("organization_id", "starts_on", "title"),
        {"info": {"label": "工作计划"}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    title: Mapped[str]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    items: Mapped[list[WorkPlanItem]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="WorkPlanItem.no"
    )


class WorkPlanItem(Goal, Record):
    """One thing to be done, under a section of the plan; its ``Goal`` says when it is."""

    __tablename__ = "work_plan_item"
    __table_args__ = {"info": {"label": "工作计划条目", "root": "plan_id", "carries": True}}  # noqa: RUF012

    plan_id: Mapped[int] = mapped_column(ForeignKey("work_plan.id"), index=True)
    no: Mapped[int]
    section: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]

    plan: Mapped[WorkPlan] = relationship(back_populates="items")
    organization: Mapped[Organization | None] = relationship()

    @property
    def group(self) -> str:
        return self.section

    @property
    def words(self) -> str:
        return self.title
