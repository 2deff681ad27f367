"""The fields of regulations and their revisions."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import words

KINDS = words("regulation_kind")
RULE, PROCEDURE = KINDS

FIELDS: tuple[Field, ...] = (
    Field("title", "名称", required=True, length=120, width=260),
    Field("kind", "类型", Kind.CHOICE, required=True, choices=choices(*KINDS), width=80),
    Field("number", "文号", length=60, width=120),
    Field("organization_id", "制定组织", Kind.ORGANIZATION, required=True),
    Field("adopted_on", "施行日期", Kind.DATE, required=True, width=96),
    Field("abolished_on", "废止日期", Kind.DATE, width=96),
    Field("text", "主要内容", Kind.LONG_TEXT, length=20000),
)
REVISION_FIELDS: tuple[Field, ...] = (
    Field("revised_on", "修订日期", Kind.DATE, required=True, width=96),
    Field("text", "修订内容", Kind.LONG_TEXT, required=True, length=5000, width=300),
)
