"""Meetings: one record for every dated gathering; attendance hangs here and nowhere else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization
from db.people.models import Person


class MeetingKind(Record):
    """A kind of meeting is data: the office may add its own."""

    __tablename__ = "meeting_kind"
    __table_args__ = {"info": {"label": "会议类型"}}  # noqa: RUF012

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    family: Mapped[str]  # branch | study | work
    expected: Mapped[str]  # whose roster is filled in: members | committee | group | body | cadres | invited
    position: Mapped[int]


class Meeting(Record):
    """One meeting record. The five counters repeat its roster and are kept by the action that saves it."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(None, "organization_id", "starts_at"),
        Index(None, "kind_id", "starts_at"),
        {"info": {"label": "会议记录", "search": ("title", "place", "host", "recorder", "lecturer", "text")}},
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("meeting_kind.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    ordinal: Mapped[int | None]  # 第几次
    title: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")
    recorder: Mapped[str] = mapped_column(default="")
    lecturer: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    expected: Mapped[int] = mapped_column(default=0)  # 应到 = present + on leave + absent
    present: Mapped[int] = mapped_column(default=0)
    on_leave: Mapped[int] = mapped_column(default=0)
    absent: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)

    kind: Mapped[MeetingKind] = relationship()
    organization: Mapped[Organization] = relationship()
    agenda: Mapped[list[AgendaItem]] = relationship(
        cascade="all, delete-orphan", order_by="AgendaItem.no", back_populates="meeting"
    )
    readings: Mapped[list[Reading]] = relationship(
        cascade="all, delete-orphan", order_by="Reading.no", back_populates="meeting"
    )
    attendance: Mapped[list[Attendance]] = relationship(
        cascade="all, delete-orphan", order_by="Attendance.no", back_populates="meeting"
    )


class AgendaItem(Record):
    __tablename__ = "agenda_item"
    __table_args__ = {"info": {"label": "议题", "root": "meeting_id"}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    title: Mapped[str]

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")


class Reading(Record):
    """One item of study material read at one meeting (学习篇目)."""

    __tablename__ = "reading"
    __table_args__ = {"info": {"label": "学习篇目", "root": "meeting_id"}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    title: Mapped[str]

    meeting: Mapped[Meeting] = relationship(back_populates="readings")


class Attendance(Record):
    """One person on a meeting's roster. An outsider has a name and no person."""

    __tablename__ = "attendance"
    __table_args__ = (
        Index(None, "meeting_id", "status"),
        Index(None, "person_id", "meeting_id", "status"),
        UniqueConstraint("meeting_id", "person_id"),  # no one is on a roster twice
        {"info": {"label": "出席", "root": "meeting_id"}},
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    no: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str | None]  # only where there is no person
    status: Mapped[int]  # see Status in sheet.py
    reason: Mapped[str | None]

    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    person: Mapped[Person | None] = relationship()
