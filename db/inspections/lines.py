"""Writing the lines of guidance groups and inspections. A line that stays keeps its row, whatever comes before it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from db.core.action import Work
from db.inspections.draft import FindingLine, MemberLine, VisitLine
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.meetings.likeness import paired
from db.problems.models import Problem


def write_members(group: GuidanceGroup, lines: Sequence[MemberLine]) -> None:
    """Rows belong to lines by the person, or by the name of one who is not in the book."""
    old = {_who(row): row for row in group.members}
    kept = []
    for no, line in enumerate(lines, 1):
        row = old.pop(_who(line), None) or GroupMember()
        row.no, row.person_id, row.name, row.role = no, line.person_id, line.name.strip(), line.role
        kept.append(row)
    group.members = kept


def _who(line: MemberLine | GroupMember) -> int | str:
    return line.name.strip() if line.person_id is None else line.person_id


def write_group_organizations(group: GuidanceGroup, organizations: Sequence[int]) -> None:
    old = {row.organization_id: row for row in group.organizations}
    group.organizations = [old.get(id) or GroupOrganization(organization_id=id) for id in organizations]
    for no, row in enumerate(group.organizations, 1):
        row.no = no


def write_visits(inspection: Inspection, lines: Sequence[VisitLine]) -> None:
    old = {row.organization_id: row for row in inspection.visits}
    kept = []
    for no, line in enumerate(lines, 1):
        row = old.get(line.organization_id) or Visit(organization_id=line.organization_id)
        row.no, row.text = no, line.text.strip()
        kept.append(row)
    inspection.visits = kept


def write_findings(work: Work, inspection: Inspection, lines: Sequence[FindingLine]) -> None:
    """By the row a line names, else by its words: the problem that a row became must not slide to a neighbour.

    A new row names the problem its line tells of where that is there (a record deleted meanwhile and saved again).
    """
    pairs = _pairs(inspection.findings, lines)
    told = {line.problem_id for line in lines if line.problem_id is not None}
    problems = set(work.session.execute(select(Problem.id).where(Problem.id.in_(told))).scalars()) if told else set()
    kept = []
    for no, line in enumerate(lines, 1):
        row = pairs.get(no - 1)
        if row is None:
            row = Finding(id=work.new_id(), problem_id=line.problem_id if line.problem_id in problems else None)
        row.no, row.text, row.demand = no, line.text.strip(), line.demand.strip()
        row.organization_id, row.due_on = line.organization_id, line.due_on
        kept.append(row)
    inspection.findings = kept


def _pairs(rows: Sequence[Finding], lines: Sequence[FindingLine]) -> dict[int, Finding]:
    by_id = {row.id: row for row in rows}
    found: dict[int, Finding] = {}
    for at, line in enumerate(lines):
        if line.id in by_id:
            found[at] = by_id.pop(line.id)
    left, open_ = list(by_id.values()), [at for at, line in enumerate(lines) if at not in found and line.id is None]
    alike = paired([row.text for row in left], [lines[at].text for at in open_])
    return found | {open_[new]: left[old] for new, old in alike.items()}
