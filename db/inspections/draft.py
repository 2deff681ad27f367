"""Guidance groups and inspections as forms hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MemberLine:
    person_id: int | None
    name: str
    role: str = "成员"


@dataclass(frozen=True, slots=True)
class GroupDraft:
    organization_id: int | None = None
    name: str = ""
    set_up_on: date | None = None
    dissolved_on: date | None = None
    duty: str = ""
    note: str = ""
    members: tuple[MemberLine, ...] = ()
    organizations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitLine:
    organization_id: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """``id`` of a finding that is in the book already; ``problem_id`` of the problem it became."""

    text: str
    organization_id: int | None = None
    demand: str = ""
    due_on: date | None = None
    id: int | None = None
    problem_id: int | None = None


@dataclass(frozen=True, slots=True)
class InspectionDraft:
    organization_id: int | None = None
    group_id: int | None = None
    held_on: date | None = None
    kind: str = ""
    title: str = ""
    inspectors: str = ""
    text: str = ""
    advice: str = ""
    visits: tuple[VisitLine, ...] = ()
    findings: tuple[FindingLine, ...] = ()


GROUP_LISTS = ("members", "organizations")
INSPECTION_LISTS = ("visits", "findings")
