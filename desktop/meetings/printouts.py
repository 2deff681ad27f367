"""Printed meeting records (会议记录)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from db.core.errors import CancelledError, UserError
from db.meetings.draft import titles
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.printing.document import CM, Document, Margins, Printed, Row, paginate, text_rows
from desktop.printing.fonts import Role
from desktop.printing.headings import role_of, title_lines
from desktop.printing.page import Page, baseline
from desktop.printing.table import INSET, SIZE, Cell, label_cell, names_cell, table_rows, value_cell
from desktop.printing.text import Line, break_lines, clean, paragraphs, width

# Measured on real records: 仿宋 16 pt, fixed 31 pt from line to line, 28 pt in long ones.
MARGINS = Margins(top=2.54 * CM, right=3.17 * CM, bottom=2.54 * CM, left=3.17 * CM)
BODY, TITLE, TITLE_LEADING = 16.0, 22.0, 36.0
LEADINGS = (31.0, 28.0)
_LABEL = 66.0  # width of the table's label cells: “到会200人” fits
_COLUMNS = 6  # of names; four characters fit
_SIDE_BY_SIDE = 3  # lines: a value of the head table that needs more gets a row of its own
_SIGNING = 14.0


def print_minutes(
    sheets: Sequence[MinutesSheet],
    out: Path | BinaryIO,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Printed:
    """One PDF of *sheets* in their order, a bookmark for each; *progress* hears (done, of how many).

    :raises UserError: there is nothing to print.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not sheets:
        raise UserError("没有要打印的会议记录。请先在列表中选中记录再打印。")
    document = Document(bookmark(sheets[0]) if len(sheets) == 1 else f"会议记录（{len(sheets)}份）", MARGINS)
    for done, sheet in enumerate(sheets, 1):
        _stop_if(cancelled)
        document.add(minutes_rows(sheet), bookmark(sheet))
        if progress is not None:
            progress(done, len(sheets))
    _stop_if(cancelled)
    return document.save(out)


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise CancelledError


def bookmark(sheet: MinutesSheet) -> str:
    return f"{sheet.starts_at:%Y-%m-%d} {sheet.title or sheet.kind}"


def minutes_rows(sheet: MinutesSheet) -> list[Row]:
    """The record as strips, set closer (28 pt) only where that saves a page."""
    head, body = _title_rows(sheet) + _head_table(sheet), _body(sheet)
    tail = _roster(sheet), _signatures()

    def rows(leading: float) -> list[Row]:
        return _join(head, [row for block in body for row in block.rows(leading)], *tail, leading=leading)

    wide = rows(LEADINGS[0])
    pages = len(paginate(wide, MARGINS.depth))
    if pages == 1:
        return wide
    close = rows(LEADINGS[1])
    return close if len(paginate(close, MARGINS.depth)) < pages else wide


def _join(head: list[Row], body: list[Row], roster: list[Row], signing: list[Row], leading: float) -> list[Row]:
    rows = [*head, Row(8.0), *body]
    if roster:
        rows += [*_Block.section("出席情况").rows(leading), *roster]
    # What is signed stands on the page of the signatures.
    rows[-2:] = [row._replace(keep=True) for row in rows[-2:]]
    return rows + signing


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
            return organization[:-length], kind + suffix
    return organization, kind + suffix


def _title_rows(sheet: MinutesSheet) -> list[Row]:
    head, tail = title_parts(_flat(sheet.organization), _flat(sheet.kind))
    lines = [
        line._replace(indent=(MARGINS.measure - line.width) / 2)
        for line in title_lines(head, tail, TITLE, MARGINS.measure)
    ]
    return [*text_rows(lines, Role.TITLE, TITLE, TITLE_LEADING, keep=True), Row(8.0, keep=True)]


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
    if sheet.lecturer:
        rows.append([_wide("主讲人", sheet.lecturer)])
    if sheet.attendance:
        rows.append([_wide("出席人数", counts(sheet))])
    return table_rows([row for group in rows for row in group], MARGINS.measure)


def _wide(label: str, value: str) -> list[Cell]:
    return [label_cell(label, 0.0, _LABEL), value_cell(_flat(value), _LABEL, MARGINS.measure - _LABEL)]


