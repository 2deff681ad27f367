"""Guidance groups, inspections, whom they visited, what they found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization
from db.people.models import Person
from db.problems.models import Problem


class GuidanceGroup(Record):
    """A group set up to guide and inspect some organizations."""

    __tablename__ = "guidance_group"
    __table_args__ = {"info": {"label": "指导小组", "search": ("name",)}}  # noqa: RUF012

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str]
    set_up_on: Mapped[date] = mapped_column(index=True)
    dissolved_on: Mapped[date | None]
    duty: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    members: Mapped[list[GroupMember]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="GroupMember.no"
    )
    organizations: Mapped[list[GroupOrganization]] = relationship(
        back_populates="group", cascade="all, delete-orphan", order_by="GroupOrganization.no"
    )


class GroupMember(Record):
    """Someone in a guidance group, from the book or not."""

    __tablename__ = "group_member"
    __table_args__ = {"info": {"label": "指导小组成员", "root": "group_id"}}  # noqa: RUF012

    group_id: Mapped[int] = mapped_column(ForeignKey("guidance_group.id"), index=True)
    no: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="成员")

    group: Mapped[GuidanceGroup] = relationship(back_populates="members")
    person: Mapped[Person | None] = relationship()


class GroupOrganization(Record):
    """An organization a guidance group sees to."""

    __tablename__ = "group_organization"
    __table_args__ = (
        UniqueConstraint("group_id", "organization_id"),
        {"info": {"label": "联系组织", "root": "group_id"}},
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("guidance_group.id"), index=True)
    no: Mapped[int]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)

    group: Mapped[GuidanceGroup] = relationship(back_populates="organizations")
    organization: Mapped[Organization] = relationship()


class Inspection(Record):
    """One inspection: who went where on a day. ``organization`` is the office that inspected."""

    __tablename__ = "inspection"
    __table_args__ = (
        Index(None, "organization_id", "held_on"),
        {"info": {"label": "督导检查", "search": ("title", "inspectors", "text")}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("guidance_group.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    inspectors: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    group: Mapped[GuidanceGroup | None] = relationship()
    visits: Mapped[list[Visit]] = relationship(
        back_populates="inspection", cascade="all, delete-orphan", order_by="Visit.no"
    )
    findings: Mapped[list[Finding]] = relationship(
        back_populates="inspection", cascade="all, delete-orphan", order_by="Finding.no"
    )


class Visit(Record):
    """An organization an inspection went to, and how it stood."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("inspection_id", "organization_id"),
        {"info": {"label": "受检组织", "root": "inspection_id"}},
    )

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    no: Mapped[int]
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    text: Mapped[str] = mapped_column(default="")

    inspection: Mapped[Inspection] = relationship(back_populates="visits")
    organization: Mapped[Organization] = relationship()


class Finding(Record):
    """Something an inspection found amiss, and the problem it became in the ledger."""

    __tablename__ = "finding"
    __table_args__ = {"info": {"label": "发现的问题", "root": "inspection_id"}}  # noqa: RUF012

    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    no: Mapped[int]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    text: Mapped[str]
    demand: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)

    inspection: Mapped[Inspection] = relationship(back_populates="findings")
    organization: Mapped[Organization | None] = relationship()
    problem: Mapped[Problem | None] = relationship()
