"""``print work-plan``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.work_plans.actions import READ
from db.work_plans.queries import plan_sheet, work_plans
from desktop.commands.lists import narrowed
from desktop.work_plans.printouts import print_plans


def printed(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    """The plans that the arguments ask for, or what was done of them."""
    out = arguments.out
    if out.suffix.lower() != ".pdf":
        raise UserError(f"“{out.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件。")
    with book.read() as connection:
        ids = work_plans.ids(connection, narrowed(connection, arguments))
        plans = [plan_sheet(connection, id, book.now()) for id in ids]
    if not plans:
        raise UserError("没有符合条件的工作计划，没有打印。请放宽组织、时期或文字。")
    what = f"{len(plans)} 份工作计划{'完成情况小结' if arguments.summary else ''}"
    with replacing(out) as file, leaving(book, f"打印 {what}到“{out.name}”", READ):
        done = print_plans(plans, file, summary=arguments.summary)
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(done.missing)}" if done.missing else ""
    return {
        "records": len(plans), "pages": done.pages, "files": [str(out)], "missing": list(done.missing),
        "text": f"已打印 {what}，共 {done.pages} 页：{out}{warning}",
    }  # fmt: skip
