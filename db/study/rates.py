"""参学率: how many of those expected came, per person, organization, kind of meeting or month.

Every grouping sums the same rosters – those of the meetings the scope's organizations held in the period – so that
their totals agree. Guests (列席) are not expected and not counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.core.period import Period
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.meetings.queries import kinds
from db.meetings.status import Status
from db.organizations.models import Organization
from db.organizations.queries import nodes, subtree
from db.people.models import Person
from db.study.counted import counts_as_study, made_up_by
from db.study.hours import batches

NOBODY = 0  # the key of those on rosters who are not in the book


class By(StrEnum):
    """What one row of rates is about."""

    PERSON = "person"
    ORGANIZATION = "organization"
    KIND = "kind"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which meetings count. ``now``: what began later has not been held yet; ``study``: only kinds that give hours."""

    organization: int | None
    period: Period
    now: datetime
    study: bool = True
    kind: int | None = None

    @property
    def day(self) -> date:
        """On which thresholds are asked."""
        return min(self.period.last, self.now.date())


@dataclass(frozen=True, slots=True)
class Rate:
    """``key``: id of the person, organization or kind; year and month as 202206. ``made_up``: of those who missed."""

    key: int
    name: str
    detail: str
    meetings: int
    expected: int
    present: int
    on_leave: int
    absent: int
    made_up: int

    @property
    def share(self) -> Fraction | None:
        """参学率; None where nobody was expected."""
        return Fraction(self.present, self.expected) if self.expected else None

    @property
    def share_made_up(self) -> Fraction | None:
        """含补学."""
        return Fraction(self.present + self.made_up, self.expected) if self.expected else None


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting behind a rate; ``how``: 到会, 请假（事由）…, or present/expected where it is no person's."""

    meeting_id: int
    day: date
    kind: str
    title: str
    organization: str
    how: str


def rates(
    connection: Connection, asked: Asked, by: By, progress: Progress = untold, cancelled: Cancelled = never
) -> list[Rate]:
    """One row for each key that met at all; people by pinyin, the rest in the office's order."""
    meetings = _meetings(connection, asked)
    ids = [meeting.id for meeting in meetings]
    if by is By.PERSON:
        return _of_people(connection, ids, asked.now.date(), progress, cancelled)
    made_up = _made_up(connection, ids, asked.now.date(), progress, cancelled)
    key = _KEYS[by]
    sums: dict[int, list[int]] = defaultdict(lambda: [0] * 6)
    for row in meetings:
        counts = (1, row.expected, row.present, row.on_leave, row.absent, made_up.get(row.id, 0))
        sums[key(row)] = [had + more for had, more in zip(sums[key(row)], counts, strict=True)]
    names = _names(connection, by, sums)
    return [Rate(key, name, "", *sums[key]) for key, name in names]


def total(found: Sequence[Rate], meetings: int) -> Rate:
    """All rows as one."""
    sums = (
        sum(getattr(rate, name) for rate in found) for name in ("expected", "present", "on_leave", "absent", "made_up")
    )
    return Rate(NOBODY, "合计", "", meetings, *sums)


def count_meetings(connection: Connection, asked: Asked) -> int:
    query = select(func.count()).select_from(Meeting).where(*held(asked))
    return int(connection.execute(query).scalar_one())


def lines(connection: Connection, asked: Asked, by: By, key: int, limit: int = 2000) -> list[Line]:
    """The meetings behind one row, newest first."""
    columns = [Meeting.id, Meeting.starts_at, MeetingKind.name, Meeting.title, Organization.name]
    query = (
        select(*columns, Meeting.present, Meeting.expected)
        .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
        .join(Organization, Organization.id == Meeting.organization_id)
        .where(*held(asked))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(limit)
    )
    if by is By.PERSON:
        who = Attendance.person_id == key if key != NOBODY else Attendance.person_id.is_(None)
        query = (
            query.add_columns(Attendance.status, Attendance.reason, Attendance.made_up_on, Attendance.name)
            .join(Attendance, Attendance.meeting_id == Meeting.id)
            .where(who, Attendance.status != Status.GUEST)
        )
    elif by is By.MONTH:
        year, month = divmod(key, 100)
        after = (date(year, month, 1) + timedelta(days=31)).replace(day=1)
        query = query.where(Meeting.starts_at >= datetime(year, month, 1), Meeting.starts_at < _midnight(after))
    else:
        query = query.where((Meeting.kind_id if by is By.KIND else Meeting.organization_id) == key)
    return [Line(row[0], row[1].date(), row[2], row[3], row[4], _how(row, by)) for row in connection.execute(query)]


