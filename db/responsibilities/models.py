"""Responsibility lists and pledges."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.goals.models import Goal
from db.organizations.models import Organization


class ResponsibilityList(Record):
    """What organizations of one level answer for in a year, as ``organization`` issued it."""

    __tablename__ = "responsibility_list"
    __table_args__ = (UniqueConstraint("organization_id", "year", "title"), {"info": {"label": "责任清单"}})

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    level: Mapped[str]  # 街道 | 社区 | 支部
    year: Mapped[int] = mapped_column(index=True)
    title: Mapped[str]
    issued_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    items: Mapped[list[ResponsibilityItem]] = relationship(
        back_populates="list", cascade="all, delete-orphan", order_by="ResponsibilityItem.no"
    )
    pledges: Mapped[list[Pledge]] = relationship(back_populates="list", cascade="all, delete-orphan")


class ResponsibilityItem(Goal, Record):
    """One duty. ``category`` groups the items; what it aims at is its ``Goal``."""

    __tablename__ = "responsibility_item"
    __table_args__ = {"info": {"label": "责任清单条目", "root": "list_id", "carries": True}}  # noqa: RUF012

    list_id: Mapped[int] = mapped_column(ForeignKey("responsibility_list.id"), index=True)
    no: Mapped[int]
    category: Mapped[str]
    text: Mapped[str]
    standard: Mapped[str] = mapped_column(default="")
    frequency: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    assist: Mapped[str] = mapped_column(default="")
    responsible: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]

    list: Mapped[ResponsibilityList] = relationship(back_populates="items")

    @property
    def group(self) -> str:
        return self.category

    @property
    def words(self) -> str:
        return self.text


class Pledge(Record):
    """An organization's pledge on a list: a row without a day is still to be signed. The scan hangs on it."""

    __tablename__ = "pledge"
    __table_args__ = (
        UniqueConstraint("list_id", "organization_id"),
        {"info": {"label": "责任书", "root": "list_id", "carries": True}},
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("responsibility_list.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    signer: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")

    list: Mapped[ResponsibilityList] = relationship(back_populates="pledges")
    organization: Mapped[Organization] = relationship()
