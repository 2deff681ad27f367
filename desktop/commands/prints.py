"""``print minutes``: meeting records as one PDF with bookmarks, or one file each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.meetings.queries import kinds, meetings, sheets
from db.meetings.sheet import MinutesSheet
from desktop.commands.lists import narrowed
from desktop.meetings.files import print_each
from desktop.meetings.printouts import print_minutes


def minutes(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    with book.read() as connection:
        wanted = replace(narrowed(connection, arguments), sort="starts_at")
        if arguments.kind:
            wanted = replace(wanted, choices={"kind_id": _kind_id(kinds(connection), arguments.kind)})
        found = sheets(connection, meetings.ids(connection, wanted))
    if not found:
        raise UserError("没有符合条件的会议记录，没有打印。请放宽组织、类型或时期。")
    noted = leaving(book, f"打印 {len(found)} 份会议记录到“{Path(arguments.out).name}”", "meetings.read")
    return write_minutes(found, arguments.out, noted)


def write_minutes(
    found: Sequence[MinutesSheet], out: str, noted: AbstractContextManager[None] | None = None
) -> Mapping[str, Any]:
    """Print *found* to *out*: a folder (it exists, or ends with a slash) takes one file each."""
    target = Path(out)
    if out.endswith(("/", "\\")) or target.is_dir():
        printed = print_each(found, target, leaving=noted)
    else:
        with replacing(target) as file, noted or nullcontext():
            printed = {target: print_minutes(found, file)}
    pages = sum(result.pages for result in printed.values())
    missing = sorted({character for result in printed.values() for character in result.missing})
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(missing)}" if missing else ""
    return {
        "records": len(found),
        "pages": pages,
        "files": [str(path) for path in printed],
        "missing": missing,
        "text": f"已打印 {len(found)} 份会议记录，共 {pages} 页：{target}{warning}",
    }


def _kind_id(known: Sequence[Any], name: str) -> int:
    for kind in known:
        if name in (kind.name, kind.code):
            return int(kind.id)
    raise UserError(f"没有“{name}”这种会议类型。可用：{'、'.join(kind.name for kind in known)}。")
