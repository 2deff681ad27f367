"""Printed meeting records (会议记录)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import BinaryIO

from db.core.book_copy import Cancelled, never, untold
from db.meetings.draft import titles
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.speeches import speeches
from db.meetings.status import Status
from desktop.meetings.printouts.decisions import decisions
from desktop.meetings.printouts.parts import MARGINS, Block, Fixed, Part, listed, period
from desktop.meetings.printouts.printout import Printout, Progress, print_sheets
from desktop.printing.document import Printed, Row, paginate
from desktop.printing.fonts import Role
from desktop.printing.headings import role_of
from desktop.printing.official import flat, numeral, title_rows
from desktop.printing.page import Page, baseline
from desktop.printing.table import INSET, SIZE, Cell, label_cell, names_cell, table_rows, value_cell
from desktop.printing.text import paragraphs, width

LEADINGS = (31.0, 28.0)  # fixed, the second in long records: measured on real ones
_LABEL = 66.0  # width of the table's label cells: “到会200人” fits
_COLUMNS = 6  # of names; four characters fit
_SIDE_BY_SIDE = 3  # lines: a value of the head table that needs more gets a row of its own
_SIGNING = 14.0


def minutes_rows(sheet: MinutesSheet) -> list[Row]:
    """The record as strips, set closer (28 pt) only where that saves a page."""
    head, body = _title(sheet) + _head_table(sheet), _body(sheet)
    tail = _roster(sheet), _signatures()

    def rows(leading: float) -> list[Row]:
        rows = [row for block in body for row in block.rows(leading)]
        return _join(head, rows, *tail, leading=leading, attended="应到人员" if sheet.ahead else "出席情况")

    wide = rows(LEADINGS[0])
    pages = len(paginate(wide, MARGINS.depth))
    if pages == 1:
        return wide
    close = rows(LEADINGS[1])
    return close if len(paginate(close, MARGINS.depth)) < pages else wide


def _join(
    head: list[Row], body: list[Row], roster: list[Row], signing: list[Row], *, leading: float, attended: str
) -> list[Row]:
    rows = [*head, Row(8.0), *body]
    if roster:
        rows += [*Block.section(attended).rows(leading), *roster]
    # What is signed stands on the page of the signatures.
    rows[-2:] = [row._replace(keep=True) for row in rows[-2:]]
    return rows + signing


MINUTES = Printout("会议记录", MARGINS, lambda sheet, _today: [Part(minutes_rows(sheet))])


def print_minutes(
    sheets: Sequence[MinutesSheet], out: Path | BinaryIO, *, progress: Progress = untold, cancelled: Cancelled = never
) -> Printed:
    """One PDF of *sheets* in their order, a bookmark for each. Raises what ``print_sheets`` does."""
    return print_sheets(MINUTES, sheets, out, progress=progress, cancelled=cancelled)


# -- title -----------------------------------------------------------------------------------------------------


def title_parts(organization: str, kind: str) -> tuple[str, str]:
    """The title's two halves, “…党支部” and “支委会会议记录”; what one ends and the other begins with is said once.

    Meetings (…会) have 会议记录, party days and services 活动记录, everything else (党课, 谈心谈话) 记录.
    """
    plain = re.sub(r"[（(][^（）()]*[）)]$", "", kind)
    if plain.endswith(("记录", "纪要")):
        suffix = ""
    elif plain.endswith("会") or not plain:
        suffix = "会议记录"
    elif plain.endswith(("日", "服务")):
        suffix = "活动记录"
    else:
        suffix = "记录"
    for length in range(min(len(organization), len(kind)), 1, -1):
        if organization.endswith(kind[:length]):
            return organization, kind[length:] + suffix
    return organization, kind + suffix


def _title(sheet: MinutesSheet) -> list[Row]:
    kind = flat(sheet.kind)
    return title_rows(*title_parts(flat(sheet.organization), kind), MARGINS.measure, [kind])


# -- head table ------------------------------------------------------------------------------------------------


def _head_table(sheet: MinutesSheet) -> list[Row]:
    time = period(sheet.starts_at, sheet.ends_at)
    # As wide as the time needs, if that leaves the place enough.
    middle = _LABEL + min(max(width(time, Role.FANG, SIZE) + 2 * INSET + 0.5, 120.0), 180.0)
    rows = [
        [_wide("会议名称", _name(sheet))],
        _pair(middle, "会议时间", time, "会议地点", sheet.place),
        _pair(middle, "主持人", sheet.host, "记录人", sheet.recorder),
    ]
    further = [(label, value) for label, value in (("主讲人", sheet.lecturer), ("督导人", sheet.supervisor)) if value]
    if len(further) == 2:
        rows.append(_pair(middle, *further[0], *further[1]))
    else:
        rows += [[_wide(*told)] for told in further]
    if sheet.attendance:
        rows.append([_wide("出席人数", counts(sheet))])
    return table_rows([row for group in rows for row in group], MARGINS.measure)


def _wide(label: str, value: str) -> list[Cell]:
    return [label_cell(label, 0.0, _LABEL), value_cell(flat(value), _LABEL, MARGINS.measure - _LABEL)]


def _pair(middle: float, label: str, value: str, label2: str, value2: str) -> list[list[Cell]]:
    """Two labelled values side by side, the second from *middle* points on; long ones in a row each."""
    first = value_cell(flat(value), _LABEL, middle - _LABEL)
    second = value_cell(flat(value2), middle + _LABEL, MARGINS.measure - middle - _LABEL)
    if max(len(first.lines), len(second.lines)) > _SIDE_BY_SIDE:
        return [_wide(label, value), _wide(label2, value2)]
    return [[label_cell(label, 0.0, _LABEL), first, label_cell(label2, middle, _LABEL), second]]


def _name(sheet: MinutesSheet) -> str:
    name = sheet.title or sheet.kind
    times = f"第{sheet.ordinal}次"
    return name if sheet.ordinal is None or times in name else f"{name}（{times}）"


def counts(sheet: MinutesSheet) -> str:
    """The counts, computed from the roster so that they always agree with it."""
    present, leave, absent, guests = (sheet.count(status) for status in Status)
    entitled, voting = sheet.voting
    if sheet.ahead:
        return f"尚未召开，应到{sheet.expected}人" + (f"（有表决权{entitled}人）" if entitled else "")
    of, among = (f"（有表决权{entitled}人）", f"（有表决权{voting}人）") if entitled else ("", "")
    return f"应到{sheet.expected}人{of}，实到{present}人{among}，请假{leave}人，缺席{absent}人，列席{guests}人"


# -- text ------------------------------------------------------------------------------------------------------


def _body(sheet: MinutesSheet) -> list[Block | Fixed]:
    blocks = [*listed("会议议题", titles(sheet.agenda)), *listed("学习篇目", sheet.readings)]
    names = {line.name for line in sheet.attendance}
    names |= {sheet.host, sheet.recorder, sheet.lecturer, sheet.supervisor}
    discussed = [item for item in sheet.agenda if item.text.strip()]
    text = _spoken(sheet.text, names)
    if discussed:
        blocks.append(Block.section("讨论情况" if text else "会议内容"))
    for number, item in enumerate(discussed, 1):
        title = re.sub(r"^(\d+[.、．]|[一二三四五六七八九十]+、)\s*", "", flat(item.title))
        blocks.append(Block.paragraph(f"{numeral(number)}、{title}", Role.HEI))
        blocks += _spoken(item.text, names)
    if text:
        blocks += [Block.section("会议内容"), *text]
    return [*blocks, *decisions(sheet)]


def _spoken(text: str, names: Collection[str]) -> list[Block]:
    """Paragraphs of *text*; a speaker's name, one of *names*, stands out."""
    blocks = []
    for paragraph in paragraphs(text):
        [speech] = speeches(paragraph, names)
        strong = len(speech.name) if speech.name and paragraph.startswith(speech.name) else 0
        blocks.append(Block.paragraph(paragraph, Role.FANG if strong else role_of(paragraph), strong))
    return blocks


