"""What makes a guidance group or an inspection unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from db.core.errors import UserError
from db.core.fields import Field, check
from db.inspections.draft import FindingLine, GroupDraft, InspectionDraft
from db.inspections.fields import FINDING_FIELDS, GROUP_FIELDS, INSPECTION_FIELDS, MEMBER_FIELDS, VISIT_FIELDS


def check_group(draft: GroupDraft) -> None:
    check(GROUP_FIELDS, draft)
    _check_lines(MEMBER_FIELDS, draft.members, "members", "成员")
    people = [line.person_id for line in draft.members if line.person_id is not None]
    if twice := _twice(people):
        name = next(line.name for line in draft.members if line.person_id == twice)
        raise UserError(f"“{name}”在小组成员中写了两次，请去掉一个。", {"members": f"“{name}”重复"})
    if _twice(draft.organizations):
        raise UserError("有组织在联系组织中选了两次，请去掉一个。", {"organizations": "有重复的组织"})
    if draft.set_up_on and draft.dissolved_on and draft.dissolved_on < draft.set_up_on:
        raise UserError("撤销日期早于成立日期，请核对。", {"dissolved_on": "早于成立日期"})


def check_inspection(draft: InspectionDraft, today: date) -> None:
    check(INSPECTION_FIELDS, draft)
    if draft.held_on and draft.held_on > today:
        raise UserError("检查日期还没有到，检查以后再登记。", {"held_on": "还没有到，检查以后再登记"})
    _check_lines(VISIT_FIELDS, draft.visits, "visits", "受检组织")
    if _twice([line.organization_id for line in draft.visits]):
        raise UserError("有组织在受检组织中选了两次，请去掉一个。", {"visits": "有重复的组织"})
    _check_lines(FINDING_FIELDS, draft.findings, "findings", "发现的问题")
    _check_due(draft.held_on, draft.findings)


def _check_due(held_on: date | None, findings: Sequence[FindingLine]) -> None:
    for number, line in enumerate(findings, 1):
        if held_on and line.due_on and line.due_on < held_on:
            text = f"发现的问题第 {number} 条：整改时限早于检查日期"
            raise UserError(f"{text}，请核对。", {"findings": text})


def _check_lines(fields: tuple[Field, ...], lines: Iterable[object], part: str, called: str) -> None:
    """Each line by its fields; what is wrong is told with the number of the line."""
    for number, line in enumerate(lines, 1):
        try:
            check(fields, line)
        except UserError as error:
            text = f"{called}第 {number} 条：{error.text}"
            raise UserError(text, {part: text.rstrip("。")}) from error


def _twice(values: Sequence[Hashable]) -> Hashable | None:
    """One that is there more than once."""
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None
