"""People, the organizations they belong to by date, and the posts they hold by date."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from db.core.base import Record, TextTuple
from db.core.pinyin import pinyin
from db.organizations.models import Organization


class Person(Record):
    """Anyone the office records, member or not.

    ``organization_id`` and ``group_id`` repeat the open membership, so that lists need no join through history;
    the actions that write memberships keep them.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "organization_id", "pinyin"),
        {"info": {"label": "人员", "search": ("name",)}},
    )

    name: Mapped[str] = mapped_column(index=True)
    pinyin: Mapped[str] = mapped_column(index=True)  # both follow the name
    initials: Mapped[str] = mapped_column(index=True)
    sex: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    ethnic: Mapped[str] = mapped_column(default="")
    id_number: Mapped[str] = mapped_column(default="", index=True)
    phone: Mapped[str] = mapped_column(default="", index=True)
    education: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")
    joined_on: Mapped[date | None]  # 入党日期: accepted as a probationary member
    full_member_on: Mapped[date | None]  # 转正日期
    categories: Mapped[tuple[str, ...]] = mapped_column(TextTuple, default=())
    note: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)

    organization: Mapped[Organization | None] = relationship(foreign_keys=organization_id)
    group: Mapped[Organization | None] = relationship(foreign_keys=group_id)
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Membership.starts_on"
    )
    posts: Mapped[list[Post]] = relationship(back_populates="person", cascade="all, delete-orphan")
    suspensions: Mapped[list[Suspension]] = relationship(
        back_populates="person", cascade="all, delete-orphan", order_by="Suspension.starts_on"
    )

    @validates("name")
    def _follow_name(self, _key: str, name: str) -> str:
        self.pinyin, self.initials = pinyin(name)
        return name


class Membership(Record):
    """Belonging to an organization (and a group in it) from a day to the day before another, or until now."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(None, "organization_id", "starts_on"),
        {"info": {"label": "组织关系", "root": "person_id"}},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]  # the last day; None: still a member
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="memberships")
    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)
    group: Mapped[Organization | None] = relationship(foreign_keys=group_id)


class Suspension(Record):
    """Days on which a member has no vote (留党察看), from a day to a last day or until now."""

    __tablename__ = "suspension"
    __table_args__ = {"info": {"label": "停止表决权", "root": "person_id"}}  # noqa: RUF012

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="suspensions")


class Post(Record):
    """A seat on a leading body (班子任职), from a day to a last day or until now. ``rank`` orders the seats."""

    __tablename__ = "post"
    __table_args__ = (
        Index(None, "organization_id", "body"),
        {"info": {"label": "班子任职", "root": "organization_id"}},
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str]
    title: Mapped[str]
    rank: Mapped[int] = mapped_column(default=9)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")

    organization: Mapped[Organization] = relationship()
    person: Mapped[Person] = relationship(back_populates="posts")
