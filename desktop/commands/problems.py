"""``problems list``, ``print problem-sheet|problem-ledger``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.core.listing import Filter
from db.problems.actions import READ
from db.problems.fields import SOURCES, STATES
from db.problems.queries import MERGED, OVERDUE, problems
from db.problems.sheets import ProblemSheet, sheets
from desktop.commands.lists import listed, narrowed
from desktop.printing.document import Printed
from desktop.problems.printouts.ledger import PRINTED, in_order, print_problem_ledger
from desktop.problems.printouts.sheet import print_problem_sheets

Result = Mapping[str, Any]


def listing(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, problems, arguments, _choices(arguments), numbered=True)


def _chosen(connection: Connection, arguments: argparse.Namespace) -> Filter:
    """What is to be printed, in its order."""
    return in_order(replace(narrowed(connection, arguments), choices=_choices(arguments)))


def _choices(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options beyond those of every list narrow to."""
    choices: dict[str, Any] = {}
    for name, label, known in (("state", "状态", STATES), ("source", "来源", SOURCES)):
        if value := getattr(arguments, name):
            if value not in known:
                raise UserError(f"没有“{value}”这种{label}。可用：{'、'.join(known)}。")
            choices[name] = value
    flags = {OVERDUE: arguments.overdue, "hard": arguments.hard, MERGED: arguments.merged}
    return choices | {name: True for name, on in flags.items() if on}


def sheet(book: Book, arguments: argparse.Namespace) -> Result:
    """Of ``--id``, or of those that the other options ask for."""
    from desktop.problems.photos import photos_of  # Qt reads the photos

    _check(arguments.out)
    with book.read() as connection:
        found = sheets(connection, arguments.id or problems.ids(connection, _chosen(connection, arguments)))
    _refuse_missing(found, arguments.id or ())
    name = f"打印 {len(found)} 份问题整改单到“{arguments.out.name}”"
    with replacing(arguments.out) as file, leaving(book, name, READ):
        printed = print_problem_sheets(found, photos_of(book), file)
    return _told(f"{len(found)} 份问题整改单", len(found), printed, arguments.out)


def ledger(book: Book, arguments: argparse.Namespace) -> Result:
    _check(arguments.out)
    with book.read() as connection:
        wanted = _chosen(connection, arguments)
        rows = list(PRINTED.all(connection, wanted))
    period = f"　{wanted.period.label}" if wanted.period else ""
    heading = f"{arguments.org or book.office}{period}"
    with replacing(arguments.out) as file, leaving(book, f"打印问题台账到“{arguments.out.name}”", READ):
        printed = print_problem_ledger(rows, heading, book.office, book.now().date(), file)
    return _told(f"问题台账（{len(rows)} 个问题）", len(rows), printed, arguments.out)


def _check(out: Path) -> None:
    if out.suffix.lower() != ".pdf":
        raise UserError(f"“{out.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件。")


def _refuse_missing(found: Sequence[ProblemSheet], asked: Sequence[int]) -> None:
    missing = [str(one) for one in asked if one not in {sheet.id for sheet in found}]
    if missing:
        raise UserError(f"没有编号为 {'、'.join(missing)} 的问题。请用 problems list 查看编号。")


def _told(what: str, count: int, printed: Printed, out: Path) -> Result:
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(printed.missing)}" if printed.missing else ""
    return {
        "records": count, "pages": printed.pages, "files": [str(out)], "missing": list(printed.missing),
        "text": f"已打印 {what}，共 {printed.pages} 页：{out}{warning}",
    }  # fmt: skip
