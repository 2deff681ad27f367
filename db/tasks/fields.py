"""The fields of a task."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import entries, words


def _percent(value: int) -> str | None:
    return None if value <= 100 else "完成比例应在 0—100 之间"


STATES = words("task_state")
OPEN = tuple(entry["name"] for entry in entries("vocabulary", "task_state") if entry["open"])
NOT_STARTED, IN_PROGRESS, TO_CONFIRM, DONE, CANCELLED = STATES

SOURCES: tuple[tuple[str | None, str], ...] = (  # table of the record a task comes from, and what that is called
    (None, "手工"),
    ("meeting", "会议决议"),
    ("responsibility_item", "责任清单"),
    ("work_plan_item", "工作计划"),
    ("inspection", "督导检查"),
    ("problem", "问题整改"),
    ("study_report", "调研报告"),
)

FIELDS: tuple[Field, ...] = (
    Field("title", "任务", required=True, length=120, width=240),
    Field("organization_id", "责任组织", Kind.ORGANIZATION),
    Field("starts_on", "开始日期", Kind.DATE),
    Field("due_on", "完成期限", Kind.DATE, width=96),
    Field("priority", "优先级", Kind.CHOICE, choices=choices(*words("priority")), width=64),
    Field("state", "状态", Kind.CHOICE, choices=choices(*STATES), width=72),
    Field("percent", "完成比例", Kind.INTEGER, width=72, check=_percent),
    Field("closed_on", "办结日期", Kind.DATE, width=96),
    Field("assigned_by", "交办人", length=60, width=80),
    Field("repeats", "周期", Kind.CHOICE, choices=choices(*words("repeat")), width=64),
    Field("text", "内容", Kind.LONG_TEXT, length=5000),
)
