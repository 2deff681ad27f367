"""Writing Excel workbooks: one table a sheet, real dates, text that stays text, ready to print.

Rows are streamed: memory does not grow with them. A file appears whole under its name or not at all, and what is
written meanwhile lies beside it, never in the system's folder for temporary files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError, EnvironmentFault
from db.core.fields import Field, Kind
from db.core.files import disk_explained
from db.exchange.defusing import defused

MOST_ROWS = 1_048_576  # on a sheet, headings included
LONGEST_TEXT = 32_767  # in a cell, in UTF-16 units
SHORTENED = "……（超出一格的上限，以下略）"
_FIRST_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_MOST_DIGITS = 15  # of a number; Excel zeroes the rest
_A4_UPRIGHT = 700  # pixels of columns that fit the width of a page
FONT = {"font_name": "宋体", "font_size": 11}
_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_format_properties": FONT,
}  # fmt: skip
_LINE = "#D8D4CC"
HEAD = {"bold": True, "bg_color": "#F0EDE8", "border": 1, "border_color": _LINE, "text_wrap": True, "valign": "vcenter"}
CELL = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
SHAPES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
    Kind.DATETIME: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    Kind.INTEGER: {"num_format": "0"},
    Kind.LONG_TEXT: {"text_wrap": True, "valign": "top"},
    Kind.LINES: {"text_wrap": True, "valign": "top"},
}
TEXT = {"num_format": "@"}  # what is typed into such a cell later stays as typed
_WIDTHS = {Kind.DATE: 96, Kind.DATETIME: 136, Kind.INTEGER: 64, Kind.LONG_TEXT: 320, Kind.LINES: 260,
           Kind.ORGANIZATION: 220}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a printed sheet, and in the sheet's tab."""

    title: str
    office: str
    day: date


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. ``shortened``: cells whose text was too long for Excel, as “第 3 行 会议内容”."""

    rows: int
    sheets: int
    shortened: tuple[str, ...] = ()


@contextmanager
def new_workbook(target: Path, *, streamed: bool = True, since_1904: bool = False) -> Iterator[Workbook]:
    """A workbook that replaces *target* when the block ends well; else *target* is as it was.

    ``since_1904``: its day numbers count from 1904, as those of the sheet it repeats do.

    :raises EnvironmentFault: the disk, or the file is open in another program.
    """
    with disk_explained(target):
        _refuse_open(target)
        with TemporaryDirectory(prefix=".ybz-", dir=target.parent) as unfinished:
            file = Path(unfinished, "made.xlsx")
            book = Workbook(str(file), {**_OPTIONS, "constant_memory": streamed, "tmpdir": unfinished,
                                        "date_1904": since_1904})  # fmt: skip
            try:
                yield book
            finally:
                _close(book)  # given up too: it holds files open
            try:
                file.replace(target)
            except PermissionError as error:
                raise _open_elsewhere(target) from error


def _close(book: Workbook) -> None:
    try:
        book.close()
    except FileCreateError as error:
        raise error.__cause__ or error from error


def _refuse_open(target: Path) -> None:
    """Better told before an hour's work than after; only Windows locks what a program has open."""
    if target.is_file():
        try:
            target.open("r+b").close()
        except PermissionError as error:
            raise _open_elsewhere(target) from error


def _open_elsewhere(target: Path) -> EnvironmentFault:
    return EnvironmentFault(
        f"“{target.name}”写不进去：它可能正在 Excel 或 WPS 中打开，或者是只读文件。",
        "请先关闭打开它的窗口再试，或换一个文件名。",
    )


def write_table(
    book: Workbook,
    heading: Heading,
    fields: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    *,
    total: int = 0,
    progress: Progress = untold,
    cancelled: Cancelled = never,
    most: int = MOST_ROWS,
) -> Written:
    """*rows* under the labels of *fields*; a sheet of *most* rows is followed by another."""
    writer = TableWriter(book, heading, fields, most=most)
    for done, row in enumerate(rows, 1):
        if cancelled():
            raise CancelledError
        writer.add(row)
        progress(done, max(total, done), "")
    return writer.finish()


