"""The fields of responsibility lists, their items and pledges."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import words
from db.goals.fields import GOAL_FIELDS


def _year(value: int) -> str | None:
    return None if 1949 <= value <= 2100 else "年份应是四位数，如 2022"


LEVELS = words("list_level")  # the highest first

LIST_FIELDS: tuple[Field, ...] = (
    Field("title", "清单名称", required=True, length=80, width=240),
    Field("organization_id", "制定组织", Kind.ORGANIZATION, required=True),
    Field("level", "层级", Kind.CHOICE, required=True, choices=choices(*LEVELS), width=56),
    Field("year", "年度", Kind.INTEGER, required=True, width=56, check=_year),
    Field("issued_on", "印发日期", Kind.DATE, width=96),
    Field("note", "备注", Kind.LONG_TEXT, length=2000),
)
ITEM_FIELDS: tuple[Field, ...] = (
    Field("category", "类别", required=True, length=60, width=120),
    Field("text", "责任内容", Kind.LONG_TEXT, required=True, length=2000, width=260),
    Field("standard", "工作标准", Kind.LONG_TEXT, length=2000),
    Field("frequency", "频次", length=60, width=80, help="如“每季度 1 次”"),
    Field("lead", "牵头部门", length=100, width=110),
    Field("assist", "配合部门", length=200, width=110),
    Field("responsible", "责任人", length=100, width=80),
    Field("due_on", "完成时限", Kind.DATE, width=96),
    *GOAL_FIELDS,
)
PLEDGE_FIELDS: tuple[Field, ...] = (
    Field("organization_id", "责任组织", Kind.ORGANIZATION, required=True),
    Field("signer", "签订人", length=60, width=80),
    Field("signed_on", "签订日期", Kind.DATE, width=96),
    Field("note", "备注", Kind.LONG_TEXT, length=2000),
)
