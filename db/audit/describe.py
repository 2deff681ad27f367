"""How the rows of each table are spoken of: what a row is called, which columns are told and under which label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from db.core.fields import Field, Kind
from db.features import FEATURES
from db.meetings.fields import FIELDS as MEETING
from db.meetings.sheet import Status
from db.organizations.fields import FIELDS as ORGANIZATION
from db.people.fields import FIELDS as PERSON
from db.people.fields import POST_FIELDS

Shown = Callable[[str], str]  # a column's name → its value in words, "" where it is empty


@dataclass(frozen=True, slots=True)
class Described:
    """One table. Every column is either among ``fields`` or ``untold``: derived, or mere order."""

    fields: tuple[Field, ...]
    untold: tuple[str, ...]
    called: Callable[[Shown], str]  # what one row is called
    detail: Callable[[Shown], str] = lambda _shown: ""  # what else is said of a part that came or went
    stand_in: Mapping[str, str] = field(default_factory=dict)  # reference that may be lost → column that keeps its name

    @property
    def by_name(self) -> dict[str, Field]:
        return {described.name: described for described in self.fields}


def _named(shown: Shown) -> str:
    return shown("name")


def _titled(shown: Shown) -> str:
    return shown("title")


def _span(shown: Shown) -> str:
    first, last = shown("starts_on"), shown("ends_on")
    return f"{first} 至 {last}" if last else f"{first} 起"


_DATES = (Field("starts_on", "起始日期", Kind.DATE), Field("ends_on", "截止日期", Kind.DATE))
_LINE = Described((Field("title", "内容"),), ("id", "meeting_id", "no"), _titled)

DESCRIBED: Mapping[str, Described] = {
    "user": Described(
        (Field("name", "姓名"), Field("active", "状态", Kind.CHOICE, choices=((True, "启用"), (False, "停用")))),
        ("id",), _named,
    ),
    "attachment": Described((Field("size", "字节数", Kind.INTEGER),), ("id", "digest"), lambda _shown: "文件"),
    "attachment_link": Described(
        (Field("name", "文件名"), Field("role", "用途")),
        ("id", "attachment_id", "table_name", "row_id", "no"), _named, lambda shown: shown("role"),
    ),
    "organization": Described(ORGANIZATION, ("id", "position"), _named),
    "person": Described(
        tuple(described for described in PERSON if described.name not in ("organization_id", "group_id", "since")),
        ("id", "pinyin", "initials", "organization_id", "group_id"), _named,  # memberships tell the places
    ),
    "membership": Described(
        (
            Field("organization_id", "所在组织", Kind.ORGANIZATION), Field("group_id", "党小组", Kind.ORGANIZATION),
            *_DATES, Field("reason", "事由"),
        ),
        ("id", "person_id"), lambda shown: shown("organization_id"),
        lambda shown: "，".join(filter(None, (shown("group_id"), _span(shown), shown("reason")))),
    ),
    "post": Described(
        (Field("organization_id", "任职组织", Kind.ORGANIZATION), *POST_FIELDS), ("id", "rank"),
        lambda shown: f"{shown('person_id')}（{shown('body')}{shown('title')}）", _span,
    ),
    "meeting_kind": Described((Field("name", "名称"), Field("code", "代号")), ("id", "family", "expected", "position"),
                              _named),
    "meeting": Described(
        tuple(described for described in MEETING if described.name not in ("agenda", "readings")),
        ("id", "expected", "present", "on_leave", "absent", "guests"), _titled,
    ),
    "agenda_item": _LINE,
    "reading": _LINE,
    "attendance": Described(
        (
            Field("person_id", "人员", Kind.PERSON), Field("name", "姓名"),
            Field("status", "状态", Kind.CHOICE, choices=tuple((int(status), status.label) for status in Status)),
            Field("reason", "事由"),
        ),
        ("id", "meeting_id", "no"), lambda shown: shown("person_id") or shown("name"),
        lambda shown: "，".join(filter(None, (shown("status"), shown("reason")))),
        {"person_id": "name"},
    ),
}  # fmt: skip

# Tables whose rows are records of their own, in the order the recycle bin and the filters list them.
RECORDS = ("person", "meeting", "organization", "meeting_kind", "user")


def edit_permission(table: str) -> str:
    """What one must be allowed to change rows of *table*."""
    return next(
        f"{feature.name}.edit" for feature in FEATURES for model in feature.models if model.__tablename__ == table
    )
