"""Meeting records printed to a folder, one file each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from db.core.errors import CancelledError
from db.core.files import disk_explained
from db.meetings.sheet import MinutesSheet
from desktop.meetings.printouts import print_minutes
from desktop.printing.document import Printed

_LONGEST_NAME = 80  # file systems count bytes: 255 of them hold 85 Chinese characters


def print_each(
    sheets: Sequence[MinutesSheet],
    folder: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    leaving: AbstractContextManager[None] | None = None,
) -> dict[Path, Printed]:
    """A PDF a record in *folder*, named by date, organization, title. Cancelled or failed, the folder is as it was.

    *leaving* is entered around the making, before any of them is there.
    """
    made: dict[Path, Printed] = {}
    with disk_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".ybz-", dir=folder) as unfinished:
            with leaving or nullcontext():
                for name, sheet in zip(_names(sheets), sheets, strict=True):
                    if cancelled():
                        raise CancelledError
                    made[folder / name] = print_minutes([sheet], Path(unfinished, name))
                    if progress is not None:
                        progress(len(made), len(sheets))
            for path in made:
                Path(unfinished, path.name).replace(path)
    return made


def _names(sheets: Sequence[MinutesSheet]) -> list[str]:
    """Namesakes are numbered, those that differ in letter case too."""
    names: dict[str, str] = {}  # by what Windows takes for the same
    for sheet in sheets:
        told = f"{sheet.starts_at:%Y-%m-%d} {sheet.organization} {sheet.title or sheet.kind}"
        title = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", told)[:_LONGEST_NAME].strip(" .")
        name, number = f"{title}.pdf", 1
        while name.casefold() in names:
            number += 1
            name = f"{title}（{number}）.pdf"
        names[name.casefold()] = name
    return list(names.values())
