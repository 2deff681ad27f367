"""``print minutes|notice|sign-in|ballots|counting|year-book``: one PDF with bookmarks, or one file each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.files import disk_explained, replacing
from db.core.leaving import leaving
from db.meetings.queries import kinds, meetings
from db.meetings.sheet import MinutesSheet
from db.meetings.sheets import sheets
from db.meetings.year_book import year_book
from db.organizations.queries import by_name
from desktop.commands.lists import narrowed
from desktop.meetings.files import file_name, print_each
from desktop.meetings.printouts.ballots import BALLOTS
from desktop.meetings.printouts.counting import COUNTING
from desktop.meetings.printouts.minutes import MINUTES
from desktop.meetings.printouts.notice import NOTICE
from desktop.meetings.printouts.printout import Printout, having, print_sheets
from desktop.meetings.printouts.sign_in import SIGN_IN
from desktop.meetings.printouts.year_book import print_year_book
from desktop.printing.document import Printed

PRINTOUTS = {"minutes": MINUTES, "notice": NOTICE, "sign-in": SIGN_IN, "ballots": BALLOTS, "counting": COUNTING}


def records(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    """Whatever is printed of records: those of ``--id``, or those that ``--org``, ``--period``, ``--kind`` ask for."""
    with book.read() as connection:
        found = _numbered(connection, arguments.id) if arguments.id else _asked_for(connection, arguments)
    printout = PRINTOUTS[arguments.action]
    name = f"打印 {len(found)} 份{printout.suffix or printout.name}到“{Path(arguments.out).name}”"
    return write_sheets(printout, found, arguments.out, book.now().date(), leaving(book, name, "meetings.read"))


def _numbered(connection: Connection, ids: Sequence[int]) -> list[MinutesSheet]:
    found = sheets(connection, ids)
    missing = [str(id) for id in ids if id not in {sheet.id for sheet in found}]
    if missing:
        raise UserError(f"没有编号为 {'、'.join(missing)} 的会议记录。请用 meetings list 查看编号。")
    return found


def _asked_for(connection: Connection, arguments: argparse.Namespace) -> list[MinutesSheet]:
    wanted = replace(narrowed(connection, arguments), sort="starts_at")
    if arguments.kind:
        wanted = replace(wanted, choices={"kind_id": _kind_id(kinds(connection), arguments.kind)})
    found = sheets(connection, meetings.ids(connection, wanted))
    if not found:
        raise UserError("没有符合条件的会议记录，没有打印。请放宽组织、类型或时期。")
    return found


def write_sheets(
    printout: Printout, found: Sequence[MinutesSheet], out: str, today: date,
    noted: AbstractContextManager[None] | None = None,
) -> Mapping[str, Any]:  # fmt: skip
    """Print *found* to *out*: a folder (it exists, or ends with a slash) takes one file each."""
    target = Path(out)
    if _is_folder(out):
        printed = print_each(found, target, printout, today=today, leaving=noted)
    else:
        _check_name(target)
        with replacing(target) as file, noted or nullcontext():
            printed = {target: print_sheets(printout, found, file, today=today)}
    count = len(having(printout, found))
    return _told(printed, f"{count} 份{printout.suffix or printout.name}", target, count)


def _is_folder(out: str) -> bool:
    """It exists, or ends with a slash."""
    return out.endswith(("/", "\\")) or Path(out).is_dir()


def _check_name(target: Path) -> None:
    if target.suffix.lower() != ".pdf":
        raise UserError(
            f"“{target.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件，或以 / 结尾的文件夹（一份一个文件）。"
        )


def yearly(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    """The year book of ``--org`` for ``--year``."""
    with book.read() as connection:
        found = year_book(connection, by_name(connection, arguments.org).id, arguments.year)
    target = Path(arguments.out)
    if _is_folder(arguments.out):
        with disk_explained(target):
            target.mkdir(parents=True, exist_ok=True)
        target /= f"{file_name(f'{found.organization}{found.year}年度台账汇编')}.pdf"
    _check_name(target)
    name = f"打印{found.organization}{found.year}年台账汇编到“{target.name}”"
    with replacing(target) as file, leaving(book, name, "meetings.read"):
        printed = print_year_book(found, file, today=book.now().date())
    return _told({target: printed}, f"{found.organization}{found.year}年台账汇编", target, len(found.sheets))


def _told(printed: Mapping[Path, Printed], what: str, target: Path, count: int) -> Mapping[str, Any]:
    pages = sum(result.pages for result in printed.values())
    missing = sorted({character for result in printed.values() for character in result.missing})
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(missing)}" if missing else ""
    return {
        "records": count,
        "pages": pages,
        "files": [str(path) for path in printed],
        "missing": missing,
        "text": f"已打印 {what}，共 {pages} 页：{target}{warning}",
    }


def _kind_id(known: Sequence[Any], name: str) -> int:
    for kind in known:
        if name in (kind.name, kind.code):
            return int(kind.id)
    raise UserError(f"没有“{name}”这种会议类型。可用：{'、'.join(kind.name for kind in known)}。")
