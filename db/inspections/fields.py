"""The fields of guidance groups and inspections."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import words

ROLES = words("group_role")
KINDS = words("inspection_kind")

GROUP_FIELDS: tuple[Field, ...] = (
    Field("name", "小组名称", required=True, length=60, width=180),
    Field("organization_id", "所属组织", Kind.ORGANIZATION, required=True),
    Field("set_up_on", "成立日期", Kind.DATE, required=True, width=96),
    Field("dissolved_on", "撤销日期", Kind.DATE, width=96),
    Field("duty", "职责", Kind.LONG_TEXT, length=2000),
    Field("note", "备注", Kind.LONG_TEXT, length=2000),
)
MEMBER_FIELDS: tuple[Field, ...] = (
    Field("person_id", "人员", Kind.PERSON),
    Field("name", "姓名", required=True, length=60),
    Field("role", "分工", Kind.CHOICE, choices=choices(*ROLES)),
)
INSPECTION_FIELDS: tuple[Field, ...] = (
    Field("held_on", "检查日期", Kind.DATE, required=True, width=96),
    Field("title", "检查名称", required=True, length=120, width=240),
    Field("kind", "方式", Kind.CHOICE, required=True, choices=choices(*KINDS), width=80),
    Field("organization_id", "检查单位", Kind.ORGANIZATION, required=True),
    Field("group_id", "指导小组", Kind.CHOICE),  # choices are rows of the book
    Field("inspectors", "检查人员", length=200, width=120),
    Field("text", "检查情况", Kind.LONG_TEXT, length=20000),
    Field("advice", "工作要求", Kind.LONG_TEXT, length=5000),
)
VISIT_FIELDS: tuple[Field, ...] = (
    Field("organization_id", "受检组织", Kind.ORGANIZATION, required=True),
    Field("text", "情况", Kind.LONG_TEXT, length=2000),
)
FINDING_FIELDS: tuple[Field, ...] = (
    Field("organization_id", "责任单位", Kind.ORGANIZATION),
    Field("text", "发现的问题", Kind.LONG_TEXT, required=True, length=5000),
    Field("demand", "整改要求", Kind.LONG_TEXT, length=2000),
    Field("due_on", "整改时限", Kind.DATE),
)
