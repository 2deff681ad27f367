"""The notice of a meeting (会议通知), as official papers look (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from db.meetings.draft import titles
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.meetings.printouts.parts import Block, Part, numbered
from desktop.meetings.printouts.printout import Printout
from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.official import (
    OFFICIAL_LEADING,
    OFFICIAL_MARGINS,
    day_of,
    flat,
    numeral,
    official_rows,
    official_title,
    signed,
)

_NAMED = 60  # people; more are told by their number
_WEEKDAYS = "一二三四五六日"
_ASKED = "请参加人员妥善安排工作，准时到会。因故不能参加的，请提前请假并说明事由。"


def notice_rows(sheet: MinutesSheet, today: date) -> list[Row]:
    """What is to be held when, where, on what and for whom; signed by the organization.

    Dated *today*, or left to be dated by hand where the meeting has been.
    """
    verb, name = _verb(sheet), flat(sheet.title) or flat(sheet.kind) or "会议"
    start = sheet.starts_at
    opening = f"定于{day_of(start)}（星期{_WEEKDAYS[start.weekday()]}）{verb}{name}，现将有关事项通知如下："
    rows = official_title(f"关于{verb}", f"{name}的通知", [flat(sheet.kind)])
    rows += official_rows([f"{_addressed(sheet)}："], indent=0.0) + official_rows([opening])
    people = [flat(line.name) for line in sheet.attendance]
    for number, (heading, texts) in enumerate(_sections(sheet), 1):
        rows += _section(f"{numeral(number)}、{heading}", texts, people)
    return signed(rows, flat(sheet.organization), today if today <= start.date() else None)


def _verb(sheet: MinutesSheet) -> str:
    kind = flat(sheet.kind)
    return "召开" if kind.endswith("会") or not kind else "开展"


def _addressed(sheet: MinutesSheet) -> str:
    audience = flat(sheet.audience)
    if not audience:
        return "各参加人员"
    return audience if audience.startswith("全体") else f"各位{audience}"


def _sections(sheet: MinutesSheet) -> list[tuple[str, Sequence[str]]]:
    """Headings and their paragraphs; one without paragraphs is left out."""
    contact = (("联系人", sheet.contact), ("联系电话", sheet.phone))
    asked = [f"{label}：{flat(value)}" for label, value in contact if value.strip()]
    found: list[tuple[str, Sequence[str]]] = [
        ("时间", [_time(sheet.starts_at, sheet.ends_at)]),
        ("地点", [f"{flat(sheet.place)}。" if sheet.place.strip() else "另行通知。"]),
        ("议题", numbered(titles(sheet.agenda))),
        ("学习内容", numbered(sheet.readings)),
        ("参加人员", _people(sheet)),
        ("有关要求", [_ASKED, *(["　".join(asked)] if asked else [])]),
    ]
    return [(heading, texts) for heading, texts in found if texts]


def _time(start: datetime, end: datetime | None) -> str:
    """“2022年6月27日（星期一）9:00—11:00。”"""
    text = f"{day_of(start)}（星期{_WEEKDAYS[start.weekday()]}）{start.hour}:{start:%M}"
    if end is None:
        return f"{text}。"
    day = "" if end.date() == start.date() else day_of(end, start.year)
    return f"{text}—{day}{end.hour}:{end:%M}。"


def _people(sheet: MinutesSheet) -> list[str]:
    guests = [line for line in sheet.attendance if line.status is Status.GUEST]
    expected = [line for line in sheet.attendance if line.status is not Status.GUEST]
    told = []
    if expected:
        who = f"{flat(sheet.audience)}，共{len(expected)}人" if sheet.audience else f"共{len(expected)}人"
        told.append(f"{who}：{_names(expected)}。" if len(expected) <= _NAMED else f"{who}。")
    elif sheet.audience:
        told.append(f"{flat(sheet.audience)}。")
    if guests:
        told.append(f"列席：{_names(guests)}。")
    return told


def _names(lines: Sequence[AttendanceLine]) -> str:
    """“张喆、杜甫（街道党建办）”: of a guest it is told where from, never why someone is on leave."""
    return "、".join(
        f"{flat(line.name)}（{flat(line.reason)}）" if line.reason and line.status is Status.GUEST else flat(line.name)
        for line in lines
    )


def _section(heading: str, texts: Sequence[str], people: Collection[str]) -> list[Row]:
    """One paragraph runs on after its heading; several stand below it. No name of *people* is divided."""
    if len(texts) > 1:
        return official_rows([heading], Role.HEI) + official_rows(texts, whole=people)
    text, measure = f"{heading}：{texts[0]}", OFFICIAL_MARGINS.measure
    return Block.paragraph(text, strong=len(heading) + 1, measure=measure, whole=people).rows(OFFICIAL_LEADING)


NOTICE = Printout(
    "会议通知", OFFICIAL_MARGINS, lambda sheet, today: [Part(notice_rows(sheet, today))], suffix="会议通知"
)
