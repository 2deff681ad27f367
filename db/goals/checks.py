"""What is wrong with what an item aims at, across its fields."""

from __future__ import annotations

from db.goals.draft import GoalDraft


def goal_problems(draft: GoalDraft) -> dict[str, str]:
    """By field; what does not apply to the way an item is counted must be empty (see ``fitting``)."""
    problems = {}
    if draft.counted and draft.target is None:
        problems["target"] = "按记录计算时，请填写目标数"
    if not draft.counted and draft.target is not None:
        problems["target"] = "手工填写时没有目标数"
    if draft.counted != "meeting" and draft.kind_id is not None:
        problems["kind_id"] = "只有按会议活动计算时才选会议类型"
    if draft.counted and draft.share is not None:
        problems["share"] = "按记录计算时，完成比例自动得出"
    return problems


def asked(counted: str) -> frozenset[str]:
    """The fields that apply to an item counted so."""
    if not counted:
        return frozenset({"counted", "share", "outcome"})
    kind = {"kind_id"} if counted == "meeting" else set()
    return frozenset({"counted", "target", "below", "outcome"} | kind)
