"""The fields of training plans, their topics, and training outside."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import entries, words

FORMS = words("training_form")
INTENSIVE = tuple(entry["name"] for entry in entries("vocabulary", "training_form") if entry["intensive"])

PLAN_FIELDS: tuple[Field, ...] = (
    Field("organization_id", "组织", Kind.ORGANIZATION, required=True),
    Field("year", "年度", Kind.INTEGER, required=True, width=56),
    Field("title", "计划名称", required=True, length=60, width=220),
    Field("note", "备注", Kind.LONG_TEXT),
)

TOPIC_FIELDS: tuple[Field, ...] = (
    Field("title", "专题", required=True, length=120, width=240),
    Field("kind_id", "会议类型", Kind.CHOICE, width=104),
    Field("organizer", "组织者", length=40, width=104),
    Field(
        "month", "计划月份", Kind.INTEGER, width=72, check=lambda month: None if 1 <= month <= 12 else "应为 1—12 月"
    ),
    Field("audience", "参加人员", length=40, width=120),
    Field("times", "计划次数", Kind.INTEGER, required=True, width=72),
)

OUTSIDE_FIELDS: tuple[Field, ...] = (
    Field("person_id", "人员", Kind.PERSON, required=True),
    Field("title", "培训名称", required=True, length=120, width=220),
    Field("organizer", "主办单位", length=60, width=140),
    Field("form", "形式", Kind.CHOICE, required=True, choices=choices(*FORMS), width=76),
    Field("starts_on", "开始日期", Kind.DATE, required=True, width=96),
    Field("ends_on", "结束日期", Kind.DATE, width=96),
    Field("hours", "学时", Kind.NUMBER, required=True, width=56),
    Field("certificate", "证书编号", length=60, width=120),
    Field("note", "备注", Kind.LONG_TEXT),
)