def _pair(middle: float, label: str, value: str, label2: str, value2: str) -> list[list[Cell]]:
    """Two labelled values side by side, the second from *middle* points on; long ones in a row each."""
    first = value_cell(_flat(value), _LABEL, middle - _LABEL)
    second = value_cell(_flat(value2), middle + _LABEL, MARGINS.measure - middle - _LABEL)
    if max(len(first.lines), len(second.lines)) > _SIDE_BY_SIDE:
        return [_wide(label, value), _wide(label2, value2)]
    return [[label_cell(label, 0.0, _LABEL), first, label_cell(label2, middle, _LABEL), second]]


def _flat(value: str) -> str:
    return clean(value).replace("\n", " ").strip()


def _name(sheet: MinutesSheet) -> str:
    name = sheet.title or sheet.kind
    times = f"第{sheet.ordinal}次"
    return name if sheet.ordinal is None or times in name else f"{name}（{times}）"


def period(start: datetime, end: datetime | None) -> str:
    """“2025年9月18日14:30—16:45”, with the second date where it is another day."""
    text = f"{_day(start)}{start:%H:%M}"
    if end is None:
        return text
    return f"{text}—{'' if end.date() == start.date() else _day(end, start.year)}{end:%H:%M}"


def _day(moment: datetime, known_year: int | None = None) -> str:
    year = "" if moment.year == known_year else f"{moment.year}年"
    return f"{year}{moment.month}月{moment.day}日"


def counts(sheet: MinutesSheet) -> str:
    """The counts, computed from the roster so that they always agree with it."""
    present, leave, absent, guests = (sheet.count(status) for status in Status)
    return f"应到{sheet.expected}人，实到{present}人，请假{leave}人，缺席{absent}人，列席{guests}人"


# -- text ------------------------------------------------------------------------------------------------------


class _Block(NamedTuple):
    """A paragraph broken into lines, not yet spaced."""

    lines: list[Line]
    role: Role
    heading: bool

    @classmethod
    def paragraph(cls, text: str, role: Role = Role.FANG) -> _Block:
        lines = break_lines(text, role, BODY, MARGINS.measure, indent=2 * BODY)
        return cls(lines, role, heading=role is not Role.FANG)

    @classmethod
    def section(cls, title: str) -> _Block:
        return cls(break_lines(title, Role.HEI, BODY, MARGINS.measure), Role.HEI, heading=True)

    def rows(self, leading: float) -> list[Row]:
        return text_rows(self.lines, self.role, BODY, leading, keep=self.heading)


def _body(sheet: MinutesSheet) -> list[_Block]:
    blocks = [*_items("会议议题", titles(sheet.agenda)), *_items("学习篇目", sheet.readings)]
    text = paragraphs(sheet.text)
    if text:
        blocks.append(_Block.section("会议内容"))
        blocks += [_Block.paragraph(paragraph, role_of(paragraph)) for paragraph in text]
    return blocks


def _items(title: str, items: Sequence[str]) -> list[_Block]:
    """A titled list, numbered where there are several that are not numbered already."""
    texts = [text for item in items if (text := _flat(item))]
    if not texts:
        return []
    if len(texts) > 1 and not all(re.match(r"\d|[（(]?[一二三四五六七八九十]+[）)、]|[①-⑳]", text) for text in texts):
        texts = [f"{number}.{text}" for number, text in enumerate(texts, 1)]
    return [_Block.section(title), *map(_Block.paragraph, texts)]


# -- roster and signatures -------------------------------------------------------------------------------------


def _roster(sheet: MinutesSheet) -> list[Row]:
    """到会 in columns; 请假, 缺席 and 列席 each with what is said of them."""
    wide = MARGINS.measure - _LABEL
    rows = []
    for status in Status:
        lines = [line for line in sheet.attendance if line.status is status]
        if not lines:
            continue
        label = label_cell(f"{status.label}{len(lines)}人", 0.0, _LABEL)
        names = [_attendee(line) for line in lines]
        if status is Status.PRESENT:
            rows.append([label, names_cell(names, _LABEL, wide, _COLUMNS)])
        else:
            rows.append([label, value_cell("、".join(names), _LABEL, wide)])
    return table_rows(rows, MARGINS.measure)


def _attendee(line: AttendanceLine) -> str:
    name = _flat(line.name) or "（姓名未填）"
    return f"{name}（{_flat(line.reason)}）" if line.reason else name


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