# -- roster and signatures -------------------------------------------------------------------------------------


def _roster(sheet: MinutesSheet) -> list[Row]:
    """到会 in columns; 请假, 缺席 and 列席 each with what is said of them."""
    wide = MARGINS.measure - _LABEL
    people = [flat(line.name) for line in sheet.attendance]
    rows = []
    for status in Status:
        lines = [line for line in sheet.attendance if line.status is status]
        if not lines:
            continue
        label = label_cell(f"{sheet.called(status)}{len(lines)}人", 0.0, _LABEL)
        names = [_attendee(line) for line in lines]
        if status is Status.PRESENT:
            rows.append([label, names_cell(names, _LABEL, wide, _COLUMNS)])
        else:
            rows.append([label, value_cell("、".join(names), _LABEL, wide, people)])
    for title, names in _further(sheet):
        rows.append([label_cell(title, 0.0, _LABEL), value_cell("、".join(names), _LABEL, wide, people)])
    return table_rows(rows, MARGINS.measure)


def _further(sheet: MinutesSheet) -> list[tuple[str, list[str]]]:
    """Who spoke, and who made up for the meeting missed."""
    spoke = [flat(line.name) for line in sheet.attendance if line.spoke]
    made_up = [f"{flat(line.name)}（{flat(line.made_up)}）" for line in sheet.attendance if line.made_up]
    return [(title, names) for title, names in (("交流发言", spoke), ("补学", made_up)) if names]


def _attendee(line: AttendanceLine) -> str:
    name = flat(line.name) or "（姓名未填）"
    return f"{name}（{flat(line.reason)}）" if line.reason else name


def _signatures() -> list[Row]:
    leading = 28.0
    half = MARGINS.measure / 2

    def names(page: Page, left: float, top: float) -> None:
        y = baseline(top, leading, _SIGNING)
        for x, label in ((0.0, "主持人签字："), (half, "记录人签字：")):
            page.text(left + x, y, label, Role.FANG, _SIGNING)
            page.line(left + x + 6 * _SIGNING, y - 3, left + x + half - 10, y - 3)

    def date(page: Page, left: float, top: float) -> None:
        text = "日期：　　　　年　　月　　日"
        x = left + MARGINS.measure - 10 - width(text, Role.FANG, _SIGNING)
        page.text(x, baseline(top, leading, _SIGNING), text, Role.FANG, _SIGNING)

    return [Row(10.0, keep=True), Row(leading, names, keep=True), Row(leading, date)]
