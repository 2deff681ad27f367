"""A kind of printout of meeting records, and printing many records as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.book_copy import Cancelled, never, untold
from db.core.errors import CancelledError, UserError
from db.meetings.sheet import MinutesSheet
from desktop.meetings.printouts.parts import Part
from desktop.printing.document import OF_PART, Document, Foot, Margins, Printed

Progress = Callable[[int, int], object]  # done, of how many


@dataclass(frozen=True, slots=True)
class Printout:
    """What can be printed of a record: each of ``parts(sheet, today)`` begins on a new page, numbered from 1.

    ``has``: whether a record has anything of it; ``nothing`` is said when none has.
    """

    name: str  # 签到表
    margins: Margins
    parts: Callable[[MinutesSheet, date], Sequence[Part]]
    has: Callable[[MinutesSheet], bool] = lambda _sheet: True
    nothing: str = ""
    suffix: str = ""  # of titles and file names
    foot: Foot = OF_PART

    def title(self, sheet: MinutesSheet) -> str:
        """“2022-06-27 六月支委会 签到表”"""
        return f"{bookmark(sheet)} {self.suffix}".strip()


def bookmark(sheet: MinutesSheet) -> str:
    """“2022-06-27 六月支委会”"""
    return f"{sheet.starts_at:%Y-%m-%d} {sheet.title or sheet.kind}"


def print_sheets(
    printout: Printout,
    sheets: Sequence[MinutesSheet],
    out: Path | BinaryIO,
    *,
    today: date = date.max,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Printed:
    """One PDF of those of *sheets* that have something to print, in their order, a bookmark for each.

    :raises UserError: there is nothing to print.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not sheets:
        raise UserError("没有要打印的会议记录。请先在列表中选中记录再打印。")
    sheets = having(printout, sheets)
    title = printout.title(sheets[0]) if len(sheets) == 1 else f"{printout.name}（{len(sheets)}份）"
    document = Document(title, printout.margins)
    for done, sheet in enumerate(sheets, 1):
        stop_if(cancelled)
        for number, part in enumerate(printout.parts(sheet, today)):
            document.add(part.rows, "" if number else bookmark(sheet), part.head, foot=printout.foot)
        progress(done, len(sheets))
    stop_if(cancelled)
    return document.save(out)


def having(printout: Printout, sheets: Sequence[MinutesSheet]) -> list[MinutesSheet]:
    """Those of *sheets* that have something to print; ``UserError`` when none has."""
    found = [sheet for sheet in sheets if printout.has(sheet)]
    if sheets and not found:
        raise UserError(printout.nothing)
    return found


def stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError
