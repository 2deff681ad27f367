"""Printouts of meeting records in a folder, one file each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from db.core.book_copy import Cancelled, never, untold
from db.core.files import disk_explained
from db.meetings.sheet import MinutesSheet
from desktop.meetings.printouts.minutes import MINUTES
from desktop.meetings.printouts.printout import Printout, Progress, having, print_sheets, stop_if
from desktop.printing.document import Printed

_LONGEST_NAME = 80  # file systems count bytes: 255 of them hold 85 Chinese characters


def print_each(
    sheets: Sequence[MinutesSheet],
    folder: Path,
    printout: Printout = MINUTES,
    *,
    today: date = date.max,
    progress: Progress = untold,
    cancelled: Cancelled = never,
    leaving: AbstractContextManager[None] | None = None,
) -> dict[Path, Printed]:
    """A PDF a record in *folder*, named by date, organization, title. Cancelled or failed, the folder is as it was.

    *leaving* is entered around the making, before any of them is there.

    :raises UserError: no record has anything of *printout*.
    """
    made: dict[Path, Printed] = {}
    sheets = having(printout, sheets)
    with disk_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".ybz-", dir=folder) as unfinished:
            with leaving or nullcontext():
                for name, sheet in zip(_names(sheets, printout), sheets, strict=True):
                    stop_if(cancelled)
                    made[folder / name] = print_sheets(printout, [sheet], Path(unfinished, name), today=today)
                    progress(len(made), len(sheets))
            for path in made:
                Path(unfinished, path.name).replace(path)
    return made


def file_name(title: str, longest: int = _LONGEST_NAME) -> str:
    """*title* as every file system takes it, at most *longest* characters."""
    return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", title)[:longest].strip(" .")


def _names(sheets: Sequence[MinutesSheet], printout: Printout) -> list[str]:
    """Namesakes are numbered, those that differ in letter case too."""
    names: dict[str, str] = {}  # by what Windows takes for the same
    for sheet in sheets:
        what = f" {printout.suffix}" if printout.suffix else ""
        told = f"{sheet.starts_at:%Y-%m-%d} {sheet.organization} {sheet.title or sheet.kind}"
        title = file_name(told, _LONGEST_NAME - len(what)) + what
        name, number = f"{title}.pdf", 1
        while name.casefold() in names:
            number += 1
            name = f"{title}（{number}）.pdf"
        names[name.casefold()] = name
    return list(names.values())
