"""Reading meetings: the list, the roster to start from, the sheets to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Date, String, cast, func, select

from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Ranks
from db.core.search import matches
from db.meetings.draft import LISTS, MeetingDraft, RosterLine
from db.meetings.fields import FIELDS
from db.meetings.models import AgendaItem, Attendance, Meeting, MeetingKind, Reading
from db.meetings.sheet import AttendanceLine, MinutesSheet, Status
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.bodies import body_on
from db.people.models import Membership, Person
from db.people.queries import Found, members_on, members_where

MEETING = table_of(Meeting)


@dataclass(frozen=True, slots=True)
class KindRow:
    id: int
    code: str
    name: str
    family: str
    expected: str


def kinds(connection: Connection) -> list[KindRow]:
    """Every kind of meeting in the office's order."""
    columns = (MeetingKind.id, MeetingKind.code, MeetingKind.name, MeetingKind.family, MeetingKind.expected)
    return [KindRow(*row) for row in connection.execute(select(*columns).order_by(MeetingKind.position))]


def get_meeting(connection: Connection, meeting_id: int) -> MeetingDraft:
    """The form's values of one meeting record; ``UserError`` when it is gone."""
    found = get_meetings(connection, [meeting_id])
    if not found:
        raise UserError("这条会议记录已被删除，请刷新列表。")
    return found[meeting_id]


def get_meetings(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, MeetingDraft]:
    """The form's values of those of the records that are there, by id."""
    found: dict[int, MeetingDraft] = {}
    for start in range(0, len(meeting_ids), 500):
        ids = meeting_ids[start : start + 500]
        agenda, readings = titles_of(connection, AgendaItem, ids), titles_of(connection, Reading, ids)
        rosters = roster_of(connection, ids)
        for row in connection.execute(select(MEETING).where(Meeting.id.in_(ids))).mappings():
            stored = {field.name: row[field.name] for field in fields(MeetingDraft) if field.name not in LISTS}
            meeting_id = row["id"]
            found[meeting_id] = MeetingDraft(
                **stored, agenda=agenda.get(meeting_id, ()), readings=readings.get(meeting_id, ()),
                roster=rosters.get(meeting_id, ()),
            )  # fmt: skip
    return found


def starting_roster(connection: Connection, kind: KindRow, organization: int, day: date) -> list[Found]:
    """Whom a meeting of *kind* expects: the organization's people as they were on *day*."""
    if kind.expected == "invited":
        return []
    if kind.expected in ("committee", "body"):
        seats = body_on(connection, organization, day)
        return [Found(seat.person_id, seat.person, seat.title) for seat in seats]
    if kind.expected == "cadres":
        return _cadres(connection, organization, day)
    return members_on(connection, organization, day, below=True)


def _cadres(connection: Connection, organization: int, day: date) -> list[Found]:
    """全体干部: serving members of the office's own branches, or everyone's where it has none of its own."""
    places = select(Organization.id).where(Organization.id.in_(subtree(organization)), Organization.sector == "机关")
    own = members_where(connection, Membership.organization_id.in_(places), day)
    return own or members_on(connection, organization, day, below=True)


def next_ordinal(connection: Connection, kind_id: int, organization: int, year: int) -> int:
    """The number the next meeting of that kind would bear in *year*."""
    last = select(func.max(Meeting.ordinal)).where(
        Meeting.kind_id == kind_id,
        Meeting.organization_id == organization,
        Meeting.starts_at.between(datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59)),
    )
    return (connection.execute(last).scalar() or 0) + 1


def sheets(connection: Connection, meeting_ids: Sequence[int]) -> list[MinutesSheet]:
    """Meeting records ready to print, in the order of *meeting_ids*."""
    found: dict[int, MinutesSheet] = {}
    for start in range(0, len(meeting_ids), 500):
        part = list(meeting_ids[start : start + 500])
        found.update(_sheets(connection, part))
    return [found[meeting_id] for meeting_id in meeting_ids if meeting_id in found]


