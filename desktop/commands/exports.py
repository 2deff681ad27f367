"""``export`` and ``template`` of any ledger: its rows, or an empty sheet, as an Excel file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.exchange.exports import export_ledger
from db.exchange.ledgers import LEDGERS, Ledger
from db.exchange.template import offered, write_template
from desktop.commands.lists import narrowed

Result = Mapping[str, Any]


def export(book: Book, arguments: argparse.Namespace) -> Result:
    ledger, target = _ledger(arguments.ledger), _workbook(arguments.out)
    with book.read() as connection:
        wanted = narrowed(connection, arguments)
    written = export_ledger(book, ledger, wanted, target, full=arguments.full)
    cut = (
        f"\n注意：有 {len(written.shortened)} 格超出 Excel 一格能放的字数，没有写全：{'、'.join(written.shortened[:5])}"
    )
    return {
        "ledger": ledger.name,
        "rows": written.rows,
        "sheets": written.sheets,
        "file": str(target),
        "shortened": list(written.shortened),
        "text": f"已导出{ledger.label} {written.rows} 行：{target}{cut if written.shortened else ''}",
    }


def template(book: Book, arguments: argparse.Namespace) -> Result:
    ledger, target = _ledger(arguments.ledger), _workbook(arguments.out)
    with book.read() as connection:
        words = offered(connection, ledger)
    write_template(ledger, target, words)
    return {"ledger": ledger.name, "file": str(target), "text": f"已生成{ledger.label}导入模板：{target}"}


def _ledger(name: str) -> Ledger:
    return next(ledger for ledger in LEDGERS if ledger.name == name)


def _workbook(path: Path) -> Path:
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"“{path.name}”不是 .xlsx 文件名。请把 --out 写成以 .xlsx 结尾的文件。")
    return path
