"""The figures on the cards: meetings of a kind, problems closed, attendance, volunteering; with the records behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from db.core.book_copy import Cancelled
from db.core.errors import CancelledError
from db.core.period import Period
from db.home.asked import Asked
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.problems.fields import CLOSED, DUE
from db.problems.models import Problem
from db.problems.queries import on_ledger
from db.rules.queries import Rules
from db.study.hours import batches
from db.study.models import PlanTopic, TrainingPlan
from db.study.rates import Asked as Rated
from db.study.rates import held
from db.study.rules import verdict

REGULAR, CENTRAL, VOLUNTEERING = "regular_study", "central_group_study", "volunteering"


@dataclass(frozen=True, slots=True)
class Held:
    """Meetings of one kind held in the period by now. ``before``: in the period before; ``planned``: by the
    training plans for the whole of it."""

    kind_id: int
    kind: str
    ids: tuple[int, ...]
    before: int = 0
    planned: int = 0
    present: int = 0  # 人次
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Problems:
    """What stood on the ledger in the period, as its page lists it: those closed out, those open."""

    closed: tuple[int, ...]
    open: tuple[int, ...]
    late: tuple[int, ...]  # of those open
    next_on: date | None  # the nearest day still to come

    @property
    def all(self) -> int:
        return len(self.closed) + len(self.open)


@dataclass(frozen=True, slots=True)
class Attended:
    """参学率 of the period's study meetings."""

    meetings: tuple[int, ...]
    expected: int
    present: int
    verdict: str

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.present, self.expected) if self.expected else None


def held_of(connection: Connection, asked: Asked, code: str) -> Held | None:
    """None where the office has no such kind any more."""
    kind = connection.execute(select(MeetingKind.id, MeetingKind.name).where(MeetingKind.code == code)).first()
    if kind is None:
        return None
    rows = _meetings(connection, asked, kind.id)
    earlier = replace(asked, period=asked.period.previous())
    return Held(
        kind.id, kind.name, tuple(row.id for row in rows), len(_meetings(connection, earlier, kind.id)),
        _planned(connection, asked, kind.id), sum(row.present for row in rows),
        max((row.starts_at.date() for row in rows), default=None),
    )  # fmt: skip


def _meetings(connection: Connection, asked: Asked, kind_id: int) -> Sequence[Any]:
    wanted = Rated(asked.organization, asked.period, asked.now, kind=kind_id)
    return connection.execute(select(Meeting.id, Meeting.starts_at, Meeting.present).where(*held(wanted))).all()


def _planned(connection: Connection, asked: Asked, kind_id: int) -> int:
    """How often the plans of the scope have that kind in the period's months; what has no month is due in December."""
    years = range(asked.period.first.year, asked.period.last.year + 1)
    rows = connection.execute(
        select(TrainingPlan.year, PlanTopic.month, PlanTopic.times)
        .join(TrainingPlan, TrainingPlan.id == PlanTopic.plan_id)
        .where(PlanTopic.kind_id == kind_id, TrainingPlan.year.in_(years), *asked.inside(TrainingPlan.organization_id))
    )
    return sum(times for year, month, times in rows if _touches(asked.period, date(year, month or 12, 1)))


def _touches(period: Period, month: date) -> bool:
    return period.first.replace(day=1) <= month <= period.last


def problems(connection: Connection, asked: Asked) -> Problems:
    rows = connection.execute(
        select(Problem.id, Problem.state, Problem.due_on).where(
            Problem.merged_into_id.is_(None), *on_ledger(asked.period.first, asked.period.last),
            *asked.inside(Problem.organization_id),
        )
    ).all()  # fmt: skip
    running = [row for row in rows if row.state != CLOSED]
    days = [row.due_on for row in running if row.due_on is not None and row.state in DUE]
    return Problems(
        tuple(row.id for row in rows if row.state == CLOSED),
        tuple(row.id for row in running),
        tuple(row.id for row in running if row.state in DUE and row.due_on and row.due_on < asked.today),
        min((day for day in days if day >= asked.today), default=None),
    )


def attended(connection: Connection, asked: Asked, rules: Rules) -> Attended:
    wanted = Rated(asked.organization, asked.period, asked.now)
    rows = connection.execute(select(Meeting.id, Meeting.expected, Meeting.present).where(*held(wanted))).all()
    expected, present = sum(row.expected for row in rows), sum(row.present for row in rows)
    share = Fraction(present, expected) if expected else None
    return Attended(tuple(row.id for row in rows), expected, present, verdict(share, rules, wanted.day))


def spoke(connection: Connection, meeting_ids: Sequence[int], cancelled: Cancelled) -> int:
    """How often somebody spoke (交流发言) at these meetings. Reads their rosters: this takes its time."""
    total = 0
    for _done, part in batches(meeting_ids):
        if cancelled():
            raise CancelledError
        query = select(func.count()).where(Attendance.meeting_id.in_(part), Attendance.spoke)
        total += int(connection.execute(query).scalar_one())
    return total
