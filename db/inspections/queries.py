"""Reading guidance groups and inspections: the lists, one record, what a group proposes, what became of findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from db.core.base import Record, table_of
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches
from db.inspections.draft import (
    GROUP_LISTS,
    INSPECTION_LISTS,
    FindingLine,
    GroupDraft,
    InspectionDraft,
    MemberLine,
    VisitLine,
)
from db.inspections.fields import GROUP_FIELDS, INSPECTION_FIELDS
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.problems.models import Problem

INSPECTION, GROUP = table_of(Inspection), table_of(GuidanceGroup)
SECTOR = "sector"  # a choice of the list: inspections that went to an organization of that sector


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group that can be chosen for an inspection."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an inspection by a group begins with."""

    organization_id: int
    inspectors: str
    organizations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The problem that a finding became."""

    problem_id: int
    number: str
    state: str


def get_group(connection: Connection, group_id: int) -> GroupDraft:
    """A group with its members and organizations; ``UserError`` when it is gone."""
    row = connection.execute(select(GROUP).where(GuidanceGroup.id == group_id)).mappings().first()
    if row is None:
        raise UserError("这个指导小组已被删除，请刷新列表。")
    members = connection.execute(
        select(GroupMember.person_id, GroupMember.name, GroupMember.role)
        .where(GroupMember.group_id == group_id)
        .order_by(GroupMember.no)
    )
    return GroupDraft(
        **{field.name: row[field.name] for field in fields(GroupDraft) if field.name not in GROUP_LISTS},
        members=tuple(MemberLine(*member) for member in members),
        organizations=tuple(connection.execute(_organizations_of(group_id)).scalars()),
    )


def get_inspection(connection: Connection, inspection_id: int) -> InspectionDraft:
    """An inspection with whom it visited and what it found; ``UserError`` when it is gone."""
    row = connection.execute(select(INSPECTION).where(Inspection.id == inspection_id)).mappings().first()
    if row is None:
        raise UserError("这次督导检查已被删除，请刷新列表。")
    visits = connection.execute(
        select(Visit.organization_id, Visit.text).where(Visit.inspection_id == inspection_id).order_by(Visit.no)
    )
    findings = connection.execute(
        select(*(getattr(Finding, field.name) for field in fields(FindingLine)))
        .where(Finding.inspection_id == inspection_id)
        .order_by(Finding.no)
    )
    return InspectionDraft(
        **{field.name: row[field.name] for field in fields(InspectionDraft) if field.name not in INSPECTION_LISTS},
        visits=tuple(VisitLine(*visit) for visit in visits),
        findings=tuple(FindingLine(*finding) for finding in findings),
    )


def groups_on(connection: Connection, day: date | None, chosen: int | None) -> list[GroupName]:
    """The groups there were on *day* (None: all), in the order they were set up; *chosen* in any case."""
    wanted = []
    if day is not None:
        there = or_(GuidanceGroup.dissolved_on.is_(None), GuidanceGroup.dissolved_on >= day)
        wanted = [or_(GuidanceGroup.id == chosen, and_(GuidanceGroup.set_up_on <= day, there))]
    rows = connection.execute(
        select(GuidanceGroup.id, GuidanceGroup.name)
        .where(*wanted)
        .order_by(GuidanceGroup.set_up_on.desc(), GuidanceGroup.id)
    )
    return [GroupName(*row) for row in rows]


def proposed_by(connection: Connection, group_id: int) -> Proposal | None:
    """Whom an inspection by that group is made by and whom it visits; None when the group is gone."""
    office = connection.execute(select(GuidanceGroup.organization_id).where(GuidanceGroup.id == group_id)).scalar()
    if office is None:
        return None
    names = connection.execute(
        select(GroupMember.name).where(GroupMember.group_id == group_id).order_by(GroupMember.no)
    ).scalars()
    return Proposal(office, "、".join(names), tuple(connection.execute(_organizations_of(group_id)).scalars()))


def listed(connection: Connection, problem_ids: Sequence[int]) -> dict[int, Listed]:
    """Problems that findings became, by their ids."""
    found: dict[int, Listed] = {}
    query = select(Problem.id, Problem.number, Problem.state)
    for start in range(0, len(problem_ids), 500):
        for row in connection.execute(query.where(Problem.id.in_(problem_ids[start : start + 500]))):
            found[row.id] = Listed(*row)
    return found


def listed_count(connection: Connection, inspection_ids: Sequence[int]) -> int:
    """How many problems the findings of these inspections became: they stay when the inspections are deleted."""
    query = select(func.count(Finding.problem_id.distinct()))
    parts = (inspection_ids[start : start + 500] for start in range(0, len(inspection_ids), 500))
    return sum(connection.execute(query.where(Finding.inspection_id.in_(part))).scalar_one() for part in parts)


def _organizations_of(group_id: int) -> Select[int]:
    return (
        select(GroupOrganization.organization_id)
        .where(GroupOrganization.group_id == group_id)
        .order_by(GroupOrganization.no)
    )


# -- lists -------------------------------------------------------------------------------------------------------


def visited(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Inspections with a visit to an organization that fits."""
    return Inspection.id.in_(select(Visit.inspection_id).where(*which))


