"""Lists and ledgers written to Excel; each export is noted in the journal: who, when, what, how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.fields import Field
from db.core.leaving import leaving
from db.core.listing import Filter, Listing
from db.exchange.ledger_rows import LedgerRows
from db.exchange.ledgers import Ledger
from db.exchange.writing import Heading, Written, new_workbook, write_table

_READ = {"organization": "organizations.read", "person": "people.read", "post": "people.read",
         "meeting": "meetings.read", "inspection": "inspections.read", "problem": "problems.read", "task": "tasks.read",
         "responsibility_list": "responsibilities.read", "responsibility_item": "responsibilities.read"}  # fmt: skip


def export_list(
    book: Book,
    listing: Listing,
    wanted: Filter,
    target: Path,
    *,
    title: str,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Written:
    """What the list shows: its columns in their order, its filter, its order; identity numbers and phones masked."""
    with noted(book, target, title, listing.table.name) as (workbook, told), book.read() as connection:
        ids = listing.ids(connection, wanted, cancelled)
        pages = (listing.rows(connection, ids[start : start + 500]) for start in range(0, len(ids), 500))
        rows = (_shown(listing.fields, row[1:]) for page in pages for row in page)
        told.append(_table(book, workbook, title, listing.fields, rows, len(ids), progress, cancelled))
    return told[0]


def export_ledger(
    book: Book,
    ledger: Ledger,
    wanted: Filter,
    target: Path,
    *,
    full: bool = False,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Written:
    """Every column of *ledger*, so that it can be read in again. ``full``: identity numbers and phones unmasked."""
    what = f"{ledger.label}（全部字段{'，含完整身份证号和手机号' if full else ''}）"
    with noted(book, target, what, ledger.table) as (workbook, told), book.read() as connection:
        rows = LedgerRows(connection, ledger, wanted, full=full)
        fields = [column.field for column in ledger.columns]
        told.append(_table(book, workbook, ledger.label, fields, rows, len(rows), progress, cancelled))
    return told[0]


@contextmanager
def noted(book: Book, target: Path, what: str, table: str) -> Iterator[tuple[Workbook, list[Written]]]:
    """The workbook to fill."""
    told: list[Written] = []
    left = leaving(book, lambda: f"导出{what}到“{target.name}”（{told[0].rows} 行）", _READ[table])
    with new_workbook(target) as workbook, left:
        yield workbook, told


def _table(
    book: Book,
    workbook: Workbook,
    title: str,
    fields: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    total: int,
    progress: Progress,
    cancelled: Cancelled,
) -> Written:
    now = book.now()
    workbook.set_properties({"title": title, "created": now})
    heading = Heading(title, book.office, now.date())
    return write_table(workbook, heading, fields, rows, total=total, progress=progress, cancelled=cancelled)


def _shown(fields: Sequence[Field], values: Sequence[Any]) -> list[Any]:
    """Days, moments and numbers as they are, the rest as the list shows it."""
    return [
        field.show(value) if isinstance(value, str | tuple) else value
        for field, value in zip(fields, values, strict=True)
    ]