def _sheets(connection: Connection, ids: list[int]) -> dict[int, MinutesSheet]:
    agenda, readings = titles_of(connection, AgendaItem, ids), titles_of(connection, Reading, ids)
    rosters = roster_of(connection, ids)
    rows = connection.execute(
        select(MEETING, Organization.name.label("organization"), MeetingKind.name.label("kind"))
        .join(Organization, Organization.id == Meeting.organization_id)
        .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
        .where(Meeting.id.in_(ids))
    )
    return {
        row.id: MinutesSheet(
            id=row.id, organization=row.organization, kind=row.kind, title=row.title, starts_at=row.starts_at,
            ends_at=row.ends_at, ordinal=row.ordinal, place=row.place, host=row.host, recorder=row.recorder,
            lecturer=row.lecturer, agenda=agenda.get(row.id, ()), readings=readings.get(row.id, ()), text=row.text,
            attendance=tuple(
                AttendanceLine(line.name, line.status, line.reason) for line in rosters.get(row.id, ())
            ),
        )
        for row in rows
    }  # fmt: skip


def titles_of(
    connection: Connection, model: type[AgendaItem] | type[Reading], meeting_ids: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """Titles of agenda items or readings by meeting."""
    rows = connection.execute(
        select(model.meeting_id, model.title)
        .where(model.meeting_id.in_(meeting_ids))
        .order_by(model.meeting_id, model.no)
    )
    found: dict[int, list[str]] = {}
    for meeting_id, title in rows:
        found.setdefault(meeting_id, []).append(title)
    return {meeting_id: tuple(titles) for meeting_id, titles in found.items()}


def roster_of(connection: Connection, meeting_ids: Sequence[int]) -> dict[int, tuple[RosterLine, ...]]:
    """Rosters by meeting, in their order."""
    rows = connection.execute(
        select(
            Attendance.meeting_id, Attendance.person_id, func.coalesce(Attendance.name, Person.name),
            Attendance.status, func.coalesce(Attendance.reason, ""),
        )
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id.in_(meeting_ids))
        .order_by(Attendance.meeting_id, Attendance.no)
    )  # fmt: skip
    found: dict[int, list[RosterLine]] = {}
    for meeting_id, person_id, name, status, reason in rows:
        found.setdefault(meeting_id, []).append(RosterLine(person_id, name, Status(status), reason))
    return {meeting_id: tuple(lines) for meeting_id, lines in found.items()}


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [MEETING.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        clauses.append(Meeting.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        first, after = wanted.period.first, wanted.period.last + timedelta(days=1)
        midnight = time()
        clauses += [
            Meeting.starts_at >= datetime.combine(first, midnight),
            Meeting.starts_at < datetime.combine(after, midnight),
        ]
    return clauses


def _found(text: str) -> Ranks:
    condition = matches(MEETING, text)
    return ((condition, (Meeting.starts_at.desc(),)),) if condition is not None else ()


ATTENDED = cast(Meeting.present, String) + "/" + cast(Meeting.expected, String)
_by_name = {field.name: field for field in FIELDS}
_place, _kind = table_of(Organization), table_of(MeetingKind)

meetings = Listing(
    table=MEETING,
    source=MEETING.join(_place, MEETING.c.organization_id == _place.c.id).join(_kind, MEETING.c.kind_id == _kind.c.id),
    columns=(
        (_by_name["starts_at"], MEETING.c.starts_at),
        (Field("day", "日期", Kind.DATE, width=88), func.date(Meeting.starts_at, type_=Date)),
        (Field("kind", "类型", width=104), _kind.c.name),
        (_by_name["title"], MEETING.c.title),
        (Field("present", "到会", Kind.INTEGER, width=48), MEETING.c.present),
        (Field("expected", "应到", Kind.INTEGER, width=48), MEETING.c.expected),
        (Field("attended", "到会/应到", width=76), ATTENDED),
        (Field("organization", "召开组织", width=170), _place.c.name),
        (Field("place_name", "组织", width=108), func.coalesce(func.nullif(_place.c.short_name, ""), _place.c.name)),
        (_by_name["place"], MEETING.c.place),
        (_by_name["host"], MEETING.c.host),
        (_by_name["recorder"], MEETING.c.recorder),
    ),
    order=(Meeting.starts_at.desc(),),
    narrow=_narrow,
    found=_found,
    sorts={"attended": MEETING.c.present, "day": MEETING.c.starts_at},
    quick=lambda wanted: not wanted.typed and wanted.sort in ("", "day", "starts_at"),
)
