"""Meetings: one record for every dated gathering; attendance hangs here and nowhere else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record, TextTuple
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
    votes: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    active: Mapped[bool] = mapped_column(default=True, server_default=text("1"))  # offered for new records
    source: Mapped[str] = mapped_column(default="", server_default=text("''"))

    frequencies: Mapped[list[Frequency]] = relationship(
        cascade="all, delete-orphan", order_by="Frequency.holds_from", back_populates="kind"
    )
    worth: Mapped[list[Worth]] = relationship(
        cascade="all, delete-orphan", order_by="Worth.holds_from", back_populates="kind"
    )


class Frequency(Record):
    """How often organizations of some kinds must hold a meeting of one kind, from a day on until the next entry."""

    __tablename__ = "meeting_frequency"
    __table_args__ = {"info": {"label": "召开频次", "root": "kind_id"}}  # noqa: RUF012

    kind_id: Mapped[int] = mapped_column(ForeignKey("meeting_kind.id"), index=True)
    organization_kinds: Mapped[tuple[str, ...]] = mapped_column(TextTuple)
    times: Mapped[int]  # 0: no longer required
    unit: Mapped[str]  # month | quarter | year
    holds_from: Mapped[date]
    source: Mapped[str] = mapped_column(default="")

    kind: Mapped[MeetingKind] = relationship(back_populates="frequencies")


class Worth(Record):
    """What taking part in a meeting of one kind is worth in study hours, from a day on until the next entry."""

    __tablename__ = "meeting_worth"
    __table_args__ = (
        UniqueConstraint("kind_id", "holds_from"),
        {"info": {"label": "学时折算", "root": "kind_id"}},
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("meeting_kind.id"), index=True)
    hours_by: Mapped[str]  # none | hour | day | fixed
    hours: Mapped[float | None]  # a meeting's, where they are fixed
    holds_from: Mapped[date]
    source: Mapped[str] = mapped_column(default="")

    kind: Mapped[MeetingKind] = relationship(back_populates="worth")


class Meeting(Record):
    """One meeting record. The five counters repeat its roster and are kept by the action that saves it."""

    __tablename__ = "meeting"
    __table_args__ = (
        Index(None, "organization_id", "starts_at"),
        Index(None, "kind_id", "starts_at", "organization_id"),
        Index(None, "starts_at", "organization_id", "kind_id", "ends_at"),  # answers calendar and hours by itself
        {
            "info": {
                "label": "会议记录",
                "search": ("title", "place", "host", "recorder", "lecturer", "text"),
                "newest": ("starts_at", "organization_id", "kind_id"),
            }
        },
    )

    kind_id: Mapped[int] = mapped_column(ForeignKey("meeting_kind.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    ordinal: Mapped[int | None]  # 第几次
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    host: Mapped[str] = mapped_column(default="")
    recorder: Mapped[str] = mapped_column(default="")
    lecturer: Mapped[str] = mapped_column(default="")
    supervisor: Mapped[str] = mapped_column(default="", server_default=text("''"))  # 督导人
    finished_at: Mapped[datetime | None]  # when the record was in order
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("plan_topic.id"), index=True)  # of a training plan
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
    votes: Mapped[list[Vote]] = relationship(cascade="all, delete-orphan", order_by="Vote.no", back_populates="meeting")
    elections: Mapped[list[Election]] = relationship(
        cascade="all, delete-orphan", order_by="Election.no", back_populates="meeting"
    )
    resolutions: Mapped[list[Resolution]] = relationship(
        cascade="all, delete-orphan", order_by="Resolution.no", back_populates="meeting"
    )


class AgendaItem(Record):
    """An agenda item and what was said on it; a paragraph “张喆：……” is that person's (see ``speeches``)."""

    __tablename__ = "agenda_item"
    __table_args__ = {"info": {"label": "议题", "root": "meeting_id", "search": ("title", "text")}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="", server_default=text("''"))

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
    voting: Mapped[bool] = mapped_column(default=False, server_default=text("0"))  # had the right to vote that day
    spoke: Mapped[bool] = mapped_column(default=False, server_default=text("0"))  # 交流发言
    made_up_on: Mapped[date | None]  # 补学: when and how the one who missed it made up for it
    made_up_how: Mapped[str | None]

    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    person: Mapped[Person | None] = relationship()


class Vote(Record):
    """One matter put to the vote. Whether it passed is computed from the counts (see ``voting``)."""

    __tablename__ = "vote"
    __table_args__ = {"info": {"label": "表决", "root": "meeting_id"}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    subject: Mapped[str]
    method: Mapped[str]  # 举手 | 无记名投票 | 记名投票 | 口头
    entitled: Mapped[int | None]  # 应到会有表决权; None: not counted yet
    present: Mapped[int | None]  # of them, 实到会
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]
    written: Mapped[int] = mapped_column(default=0)  # 书面意见 of absentees, contained in the three counts
    note: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(back_populates="votes")


class Election(Record):
    """One election by ballot at a meeting. Who is elected is computed from the counts."""

    __tablename__ = "election"
    __table_args__ = {"info": {"label": "选举", "root": "meeting_id"}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    title: Mapped[str]  # 支部委员会委员
    body: Mapped[str]  # the leading body the elected sit on
    post: Mapped[str]  # the title they bear there
    seats: Mapped[int]
    entitled: Mapped[int | None]
    present: Mapped[int | None]
    issued: Mapped[int | None]  # ballots 发出
    returned: Mapped[int | None]  # 收回
    valid: Mapped[int | None]  # 有效票

    meeting: Mapped[Meeting] = relationship(back_populates="elections")
    candidates: Mapped[list[Candidate]] = relationship(
        cascade="all, delete-orphan", order_by="Candidate.no", back_populates="election"
    )


class Candidate(Record):
    """Someone voted for: nominated, or written in on ballots (另选人)."""

    __tablename__ = "candidate"
    __table_args__ = {"info": {"label": "候选人", "root": "meeting_id"}}  # noqa: RUF012

    election_id: Mapped[int] = mapped_column(ForeignKey("election.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)  # the record it is a part of
    no: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str | None]  # only where there is no person
    written_in: Mapped[bool] = mapped_column(default=False)
    in_favour: Mapped[int | None]
    against: Mapped[int | None]
    abstained: Mapped[int | None]

    election: Mapped[Election] = relationship(back_populates="candidates")
    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person | None] = relationship()


class Resolution(Record):
    """What a meeting resolved. Its follow-up is a task with the meeting as source and this row as ``source_part``."""

    __tablename__ = "resolution"
    __table_args__ = {"info": {"label": "决议", "root": "meeting_id"}}  # noqa: RUF012

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    no: Mapped[int]
    text: Mapped[str]

    meeting: Mapped[Meeting] = relationship(back_populates="resolutions")
