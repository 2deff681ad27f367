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


def check_item(draft: WorkPlanItemDraft, starts_on: date) -> None:
    """*starts_on*: the plan's first day."""
    check(ITEM_FIELDS, draft)
    problems = goal_problems(draft)
    if draft.due_on and draft.due_on < starts_on:
        problems["due_on"] = f"完成时限早于计划的起始日期 {starts_on}"
    if problems:
        _refuse(problems)


def _refuse(problems: dict[str, str]) -> None:
    raise UserError("；".join(problems.values()) + "。", problems)
