"""Problems."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization


class Problem(Record):
    """One problem under one number. Its course is told by its progress entries; one merged into another is kept for
    its number and its history, and counts no more."""

    __tablename__ = "problem"
    __table_args__ = (
        UniqueConstraint("number"),
        Index(None, "organization_id", "due_on"),
        Index(None, "source", "found_on"),
        Index(None, "state", "due_on"),
        {"info": {"label": "问题", "search": ("number", "category", "text", "goal", "measures", "result")}},
    )

    number: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    found_on: Mapped[date] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    goal: Mapped[str] = mapped_column(default="")
    measures: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    leader: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(index=True)
    hard: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="未启动")
    closed_on: Mapped[date | None] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)

    organization: Mapped[Organization | None] = relationship()
