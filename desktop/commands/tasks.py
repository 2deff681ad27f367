"""``tasks list`` and ``print task-sheet``. Words: ``task_words``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.tasks.actions import READ
from db.tasks.fields import STATES
from db.tasks.queries import OVERDUE, tasks
from db.tasks.sheets import TaskSheet, task_sheets
from desktop.commands.lists import listed, narrowed

Result = Mapping[str, Any]


def list_tasks(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, tasks, arguments, _choices(arguments), numbered=True)


def sheets(book: Book, arguments: argparse.Namespace) -> Result:
    """Those of ``--id``, or those that ``--org``, ``--period``, ``--state``, ``--overdue`` ask for."""
    from desktop.tasks.printouts import print_task_sheets

    target = arguments.out
    if target.suffix.lower() != ".pdf":
        raise UserError(f"“{target.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件。")
    with book.read() as connection:
        found = _numbered(connection, arguments.id) if arguments.id else _asked_for(connection, arguments)
    with replacing(target) as to, leaving(book, f"打印 {len(found)} 份任务单到“{target.name}”", READ):
        printed = print_task_sheets(found, to)
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(printed.missing)}" if printed.missing else ""
    return {
        "records": len(found), "pages": printed.pages, "files": [str(target)], "missing": list(printed.missing),
        "text": f"已打印 {len(found)} 份任务单，共 {printed.pages} 页：{target}{warning}",
    }  # fmt: skip


def _choices(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the options beyond those of every list narrow to."""
    choices: dict[str, Any] = {}
    if arguments.state:
        if arguments.state not in STATES:
            raise UserError(f"没有“{arguments.state}”这种状态。可用：{'、'.join(STATES)}。")
        choices["state"] = arguments.state
    return choices | ({OVERDUE: True} if arguments.overdue else {})


def _numbered(connection: Connection, ids: Sequence[int]) -> list[TaskSheet]:
    found = task_sheets(connection, ids)
    missing = [str(id) for id in ids if id not in {sheet.id for sheet in found}]
    if missing:
        raise UserError(f"没有编号为 {'、'.join(missing)} 的任务。请用 tasks list 查看编号。")
    return found


def _asked_for(connection: Connection, arguments: argparse.Namespace) -> list[TaskSheet]:
    wanted = replace(narrowed(connection, arguments), choices=_choices(arguments))
    found = task_sheets(connection, tasks.ids(connection, wanted))
    if not found:
        raise UserError("没有符合条件的任务，没有打印。请放宽组织、状态或时期。")
    return found
