"""A figure: how many records a list shows, and that very narrowing, so that what is said and what opens agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from db.core.listing import Filter, Listing
from db.home.asked import Asked
from db.meetings.queries import meetings
from db.problems.queries import problems
from db.tasks.queries import tasks

LISTINGS: Mapping[str, Listing] = {"meetings": meetings, "problems": problems, "tasks": tasks}  # by page


@dataclass(frozen=True, slots=True)
class Figure:
    """*page* narrowed to *wanted* lists ``count`` records; ``label`` says to what it is narrowed."""

    page: str
    wanted: Filter
    label: str
    count: int

    @property
    def narrowing(self) -> Mapping[str, Any]:
        """What the page is asked for."""
        return {"view": "list", "filter": self.wanted, "label": self.label}

    def ids(self, connection: Connection) -> list[int]:
        """The records behind it."""
        return list(LISTINGS[self.page].ids(connection, self.wanted))


def of_period(asked: Asked, **choices: Any) -> Filter:
    """The records of the scope in the period."""
    return Filter(organization=asked.organization, period=asked.period, choices=choices)


def of_day(asked: Asked, **choices: Any) -> Filter:
    """The records of the scope, whatever the period."""
    return replace(of_period(asked, **choices), period=None)
