"""Series of meetings: on which days, and the records they begin as."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import KindRow, Number, number_at, starting_roster
from db.meetings.records import unwritten
from db.meetings.titles import proposed_title, told_on

MOST_PROPOSED = 200  # people: a whole street is rarely meant, its roster is filled in on request only
MOST = 400  # a meeting a day for a year is the most that one step makes


def weekly(first: date, last: date, weekdays: Collection[int]) -> list[date]:
    """The days from *first* to *last* that fall on *weekdays* (0: Monday)."""
    return [day for day in _days(first, last) if day.weekday() in weekdays]


def monthly(first: date, last: date, day_of_month: int) -> list[date]:
    """That day of each month from *first* to *last*; a shorter month has it on its last day."""
    return [
        day for day in _days(first, last)
        if day.day == min(day_of_month, calendar.monthrange(day.year, day.month)[1])
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Times:
    """When the meetings of a series begin and end; None: nobody knows yet."""

    begins: time
    ends: time | None = None


def in_series(
    connection: Connection, pattern: MeetingDraft, kind: KindRow, days: Sequence[date], times: Times,
    told: Callable[[int], object] = lambda _done: None,
) -> list[MeetingDraft]:  # fmt: skip
    """The records of *days*, like *pattern*: numbered on, with the people of each day; *told* how many are done."""
    assert pattern.organization_id is not None
    moments = [datetime.combine(day, times.begins) for day in days]
    made = []
    for day, number in zip(days, numbers_of(connection, kind.id, pattern.organization_id, moments), strict=True):
        made.append(_on(connection, pattern, kind, (day, number.ordinal), times))
        told(len(made))
    return made


def numbers_of(
    connection: Connection, kind_id: int, organization: int, moments: Sequence[datetime]
) -> Iterator[Number]:
    """The numbers further meetings at *moments*, in their order, would bear: by date, each counting those before it."""
    last: dict[int, int] = {}
    for at in moments:
        number = number_at(connection, kind_id, organization, at)
        last[at.year] = max(number.ordinal, last.get(at.year, 0) + 1)
        yield replace(number, ordinal=last[at.year])


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a new record begins with. ``left_out``: how many are expected and yet not proposed."""

    roster: tuple[RosterLine, ...]
    number: Number
    left_out: int = 0


def proposed(
    connection: Connection, kind: KindRow, organization: int, at: datetime, pattern: MeetingDraft | None = None,
    was: KindRow | None = None,
) -> Proposed:  # fmt: skip
    """For a meeting at that moment; like *pattern*, which was one of kind *was*, where there is one."""
    roster, left_out = roster_on(connection, pattern, kind, organization, at.date(), was or kind)
    return Proposed(roster, number_at(connection, kind.id, organization, at), left_out)


def roster_on(
    connection: Connection, pattern: MeetingDraft | None, kind: KindRow, organization: int, day: date, was: KindRow
) -> tuple[tuple[RosterLine, ...], int]:
    """Those expected on *day* and whom *pattern* has besides; how many are left out, as nobody asked for so many."""
    expected = starting_roster(connection, kind, organization, day)
    more = () if pattern is None else besides(connection, pattern, was, {person.id for person in expected})
    if len(expected) > MOST_PROPOSED and (pattern is None or len(pattern.roster) <= MOST_PROPOSED):
        return more, len(expected)
    return (*(RosterLine(person.id, person.name) for person in expected), *more), 0


def besides(
    connection: Connection, pattern: MeetingDraft, kind: KindRow, known: Collection[int] = ()
) -> tuple[RosterLine, ...]:
    """Whom *pattern* has on its roster beyond those expected on its own day; *known* are left out."""
    usual = set(known)
    if pattern.starts_at is not None and pattern.organization_id is not None:
        day = pattern.starts_at.date()
        usual |= {person.id for person in starting_roster(connection, kind, pattern.organization_id, day)}
    return tuple(line for line in unwritten(pattern).roster if line.person_id is None or line.person_id not in usual)


def _on(
    connection: Connection, pattern: MeetingDraft, kind: KindRow, at: tuple[date, int], times: Times
) -> MeetingDraft:
    day, number = at
    assert pattern.organization_id is not None
    return unwritten(
        pattern, starts_at=datetime.combine(day, times.begins), ordinal=number,
        ends_at=None if times.ends is None else datetime.combine(day, times.ends),
        title=title_on(pattern, kind.name, day, number),
        roster=roster_on(connection, pattern, kind, pattern.organization_id, day, kind)[0],
        topic_id=pattern.topic_id if pattern.starts_at and pattern.starts_at.year == day.year else None,
    )  # fmt: skip


def title_on(pattern: MeetingDraft, kind: str, day: date, number: int | None) -> str:
    """The title of a record like *pattern* on another day."""
    if not pattern.title.strip() or pattern.starts_at is None:
        return pattern.title.strip() or proposed_title(kind, day, number)
    return told_on(pattern.title, (pattern.starts_at.date(), pattern.ordinal), (day, number))


def copied(pattern: MeetingDraft) -> MeetingDraft:
    """A new record like *pattern*, whose day is still to be said."""
    return unwritten(replace(pattern, topic_id=None), starts_at=None, ends_at=None, ordinal=None)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days) for days in range((last - first).days + 1))
