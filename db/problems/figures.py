"""Figures of problems, each as the records behind it. What was merged into another counts no more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from db.core.period import Period
from db.organizations.queries import subtree
from db.problems.models import Problem


def found_in(
    connection: Connection, period: Period, organization: int | None = None, *, source: str = ""
) -> list[int]:  # fmt: skip
    """Problems found in a period, of one source (检视, 上年通报 …) where it is given."""
    clauses: list[ColumnElement[bool]] = [Problem.found_on.between(period.first, period.last)]
    if source:
        clauses.append(Problem.source == source)
    return _ids(connection, clauses, organization)


def closed_in(
    connection: Connection, period: Period, organization: int | None = None, *, source: str = "",
    hard: bool | None = None,
) -> list[int]:  # fmt: skip
    """Problems closed out in a period; *hard*: only the hard cases (难点), or only the others."""
    clauses: list[ColumnElement[bool]] = [Problem.closed_on.between(period.first, period.last)]
    if source:
        clauses.append(Problem.source == source)
    if hard is not None:
        clauses.append(Problem.hard.is_(hard))
    return _ids(connection, clauses, organization)


def _ids(connection: Connection, clauses: list[ColumnElement[bool]], organization: int | None) -> list[int]:
    query = select(Problem.id).where(*clauses, Problem.merged_into_id.is_(None))
    if organization is not None:
        query = query.where(Problem.organization_id.in_(subtree(organization)))
    return list(connection.execute(query.order_by(Problem.found_on, Problem.number)).scalars())
