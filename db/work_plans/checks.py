"""What makes a plan or an item unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.goals.checks import goal_problems
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS, PLAN_FIELDS


def check_plan(draft: WorkPlanDraft) -> None:
    check(PLAN_FIELDS, draft)
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        _refuse({"ends_on": "截止日期早于起始日期"})


def check_item(draft: WorkPlanItemDraft) -> None:
    check(ITEM_FIELDS, draft)
    if problems := goal_problems(draft):
        _refuse(problems)


def outside(due_on: date | None, starts_on: date | None, ends_on: date | None) -> str:
    """What is to be said of an item due outside its plan's days; it can be kept so: plans are moved."""
    if due_on and starts_on and due_on < starts_on:
        return f"早于计划的起始日期 {starts_on}，仍可保存"
    if due_on and ends_on and due_on > ends_on:
        return f"晚于计划的截止日期 {ends_on}，仍可保存"
    return ""


def _refuse(problems: dict[str, str]) -> None:
    raise UserError("；".join(problems.values()) + "。", problems)
