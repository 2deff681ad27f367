"""How the rows of each table are spoken of: what a row is called, which columns are told and under which label."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from db.core.fields import Field, Kind
from db.features import FEATURES
from db.inspections.fields import FINDING_FIELDS, GROUP_FIELDS, INSPECTION_FIELDS, MEMBER_FIELDS
from db.inspections.fields import VISIT_FIELDS as INSPECTED
from db.meetings.fields import (
    AGENDA_FIELDS,
    CANDIDATE_FIELDS,
    ELECTION_FIELDS,
    KIND_FIELDS,
    RESOLUTION_FIELDS,
    UNITS,
    VOTE_FIELDS,
    WORTH_FIELDS,
    YES_NO,
)
from db.meetings.fields import FIELDS as MEETING
from db.meetings.status import Status
from db.organizations.fields import FIELDS as ORGANIZATION
from db.people.fields import FIELDS as PERSON
from db.people.fields import POST_FIELDS
from db.problems.fields import FIELDS as PROBLEM
from db.progress.fields import FIELDS as PROGRESS
from db.regulations.fields import FIELDS as REGULATION
from db.regulations.fields import REVISION_FIELDS
from db.research.fields import REPORT_FIELDS
from db.research.fields import TOPIC_FIELDS as RESEARCH_TOPIC
from db.research.fields import VISIT_FIELDS as RESEARCH_VISIT
from db.responsibilities.fields import ITEM_FIELDS, LIST_FIELDS, PLEDGE_FIELDS
from db.rules.defaults import definitions
from db.study.fields import OUTSIDE_FIELDS, PLAN_FIELDS, TOPIC_FIELDS
from db.tasks.fields import FIELDS as TASK
from db.work_plans.fields import ITEM_FIELDS as WORK_PLAN_ITEM
from db.work_plans.fields import PLAN_FIELDS as WORK_PLAN

Shown = Callable[[str], str]  # a column's name → its value in words, "" where it is empty


@dataclass(frozen=True, slots=True)
class Described:
    """One table. Every column is either among ``fields`` or ``untold``: derived, or mere order."""

    fields: tuple[Field, ...]
    untold: tuple[str, ...]
    called: Callable[[Shown], str]  # what one row is called
    detail: Callable[[Shown], str] = lambda _shown: ""  # what else is said of a part that came or went
    stand_in: Mapping[str, str] = field(default_factory=dict)  # reference that may be lost → column that keeps its name
    gone: tuple[Field, ...] = ()  # columns an earlier schema had: the journal still holds them

    @property
    def told(self) -> tuple[Field, ...]:
        return (*self.fields, *self.gone)

    @property
    def by_name(self) -> dict[str, Field]:
        return {described.name: described for described in self.told}


def rule_name(code: str) -> str:
    """What a working rule is called."""
    known = definitions().get(code)
    return known.name if known else code


def _named(shown: Shown) -> str:
    return shown("name")


def _titled(shown: Shown) -> str:
    return shown("title")


def _span(shown: Shown) -> str:
    first, last = shown("starts_on"), shown("ends_on")
    return f"{first} 至 {last}" if last else f"{first} 起"


def _organization(shown: Shown) -> str:
    return shown("organization_id")


def _briefly(shown: Shown) -> str:
    text = shown("text")
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"


_BRIEF = 24  # characters of a text that stands for a name
_DATES = (Field("starts_on", "起始日期", Kind.DATE), Field("ends_on", "截止日期", Kind.DATE))

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
    "suspension": Described(
        (*_DATES, Field("reason", "事由")), ("id", "person_id"), lambda shown: shown("reason") or "停止表决权", _span,
    ),
    "rule": Described(
        (
            Field("code", "代号"), Field("holds_from", "起始日期", Kind.DATE), Field("value", "值"),
            Field("source", "依据"),
        ),
        ("id",), lambda shown: rule_name(shown("code")), lambda shown: f"{shown('value')}，{shown('holds_from')} 起",
    ),
    "task": Described(
        (*TASK, Field("parent_id", "上级任务")), ("id", "source_table", "source_id", "source_part"), _titled,
    ),
    "task_person": Described(
        (Field("person_id", "责任人", Kind.PERSON),), ("id", "task_id", "no"), lambda shown: shown("person_id"),
    ),
    "meeting_kind": Described(
        (*KIND_FIELDS, Field("code", "代号")), ("id", "position"), _named, gone=WORTH_FIELDS[:2],
    ),
    "meeting_frequency": Described(
        (
            Field("organization_kinds", "适用组织", Kind.TAGS), Field("times", "次数", Kind.INTEGER),
            Field("unit", "周期", Kind.CHOICE, choices=UNITS), Field("holds_from", "起始日期", Kind.DATE),
            Field("source", "依据"),
        ),
        ("id", "kind_id"),
        lambda shown: f"{shown('organization_kinds')}{shown('unit')} {shown('times')} 次",
        lambda shown: f"{shown('holds_from')} 起",
    ),
    "meeting_worth": Described(
        tuple(replace(field, label="起始日期") if field.name == "holds_from" else field for field in WORTH_FIELDS),
        ("id", "kind_id"),
        lambda shown: f"每次 {shown('hours')} 学时" if shown("hours") else shown("hours_by"),
        lambda shown: f"{shown('holds_from')} 起",
    ),
    "meeting": Described(
        tuple(described for described in MEETING if described.name not in ("agenda", "readings")),
        ("id", "expected", "present", "on_leave", "absent", "guests"), _titled,
    ),
    "agenda_item": Described(AGENDA_FIELDS, ("id", "meeting_id", "no"), _titled),
    "reading": Described((Field("title", "内容"),), ("id", "meeting_id", "no"), _titled),
    "vote": Described(
        VOTE_FIELDS, ("id", "meeting_id", "no"), lambda shown: shown("subject"),
        lambda shown: f"赞成 {shown('in_favour')}，反对 {shown('against')}，弃权 {shown('abstained')}",
    ),
    "election": Described(ELECTION_FIELDS, ("id", "meeting_id", "no"), _titled),
    "candidate": Described(
        (Field("person_id", "人员", Kind.PERSON), *CANDIDATE_FIELDS), ("id", "election_id", "meeting_id", "no"),
        lambda shown: shown("person_id") or shown("name"),
        lambda shown: f"赞成 {shown('in_favour')}" if shown("in_favour") else "",
        {"person_id": "name"},
    ),
    "resolution": Described(RESOLUTION_FIELDS, ("id", "meeting_id", "no"), lambda shown: shown("text")),
    "attendance": Described(
        (
            Field("person_id", "人员", Kind.PERSON), Field("name", "姓名"),
            Field("status", "状态", Kind.CHOICE, choices=tuple((int(status), status.label) for status in Status)),
            Field("reason", "事由"), Field("voting", "表决权", Kind.CHOICE, choices=YES_NO),
            Field("spoke", "交流发言", Kind.CHOICE, choices=YES_NO), Field("made_up_on", "补学日期", Kind.DATE),
            Field("made_up_how", "补学方式"),
        ),
        ("id", "meeting_id", "no"), lambda shown: shown("person_id") or shown("name"),
        lambda shown: "，".join(filter(None, (shown("status"), shown("reason")))),
        {"person_id": "name"},
    ),
    "training_plan": Described(PLAN_FIELDS, ("id",), _titled),
    "plan_topic": Described(TOPIC_FIELDS, ("id", "plan_id", "no"), _titled),
    "outside_training": Described(OUTSIDE_FIELDS, ("id",), _titled),
    "progress": Described(
        (*PROGRESS, Field("state", "状态"), Field("files", "佐证", Kind.LINES)), ("id", "table_name", "row_id", "step"),
        lambda shown: f"{shown('noted_on')} {shown('by')}",
        lambda shown: "，".join(filter(None, (shown("state"), shown("text")))),
    ),
    "problem": Described(
        (*PROBLEM, Field("merged_into_id", "并入问题")), ("id",), lambda shown: f"{shown('number')} {_briefly(shown)}",
    ),
    "guidance_group": Described(GROUP_FIELDS, ("id",), _named),
    "group_member": Described(
        MEMBER_FIELDS, ("id", "group_id", "no"), _named, lambda shown: shown("role"), {"person_id": "name"},
    ),
    "group_organization": Described(
        (Field("organization_id", "联系组织", Kind.ORGANIZATION),), ("id", "group_id", "no"), _organization,
    ),
    "inspection": Described(INSPECTION_FIELDS, ("id",), _titled),
    "visit": Described(INSPECTED, ("id", "inspection_id", "no"), _organization, lambda shown: shown("text")),
    "finding": Described(
        (*FINDING_FIELDS, Field("problem_id", "列入问题")), ("id", "inspection_id", "no"), _briefly,
    ),
    "research_topic": Described(RESEARCH_TOPIC, ("id",), _titled),
    "research_visit": Described(
        RESEARCH_VISIT, ("id", "topic_id"), lambda shown: f"{shown('held_on')} {shown('place')}",
    ),
    "study_report": Described(REPORT_FIELDS, ("id",), _titled),
    "regulation": Described(REGULATION, ("id",), _titled),
    "revision": Described(
        REVISION_FIELDS, ("id", "regulation_id"), lambda shown: f"{shown('revised_on')} 修订", _briefly,
    ),
    "responsibility_list": Described(LIST_FIELDS, ("id",), _titled),
    "responsibility_item": Described(ITEM_FIELDS, ("id", "list_id", "no"), _briefly),
    "pledge": Described(
        PLEDGE_FIELDS, ("id", "list_id"), _organization,
        lambda shown: " ".join(filter(None, (shown("signer"), shown("signed_on")))),
    ),
    "work_plan": Described(WORK_PLAN, ("id",), _titled),
    "work_plan_item": Described(WORK_PLAN_ITEM, ("id", "plan_id", "no"), _titled),
}  # fmt: skip

# Tables whose rows are records of their own, in the order the recycle bin and the filters list them.
RECORDS = (
    "person", "meeting", "task", "problem", "inspection", "guidance_group", "responsibility_list", "work_plan",
    "study_report", "research_topic", "regulation", "training_plan", "outside_training", "organization",
    "meeting_kind", "rule", "user",
)  # fmt: skip


def edit_permission(table: str) -> str:
    """What one must be allowed to change rows of *table*."""
    return next(
        f"{feature.name}.edit" for feature in FEATURES for model in feature.models if model.__tablename__ == table
    )
