"""The figures on the cards: meetings of a kind, problems closed, attendance, volunteering; with the records behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, func, select

from db.core.book_copy import Cancelled
from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.period import Period
from db.home.asked import Asked, months_later
from db.home.figure import Figure, of_period
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.meetings.queries import HELD, meetings
from db.problems.fields import DUE
from db.problems.figures import closed_in
from db.problems.models import Problem
from db.problems.queries import problems as ledger
from db.rules.queries import Rules
from db.study.hours import batches
from db.study.models import PlanTopic, TrainingPlan
from db.study.rates import Asked as Rated
from db.study.rates import held
from db.study.rules import verdict

REGULAR, CENTRAL, VOLUNTEERING = "regular_study", "central_group_study", "volunteering"


@dataclass(frozen=True, slots=True)
class Held:
    """Meetings of one kind held in the period by now. ``before``: in the same stretch of the period before, which is
    ``earlier``; ``planned``: by the training plans for the whole of the period."""

    kind_id: int
    kind: str
    figure: Figure
    before: int = 0
    earlier: Period | None = None
    planned: int = 0
    present: int = 0  # 人次
    latest: date | None = None

    @property
    def count(self) -> int:
        return self.figure.count


@dataclass(frozen=True, slots=True)
class Problems:
    """What stood on the ledger in the period, as its page lists it: those closed out in it, those not."""

    figure: Figure
    closed: tuple[int, ...]
    open: tuple[int, ...]
    late: tuple[int, ...]  # of those open, on the day
    next_on: date | None  # the nearest day still to come

    @property
    def all(self) -> int:
        return self.figure.count


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
    wanted = of_period(asked, kind_id=kind.id, **{HELD: asked.now})
    count, present, latest = connection.execute(
        select(func.count(), func.coalesce(func.sum(Meeting.present), 0), func.max(Meeting.starts_at))
        .where(*meetings.narrow(wanted))
    ).one()  # fmt: skip
    earlier = same_stretch(asked) if code == REGULAR else None
    before = 0
    if earlier is not None:
        before = meetings.count(connection, Filter("", asked.organization, earlier, {"kind_id": kind.id}))
    return Held(
        kind.id, kind.name, Figure("meetings", wanted, "已召开的", count), before, earlier,
        _planned(connection, asked, kind.id) if code == CENTRAL else 0, present, latest.date() if latest else None,
    )  # fmt: skip


def same_stretch(asked: Asked) -> Period | None:
    """Of the period before as much as has passed of this one; None where this one has not begun."""
    period, earlier, today = asked.period, asked.period.previous(), asked.today
    if today >= period.last:
        return earlier
    if today < period.first:
        return None
    months = (period.first.year - earlier.first.year) * 12 + period.first.month - earlier.first.month
    whole = period.first.day == earlier.first.day == 1
    until = months_later(today, -months) if whole else today - (period.first - earlier.first)
    return Period(earlier.first, min(until, earlier.last))


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
    wanted = of_period(asked)
    rows = connection.execute(
        select(Problem.id, Problem.state, Problem.due_on).where(*ledger.narrow(wanted))
    ).all()  # fmt: skip
    closed = set(closed_in(connection, asked.period, asked.organization))
    running = [row for row in rows if row.id not in closed]
    owed = [row for row in running if row.due_on is not None and row.state in DUE]
    return Problems(
        Figure("problems", wanted, "", len(rows)),
        tuple(row.id for row in rows if row.id in closed),
        tuple(row.id for row in running),
        tuple(row.id for row in owed if row.due_on < asked.today),
        min((row.due_on for row in owed if row.due_on >= asked.today), default=None),
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