class TableWriter:
    """One table in one workbook, over as many sheets as it takes."""

    def __init__(self, book: Workbook, heading: Heading, fields: Sequence[Field], *, most: int = MOST_ROWS) -> None:
        self._book = book
        self._heading = heading
        self._fields = fields
        self._most = most
        self._formats: dict[tuple[Kind | None, bool], Format] = {}
        self._head = book.add_format(FONT | HEAD)
        self._shortened: list[str] = []
        self._rows = 0
        self._sheets: list[Worksheet] = []
        self._begin_sheet()

    @property
    def sheet(self) -> Worksheet:
        """The sheet being written."""
        return self._sheets[-1]

    @property
    def row(self) -> int:
        """The last row written, as XlsxWriter counts (the headings are row 0)."""
        return self._at

    def add(self, values: Sequence[Any], wrong: Iterable[int] = ()) -> None:
        """One row, a value a field; the columns *wrong* are coloured."""
        if self._at + 1 >= self._most:
            self._end_sheet()
            self._begin_sheet()
        self._at += 1
        self._rows += 1
        marked = set(wrong)
        for column, (field, value) in enumerate(zip(self._fields, values, strict=True)):
            self._write(column, value, field, self._format(_kind(value, field), column in marked))

    def finish(self) -> Written:
        self._end_sheet()
        return Written(self._rows, len(self._sheets), tuple(self._shortened))

    def _begin_sheet(self) -> None:
        number = len(self._sheets) + 1
        sheet = self._book.add_worksheet(sheet_name(self._heading.title, number))
        self._sheets.append(sheet)
        self._at = 0
        for column, field in enumerate(self._fields):
            sheet.set_column_pixels(column, column, width_of(field))
            sheet.write_string(0, column, defused(field.label), self._head)
        sheet.set_row_pixels(0, 28)

    def _end_sheet(self) -> None:
        last = len(self._fields) - 1
        self.sheet.freeze_panes(1, 1 if last > 3 else 0)
        self.sheet.autofilter(0, 0, max(self._at, 1), last)
        prepare_print(self.sheet, self._heading, sum(map(width_of, self._fields)))

    def _format(self, kind: Kind | None, wrong: bool) -> Format:
        key = kind, wrong
        if key not in self._formats:
            look = {"bg_color": "#F7DAD8", "font_color": "#A8201A"} if wrong else {}
            self._formats[key] = self._book.add_format(FONT | CELL | _shape(kind) | look)
        return self._formats[key]

    def _write(self, column: int, value: Any, field: Field, look: Format) -> None:
        sheet, row = self.sheet, self._at
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, date) and _day(value) >= _FIRST_DAY:  # a datetime is a date too
            sheet.write_datetime(row, column, value, look)
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**_MOST_DIGITS:
            sheet.write_number(row, column, value, look)
        else:
            text = defused(_plain(value))
            if (fitting := _fitting(text)) != text:
                self._shortened.append(f"第 {row + 1} 行 {field.label}")
            sheet.write_string(row, column, fitting, look)


def _kind(value: Any, field: Field) -> Kind | None:
    """How a cell is formatted: by what it holds where the column does not say; None: a number with decimals."""
    if isinstance(value, date):
        return Kind.DATETIME if isinstance(value, datetime) else Kind.DATE
    if isinstance(value, int | float):
        return Kind.INTEGER if value == int(value) else None
    return field.kind


def _shape(kind: Kind | None) -> dict[str, Any]:
    return {} if kind is None else dict(SHAPES.get(kind, TEXT))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return str(int(value))  # a number of more digits than Excel keeps
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _fitting(text: str) -> str:
    if len(text) <= LONGEST_TEXT // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    room = (LONGEST_TEXT - len(SHORTENED)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + SHORTENED


def width_of(field: Field) -> int:
    """The column's width in pixels: the list's, or what the kind takes; no narrower than the heading and its arrow."""
    wanted = field.width + 12 if field.width else _WIDTHS.get(field.kind, 112)
    return max(wanted, len(field.label) * 15 + 30)


def sheet_name(title: str, number: int = 1) -> str:
    """A name Excel takes: 31 characters at most, some signs excluded."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '") or "表"
    after = f"（{number}）" if number > 1 else ""
    return plain[: 31 - len(after)] + after


def prepare_print(sheet: Worksheet, heading: Heading, width: int) -> None:
    """A4, as wide as the page, headings on each, title and office above, numbers below. *width* in pixels."""
    sheet.set_paper(9)
    if width > _A4_UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.7)
    office, title = (text.replace("&", "&&")[:80] for text in (heading.office, heading.title))
    sheet.set_header(f'&L{office}&C&"宋体,加粗"&14 {title}&R{heading.day:%Y-%m-%d}')
    sheet.set_footer("&C第 &P 页 共 &N 页")
