"""The columns of the study figures, and a figure as a row of them: what lists, commands and Excel files show."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from db.core.fields import Field, Kind
from db.study.compliance import Tally
from db.study.hours import PersonHours
from db.study.rates import By, Rate

DONE, BEHIND = "达标", "未达标"
_HEADS = {By.PERSON: "姓名", By.ORGANIZATION: "召开组织", By.KIND: "会议类型", By.MONTH: "月份"}

PERSON_FIELDS = (
    Field("name", "姓名", width=108),
    Field("organization", "所在组织", width=140),
    Field("standing", "身份", width=64),
    Field("target", "应学", Kind.NUMBER, width=48),
    Field("total", "已学", Kind.NUMBER, width=52),
    Field("made_up", "其中补学", Kind.NUMBER, width=68),
    Field("outside", "外部培训", Kind.NUMBER, width=68),
    Field("intensive", "集中培训", width=68),
    Field("short", "还差", Kind.NUMBER, width=52),
    Field("verdict", "结论", width=56),
)
TALLY_FIELDS = (
    Field("name", "组织", width=200),
    Field("people", "人数", Kind.INTEGER, width=52),
    Field("complete", "达标人数", Kind.INTEGER, width=70),
    Field("share", "达标率", Kind.NUMBER, width=64),
    Field("mean", "人均学时", Kind.NUMBER, width=70),
    Field("short", "还差合计", Kind.NUMBER, width=70),
    Field("without_intensive", "缺集中培训", Kind.INTEGER, width=84),
)


def rate_fields(by: By) -> tuple[Field, ...]:
    """The columns of one grouping."""
    if by is By.PERSON:  # expected as often as there were meetings
        second = Field("detail", "所在组织", width=150)
    else:
        second = Field("meetings", "会议", Kind.INTEGER, width=48)
    return (
        Field("name", _HEADS[by], width=108 if by is By.PERSON else 200),
        second,
        Field("expected", "应到", Kind.INTEGER, width=52),
        Field("present", "到会", Kind.INTEGER, width=52),
        Field("on_leave", "请假", Kind.INTEGER, width=48),
        Field("absent", "缺席", Kind.INTEGER, width=48),
        Field("made_up", "补学", Kind.INTEGER, width=48),
        Field("share", "参学率", Kind.NUMBER, width=64),
        Field("share_made_up", "含补学", Kind.NUMBER, width=64),
        Field("verdict", "评价", width=52),
    )


def person_values(person: PersonHours, names: dict[int, str]) -> tuple[Any, ...]:
    """For ``PERSON_FIELDS``."""
    return (
        person.name, names.get(person.organization_id, ""), "班子" if person.bodies else "党员", person.target,
        person.total, person.made_up or None, person.outside or None, intensive_of(person), person.short or None,
        verdict_on(person),
    )  # fmt: skip


def tally_values(tally: Tally, *, indented: bool) -> tuple[Any, ...]:
    """For ``TALLY_FIELDS``; the share in percent."""
    name = "　" * tally.depth + tally.name if indented else tally.name
    return (
        name, tally.people, tally.complete, round(tally.share * 100, 1), round(tally.mean, 1), tally.short or None,
        tally.without_intensive or None,
    )  # fmt: skip


def intensive_of(person: PersonHours) -> str:
    owed = person.intensive_target
    return f"{person.intensive}/{owed}" if owed else str(person.intensive or "")


def verdict_on(person: PersonHours) -> str:
    return DONE if person.complete else BEHIND


def rate_values(rate: Rate, by: By, word: str) -> tuple[Any, ...]:
    """For ``rate_fields``; shares in percent."""
    second = rate.detail if by is By.PERSON else rate.meetings
    counts = rate.expected, rate.present, rate.on_leave, rate.absent, rate.made_up
    return rate.name, second, *counts, percent(rate.share), percent(rate.share_made_up), word


def percent(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share) * 100, 1)
