"""Which meetings must be held: the frequencies in force, unit by unit, and who must have a 支委会.

A unit (month, quarter, year) is judged by what holds on its first day: a rule changed within it begins with the next
whole unit, and so does an organization that was founded or got its committee within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, not_, or_, select, true

from db.core.period import Period
from db.meetings.dated import required
from db.meetings.models import Frequency, MeetingKind
from db.people.bodies import LEADING_BODY
from db.people.fields import VOTING_STAGE
from db.people.models import Membership, Person, Post
from db.rules.queries import Rules

MONTHS = {"month": 1, "quarter": 3, "year": 12}  # in a unit
_SEAT = "%委员"  # 组织委员, 委员 …: a secretary with a deputy is no committee


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of meeting in one unit; ``times`` it is due, by the kind of organization."""

    kind_id: int
    kind: str
    committee: bool  # due only where there must be a committee
    unit: Period
    times: Mapping[str, int]

    @property
    def months(self) -> int:
        return (self.unit.last.year - self.unit.first.year) * 12 + self.unit.last.month - self.unit.first.month + 1


def units(period: Period, months: int) -> list[Period]:
    """The calendar units of *months* (1, 3, 12) that *period* touches, each whole."""
    start = period.first.replace(month=(period.first.month - 1) // months * months + 1, day=1)
    last = Period.parse(f"{start.year:04}-{start.month + months - 1:02}").last
    found = [Period(start, last)]
    while found[-1].last < period.last:
        found.append(found[-1].next())
    return found


def duties(connection: Connection, period: Period) -> list[Duty]:
    """Every kind of meeting somebody must hold in units that *period* touches, kinds in the office's order."""
    found: list[Duty] = []
    entries: dict[tuple[int, str, bool], list[Any]] = {}
    rows = connection.execute(
        select(
            MeetingKind.id, MeetingKind.name, MeetingKind.expected, Frequency.organization_kinds, Frequency.times,
            Frequency.unit, Frequency.holds_from,
        )
        .join(Frequency, Frequency.kind_id == MeetingKind.id)
        .order_by(MeetingKind.position, Frequency.id)
    )  # fmt: skip
    for row in rows:
        entries.setdefault((row.id, row.name, row.expected == "committee"), []).append(row)
    for (kind_id, kind, committee), frequencies in entries.items():
        for name, months in MONTHS.items():
            for unit in units(period, months):
                entered = required(frequencies, unit.first).items()
                times = {place: row.times for place, row in entered if row.unit == name and row.times > 0}
                if times:
                    found.append(Duty(kind_id, kind, committee, unit, times))
    return found


def committees(connection: Connection, days: Iterable[date], rules: Rules) -> dict[date, set[int]]:
    """Organizations that on each of *days* have so many full members that they must have a committee, or have one."""
    wanted = sorted(set(days))
    found: dict[date, set[int]] = {day: set() for day in wanted}
    if not wanted:
        return found
    least = {day: rules.number("committee.from_members", day) for day in wanted}
    for organization, counts in full_members(connection, wanted).items():
        for day, count in zip(wanted, counts, strict=True):
            if count >= least[day]:
                found[day].add(organization)
    seats = select(Post.organization_id, Post.starts_on, Post.ends_on).where(
        Post.body == LEADING_BODY, Post.title.like(_SEAT)
    )
    for seat in connection.execute(seats):
        for day in wanted:
            if seat.starts_on <= day and (seat.ends_on is None or seat.ends_on >= day):
                found[day].add(seat.organization_id)
    return found


def full_members(connection: Connection, days: Sequence[date], only: int | None = None) -> dict[int, list[int]]:
    """By organization (or of that one *only*) how many full members it has on each of *days*, in their order.

    Most members are so on all days and are counted by the engine; only the others are looked at one by one.
    """
    first, last = days[0], days[-1]
    steady = and_(
        Membership.starts_on <= first,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= last),
        or_(Person.full_member_on.is_(None), Person.full_member_on <= first),
    )
    joined = (Person, Person.id == Membership.person_id)
    here = true() if only is None else Membership.organization_id == only
    always = select(Membership.organization_id, func.count()).join(*joined)
    found = {
        organization: [count] * len(days)
        for organization, count in connection.execute(
            always.where(Person.stage == VOTING_STAGE, steady, here).group_by(Membership.organization_id)
        )
    }
    some = select(Membership.organization_id, Membership.starts_on, Membership.ends_on, Person.full_member_on)
    rows = connection.execute(
        some.join(*joined).where(
            Person.stage == VOTING_STAGE, not_(steady), here, Membership.starts_on <= last,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= first),
            or_(Person.full_member_on.is_(None), Person.full_member_on <= last),
        )
    )  # fmt: skip
    for organization, starts_on, ends_on, full_on in rows:
        counts = found.setdefault(organization, [0] * len(days))
        since = max(starts_on, full_on or starts_on)
        for at, day in enumerate(days):
            counts[at] += since <= day and (ends_on is None or day <= ends_on)
    return found