def of_sector(sector: str) -> ColumnElement[bool]:
    """Inspections that went to an organization of that sector."""
    return visited(Visit.organization_id.in_(select(Organization.id).where(Organization.sector == sector)))


def narrow_inspections(wanted: Filter) -> list[ColumnElement[bool]]:
    """Of the period; made by or at the scope's organizations."""
    clauses = [
        of_sector(value) if name == SECTOR else INSPECTION.c[name] == value for name, value in wanted.choices.items()
    ]
    if wanted.organization is not None:
        places = subtree(wanted.organization)
        clauses.append(or_(Inspection.organization_id.in_(places), visited(Visit.organization_id.in_(places))))
    if wanted.period is not None:
        clauses.append(Inspection.held_on.between(wanted.period.first, wanted.period.last))
    return clauses


def _found_inspections(text: str) -> Ranks:
    """By its own words, what it found, or whom it visited."""
    within = matches(INSPECTION, text)
    found = select(Finding.inspection_id).where(Finding.text.contains(text, autoescape=True))
    named = Organization.name.contains(text, autoescape=True) | Organization.short_name.contains(text, autoescape=True)
    there = visited(Visit.organization_id.in_(select(Organization.id).where(named)))
    alike = [Inspection.id.in_(found), there, *([within] if within is not None else [])]
    return (Rank(or_(*alike), (Inspection.held_on.desc(),)),)


def _narrow_groups(wanted: Filter) -> list[ColumnElement[bool]]:
    """There were in the period; of the scope's organizations, or seeing to one of them."""
    clauses = [GROUP.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        places = subtree(wanted.organization)
        sees_to = select(GroupOrganization.group_id).where(GroupOrganization.organization_id.in_(places))
        clauses.append(or_(GuidanceGroup.organization_id.in_(places), GuidanceGroup.id.in_(sees_to)))
    if wanted.period is not None:
        last_on = GuidanceGroup.dissolved_on
        clauses += [
            GuidanceGroup.set_up_on <= wanted.period.last, or_(last_on.is_(None), last_on >= wanted.period.first),
        ]  # fmt: skip
    return clauses


def _found_groups(text: str) -> Ranks:
    within = matches(GROUP, text)
    members = select(GroupMember.group_id).where(GroupMember.name.contains(text, autoescape=True))
    alike = [GuidanceGroup.id.in_(members), *([within] if within is not None else [])]
    return (Rank(or_(*alike), (GuidanceGroup.set_up_on.desc(),)),)


def _count(model: type[Record], key: str, of: type[Record], *more: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of *model* belong to the record."""
    table, whole = table_of(model), table_of(of)
    query = select(func.count()).select_from(table).where(table.c[key] == whole.c.id, *more)
    return query.correlate(whole).scalar_subquery()


def _whole(name: str, label: str, width: int) -> Field:
    return Field(name, label, Kind.INTEGER, width=width)


_place = table_of(Organization)
_inspection_fields = {field.name: field for field in INSPECTION_FIELDS}
_group_fields = {field.name: field for field in GROUP_FIELDS}

inspections = Listing(
    table=INSPECTION,
    source=INSPECTION.join(_place, INSPECTION.c.organization_id == _place.c.id).outerjoin(
        GROUP, INSPECTION.c.group_id == GROUP.c.id
    ),
    columns=(
        (_inspection_fields["held_on"], INSPECTION.c.held_on),
        (replace(_inspection_fields["title"], width=180), INSPECTION.c.title),  # beside a form
        (_inspection_fields["kind"], INSPECTION.c.kind),
        (Field("group", "指导小组", width=110), GROUP.c.name),
        (_whole("visits", "受检组织", 68), _count(Visit, "inspection_id", Inspection)),
        (_whole("findings", "发现问题", 68), _count(Finding, "inspection_id", Inspection)),
        (
            _whole("problems", "列入台账", 68),
            _count(Finding, "inspection_id", Inspection, Finding.problem_id.is_not(None)),
        ),
        (_inspection_fields["inspectors"], INSPECTION.c.inspectors),
        (Field("organization", "检查单位", width=150), _place.c.name),
    ),
    order=(Inspection.held_on.desc(),),
    narrow=narrow_inspections,
    found=_found_inspections,
    quick=lambda wanted: not wanted.typed and not wanted.sort and wanted.organization is None,
)

groups = Listing(
    table=GROUP,
    source=GROUP.join(_place, GROUP.c.organization_id == _place.c.id),
    columns=(
        (_group_fields["name"], GROUP.c.name),
        (_group_fields["set_up_on"], GROUP.c.set_up_on),
        (_whole("members", "成员", 48), _count(GroupMember, "group_id", GuidanceGroup)),
        (_whole("organizations", "联系组织", 68), _count(GroupOrganization, "group_id", GuidanceGroup)),
        (_whole("inspections", "检查次数", 68), _count(Inspection, "group_id", GuidanceGroup)),
        (_group_fields["dissolved_on"], GROUP.c.dissolved_on),
        (Field("organization", "所属组织", width=150), _place.c.name),
    ),
    order=(GuidanceGroup.set_up_on.desc(), GuidanceGroup.id),
    narrow=_narrow_groups,
    found=_found_groups,
)
