"""Changing guidance groups and inspections; entering what was found into the ledger of problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import func, select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.inspections.checks import check_group, check_inspection
from db.inspections.draft import GROUP_LISTS, INSPECTION_LISTS, GroupDraft, InspectionDraft
from db.inspections.lines import write_findings, write_group_organizations, write_members, write_visits
from db.inspections.models import Finding, GuidanceGroup, Inspection
from db.organizations.models import Organization
from db.people.models import Person
from db.problems.actions import enter
from db.problems.draft import ProblemDraft
from db.problems.fields import INSPECTED
from db.problems.numbers import Numbers

EDIT = "inspections.edit"
READ = "inspections.read"
_NO_GROUP = "这个指导小组已被删除，请刷新列表。"
_GONE = "这次督导检查已被删除，请刷新列表。"
_PARTS = (Inspection.visits, Inspection.findings)

# -- guidance groups ---------------------------------------------------------------------------------------------


def save_group(book: Book, draft: GroupDraft, group_id: int | None = None) -> int:
    """Set up a guidance group with its members and organizations, or change one; returns its id."""
    draft = replace(draft, name=draft.name.strip())
    check_group(draft)
    with book.action("成立指导小组" if group_id is None else "修改指导小组", EDIT) as work:
        _check_office(work, draft.organization_id, "所属组织")
        _check_organizations(work, draft.organizations, "organizations", "联系组织")
        people = {line.person_id: line.name for line in draft.members if line.person_id is not None}
        known = set(work.session.execute(select(Person.id).where(Person.id.in_(people))).scalars())
        if gone := [name for id, name in people.items() if id not in known]:
            raise UserError(f"成员中“{'、'.join(gone)}”的人员记录已被删除，请去掉。", {"members": "有人已被删除"})
        group = GuidanceGroup(id=work.new_id()) if group_id is None else work.get(GuidanceGroup, group_id, _NO_GROUP)
        _refuse_twin(work, draft, group.id)
        for field in fields(GroupDraft):
            if field.name not in GROUP_LISTS:
                setattr(group, field.name, getattr(draft, field.name))
        work.session.add(group)
        write_members(group, draft.members)
        write_group_organizations(group, draft.organizations)
        return group.id


def delete_groups(book: Book, group_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete groups that were entered by mistake; one that inspected is dissolved instead."""
    with book.action("删除指导小组", EDIT) as work:
        parts = (GuidanceGroup.members, GuidanceGroup.organizations)
        for group in work.get_many(GuidanceGroup, group_ids, _NO_GROUP, *parts):
            stop()
            query = select(func.count()).select_from(Inspection).where(Inspection.group_id == group.id)
            if count := work.session.execute(query).scalar():
                raise UserError(
                    f"“{group.name}”有 {count} 次督导检查，不能删除。小组不再工作的，请填写撤销日期。",
                    {"dissolved_on": "有检查记录，请填撤销日期"},
                )
            work.session.delete(group)


def _refuse_twin(work: Work, draft: GroupDraft, own: int) -> None:
    twin = select(GuidanceGroup.id).where(
        GuidanceGroup.organization_id == draft.organization_id, GuidanceGroup.name == draft.name,
        GuidanceGroup.set_up_on == draft.set_up_on, GuidanceGroup.id != own,
    )  # fmt: skip
    if work.session.execute(twin).first():
        raise UserError(f"这个组织当天已成立过“{draft.name}”，请换一个名称。", {"name": "已有同名小组"})


# -- inspections -------------------------------------------------------------------------------------------------


