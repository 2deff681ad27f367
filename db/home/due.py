"""待办与到期: open tasks and problems by the day they are due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, select

from db.home.asked import Asked
from db.organizations.models import Organization
from db.problems.fields import DUE
from db.problems.models import Problem
from db.rules.queries import Rules
from db.tasks.fields import OPEN
from db.tasks.models import Task

_TITLE = 60  # characters of a problem that has no title


class When(StrEnum):
    """How near it is."""

    OVERDUE = "逾期"
    TODAY = "今天"
    WEEK = "本周"
    LATER = "以后"


@dataclass(frozen=True, slots=True)
class Due:
    """One task or problem. ``days`` from today; negative where it is late."""

    table: str  # task | problem
    id: int
    title: str
    organization: str
    due_on: date
    state: str
    when: When
    days: int

    @property
    def told(self) -> str:
        """逾期 3 天, 今天, 2 天后; its state where there is time."""
        if self.when is When.OVERDUE:
            return f"逾期 {-self.days} 天"
        if self.when is When.LATER:
            return self.state
        return f"{self.days} 天后" if self.days else "今天"


def due(connection: Connection, asked: Asked, rules: Rules) -> list[Due]:
    """What is late or falls due within the days the rules say, the earliest first."""
    until = asked.today + timedelta(days=int(rules.number("home.due_days", asked.today)))
    tasks = (
        select(Task.id, Task.title, _place(), Task.due_on, Task.state)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .where(Task.state.in_(OPEN), Task.due_on <= until, *asked.inside(Task.organization_id))
    )
    problems = (
        select(Problem.id, func.substr(Problem.text, 1, _TITLE), _place(), Problem.due_on, Problem.state)
        .outerjoin(Organization, Organization.id == Problem.organization_id)
        .where(
            Problem.state.in_(DUE), Problem.merged_into_id.is_(None), Problem.due_on <= until,
            *asked.inside(Problem.organization_id),
        )
    )  # fmt: skip
    found = []
    for table, query in (("task", tasks), ("problem", problems)):
        for id, title, place, due_on, state in connection.execute(query):
            when = _when(due_on, asked.today)
            days = (due_on - asked.today).days
            found.append(Due(table, id, " ".join(title.split()), place, due_on, state, when, days))
    return sorted(found, key=lambda one: (one.due_on, one.table, one.id))


def counted(found: Sequence[Due]) -> dict[When, int]:
    """How many are late, due today, later this week (until Sunday), later still."""
    counts = Counter(one.when for one in found)
    return {when: counts[when] for when in When}


def _place() -> ColumnElement[str]:
    return func.coalesce(func.nullif(Organization.short_name, ""), Organization.name, "")


def _when(day: date, today: date) -> When:
    if day <= today:
        return When.TODAY if day == today else When.OVERDUE
    return When.WEEK if day <= today + timedelta(days=6 - today.weekday()) else When.LATER
