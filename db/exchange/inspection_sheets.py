"""Who was inspected how often as an Excel sheet: what the page shows, to be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.exchange.exports import noted
from db.exchange.writing import Heading, TableWriter, Written
from db.inspections.coverage import FIELDS, Covered

_TABLE = "inspection"
_VISITS, _LAST = (next(at for at, field in enumerate(FIELDS) if field.name == name) for name in ("visits", "last_on"))


def export_coverage(
    book: Book, rows: Sequence[Covered], title: str, target: Path, *, progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Written:  # fmt: skip
    """*rows* in their order, those not inspected in the period coloured, sums in the last row."""
    with noted(book, target, title, _TABLE) as (workbook, told):
        writer = TableWriter(workbook, Heading(title, book.office, book.now().date()), FIELDS)
        for done, row in enumerate(rows, 1):
            if cancelled():
                raise CancelledError
            wrong = (_VISITS, _LAST) if row.never else (_VISITS,)
            writer.add(row.values(), () if row.visits else wrong)
            progress(done, len(rows), "")
        visited = sum(row.visits > 0 for row in rows)
        sums = {
            "name": f"合计（已检查 {visited} 个，未检查 {len(rows) - visited} 个）",
            **{name: sum(getattr(row, name) for row in rows) for name in ("visits", "findings", "unsettled")},
        }
        writer.add([sums.get(field.name) for field in FIELDS])
        told.append(writer.finish())
    return told[0]
