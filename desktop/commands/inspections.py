"""``inspections list``, ``print inspection-notice``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.core.period import Period
from db.inspections.actions import READ
from db.inspections.fields import KINDS
from db.inspections.queries import SECTOR, inspections
from db.inspections.sheets import InspectionSheet, in_tree, inspection_sheets
from db.organizations.fields import SECTORS
from desktop.commands.lists import listed, narrowed
from desktop.inspections.printouts import notice_title, print_notice

Result = Mapping[str, Any]


def listing(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, inspections, arguments, _choices(arguments), numbered=True)


def notice(book: Book, arguments: argparse.Namespace) -> Result:
    """Of ``--id``; or one of all that ``--org``, ``--period`` … ask for, this half-year without a period."""
    out = arguments.out
    if out.suffix.lower() != ".pdf":
        raise UserError(f"“{out.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件。")
    with book.read() as connection:
        if arguments.id is not None:
            found, period, office = _numbered(connection, arguments.id), None, ""
        else:
            found, period = _of_period(book, connection, arguments)
            office = arguments.org or book.office
        order = in_tree(connection, [one.organization for sheet in found for one in sheet.findings])
    with replacing(out) as file, leaving(book, f"打印督查通报到“{out.name}”", READ):
        printed = print_notice(found, file, period=period, office=office, today=book.now().date(), order=order)
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(printed.missing)}" if printed.missing else ""
    told = f"已打印《{notice_title(found, period)}》（{len(found)} 次检查），共 {printed.pages} 页：{out}{warning}"
    return {
        "records": len(found), "pages": printed.pages, "files": [str(out)], "missing": list(printed.missing),
        "text": told,
    }  # fmt: skip


def _numbered(connection: Connection, id: int) -> list[InspectionSheet]:
    found = inspection_sheets(connection, [id])
    if not found:
        raise UserError(f"没有编号为 {id} 的督导检查。请用 inspections list 查看编号。")
    return found


def _of_period(
    book: Book, connection: Connection, arguments: argparse.Namespace
) -> tuple[list[InspectionSheet], Period]:
    wanted = narrowed(connection, arguments)
    period = wanted.period or Period.containing(book.now().date())
    wanted = replace(wanted, period=period, choices=_choices(arguments))
    found = inspection_sheets(connection, list(inspections.ids(connection, wanted)))
    if not found:
        raise UserError(f"{period.label}没有符合条件的督导检查，没有打印。请放宽组织、时期或方式。")
    return found, period


def _choices(arguments: argparse.Namespace) -> dict[str, str]:
    choices: dict[str, str] = {}
    for name, label, key, known in (("kind", "方式", "kind", KINDS), ("sector", "领域", SECTOR, SECTORS)):
        if value := getattr(arguments, name):
            if value not in known:
                raise UserError(f"没有“{value}”这种{label}。可用：{'、'.join(known)}。")
            choices[key] = value
    return choices