def _how(row: Any, by: By) -> str:
    if by is not By.PERSON:
        return f"{row.present}/{row.expected}"
    reason = f"（{row.reason}）" if row.reason else ""
    made_up = f"，{row.made_up_on} 补学" if row.made_up_on and row.status != Status.PRESENT else ""
    who = f"{row[-1]}：" if row[-1] else ""
    return f"{who}{Status(row.status).label}{reason}{made_up}"


def _meetings(connection: Connection, asked: Asked) -> Sequence[Any]:
    return connection.execute(
        select(
            Meeting.id, Meeting.organization_id, Meeting.kind_id, Meeting.starts_at, Meeting.expected, Meeting.present,
            Meeting.on_leave, Meeting.absent,
        ).where(*held(asked))
    ).all()  # fmt: skip


def held(asked: Asked) -> list[ColumnElement[bool]]:
    """The meetings *asked* for, as conditions."""
    until = min(_midnight(asked.period.last + timedelta(days=1)), asked.now + timedelta(minutes=1))
    clauses = [Meeting.starts_at >= _midnight(asked.period.first), Meeting.starts_at < until]
    if asked.organization is not None:
        clauses.append(Meeting.organization_id.in_(subtree(asked.organization)))
    if asked.kind is not None:
        clauses.append(Meeting.kind_id == asked.kind)
    elif asked.study:
        clauses.append(counts_as_study())
    return clauses


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _of_people(
    connection: Connection, meeting_ids: Sequence[int], today: date, progress: Progress, cancelled: Cancelled
) -> list[Rate]:
    tallies: dict[int, list[int]] = defaultdict(lambda: [0] * 6)
    places = {Status.PRESENT: 2, Status.LEAVE: 3, Status.ABSENT: 4}
    for done, part in batches(meeting_ids):
        if cancelled():
            raise CancelledError
        query = select(Attendance.person_id, Attendance.status, made_up_by(today))
        for person_id, status, made_up in connection.execute(
            query.where(Attendance.meeting_id.in_(part), Attendance.status != Status.GUEST)
        ):
            tally = tallies[person_id or NOBODY]
            tally[0] += 1
            tally[1] += 1
            tally[places[Status(status)]] += 1
            tally[5] += bool(made_up)
        progress(done, len(meeting_ids), "")
    found: list[Any] = []
    for _done, part in batches([key for key in tallies if key != NOBODY]):
        found += connection.execute(
            select(Person.id, Person.name, func.coalesce(Organization.name, ""), Person.pinyin)
            .outerjoin(Organization, Organization.id == Person.organization_id)
            .where(Person.id.in_(part))
        ).all()
    rows = [
        Rate(id, name, place, *tallies[id]) for id, name, place, _ in sorted(found, key=lambda row: (row[3], row[0]))
    ]
    if NOBODY in tallies:
        rows.append(Rate(NOBODY, "账本外人员", "", *tallies[NOBODY]))
    return rows


def _made_up(
    connection: Connection, meeting_ids: Sequence[int], today: date, progress: Progress, cancelled: Cancelled
) -> Counter[int]:
    """How many made up for each meeting."""
    found: Counter[int] = Counter()
    for done, part in batches(meeting_ids):
        if cancelled():
            raise CancelledError
        query = select(Attendance.meeting_id).where(Attendance.meeting_id.in_(part), made_up_by(today))
        found.update(connection.execute(query).scalars())
        progress(done, len(meeting_ids), "")
    return found


def _names(connection: Connection, by: By, keys: Iterable[int]) -> list[tuple[int, str]]:
    if by is By.MONTH:
        return [(key, f"{key // 100} 年 {key % 100} 月") for key in sorted(keys)]
    wanted = set(keys)
    if by is By.KIND:
        return [(kind.id, kind.name) for kind in kinds(connection) if kind.id in wanted]
    return [(node.id, node.name) for node in nodes(connection) if node.id in wanted]


_KEYS: dict[By, Callable[[Any], int]] = {
    By.ORGANIZATION: lambda row: int(row.organization_id),
    By.KIND: lambda row: int(row.kind_id),
    By.MONTH: lambda row: int(row.starts_at.year * 100 + row.starts_at.month),
}
