"""Which organizations were inspected in a period, how often, last when, and which never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, select

from db.core.errors import CancelledError
from db.core.fields import Field, Kind
from db.core.period import Period
from db.inspections.models import Finding, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.inspections.queries import SECTOR
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.organizations.queries import existing_in, nodes, subtree
from db.problems.fields import OPEN
from db.problems.models import Problem

FIELDS: tuple[Field, ...] = (
    Field("name", "组织", width=220), Field("kind", "类型", width=72), Field(SECTOR, "领域", width=72),
    Field("groups", "联系小组", width=110), Field("visits", "本期检查", Kind.INTEGER, width=68),
    Field("last_on", "最近检查", Kind.DATE, width=96), Field("findings", "发现问题", Kind.INTEGER, width=68),
    Field("unsettled", "未销号", Kind.INTEGER, width=60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Covered:
    """An organization: visits and findings of the period; ``last_on``: the last visit by the end of the period, None
    where there was none ever; ``unsettled``: problems the findings became that are not closed out."""

    id: int
    name: str
    kind: str
    sector: str
    groups: str
    visits: int
    last_on: date | None
    findings: int
    unsettled: int

    @property
    def never(self) -> bool:
        """No visit ever, as far as the book knows."""
        return self.last_on is None

    def values(self) -> tuple[object, ...]:
        """A value for each of ``FIELDS``."""
        return tuple(getattr(self, field.name) for field in FIELDS)


@dataclass(frozen=True, slots=True)
class VisitMade:
    """One visit to an organization, with what was found there."""

    inspection_id: int
    held_on: date
    title: str
    kind: str
    group: str
    text: str
    findings: tuple[str, ...]


def coverage(
    connection: Connection, organization: int | None, period: Period, cancelled: Callable[[], bool] = lambda: False
) -> list[Covered]:
    """The organizations of the scope that existed in the period, in the order of the tree.

    Groups within branches are not inspected by themselves. Of the uppermost organizations, which nobody in the book
    inspects, those are told that were inspected after all.
    """
    there = select(Organization.id).where(existing_in(period.first, period.last), Organization.kind != GROUP_KIND)
    if organization is not None:
        there = there.where(Organization.id.in_(subtree(organization)))
    wanted = set(connection.execute(there).scalars())
    steps = (_visits(connection, period), _findings(connection, period), _groups(connection, period))
    if cancelled():
        raise CancelledError
    visits, findings, groups = steps
    rows = []
    for node in nodes(connection):
        count, last_on = visits.get(node.id, (0, None))
        if node.id in wanted and (node.parent_id is not None or last_on is not None):
            found, unsettled = findings.get(node.id, (0, 0))
            rows.append(Covered(
                node.id, node.name, node.kind, node.sector, "、".join(groups.get(node.id, ())), count, last_on, found,
                unsettled,
            ))  # fmt: skip
    return rows


def visits_to(connection: Connection, organization_id: int, period: Period) -> list[VisitMade]:
    """The visits of the period to one organization, newest first."""
    rows = connection.execute(
        select(Inspection.id, Inspection.held_on, Inspection.title, Inspection.kind,
               func.coalesce(GuidanceGroup.name, ""), Visit.text)
        .join(Visit, Visit.inspection_id == Inspection.id)
        .outerjoin(GuidanceGroup, GuidanceGroup.id == Inspection.group_id)
        .where(Visit.organization_id == organization_id, Inspection.held_on.between(period.first, period.last))
        .order_by(Inspection.held_on.desc(), Inspection.id.desc())
    ).all()  # fmt: skip
    found: dict[int, list[str]] = {}
    query = select(Finding.inspection_id, Finding.text).where(
        Finding.organization_id == organization_id, Finding.inspection_id.in_([row.id for row in rows])
    )
    for inspection_id, text in connection.execute(query.order_by(Finding.inspection_id, Finding.no)):
        found.setdefault(inspection_id, []).append(text)
    return [VisitMade(*row, tuple(found.get(row.id, ()))) for row in rows]


def _visits(connection: Connection, period: Period) -> dict[int, tuple[int, date]]:
    """By organization: visits of the period, and the last one until its end."""
    inside = func.sum(case((Inspection.held_on >= period.first, 1), else_=0))
    rows = connection.execute(
        select(Visit.organization_id, inside, func.max(Inspection.held_on))
        .join(Inspection, Inspection.id == Visit.inspection_id)
        .where(Inspection.held_on <= period.last)
        .group_by(Visit.organization_id)
    )
    return {id: (int(count), last) for id, count, last in rows}


def _findings(connection: Connection, period: Period) -> dict[int, tuple[int, int]]:
    """By organization: findings of the period, and how many of the problems they became are still open."""
    open_ = func.count(case((Problem.state.in_(OPEN), Problem.id)).distinct())
    rows = connection.execute(
        select(Finding.organization_id, func.count(), open_)
        .join(Inspection, Inspection.id == Finding.inspection_id)
        .outerjoin(Problem, Problem.id == Finding.problem_id)
        .where(Finding.organization_id.is_not(None), Inspection.held_on.between(period.first, period.last))
        .group_by(Finding.organization_id)
    )
    return {id: (int(count), int(unsettled)) for id, count, unsettled in rows if id is not None}


def _groups(connection: Connection, period: Period) -> dict[int, list[str]]:
    """By organization: the groups that see to it at the end of the period."""
    rows = connection.execute(
        select(GroupOrganization.organization_id, GuidanceGroup.name)
        .join(GuidanceGroup, GuidanceGroup.id == GroupOrganization.group_id)
        .where(
            GuidanceGroup.set_up_on <= period.last,
            GuidanceGroup.dissolved_on.is_(None) | (GuidanceGroup.dissolved_on >= period.last),
        )
        .order_by(GuidanceGroup.set_up_on, GuidanceGroup.id)
    )
    found: dict[int, list[str]] = {}
    for id, name in rows:
        found.setdefault(id, []).append(name)
    return found
