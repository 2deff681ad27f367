"""The fields of research topics, visits and reports."""

from __future__ import annotations

from db.core.fields import Field, Kind

TOPIC_FIELDS: tuple[Field, ...] = (
    Field("title", "课题名称", required=True, length=120, width=240),
    Field("organization_id", "承担组织", Kind.ORGANIZATION, required=True),
    Field("leader", "牵头人", length=60, width=80),
    Field("members", "参加人员", length=200),
    Field("starts_on", "开始日期", Kind.DATE, required=True, width=96),
    Field("due_on", "完成期限", Kind.DATE, width=96),
    Field("text", "调研方案", Kind.LONG_TEXT, length=20000),
)
VISIT_FIELDS: tuple[Field, ...] = (
    Field("held_on", "日期", Kind.DATE, required=True, width=96),
    Field("place", "走访地点", required=True, length=120, width=160),
    Field("people", "走访人员", length=200, width=120),
    Field("text", "情况记录", Kind.LONG_TEXT, length=5000),
)
REPORT_FIELDS: tuple[Field, ...] = (
    Field("title", "报告名称", required=True, length=120, width=260),
    Field("organization_id", "承担组织", Kind.ORGANIZATION, required=True),
    Field("topic_id", "所属课题", Kind.CHOICE),  # choices are rows of the book
    Field("authors", "执笔人", length=100, width=100),
    Field("finished_on", "完成日期", Kind.DATE, width=96, help="填了才计入调研成果"),
    Field("text", "内容摘要", Kind.LONG_TEXT, length=20000),
    Field("advice", "对策建议", Kind.LONG_TEXT, length=5000, help="可以转成任务去落实"),
)
