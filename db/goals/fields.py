"""The fields of what an item aims at."""

from __future__ import annotations

from db.core.fields import Field, Kind

COUNTED: tuple[tuple[str, str], ...] = (  # code, what is counted
    ("", "手工填写"),
    ("meeting", "会议活动"),
    ("inspection", "督导检查"),
    ("study_report", "调研报告"),
    ("regulation", "制度流程"),
    ("problem", "问题销号"),
)
REACH = ((False, "本级"), (True, "含下级"))


def _share(value: int) -> str | None:
    return None if value <= 100 else "完成比例应在 0—100 之间"


def _target(value: int) -> str | None:
    return None if value > 0 else "目标数应大于 0"


GOAL_FIELDS: tuple[Field, ...] = (
    Field("counted", "完成数来自", Kind.CHOICE, choices=COUNTED, help="选了某类记录，就从记录自动计算"),
    Field("kind_id", "会议类型", Kind.CHOICE, help="不选则各类会议都算"),  # choices are rows of the book
    Field("target", "目标数", Kind.INTEGER, width=64, check=_target),
    Field("below", "计数范围", Kind.CHOICE, choices=REACH),
    Field("share", "完成比例", Kind.INTEGER, help="手工填写时用，0—100", check=_share),
    Field("outcome", "完成情况", Kind.LONG_TEXT, length=2000),
)
