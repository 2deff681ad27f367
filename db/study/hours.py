"""Study hours of people in a year: from the meetings they attended or made up for, and from training outside.

The hours of a meeting belong to the year it was held in, also where they were made up for (补学) later. What has not
been held yet counts nothing, whatever its roster says, and neither does what is to be made up for.

Who made up for 集中培训 gets its hours but has not been trained together: the regulation asks for that once a year
beside the hours and knows no substitute, and to read alone what the others heard is no gathering.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, or_, select

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.meetings.dated import worth_on
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.meetings.status import Status
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.bodies import LEADING_BODY
from db.people.models import Membership, Person, Post
from db.people.queries import party_member_on, sitting
from db.rules.queries import Rules, read_rules
from db.study.counted import counted_kinds, counts_as_study, took_part
from db.study.fields import INTENSIVE
from db.study.models import OutsideTraining
from db.study.rules import INTENSIVE_KIND, Conversion, target

T = TypeVar("T")
_BATCH = 500
_FEW = 300  # people whose attendance is found person by person; that of more is read meeting by meeting


@dataclass(frozen=True, slots=True)
class PersonHours:
    """One Party member's year. ``made_up`` is contained in ``meetings``; ``bodies``: organizations on whose leading
    body the person sat in that year."""

    person_id: int
    name: str
    letters: str  # pinyin initials
    organization_id: int
    group_id: int | None
    bodies: tuple[int, ...]
    target: float
    intensive_target: int
    meetings: float = 0.0
    made_up: float = 0.0
    outside: float = 0.0
    intensive: int = 0  # 集中培训
    in_scope: bool = True  # a member of the scope; False: only on one of its bodies

    @property
    def total(self) -> float:
        return round(self.meetings + self.outside, 2)  # 3.2 ten times is 32

    @property
    def short(self) -> float:
        """Hours still owed."""
        return max(0.0, self.target - self.total)

    @property
    def complete(self) -> bool:
        return not self.short and self.intensive >= self.intensive_target


@dataclass(frozen=True, slots=True)
class Source:
    """What hours come from: one meeting or one training outside of some ``form``. ``note``: what is particular."""

    table: str  # meeting | outside_training
    id: int
    day: date
    kind: str
    title: str
    organization: str  # who held it
    hours: float
    spoke: bool = False
    made_up_on: date | None = None
    made_up_how: str = ""
    note: str = ""
    form: str = ""


@dataclass(slots=True)
class _Sum:
    meetings: float = 0.0
    made_up: float = 0.0
    outside: float = 0.0
    intensive: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting of a year that gives hours."""

    hours: float
    intensive: bool


@dataclass(frozen=True, slots=True)
class Year:
    """A year as far as it has come. ``day``: its last, or today."""

    year: int
    now: datetime
    rules: Rules = field(compare=False)

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def day(self) -> date:
        return max(self.first, min(date(self.year, 12, 31), self.now.date()))

    @property
    def until(self) -> datetime:
        """Meetings that began before this moment have been held."""
        return min(datetime(self.year + 1, 1, 1), self.now + timedelta(minutes=1))


def year_of(connection: Connection, year: int, now: datetime) -> Year:
    return Year(year, now, read_rules(connection))


def people_hours(
    connection: Connection, year: Year, organization: int | None = None, *, people: Sequence[int] | None = None,
    progress: Progress = untold, cancelled: Cancelled = never,
) -> list[PersonHours]:  # fmt: skip
    """The year of every Party member of the scope on ``year.day`` and of who sat on its bodies, by pinyin; of
    *people* only, where they are given. ``CancelledError`` when *cancelled* says so."""
    members = _members(connection, year, organization, people)
    bodies = _bodies(connection, year, [row[0] for row in members])
    sums = _sums(connection, year, {row[0] for row in members}, progress, cancelled)
    found = []
    for person_id, name, letters, place, group, in_scope in members:
        seats = bodies.get(person_id, ())
        hours, intensive = target(year.rules, year.day, on_body=bool(seats))
        had = sums.get(person_id, _Sum())
        found.append(PersonHours(
            person_id, name, letters, place, group, seats, hours, intensive, had.meetings, had.made_up, had.outside,
            had.intensive, in_scope,
        ))  # fmt: skip
    return found


def sources(connection: Connection, person_id: int, year: Year) -> list[Source]:
    """What stands behind a person's hours of a year, in the order of days."""
    found = [*_meetings_behind(connection, person_id, year), *_trainings_behind(connection, person_id, year)]
    return sorted(found, key=lambda source: (source.day, source.id))


# -- who ---------------------------------------------------------------------------------------------------------


