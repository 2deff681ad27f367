"""The fields of an organization."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import organization_kinds, words

KINDS = tuple(kind["name"] for kind in organization_kinds())
SECTORS = words("sector")
COMMITTEE_KINDS = ("党工委", "党委", "党总支")  # have branches below them
GROUP_KIND = "党小组"  # has members but no body, no groups of its own

FIELDS: tuple[Field, ...] = (
    Field("name", "组织名称", required=True, length=60, width=260, help="全称，如“××街道和平社区党委”"),
    Field("short_name", "简称", length=20, help="如“和平社区”，组织树里显示"),
    Field("kind", "组织类型", Kind.CHOICE, required=True, choices=choices(*KINDS), width=100),
    Field("sector", "领域", Kind.CHOICE, choices=choices(*SECTORS), width=90),
    Field("parent_id", "上级组织", Kind.ORGANIZATION),
    Field("founded_on", "成立日期", Kind.DATE, width=100),
    Field("dissolved_on", "撤销日期", Kind.DATE, width=100, help="撤销后不再出现在选择框里，历史记录保留"),
    Field("contact", "联系人", length=20, width=80),
    Field("phone", "联系电话", length=30, width=120),
    Field("address", "地址", length=100, width=200),
    Field("note", "备注", Kind.LONG_TEXT),
)
