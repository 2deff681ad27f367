"""Inspections ready to be told of on paper: names for ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from db.core.base import Record, table_of
from db.inspections.models import Finding, GuidanceGroup, Inspection, Visit
from db.organizations.models import Organization
from db.organizations.queries import nodes

_BATCH = 500


@dataclass(frozen=True, slots=True)
class VisitSheet:
    organization: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingSheet:
    """``organization``: who is to rectify it; "" where that is nobody's alone."""

    organization: str
    text: str
    demand: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class InspectionSheet:
    """One inspection with names for ids; ``organization`` is the office that inspected."""

    id: int
    held_on: date
    title: str
    kind: str
    organization: str
    group: str
    inspectors: str
    text: str
    advice: str
    visits: tuple[VisitSheet, ...]
    findings: tuple[FindingSheet, ...]


def inspection_sheets(connection: Connection, inspection_ids: Sequence[int]) -> list[InspectionSheet]:
    """Inspections ready to print, the earliest first; those that are gone are left out."""
    found: list[InspectionSheet] = []
    for start in range(0, len(inspection_ids), _BATCH):
        ids = inspection_ids[start : start + _BATCH]
        visits = _lines(connection, Visit, ids)
        findings = _lines(connection, Finding, ids)
        rows = connection.execute(
            select(Inspection.id, Inspection.held_on, Inspection.title, Inspection.kind, Organization.name,
                   func.coalesce(GuidanceGroup.name, ""), Inspection.inspectors, Inspection.text, Inspection.advice)
            .join(Organization, Organization.id == Inspection.organization_id)
            .outerjoin(GuidanceGroup, GuidanceGroup.id == Inspection.group_id)
            .where(Inspection.id.in_(ids))
        )  # fmt: skip
        for row in rows:
            found.append(InspectionSheet(
                *row,
                visits=tuple(VisitSheet(one.organization, one.text) for one in visits.get(row.id, ())),
                findings=tuple(
                    FindingSheet(one.organization, one.text, one.demand, one.due_on)
                    for one in findings.get(row.id, ())
                ),
            ))  # fmt: skip
    return sorted(found, key=lambda sheet: (sheet.held_on, sheet.id))


def in_tree(connection: Connection, names: Sequence[str]) -> list[str]:
    """*names* of organizations in the order of the tree, what is not there last."""
    place = {node.name: at for at, node in reversed(list(enumerate(nodes(connection))))}
    return sorted(dict.fromkeys(names), key=lambda name: place.get(name, len(place)))


def _lines(connection: Connection, model: type[Record], inspection_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The rows of *model* by their inspection, with the name of their organization."""
    table = table_of(model)
    rows = connection.execute(
        select(table, func.coalesce(Organization.name, "").label("organization"))
        .select_from(table.outerjoin(Organization, Organization.id == table.c.organization_id))
        .where(table.c.inspection_id.in_(inspection_ids))
        .order_by(table.c.inspection_id, table.c.no)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.inspection_id, []).append(row)
    return found
