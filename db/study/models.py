"""Training plans, and training outside the office."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.people.models import Person


class TrainingPlan(Record):
    """What an organization means to study in one year."""

    __tablename__ = "training_plan"
    __table_args__ = (UniqueConstraint("organization_id", "year", "title"), {"info": {"label": "学习计划"}})

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    year: Mapped[int]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    topics: Mapped[list[PlanTopic]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlanTopic.no"
    )


class PlanTopic(Record):
    """One topic of a plan; the meetings that name it (``meeting.topic_id``) carry it out."""

    __tablename__ = "plan_topic"
    __table_args__ = {"info": {"label": "计划专题", "root": "plan_id"}}  # noqa: RUF012

    plan_id: Mapped[int] = mapped_column(ForeignKey("training_plan.id"), index=True)
    no: Mapped[int]
    title: Mapped[str]
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_kind.id"), index=True)
    organizer: Mapped[str] = mapped_column(default="")
    month: Mapped[int | None]  # 1 … 12
    audience: Mapped[str] = mapped_column(default="")
    times: Mapped[int] = mapped_column(default=1)  # how often it is to be held

    plan: Mapped[TrainingPlan] = relationship(back_populates="topics")
    kind: Mapped[MeetingKind | None] = relationship()


class OutsideTraining(Record):
    """Training someone had elsewhere, with its certificate; hours as the certificate says."""

    __tablename__ = "outside_training"
    __table_args__ = (
        Index(None, "person_id", "starts_on"),
        {"info": {"label": "外部培训", "search": ("title", "organizer")}},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str]
    organizer: Mapped[str] = mapped_column(default="")
    form: Mapped[str] = mapped_column(default="")  # 集中培训 | 网络培训 | 其他
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    hours: Mapped[float]
    certificate: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship()
