"""The fields of a problem."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import entries, words

SOURCES = words("problem_source")
STATES = words("problem_state")
OPEN = tuple(entry["name"] for entry in entries("vocabulary", "problem_state") if entry["open"])
DUE = tuple(entry["name"] for entry in entries("vocabulary", "problem_state") if entry["due"])  # may be overdue
NOT_STARTED, RECTIFYING, TO_CLOSE, CLOSED, LASTING = STATES
CERTIFIABLE = (TO_CLOSE, CLOSED)  # states in which there is a certificate: asked for, or given
REPORTED = "上年通报"  # last year's criticised points
INSPECTED = "督查"
HARD = ((True, "是"), (False, "否"))

FIELDS: tuple[Field, ...] = (
    Field("number", "编号", length=30, width=84, help="不填则自动编号"),
    Field("source", "来源", Kind.CHOICE, required=True, choices=choices(*SOURCES), width=84),
    Field("found_on", "发现日期", Kind.DATE, required=True, width=96),
    Field("category", "类别", length=60, width=90),
    Field("text", "问题描述", Kind.LONG_TEXT, required=True, length=5000, width=260),
    Field("goal", "整改目标", Kind.LONG_TEXT, length=2000),
    Field("measures", "整改措施", Kind.LONG_TEXT, length=5000),
    Field("organization_id", "责任单位", Kind.ORGANIZATION),
    Field("leader", "责任领导", length=60, width=80),
    Field("responsible", "责任人", length=60, width=80),
    Field("due_on", "整改时限", Kind.DATE, width=96),
    Field("hard", "难点", Kind.CHOICE, choices=HARD, width=48),
    Field("state", "状态", Kind.CHOICE, choices=choices(*STATES), width=72),
    Field("closed_on", "销号日期", Kind.DATE, width=96),
    Field("result", "整改成效", Kind.LONG_TEXT, length=5000, help="上年通报的问题在这里写落实情况"),
    Field("note", "备注", Kind.LONG_TEXT, length=2000),
)
