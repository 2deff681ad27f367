"""The fields of a task."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import entries, words

STATES = words("task_state")
OPEN = tuple(entry["name"] for entry in entries("vocabulary", "task_state") if entry["open"])
NOT_STARTED, CANCELLED = STATES[0], STATES[-1]

FIELDS: tuple[Field, ...] = (
    Field("title", "任务", required=True, length=120, width=240),
    Field("organization_id", "责任组织", Kind.ORGANIZATION),
    Field("starts_on", "开始日期", Kind.DATE),
    Field("due_on", "完成期限", Kind.DATE, width=96),
    Field("priority", "优先级", Kind.CHOICE, choices=choices(*words("priority")), width=64),
    Field("state", "状态", Kind.CHOICE, choices=choices(*STATES), width=72),
    Field("closed_on", "办结日期", Kind.DATE, width=96),
    Field("text", "内容", Kind.LONG_TEXT),
)
