"""The matrix of 三会一课 and the list of faults as Excel sheets: what the page shows, to be passed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.core.fields import Field, Kind
from db.exchange.exports import noted
from db.exchange.writing import Heading, TableWriter, Written, write_table
from db.meetings.checking import Checked
from db.meetings.matrix import Matrix, State, Tally

_TABLE = "meeting"
_TALLY = (("due", "应开"), ("held", "已开"), ("missing", "缺"))
_FAULTS = (
    Field("day", "日期", Kind.DATE), Field("organization", "召开组织", width=190), Field("kind", "类型", width=110),
    Field("title", "会议名称", width=240), Field("fault", "问题", width=100), Field("severity", "程度", width=84),
    Field("text", "说明", Kind.LONG_TEXT, width=360),
)  # fmt: skip


def matrix_fields(matrix: Matrix) -> list[Field]:
    """The columns of the sheet: the organization with its totals, then every unit of every kind."""
    heads = [Field("organization", "组织", width=200), Field("kind", "组织类型", width=72)]
    totals = [Field(name, label, Kind.INTEGER, width=44) for name, label in _TALLY]
    cells = [
        Field(f"cell{place}", f"{column.duty.kind} {column.label}", width=58)
        for place, column in enumerate(matrix.columns)
    ]
    return [*heads, *totals, *cells]


def export_matrix(
    book: Book, matrix: Matrix, title: str, target: Path, *, progress: Progress = untold, cancelled: Cancelled = never
) -> Written:
    """*matrix* as the page shows it, what is missing coloured, totals in the last row."""
    fields = matrix_fields(matrix)
    before = len(fields) - len(matrix.columns)
    with noted(book, target, title, _TABLE) as (workbook, told):
        writer = TableWriter(workbook, Heading(title, book.office, matrix.now.date()), fields)
        for done, row in enumerate(matrix.rows, 1):
            if cancelled():
                raise CancelledError
            cells: list[Any] = [None] * len(matrix.columns)
            for place, cell in row.cells.items():
                cells[place] = cell.text(matrix.columns[place].monthly)
            wrong = [before + place for place, cell in row.cells.items() if cell.state is State.MISSING]
            writer.add([row.full_name, row.kind, *_counts(row.tally), *cells], wrong)
            progress(done, len(matrix.rows), "")
        shares = [f"{column.tally.held}/{column.tally.due}" for column in matrix.columns]
        writer.add(["合计（已开/应开）", "", *_counts(matrix.tally), *shares])
        told.append(writer.finish())
    return told[0]


def export_faults(
    book: Book, checked: Checked, title: str, target: Path, *, progress: Progress = untold, cancelled: Cancelled = never
) -> Written:
    """A row a fault."""
    rows = [
        (record.starts_at.date(), record.organization, record.kind, record.title, fault.name, str(fault.severity),
         fault.text)
        for record in checked.faulty for fault in record.faults
    ]  # fmt: skip
    with noted(book, target, title, _TABLE) as (workbook, told):
        heading = Heading(title, book.office, book.now().date())
        told.append(write_table(
            workbook, heading, _FAULTS, rows, total=len(rows), progress=progress, cancelled=cancelled
        ))  # fmt: skip
    return told[0]


def _counts(tally: Tally) -> list[int]:
    return [tally.due, tally.held, tally.missing]
