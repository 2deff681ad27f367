"""The fields of a meeting record and of a line of its roster."""

from __future__ import annotations

from db.core.fields import Field, Kind

FIELDS: tuple[Field, ...] = (
    Field("kind_id", "会议类型", Kind.CHOICE, required=True),
    Field("organization_id", "召开组织", Kind.ORGANIZATION, required=True),
    Field("title", "会议名称", required=True, length=120, width=176),
    Field("ordinal", "第几次", Kind.INTEGER),
    Field("starts_at", "开始时间", Kind.DATETIME, required=True, width=128),
    Field("ends_at", "结束时间", Kind.DATETIME),
    Field("place", "地点", length=60, width=120),
    Field("host", "主持人", length=40, width=84),
    Field("recorder", "记录人", length=40, width=84),
    Field("lecturer", "主讲人", length=40, help="党课、培训填写"),
    Field("agenda", "议题", Kind.LINES, length=120, help="一行一项"),
    Field("readings", "学习篇目", Kind.LINES, length=120, help="一行一篇"),
    Field("text", "会议内容", Kind.LONG_TEXT),
)

ROSTER_FIELDS: tuple[Field, ...] = (
    Field("name", "姓名", length=40),
    Field("reason", "事由", length=100),
)
