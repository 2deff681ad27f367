"""The notice of a meeting (会议通知), as official papers look (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from db.meetings.draft import titles
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.meetings.printouts.parts import BODY, Block, Part, day_of, flat, numbered, numeral, title_rows
from desktop.meetings.printouts.printout import Printout
from desktop.printing.document import Margins, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.text import Line, break_lines, width

_MM = 72 / 25.4
NOTICE_MARGINS = Margins(top=37 * _MM, right=26 * _MM, bottom=35 * _MM, left=28 * _MM)  # 156 × 225 mm are left
_LEADING = 28.95  # 22 lines
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
    rows = [*title_rows(f"关于{verb}", f"{name}的通知", NOTICE_MARGINS.measure, [flat(sheet.kind)]), Row(_LEADING)]
    rows += _lines([f"{_addressed(sheet)}："], indent=0.0) + _lines([opening])
    people = [flat(line.name) for line in sheet.attendance]
    for number, (heading, texts) in enumerate(_sections(sheet), 1):
        rows += _section(f"{numeral(number)}、{heading}", texts, people)
    rows[-1] = rows[-1]._replace(keep=True)  # a signature does not stand alone
    return rows + _signature(flat(sheet.organization), today if today <= start.date() else None)


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
    measure = NOTICE_MARGINS.measure
    if len(texts) == 1:
        strong = len(heading) + 1
        return Block.paragraph(f"{heading}：{texts[0]}", strong=strong, measure=measure, whole=people).rows(_LEADING)
    return Block.paragraph(heading, Role.HEI, measure=measure).rows(_LEADING) + _lines(texts, whole=people)


def _lines(texts: Sequence[str], indent: float = 2 * BODY, whole: Collection[str] = ()) -> list[Row]:
    rows = []
    for text in texts:
        lines = break_lines(text, Role.FANG, BODY, NOTICE_MARGINS.measure, indent, whole)
        rows += text_rows(lines, Role.FANG, BODY, _LEADING)
    return rows


def _signature(organization: str, day: date | None) -> list[Row]:
    """The organization above the middle of the date, which ends four characters from the edge (7.3.5)."""
    measure = NOTICE_MARGINS.measure
    date_text = day_of(day) if day else "　　　　年　　月　　日"
    date_wide = width(date_text, Role.FANG, BODY)
    lines = break_lines(organization, Role.FANG, BODY, measure - 4 * BODY)
    middle = measure - 4 * BODY - date_wide / 2
    if lines:  # a long name needs more room to its right
        middle = min(middle, measure - 2 * BODY - lines[0].width / 2)
    named = [line._replace(indent=max(0.0, middle - line.width / 2), extra=0.0) for line in lines]
    dated = Line(date_text, middle - date_wide / 2, date_wide, 0.0)
    return [Row(_LEADING, keep=True), *text_rows([*named, dated], Role.FANG, BODY, _LEADING, keep=True)]


NOTICE = Printout("会议通知", NOTICE_MARGINS, lambda sheet, today: [Part(notice_rows(sheet, today))], suffix="会议通知")
