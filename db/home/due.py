"""待办与到期: open tasks and problems by the day they are due, as their pages list them.

A task that is divided is not counted beside its parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, func, select

from db.core.dates import FIRST_YEAR
from db.core.listing import Filter
from db.core.period import Period
from db.home.asked import Asked
from db.home.figure import Figure, of_day
from db.organizations.models import Organization
from db.problems.fields import DUE
from db.problems.models import Problem
from db.problems.queries import WITHIN, problems
from db.rules.queries import Rules
from db.tasks.models import Task
from db.tasks.queries import DIVIDED, OPEN, tasks
from db.tasks.queries import DUE as DUE_IN

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
    wanted = _wanted(asked, _days(asked, rules))
    open_tasks = (
        select(Task.id, Task.title, _place(), Task.due_on, Task.state)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .where(*tasks.narrow(wanted["task"]))
    )
    open_problems = (
        select(Problem.id, func.substr(Problem.text, 1, _TITLE), _place(), Problem.due_on, Problem.state)
        .outerjoin(Organization, Organization.id == Problem.organization_id)
        .where(*problems.narrow(wanted["problem"]))
    )
    found = []
    for table, query in (("task", open_tasks), ("problem", open_problems)):
        for id, title, place, due_on, state in connection.execute(query):
            when = _when(due_on, asked.today)
            days = (due_on - asked.today).days
            found.append(Due(table, id, " ".join(title.split()), place, due_on, state, when, days))
    return sorted(found, key=lambda one: (one.due_on, one.table, one.id))


def due_figures(asked: Asked, rules: Rules, found: Sequence[Due]) -> dict[str, Figure]:
    """How many of *found* are tasks, how many problems, each with its list."""
    days = _days(asked, rules)
    counts = Counter(one.table for one in found)
    return {
        table: Figure(page, wanted, f"{days} 天内到期和已逾期的（不分时期{more}）", counts[table])
        for (table, wanted), (page, more) in zip(
            _wanted(asked, days).items(), (("tasks", "；已分解的按子任务计"), ("problems", "")), strict=True
        )
    }


def _days(asked: Asked, rules: Rules) -> int:
    return int(rules.number("home.due_days", asked.today))


def _wanted(asked: Asked, days: int) -> Mapping[str, Filter]:
    within = Period(date(FIRST_YEAR, 1, 1), asked.today + timedelta(days=days))
    return {
        "task": of_day(asked, **{OPEN: True, DIVIDED: False, DUE_IN: within}),
        "problem": of_day(asked, **{"state": DUE, WITHIN: within}),
    }


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
