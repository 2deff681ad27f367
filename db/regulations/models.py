"""Rules and procedures with their revisions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization


class Regulation(Record):
    """A rule (规章制度) or a procedure (工作流程) of an organization, from the day it was adopted."""

    __tablename__ = "regulation"
    __table_args__ = (
        Index(None, "organization_id", "adopted_on"),
        {"info": {"label": "制度", "search": ("number", "title", "text")}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[str]  # 规章制度 | 工作流程
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    adopted_on: Mapped[date] = mapped_column(index=True)
    abolished_on: Mapped[date | None]
    text: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="regulation", cascade="all, delete-orphan", order_by="Revision.revised_on, Revision.id"
    )


class Revision(Record):
    """What was changed of a regulation on a day."""

    __tablename__ = "revision"
    __table_args__ = {"info": {"label": "制度修订", "root": "regulation_id"}}  # noqa: RUF012

    regulation_id: Mapped[int] = mapped_column(ForeignKey("regulation.id"), index=True)
    revised_on: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]

    regulation: Mapped[Regulation] = relationship(back_populates="revisions")
