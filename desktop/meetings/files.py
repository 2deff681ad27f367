"""Meeting records printed to a folder, one file each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from db.core.errors import CancelledError
from db.core.files import disk_explained
from db.meetings.sheet import MinutesSheet
from desktop.meetings.printouts import bookmark, print_minutes
from desktop.printing.document import Printed

_LONGEST_NAME = 80  # file systems count bytes: 255 of them hold 85 Chinese characters


def print_each(
    sheets: Sequence[MinutesSheet],
    folder: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[Path, Printed]:
    """A PDF a record in *folder*, named by date and title. When cancelled, the files already made are removed."""
    with disk_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made: dict[Path, Printed] = {}
    for path, sheet in _paths(folder, sheets):
        if cancelled():
            for done in made:
                done.unlink(missing_ok=True)
            raise CancelledError
        made[path] = print_minutes([sheet], path)
        if progress is not None:
            progress(len(made), len(sheets))
    return made


def _paths(folder: Path, sheets: Sequence[MinutesSheet]) -> list[tuple[Path, MinutesSheet]]:
    """Namesakes are numbered."""
    taken: dict[str, int] = {}
    paths = []
    for sheet in sheets:
        name = re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', " ", bookmark(sheet)).strip(" .")[:_LONGEST_NAME]
        taken[name] = taken.get(name, 0) + 1
        suffix = f"（{taken[name]}）" if taken[name] > 1 else ""
        paths.append((folder / f"{name}{suffix}.pdf", sheet))
    return paths