def save_inspection(
    book: Book, draft: InspectionDraft, inspection_id: int | None = None, *, listing: ProblemDraft | None = None
) -> int:
    """Add an inspection with whom it visited and what it found, or change one; returns its id.

    *listing*: what is not in the ledger of problems yet is entered there, with these defaults, in the same action.
    """
    draft = replace(draft, title=draft.title.strip())
    check_inspection(draft, book.now().date())
    name = "新建督导检查" if inspection_id is None else "修改督导检查"
    with book.action(name if listing is None else f"{name}并列入问题台账", EDIT) as work:
        _check_references(work, draft)
        inspection = (
            Inspection(id=work.new_id()) if inspection_id is None else work.get(Inspection, inspection_id, _GONE)
        )
        for field in fields(InspectionDraft):
            if field.name not in INSPECTION_LISTS:
                setattr(inspection, field.name, getattr(draft, field.name))
        work.session.add(inspection)
        write_visits(inspection, draft.visits)
        write_findings(work, inspection, draft.findings)
        if listing is not None:
            _enter(work, inspection, [row for row in inspection.findings if row.problem_id is None], listing)
        return inspection.id


def delete_inspections(book: Book, inspection_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete inspections; the problems that their findings became stay in the ledger."""
    with book.action("删除督导检查", EDIT) as work:
        for inspection in work.get_many(Inspection, inspection_ids, _GONE, *_PARTS):
            stop()
            work.session.delete(inspection)


def to_problems(
    book: Book, inspection_id: int, finding_ids: Sequence[int], defaults: ProblemDraft | None = None
) -> list[int]:
    """Enter findings of an inspection into the ledger of problems in one action; returns the problems' ids.

    *defaults*: what the findings do not say: category, leader, measures. ``UserError`` when one is there already.
    """
    with book.action("列入问题台账", EDIT) as work:
        inspection = work.get(Inspection, inspection_id, _GONE)
        found = {row.id: row for row in inspection.findings}
        wanted = [found[id] for id in dict.fromkeys(finding_ids) if id in found]
        if not wanted or len(wanted) < len(set(finding_ids)):
            raise UserError("所选问题已不在这次检查中，请刷新后再选。", {"findings": "已被删除"})
        if any(row.problem_id is not None for row in wanted):
            raise UserError("所选问题中有的已经列入问题台账，请刷新后再选。", {"findings": "已列入台账"})
        return _enter(work, inspection, wanted, defaults or ProblemDraft())


def _enter(work: Work, inspection: Inspection, findings: Sequence[Finding], defaults: ProblemDraft) -> list[int]:
    """What was demanded is what rectifying aims at; the measures are for those who rectify."""
    ids, numbers = [], Numbers(work)
    for row in findings:
        problem = enter(work, replace(
            defaults, source=INSPECTED, found_on=inspection.held_on, text=row.text,
            goal=row.demand or defaults.goal, organization_id=row.organization_id or defaults.organization_id,
            due_on=row.due_on or defaults.due_on,
        ), numbers)  # fmt: skip
        row.due_on = problem.due_on  # what the ledger asks for, the notice asks for too
        row.problem = problem  # the relationship: the problem is inserted before the finding that names it
        ids.append(problem.id)
    return ids


# -- what is referred to -----------------------------------------------------------------------------------------


def _check_references(work: Work, draft: InspectionDraft) -> None:
    _check_office(work, draft.organization_id, "检查单位")
    if draft.group_id is not None:
        work.get(GuidanceGroup, draft.group_id, "指导小组已被删除，请重新选择。", "group_id")
    _check_organizations(work, [line.organization_id for line in draft.visits], "visits", "受检组织")
    responsible = [line.organization_id for line in draft.findings if line.organization_id is not None]
    _check_organizations(work, responsible, "findings", "发现问题的责任单位")


def _check_office(work: Work, organization_id: int | None, called: str) -> None:
    work.get(Organization, organization_id, f"{called}已被删除，请重新选择。", "organization_id")


def _check_organizations(work: Work, ids: Sequence[int], part: str, called: str) -> None:
    known = set(work.session.execute(select(Organization.id).where(Organization.id.in_(ids))).scalars())
    if set(ids) - known:
        raise UserError(f"{called}中有组织已被删除，请去掉。", {part: "有组织已被删除"})
