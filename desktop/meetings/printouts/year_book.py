"""The year book of an organization (年度台账汇编): cover, contents, counts, all records, numbered through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple

from db.core.book_copy import Cancelled, never, untold
from db.meetings.sheet import MinutesSheet
from db.meetings.year_book import YearBook
from desktop.meetings.printouts.minutes import minutes_rows
from desktop.meetings.printouts.parts import MARGINS
from desktop.meetings.printouts.printout import Progress, bookmark, stop_if
from desktop.printing.document import NO_FOOT, Document, Foot, Printed, Row, centred_rows, paginate, text_rows
from desktop.printing.fonts import Role
from desktop.printing.headings import title_lines
from desktop.printing.official import day_of, flat, title_rows
from desktop.printing.page import Page, baseline
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, together, value_cell
from desktop.printing.text import Line, break_lines, width

_WIDE = MARGINS.measure
_COVER, _ENTRY, _ENTRY_LEADING = 30.0, 14.0, 24.0
_DAY, _NUMBER = 72.0, 34.0  # columns of the contents: date, page number
_MONTHS = range(1, 13)

Draw = Callable[[Page, float, float], None]


class _Laid(NamedTuple):
    """A record over its pages, the first numbered ``first``."""

    sheet: MinutesSheet
    pages: Sequence[Sequence[Row]]
    first: int


def print_year_book(
    book: YearBook, out: Path | BinaryIO, *, today: date, progress: Progress = untold, cancelled: Cancelled = never
) -> Printed:
    """One PDF with bookmarks by month and record. Each record is laid out, then drawn: *progress* counts both.

    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    total = 2 * len(book.sheets)
    laid, number = [], 1
    for done, sheet in enumerate(book.sheets, 1):
        stop_if(cancelled)
        pages = paginate(minutes_rows(sheet), MARGINS.depth)
        laid.append(_Laid(sheet, pages, number))
        number += len(pages)
        progress(done, total)
    document = Document(f"{book.organization}{book.year}年度台账汇编", MARGINS)
    document.add(_cover(book, today), "封面", foot=NO_FOOT)
    document.add(_contents(book, laid), "目录", foot=NO_FOOT)
    document.add(_counts(book), "会议活动统计", foot=NO_FOOT)
    for done, record in enumerate(laid, len(laid) + 1):
        stop_if(cancelled)
        document.add_pages(
            record.pages, bookmark(record.sheet), chapter=_month(record.sheet), foot=_numbered_from(record.first)
        )
        progress(done, total)
    stop_if(cancelled)
    return document.save(out)


def _numbered_from(first: int) -> Foot:
    return Foot(lambda page, _pages: f"— {first + page - 1} —", size=14.0, outside=True)


def _month(sheet: MinutesSheet) -> str:
    return f"{sheet.starts_at.month}月"


def _cover(book: YearBook, today: date) -> list[Row]:
    lines = title_lines("", flat(book.organization), _COVER, _WIDE)
    named = [line._replace(indent=(_WIDE - line.width) / 2) for line in lines]
    return [
        # Blanks vanish at a page's top; an empty strip does not.
        Row(150.0, lambda _page, _left, _top: None), *text_rows(named, Role.TITLE, _COVER, 50.0), Row(30.0),
        *centred_rows(f"{book.year}年度", Role.TITLE, 26.0, 44.0, _WIDE),
        *centred_rows("台账汇编", Role.TITLE, 36.0, 60.0, _WIDE), Row(200.0 - 50.0 * (len(named) - 1)),
        *centred_rows(f"收录会议活动记录{len(book.sheets)}份", Role.KAI, 16.0, 30.0, _WIDE),
        *centred_rows(f"{day_of(today)}编", Role.KAI, 16.0, 30.0, _WIDE),
    ]  # fmt: skip


# -- contents --------------------------------------------------------------------------------------------------


def _contents(book: YearBook, laid: Sequence[_Laid]) -> list[Row]:
    rows = title_rows("", "目　　录", _WIDE)
    month = ""
    for record in laid:
        if _month(record.sheet) != month:
            month = _month(record.sheet)
            heading = break_lines(month, Role.HEI, _ENTRY, _WIDE)
            rows += [Row(4.0), *text_rows(heading, Role.HEI, _ENTRY, _ENTRY_LEADING, keep=True)]
        rows += _entry(book, record)
    return rows


def _entry(book: YearBook, record: _Laid) -> list[Row]:
    """Date and title, dots, page number; a group's record says whose it is."""
    sheet = record.sheet
    group = flat(sheet.organization.removeprefix(book.organization))
    text = f"{flat(sheet.title) or flat(sheet.kind)}{f'（{group}）' if group else ''}"
    lines = break_lines(text, Role.FANG, _ENTRY, _WIDE - _DAY - _NUMBER - 2 * _ENTRY)
    rows = text_rows([line._replace(indent=_DAY, extra=0.0) for line in lines], Role.FANG, _ENTRY, _ENTRY_LEADING)
    rows = [row._replace(keep=at < len(rows) - 1) for at, row in enumerate(rows)]
    day = f"{sheet.starts_at.month}月{sheet.starts_at.day}日"
    rows[0] = rows[0]._replace(draw=_drawn(lines[0], day, record.first if len(lines) == 1 else None))
    if len(lines) > 1:
        rows[-1] = rows[-1]._replace(draw=_drawn(lines[-1], "", record.first))
    return rows


def _drawn(line: Line, day: str, number: int | None) -> Draw:
    """A line of an entry with the date before it and, at its end, dots and the page number."""
    text = line.text.rstrip()

    def draw(page: Page, left: float, top: float) -> None:
        y = baseline(top, _ENTRY_LEADING, _ENTRY)
        page.text(left, y, day, Role.FANG, _ENTRY)
        page.text(left + _DAY, y, text, Role.FANG, _ENTRY)
        if number is None:
            return
        told = str(number)
        x = left + _WIDE - width(told, Role.SONG, _ENTRY)
        page.dots(left + _DAY + width(text, Role.FANG, _ENTRY) + 5, x - 4, y + 2)
        page.text(x, y, told, Role.SONG, _ENTRY)

    return draw


# -- counts ----------------------------------------------------------------------------------------------------


def _counts(book: YearBook) -> list[Row]:
    """How many records of each kind in each month."""
    counted = Counter((sheet.kind, sheet.starts_at.month) for sheet in book.sheets)
    kinds = list(dict.fromkeys(sheet.kind for sheet in book.sheets))
    first, total = 92.0, 34.0
    step = (_WIDE - first - total) / len(_MONTHS)
    edges = [(first + at * step, step) for at in range(len(_MONTHS))] + [(_WIDE - total, total)]

    def row(name: Cell, numbers: Sequence[int]) -> list[Cell]:
        cells = [*numbers, sum(numbers)]
        return [name, *(_number_cell(count, *edge) for count, edge in zip(cells, edges, strict=True))]

    rows = [[label_cell("会议类型", 0.0, first)]]
    rows[0] += [label_cell(str(month), *edge) for month, edge in zip((*_MONTHS, "合计"), edges, strict=True)]
    for kind in kinds:
        rows.append(row(value_cell(flat(kind), 0.0, first), [counted[kind, month] for month in _MONTHS]))
    sums = [sum(counted[kind, month] for kind in kinds) for month in _MONTHS]
    rows.append(row(label_cell("合计", 0.0, first), sums))
    return [*title_rows(f"{book.year}年", "会议活动统计", _WIDE), *together(table_rows(rows, _WIDE))]


def _number_cell(count: int, x: float, wide: float) -> Cell:
    return centred_cell(str(count) if count else "", x, wide)
