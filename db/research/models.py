"""Research topics, the visits made for them, and the reports that came of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization


class ResearchTopic(Record):
    """A question to be looked into (课题), who does and by when."""

    __tablename__ = "research_topic"
    __table_args__ = (
        Index(None, "organization_id", "starts_on"),
        {"info": {"label": "调研课题", "search": ("title", "text")}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    title: Mapped[str]
    leader: Mapped[str] = mapped_column(default="")
    members: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date] = mapped_column(index=True)
    due_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    visits: Mapped[list[ResearchVisit]] = relationship(
        back_populates="topic", cascade="all, delete-orphan", order_by="ResearchVisit.held_on, ResearchVisit.id"
    )


class ResearchVisit(Record):
    """One visit (走访) made for a topic."""

    __tablename__ = "research_visit"
    __table_args__ = {"info": {"label": "调研走访", "root": "topic_id"}}  # noqa: RUF012

    topic_id: Mapped[int] = mapped_column(ForeignKey("research_topic.id"), index=True)
    held_on: Mapped[date]
    place: Mapped[str]
    people: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")

    topic: Mapped[ResearchTopic] = relationship(back_populates="visits")


class StudyReport(Record):
    """A report (调研报告); it is one once it is finished. What it advises may become tasks."""

    __tablename__ = "study_report"
    __table_args__ = (
        Index(None, "organization_id", "finished_on"),
        {"info": {"label": "调研报告", "search": ("title", "authors", "text", "advice")}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("research_topic.id"), index=True)
    title: Mapped[str]
    authors: Mapped[str] = mapped_column(default="")
    finished_on: Mapped[date | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    topic: Mapped[ResearchTopic | None] = relationship()
