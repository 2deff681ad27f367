"""What an item aims at, in words."""

from __future__ import annotations

_TOLD = {
    "meeting": ("会议活动", "次"), "inspection": ("督导检查", "次"), "study_report": ("调研报告", "篇"),
    "regulation": ("制度流程", "项"), "problem": ("问题销号", "个"),
}  # fmt: skip


def aim_told(counted: str, target: int | None, kind: str) -> str:
    """党课 4 次; empty where nothing is counted. *kind*: the name of the kind of meeting, where one is meant."""
    if not counted or target is None:
        return ""
    what, measure = _TOLD[counted]
    return f"{kind or what} {target} {measure}"
