"""Reading meetings: kinds, the list, the roster to start from. Whole records are read in ``records``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, Date, String, case, cast, func, select

from db.core.base import table_of
from db.core.engine import book_now
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches, walk
from db.meetings.dated import WorthDraft
from db.meetings.fields import FIELDS
from db.meetings.models import Meeting, MeetingKind, Reading, Worth
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.bodies import body_on
from db.people.models import Membership
from db.people.queries import Found, members_on, members_where

MEETING = table_of(Meeting)


@dataclass(frozen=True, slots=True)
class KindRow:
    id: int
    code: str
    name: str
    family: str
    expected: str
    votes: bool = False
    active: bool = True
    source: str = ""
    worth: tuple[WorthDraft, ...] = ()  # oldest first


def kinds(connection: Connection) -> list[KindRow]:
    """Every kind of meeting in the office's order, those no longer offered included."""
    columns = [table_of(MeetingKind).c[field.name] for field in fields(KindRow) if field.name != "worth"]
    rows = connection.execute(select(*columns).order_by(MeetingKind.position))
    worth = worth_by_kind(connection)
    return [KindRow(**row, worth=worth.get(row["id"], ())) for row in rows.mappings()]


def worth_by_kind(connection: Connection) -> dict[int, tuple[WorthDraft, ...]]:
    """What taking part is worth, by kind, the oldest entry first."""
    columns = (table_of(Worth).c[field.name] for field in fields(WorthDraft))
    found: dict[int, tuple[WorthDraft, ...]] = {}
    for kind_id, *values in connection.execute(select(Worth.kind_id, *columns).order_by(Worth.holds_from)):
        found[kind_id] = (*found.get(kind_id, ()), WorthDraft(*values))
    return found


def starting_roster(connection: Connection, kind: KindRow, organization: int, day: date) -> list[Found]:
    """Whom a meeting of *kind* expects: the organization's people as they were on *day*."""
    return expected_people(connection, kind.expected, organization, day)


def expected_people(connection: Connection, expected: str, organization: int, day: date) -> list[Found]:
    """The people of *organization* whom a word of ``EXPECTED`` names, as they were on *day*."""
    if expected == "invited":
        return []
    if expected in ("committee", "body"):
        found: dict[int, Found] = {}
        for seat in body_on(connection, organization, day):  # by rank: of two posts the higher one names the person
            found.setdefault(seat.person_id, Found(seat.person_id, seat.person, seat.title))
        return list(found.values())
    if expected == "cadres":
        return _cadres(connection, organization, day)
    return members_on(connection, organization, day, below=True)


def groups_of(connection: Connection, organization: int) -> list[tuple[int, str]]:
    """(id, name) of the groups (党小组) within an organization."""
    rows = connection.execute(
        select(Organization.id, Organization.name)
        .where(Organization.id.in_(subtree(organization)), Organization.kind == GROUP_KIND)
        .order_by(Organization.id)
    )
    return [(row.id, row.name) for row in rows]


def _cadres(connection: Connection, organization: int, day: date) -> list[Found]:
    """全体干部: serving members of the office's own branches, or everyone's where it has none of its own."""
    places = select(Organization.id).where(Organization.id.in_(subtree(organization)), Organization.sector == "机关")
    own = members_where(connection, Membership.organization_id.in_(places), day)
    return own or members_on(connection, organization, day, below=True)


@dataclass(frozen=True, slots=True)
class Number:
    """The number a meeting would bear, and the lowest that one planned behind it bears already."""

    ordinal: int
    behind: int | None = None

    @property
    def later(self) -> int | None:
        """The number ``behind`` where it is no longer right."""
        return self.behind if self.behind is not None and self.behind <= self.ordinal else None


def number_at(connection: Connection, kind_id: int, organization: int, at: datetime) -> Number:
    """The number a further meeting of that kind at *at* would bear in its year, in the order of their dates."""
    year = select(Meeting.ordinal).where(Meeting.kind_id == kind_id, Meeting.organization_id == organization)
    before = year.where(Meeting.starts_at.between(datetime(at.year, 1, 1), at))
    after = year.where(Meeting.starts_at > at, Meeting.starts_at < datetime(at.year + 1, 1, 1))
    ordinal = 1 + (connection.execute(select(func.max(before.subquery().c.ordinal))).scalar() or 0)
    behind: int | None = connection.execute(select(func.min(after.subquery().c.ordinal))).scalar()
    return Number(ordinal, behind)


def latest(connection: Connection, organization: int, kind_id: int | None, before: datetime | None) -> int | None:
    """The last meeting of the organization, of that kind (None: of any), before a moment (None: of all)."""
    query = select(Meeting.id).where(Meeting.organization_id == organization)
    if kind_id is not None:
        query = query.where(Meeting.kind_id == kind_id)
    if before is not None:
        query = query.where(Meeting.starts_at < before)
    return connection.execute(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1)).scalar()


def days_held(connection: Connection, organization: int, kind_id: int, first: date, last: date) -> set[date]:
    """The days from *first* to *last* on which the organization has a meeting of that kind."""
    query = select(Meeting.starts_at).where(
        Meeting.organization_id == organization,
        Meeting.kind_id == kind_id,
        Meeting.starts_at.between(datetime.combine(first, time()), datetime.combine(last, time(23, 59, 59))),
    )
    return {moment.date() for moment in connection.execute(query).scalars()}


def last_held(connection: Connection, before: datetime | None = None) -> datetime | None:
    """When the latest meeting that began before a moment (None: of all) began."""
    query = select(func.max(Meeting.starts_at))
    return connection.execute(query if before is None else query.where(Meeting.starts_at < before)).scalar()


def titles_read(connection: Connection, lines: int = 50_000) -> list[str]:
    """Titles of study material, each once, the one last entered first; of the last *lines* entered."""
    entered = select(Reading.title, Reading.id).order_by(Reading.id.desc()).limit(lines).subquery()
    query = select(entered.c.title).group_by(entered.c.title).order_by(func.max(entered.c.id).desc())
    return list(connection.execute(query).scalars())


HELD = "held"  # a choice that is no column: what had begun by a moment


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [
        Meeting.starts_at <= value if name == HELD else MEETING.c[name] == value
        for name, value in wanted.choices.items()
    ]
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
    return (Rank(condition, walk=walk(MEETING, text)),) if condition is not None else ()


# 到会/应到; before a meeting its roster tells only who is expected.
ATTENDED = (
    case((Meeting.starts_at > book_now(), "—"), else_=cast(Meeting.present, String))
    + "/"
    + cast(Meeting.expected, String)
)
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
