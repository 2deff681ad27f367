"""Who missed study meetings, and what was made up for (补学)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Date, case, func, not_, or_, select

from db.core.base import table_of
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.meetings.fields import ROSTER_FIELDS
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.meetings.status import MISSED
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.models import Person
from db.people.queries import people
from db.study.counted import counts_as_study, made_up_by

ATTENDANCE = table_of(Attendance)
_BATCH = 500


def meetings_of(connection: Connection, attendance_ids: list[int]) -> list[int]:
    """The meetings those lines of rosters belong to."""
    found: dict[int, None] = {}
    for start in range(0, len(attendance_ids), _BATCH):
        part = attendance_ids[start : start + _BATCH]
        query = select(Attendance.meeting_id).where(Attendance.id.in_(part))
        found.update(dict.fromkeys(connection.execute(query).scalars()))
    return list(found)


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Of meetings that count as study. ``choices``: ``made_up`` True or False; ``before``: a moment, the
    meetings held until then."""
    held = select(Meeting.id).where(counts_as_study())
    if wanted.organization is not None:
        held = held.where(Meeting.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        first, after = wanted.period.first, wanted.period.last + timedelta(days=1)
        held = held.where(Meeting.starts_at >= datetime.combine(first, time()))
        held = held.where(Meeting.starts_at < datetime.combine(after, time()))
    if "before" in wanted.choices:
        held = held.where(Meeting.starts_at <= wanted.choices["before"])
    clauses: list[ColumnElement[bool]] = [
        Attendance.meeting_id.in_(held), Attendance.status.in_(MISSED), Attendance.person_id.is_not(None),
    ]  # fmt: skip
    if "made_up" in wanted.choices:
        done = made_up_by(wanted.choices["before"].date() if "before" in wanted.choices else date.max)
        clauses.append(done if wanted.choices["made_up"] else not_(done))
    return clauses


def _found(text: str) -> Ranks:
    """By the person's name or the meeting's."""
    named = [Attendance.person_id.in_(select(Person.id).where(rank.where)) for rank in people.found(text)]
    of_line = Meeting.id == Attendance.meeting_id  # asked line by line: those of the period are few among all meetings
    titled = select(Meeting.id).where(of_line, Meeting.title.contains(text, autoescape=True)).correlate(ATTENDANCE)
    return (Rank(or_(*named, titled.exists()), (Attendance.meeting_id.desc(),)),)


_person, _meeting, _kind, _place = (table_of(model) for model in (Person, Meeting, MeetingKind, Organization))
_by_name = {field.name: field for field in ROSTER_FIELDS}

absences = Listing(
    table=ATTENDANCE,
    source=ATTENDANCE.join(_person, ATTENDANCE.c.person_id == _person.c.id)
    .join(_meeting, ATTENDANCE.c.meeting_id == _meeting.c.id)
    .join(_kind, _meeting.c.kind_id == _kind.c.id)
    .join(_place, _meeting.c.organization_id == _place.c.id),
    columns=(
        (Field("person", "姓名", width=76), _person.c.name),
        (Field("day", "会议日期", Kind.DATE, width=92), func.date(Meeting.starts_at, type_=Date)),
        (Field("kind", "类型", width=96), _kind.c.name),
        (Field("title", "会议名称", width=240), _meeting.c.title),
        (
            Field("status", "出席", width=52),
            case(*((ATTENDANCE.c.status == int(status), status.label) for status in MISSED), else_=""),
        ),
        (Field("reason", "事由", width=84), ATTENDANCE.c.reason),
        (Field("organization", "召开组织", width=170), _place.c.name),
        (Field("made_up_on", "补学日期", Kind.DATE, width=92), ATTENDANCE.c.made_up_on),
        (Field("made_up_how", "补学方式", width=84), ATTENDANCE.c.made_up_how),
    ),
    order=(Attendance.meeting_id.desc(),),
    narrow=_narrow,
    found=_found,
    sorts={"person": _person.c.pinyin, "day": _meeting.c.starts_at},
    quick=lambda _wanted: False,  # what was missed is spread over the rosters of a whole period
)