def _members(
    connection: Connection, year: Year, organization: int | None, people: Sequence[int] | None
) -> list[tuple[int, str, str, int, int | None, bool]]:
    """Id, name, initials, organization, group, whether of the scope."""
    inside: set[int] | None = None
    who: list[ColumnElement[bool]] = []
    if people is not None:
        who.append(Person.id.in_(people))
    elif organization is not None:
        inside = set(connection.execute(subtree(organization)).scalars())
        places = sorted(inside)
        on_bodies = select(Post.person_id).where(Post.organization_id.in_(places), *_seated(year))
        belongs = or_(Membership.organization_id.in_(places), Membership.group_id.in_(places))
        who.append(or_(belongs, Person.id.in_(on_bodies)))
    rows = connection.execute(
        select(Person.id, Person.name, Person.initials, Membership.organization_id, Membership.group_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(sitting(Membership.starts_on, Membership.ends_on, year.day), party_member_on(year.day), *who)
        .order_by(Person.pinyin, Person.id)
    )
    members = {}
    for row in rows:
        members[row[0]] = (*row, inside is None or row[3] in inside or row[4] in inside)
    return list(members.values())


def _seated(year: Year) -> tuple[ColumnElement[bool], ...]:
    """Posts on a leading body on some day of the year."""
    return (
        Post.body == LEADING_BODY,
        Post.starts_on <= year.day,
        or_(Post.ends_on.is_(None), Post.ends_on >= year.first),
    )


def _bodies(connection: Connection, year: Year, person_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The organizations on whose leading body each person sat in the year."""
    wanted = set(person_ids)
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for person_id, place in connection.execute(select(Post.person_id, Post.organization_id).where(*_seated(year))):
        if person_id in wanted:
            found[person_id][place] = None
    return {person_id: tuple(places) for person_id, places in found.items()}


# -- how much ----------------------------------------------------------------------------------------------------


def _sums(
    connection: Connection, year: Year, people: Collection[int], progress: Progress, cancelled: Cancelled
) -> dict[int, _Sum]:
    sums: dict[int, _Sum] = defaultdict(_Sum)
    held = held_in(connection, year)
    ids: Sequence[int] = list(people) if len(people) <= _FEW else list(held)
    by = Attendance.person_id if len(people) <= _FEW else Attendance.meeting_id
    for done, part in batches(ids):
        if cancelled():
            raise CancelledError
        query = select(Attendance.person_id, Attendance.meeting_id, Attendance.status).where(
            by.in_(part), took_part(year.now.date())
        )
        for person_id, meeting_id, status in connection.execute(query):
            meeting = held.get(meeting_id)
            if meeting is not None and person_id is not None and person_id in people:
                had = sums[person_id]
                had.meetings += meeting.hours
                if status == Status.PRESENT:
                    had.intensive += meeting.intensive
                else:
                    had.made_up += meeting.hours
        progress(done, len(ids), "")
    for row in connection.execute(select(OutsideTraining.person_id, OutsideTraining.form, OutsideTraining.hours).where(
        *_trained_in(year)
    )):  # fmt: skip
        sums[row.person_id].outside += row.hours
        sums[row.person_id].intensive += row.form in INTENSIVE
    return sums


def held_in(connection: Connection, year: Year) -> dict[int, Held]:
    """Every meeting of the year, of any organization, that gives hours."""
    known = counted_kinds(connection)
    conversion = Conversion(year.rules)
    rows = connection.execute(
        select(Meeting.id, Meeting.kind_id, Meeting.starts_at, Meeting.ends_at).where(*_in_year(year))
    )
    held = {}
    for id, kind_id, starts_at, ends_at in rows:
        kind = known.get(kind_id)
        if kind is not None and worth_on(kind.worth, starts_at.date()).hours_by != "none":
            held[id] = Held(conversion.hours(kind, starts_at, ends_at), kind.code == INTENSIVE_KIND)
    return held


def _in_year(year: Year) -> tuple[ColumnElement[bool], ...]:
    return Meeting.starts_at >= datetime(year.year, 1, 1), Meeting.starts_at < year.until


def _trained_in(year: Year) -> tuple[ColumnElement[bool], ...]:
    """Training belongs to the year it began in."""
    return OutsideTraining.starts_on >= year.first, OutsideTraining.starts_on <= year.day


def batches(ids: Sequence[T]) -> Iterator[tuple[int, Sequence[T]]]:
    """*ids* in parts for ``column.in_(…)``, each with how many are done after it."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        yield start + len(part), part


# -- what from ---------------------------------------------------------------------------------------------------


def _meetings_behind(connection: Connection, person_id: int, year: Year) -> Iterable[Source]:
    known, conversion = counted_kinds(connection), Conversion(year.rules)
    rows = connection.execute(
        select(
            Meeting.id, Meeting.kind_id, Meeting.starts_at, Meeting.ends_at, Meeting.title, MeetingKind.name,
            Organization.name, Attendance.status, Attendance.spoke, Attendance.made_up_on, Attendance.made_up_how,
        )
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
        .join(Organization, Organization.id == Meeting.organization_id)
        .where(Attendance.person_id == person_id, took_part(year.now.date()), counts_as_study(), *_in_year(year))
    )  # fmt: skip
    for row in rows:
        id, kind_id, starts_at, ends_at, title, kind, place, status, spoke, made_up_on, made_up_how = row
        hours = conversion.hours(known[kind_id], starts_at, ends_at)
        untimed = ends_at is None and worth_on(known[kind_id].worth, starts_at.date()).hours_by != "fixed"
        later = (made_up_on, made_up_how or "") if status != Status.PRESENT else (None, "")
        yield Source("meeting", id, starts_at.date(), kind, title, place, hours, spoke, *later, _note(untimed, *later))


def _note(untimed: bool, made_up_on: date | None, made_up_how: str) -> str:
    made_up = f"{made_up_on} 补学{f'（{made_up_how}）' if made_up_how else ''}" if made_up_on else ""
    return "，".join(filter(None, (made_up, "无结束时间" if untimed else "")))


def _trainings_behind(connection: Connection, person_id: int, year: Year) -> Iterable[Source]:
    rows = connection.execute(
        select(
            OutsideTraining.id, OutsideTraining.starts_on, OutsideTraining.form, OutsideTraining.title,
            OutsideTraining.organizer, OutsideTraining.hours, OutsideTraining.certificate,
        ).where(OutsideTraining.person_id == person_id, *_trained_in(year))
    )  # fmt: skip
    for id, day, form, title, organizer, hours, certificate in rows:
        note = f"证书 {certificate}" if certificate else ""
        yield Source("outside_training", id, day, "外部培训", title, organizer, hours, note=note, form=form)


def shown(hours: Any) -> str:
    """Hours as lists and sheets show them: 32, 4.5."""
    return "" if hours is None else f"{hours:.2f}".rstrip("0").rstrip(".")
