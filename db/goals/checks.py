"""What makes an aim unsaveable: for the checks of the items that have one."""

from __future__ import annotations

from db.goals.draft import GoalDraft


def goal_problems(draft: GoalDraft) -> dict[str, str]:
    """What is wrong between the fields of an aim, by field."""
    problems = {}
    if draft.counted and draft.target is None:
        problems["target"] = "由记录计算完成情况的，请填写目标数"
    if draft.kind_id is not None and draft.counted != "meeting":
        problems["kind_id"] = "只有完成情况由会议活动计算时才选会议类型"
    return problems
