"""What the home page is asked: whose records, which period, at which moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, SQLColumnExpression

from db.core.period import Period
from db.organizations.queries import Node, nodes, subtree
from db.study.compliance import within


@dataclass(frozen=True, slots=True)
class Asked:
    """``organization`` None: the whole book. What is due is asked of the day, what was done of the period."""

    organization: int | None
    period: Period
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def inside(self, column: SQLColumnExpression[int] | SQLColumnExpression[int | None]) -> list[ColumnElement[bool]]:
        """Rows whose *column* names an organization of the scope, as conditions."""
        return [] if self.organization is None else [column.in_(subtree(self.organization))]


def places(connection: Connection, asked: Asked) -> Sequence[Node]:
    """The organizations of the scope, parents before children; those dissolved by the day are left out."""
    every = within(nodes(connection), asked.organization)
    return [node for node in every if node.dissolved_on is None or node.dissolved_on > asked.today]


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:  # the 31st of June
            continue
    return date(year, month + 1, day.day)
