"""``import organizations|people|posts|meetings|problems|responsibilities|tasks FILE``: a sheet into the book."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.exchange import summary
from db.exchange.headings import SERIALS, Table, best_table
from db.exchange.ledgers import LEDGERS, Ledger
from db.exchange.mapping import REASON, apply, load, missing, plain
from db.exchange.mapping import Mapping as Columns
from db.exchange.plan import plan
from db.exchange.proposals import proposed
from db.exchange.reading import read_table
from db.exchange.rows import Plan
from db.exchange.run import run_import
from desktop.commands.say import say

Result = Mapping[str, Any]

REFUSED = 1  # exit code
_WRITTEN, _NOTHING = "已导入", "没有写入任何内容"
_BESIDE = {"title": "list", "organization_id": "org", "level": "level", "year": "year"}  # columns and their options
_SHOWN = 20  # kinds of problems and of remarks on the screen


def import_sheet(ledger: Ledger, book: Book, arguments: argparse.Namespace) -> Result:
    """Plan the sheet and, unless ``--dry-run``, write it.

    What is wrong is told by column and reason; each bad cell by its row is in the JSON and the sheet of refused rows.
    """
    given = load(arguments.map) if arguments.map else {}
    table = best_table(read_table(arguments.file), ledger, given)
    mapping = apply(given, ledger, table.headings, table.rows)
    with book.read() as connection:
        beside = _beside(connection, ledger, table, mapping, arguments)
        made = plan(
            connection, ledger, table, mapping, duplicates=arguments.duplicates, today=book.now().date(), given=beside
        )  # fmt: skip
    saved = _save_refused(book, made, arguments.refused)
    if arguments.dry_run:
        told = _told(made, table, saved, "核对完成，没有写入")
        return {**told, "exit": REFUSED} if made.refused and not arguments.partly else told
    if made.refused and not arguments.partly:
        if not getattr(arguments, "json", False):
            raise UserError(_refusal(made, saved))
        say(_refusal(made, saved))
        return {**_told(made, table, saved, _NOTHING), "exit": REFUSED}
    outcome = run_import(book, made, partly=arguments.partly)
    told = _told(made, table, saved, _WRITTEN if outcome.name else _NOTHING)
    if made.refused and not outcome.name:
        say(f"{_NOTHING}：没有一行可以导入。")
        told["exit"] = REFUSED
    return {**told, "action": outcome.name, "outcome": asdict(outcome)}


def _beside(
    connection: Connection, ledger: Ledger, table: Table, columns: Columns, arguments: argparse.Namespace
) -> dict[str, Any]:
    """What options, or else the title of the sheet, say of all its rows."""
    title = proposed(connection, ledger, table, arguments.file)
    told = {name: value for name, value in title.items() if name not in columns.values()}
    options = {name: getattr(arguments, _BESIDE[name]) for name in ledger.beside}
    told |= {name: value for name, value in options.items() if value is not None}
    absent = [one for one in missing(ledger, columns, told) if one.name in ledger.beside]
    if absent:
        raise UserError("；".join(f"表格没有写{one.heading}，请加 --{_BESIDE[one.name]}" for one in absent) + "。")
    return told


def _save_refused(book: Book, made: Plan, target: Path | None) -> str:
    if target is None or not made.refused:
        return ""
    from db.exchange.refused import refused_rows, write_refused
    from db.exchange.writing import Heading

    heading = Heading("有问题的行", book.office, book.now().date())
    write_refused(made.table.headings, refused_rows(made), target, heading, since_1904=made.table.since_1904)
    return str(target)


def _refusal(made: Plan, saved: str) -> str:
    lines = [
        f"有 {len(made.refused):,} 行不能导入，整张表都没有写入：",
        *summary.lines(summary.problems(made), _SHOWN),
    ]
    if saved:
        lines.append(f"这些行已另存为：{saved}")
    lines.append("请改正后再导入；要只导入没有问题的行，请加 --partly。")
    return "\n".join(lines)


def _told(made: Plan, table: Table, saved: str, came: str) -> dict[str, Any]:
    """What the command answers; *came* says in words what came of it."""
    counts = {action.value: count for action, count in made.counts().items()}
    told = "、".join(f"{action.label} {count}" for action, count in made.counts().items() if count)
    ignored = [text for index, text in enumerate(table.headings) if text and index not in made.mapping]
    given = {made.label(name): str(value) for name, value in made.given.items()}
    lines = [
        f"{came}：{made.ledger.label}，{told or '没有数据行'}",
        *([f"整张表都是：{'，'.join(f'{label} {value}' for label, value in given.items())}"] if given else []),
        *summary.lines(summary.problems(made), _SHOWN),
        *(f"提示：{text}" for text in summary.lines(summary.remarks(made), _SHOWN)),
    ]
    if left_out := [text for text in ignored if plain(text) not in (*SERIALS, REASON)]:
        lines.append(f"没有读的列：{'、'.join(left_out)}")
    if saved:
        lines.append(f"有问题的行已另存为：{saved}")
    return {
        "ledger": made.ledger.name,
        "sheet": table.sheet,
        "heading_row": table.heading_row,
        "given": dict(made.given),
        "columns": {table.headings[index]: name for index, name in made.mapping.items()},
        "ignored": ignored,
        "counts": counts,
        "problems": [
            {"row": row.number, "column": name, "label": made.label(name), "problem": reason}
            for row in made.refused for name, reason in row.problems.items()
        ],
        "warnings": list(made.warnings()),
        "skipped": [{"row": number, "why": why} for number, why in table.skipped],
        "refused_file": saved,
        "written": came == _WRITTEN,
        "text": "\n".join(lines),
    }  # fmt: skip


COMMANDS = {("import", ledger.name): partial(import_sheet, ledger) for ledger in LEDGERS}
