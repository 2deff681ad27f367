"""Computed tables written to Excel; each export is noted in the journal like that of a list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.fields import Field
from db.exchange.writing import Heading, Written, new_workbook, write_table


def export_table(
    book: Book,
    title: str,
    fields: Sequence[Field],
    rows: Sequence[Sequence[Any]],
    target: Path,
    permission: str,
    *,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Written:
    """*rows*, a value a field, as one sheet. What cannot be journalled is not handed out.

    :raises EnvironmentFault: the disk, or the file is open in another program.
    """
    book.permit(book.actor, permission)
    now = book.now()
    with new_workbook(target) as workbook:
        workbook.set_properties({"title": title, "created": now})
        heading = Heading(title, book.office, now.date())
        told = write_table(workbook, heading, fields, rows, total=len(rows), progress=progress, cancelled=cancelled)
        book.note(f"导出{title}到“{target.name}”（{told.rows} 行）", permission)
    return told
