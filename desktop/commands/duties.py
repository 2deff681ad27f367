"""``matrix`` and ``check records``: what must be held, and what is wrong with the records."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.core.listing import Filter
from db.core.period import Period
from db.exchange.meeting_sheets import export_faults, export_matrix
from db.meetings.checking import Checked, check_records
from db.meetings.matrix import Cell, Matrix, Tally, matrix
from desktop.calendar.printouts import print_matrix
from desktop.commands.lists import narrowed

Result = Mapping[str, Any]


def matrix_of(book: Book, arguments: argparse.Namespace) -> Result:
    """The matrix as text, JSON, Excel sheet or PDF."""
    with book.read() as connection:
        wanted = _with_period(book, narrowed(connection, arguments))
        assert wanted.period is not None
        found = matrix(connection, wanted.organization, wanted.period, book.now())
    if arguments.missing:
        found = found.missing_only()
    title = f"{arguments.org or book.office} {found.period.label}三会一课情况"
    told = {"period": found.period.code, "total": _counts(found.tally), "count": len(found.rows)}
    if arguments.out is None:
        return {
            **told, "kinds": {kind: _counts(tally) for kind, tally in found.by_kind().items()},
            "rows": [_row(found, at) for at in range(len(found.rows))], "text": _text(found),
        }  # fmt: skip
    _write(book, found, title, arguments.out)
    return {**told, "file": str(arguments.out), "text": f"已写出{title}，{len(found.rows)} 个组织：{arguments.out}"}


def check(book: Book, arguments: argparse.Namespace) -> Result:
    """The faults of the records as text, JSON or Excel sheet."""
    with book.read() as connection:
        wanted = narrowed(connection, arguments)
        found = check_records(connection, wanted, book.now())
    told = {"records": found.records, "count": len(found.faulty), "faults": found.counts()}
    summary = f"查了 {found.records} 条会议记录，{len(found.faulty)} 条有提醒"
    if arguments.out is None:
        return {**told, "rows": _faults(found), "text": "\n".join([*_fault_lines(found), summary])}
    period = f" {wanted.period.label}" if wanted.period else ""
    export_faults(book, found, f"{arguments.org or book.office}{period}检查记录", _named(arguments.out, ".xlsx"))
    return {**told, "file": str(arguments.out), "text": f"{summary}，已写出：{arguments.out}"}


def _with_period(book: Book, wanted: Filter) -> Filter:
    """This half-year where none is given, as in the window."""
    return wanted if wanted.period else replace(wanted, period=Period.containing(book.now().date()))


def _write(book: Book, found: Matrix, title: str, out: Path) -> None:
    if out.suffix.lower() == ".pdf":
        told = found.tally
        line = f"截至 {found.now:%Y-%m-%d}　应开 {told.due} 次，已开 {told.held} 次，缺 {told.missing} 次"
        with replacing(out) as to, leaving(book, f"打印{title}到“{out.name}”", "meetings.read"):
            print_matrix(found, title, line, to)
    else:
        export_matrix(book, found, title, _named(out, ".xlsx", " 或 .pdf"))


def _named(out: Path, ending: str, other: str = "") -> Path:
    if out.suffix.lower() != ending:
        raise UserError(f"“{out.name}”不是 {ending}{other} 文件名。请把 --out 写成以 {ending}{other} 结尾的文件。")
    return out


def _counts(tally: Tally) -> dict[str, int]:
    return {"due": tally.due, "held": tally.held, "missing": tally.missing}


def _row(found: Matrix, at: int) -> dict[str, Any]:
    row = found.rows[at]
    cells = [
        {"kind": found.columns[place].duty.kind, "unit": found.columns[place].duty.unit.code, **_cell(cell)}
        for place, cell in sorted(row.cells.items())
    ]
    return {"id": str(row.id), "organization": row.full_name, "kind": row.kind, **_counts(row.tally), "cells": cells}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "state": str(cell.state), "times": cell.times,
        "held": [{"id": str(one.id), "day": f"{one.day:%Y-%m-%d}"} for one in cell.held],
        "planned": [{"id": str(one.id), "day": f"{one.day:%Y-%m-%d}"} for one in cell.planned],
        "days_left": max(cell.days, 0),
    }  # fmt: skip


def _text(found: Matrix) -> str:
    """A line an organization, its kinds with 已开/应开 and what is missing."""
    lines = ["组织\t类型\t应开\t已开\t缺\t缺的"]
    for row in found.rows:
        missing = [
            f"{found.columns[place].duty.kind}{found.columns[place].label}"
            for place, cell in sorted(row.cells.items())
            if cell.missing
        ]
        told = row.tally
        lines.append("\t".join(
            [row.full_name, row.kind, str(told.due), str(told.held), str(told.missing), "、".join(missing)]
        ))  # fmt: skip
    told = found.tally
    return "\n".join([*lines, f"共 {len(found.rows)} 个组织，应开 {told.due}，已开 {told.held}，缺 {told.missing}"])


def _faults(found: Checked) -> list[dict[str, Any]]:
    return [
        {
            "id": str(record.id), "day": f"{record.starts_at:%Y-%m-%d}", "organization": record.organization,
            "kind": record.kind, "title": record.title, "fault": fault.code, "severity": str(fault.severity),
            "text": fault.text,
        }
        for record in found.faulty for fault in record.faults
    ]  # fmt: skip


def _fault_lines(found: Checked) -> list[str]:
    heading = "日期\t召开组织\t类型\t会议名称\t问题\t说明"
    rows = [
        "\t".join([f"{record.starts_at:%Y-%m-%d}", record.organization, record.kind, record.title, fault.name,
                   fault.text])
        for record in found.faulty for fault in record.faults
    ]  # fmt: skip
    return [heading, *rows]
