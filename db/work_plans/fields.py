"""The fields of work plans and their items."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import words
from db.goals.fields import GOAL_FIELDS

PLAN_FIELDS: tuple[Field, ...] = (
    Field("title", "计划名称", required=True, length=80, width=240),
    Field("organization_id", "制定组织", Kind.ORGANIZATION, required=True),
    Field("starts_on", "起始日期", Kind.DATE, required=True, width=96),
    Field("ends_on", "截止日期", Kind.DATE, required=True, width=96),
    Field("note", "备注", Kind.LONG_TEXT, length=2000),
)
ITEM_FIELDS: tuple[Field, ...] = (
    Field("section", "板块", length=80, width=130),
    Field("category", "类别", Kind.CHOICE, choices=choices(*words("plan_category")), width=80),
    Field("title", "事项", required=True, length=120, width=240),
    Field("text", "具体措施", Kind.LONG_TEXT, length=5000),
    Field("organization_id", "责任组织", Kind.ORGANIZATION),
    Field("responsible", "责任人", length=100, width=80),
    Field("due_on", "完成时限", Kind.DATE, width=96),
    *GOAL_FIELDS,
)
