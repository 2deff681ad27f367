"""``responsibilities list`` and ``print pledge``. Words: ``responsibility_words``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.files import replacing
from db.core.leaving import leaving
from db.core.listing import Filter
from db.organizations.queries import by_name
from db.responsibilities.actions import READ
from db.responsibilities.pledging import pledges
from db.responsibilities.queries import lists
from db.responsibilities.sheet import PledgeSheet, pledge_sheets
from db.responsibilities.standing import ItemRow, items, share_of
from desktop.commands.lists import narrowed
from desktop.responsibilities.printouts import print_each_pledge, print_pledges

Result = Mapping[str, Any]
_HEADINGS = "编号\t年度\t层级\t清单名称\t制定组织\t类别\t条目\t完成\t责任书"
_ITEM_HEADINGS = "\t序\t类别\t责任内容\t频次\t时限\t完成\t比例"


def listing(book: Book, arguments: argparse.Namespace) -> Result:
    """The lists with their figures; with ``--items`` what stands on each."""
    shown = lists.showing("year", "level", "title", "organization", "items", "signed", "pledges")
    choices = {} if arguments.year is None else {"year": arguments.year}
    with book.read() as connection:
        rows = list(shown.all(connection, replace(narrowed(connection, arguments), choices=choices)))
        found = items(connection, [row[0] for row in rows], book.now())
    told = [_told(row, found[row[0]]) for row in rows]
    lines = [_HEADINGS]
    for each, row in zip(told, rows, strict=True):
        lines.append("\t".join([
            each["id"], str(each["year"]), each["level"], each["title"], each["organization"],
            f"{each['categories']} 类", f"{each['items']} 项", f"{each['share']}%",
            f"{each['signed']}/{each['pledges']}",
        ]))  # fmt: skip
        if arguments.items:
            each["rows"] = [_item(item) for item in found[row[0]]]
            lines += [_ITEM_HEADINGS, *(_item_line(item) for item in each["rows"])]
    return {"count": len(rows), "rows": told, "text": "\n".join([*lines, f"共 {len(rows)} 份清单"])}


def _told(row: tuple[Any, ...], found: list[ItemRow]) -> dict[str, Any]:
    id, year, level, title, organization, count, signed, due = row
    return {
        "id": str(id), "year": year, "level": level, "title": title, "organization": organization,
        "categories": len({item.draft.category for item in found}), "items": count,
        "share": _percent(share_of(found)), "late": sum(item.late for item in found), "signed": signed,
        "unsigned": due - signed, "pledges": due,
    }  # fmt: skip


def _percent(share: Fraction) -> float:
    """With one decimal, 100 only where all is done."""
    return floor(share * 1000) / 10


def _item(item: ItemRow) -> dict[str, Any]:
    draft, standing = item.draft, item.standing
    return {
        "id": str(item.id), "no": item.no, "category": draft.category, "text": draft.text,
        "frequency": draft.frequency, "lead": draft.lead, "assist": draft.assist,
        "due_on": draft.due_on and f"{draft.due_on:%Y-%m-%d}", "counted": draft.counted, "kind": item.kind,
        "target": draft.target, "by": str(standing.by), "done": standing.done, "due": standing.due,
        "told": standing.told, "share": _percent(standing.share), "late": item.late,
        "organizations": [
            {"organization": part.organization, "done": part.count, "target": part.target,
             "records": [str(id) for id in part.record_ids]}
            for part in standing.parts
        ],
    }  # fmt: skip


def _item_line(item: Mapping[str, Any]) -> str:
    text = " ".join(item["text"].split())
    shown = (item["no"], item["category"], text, item["frequency"], item["due_on"] or "", item["told"])
    return "\t".join(["", *map(str, shown), f"{item['share']}%"])


def pledge(book: Book, arguments: argparse.Namespace) -> Result:
    """The pledges of ``--org``, ``--list`` and ``--year`` in one PDF, or in a folder one file each."""
    target = Path(arguments.out)
    folder = arguments.out.endswith(("/", "\\")) or target.is_dir()
    if not folder and target.suffix.lower() != ".pdf":
        raise UserError(f"“{target.name}”不是 .pdf 文件名。请把 --out 写成以 .pdf 结尾的文件，或以 / 结尾的文件夹。")
    with book.read() as connection:
        sheets = _asked_for(connection, arguments)
    noted = leaving(book, f"打印 {len(sheets)} 份责任书到“{target.name}”", READ)
    if folder:
        printed = print_each_pledge(sheets, target, leaving=noted)
    else:
        with replacing(target) as to, noted:
            printed = {target: print_pledges(sheets, to)}
    pages = sum(each.pages for each in printed.values())
    missing = sorted({character for each in printed.values() for character in each.missing})
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(missing)}" if missing else ""
    return {
        "records": len(sheets), "pages": pages, "files": [str(path) for path in printed], "missing": missing,
        "text": f"已打印 {len(sheets)} 份责任书，共 {pages} 页：{target}{warning}",
    }  # fmt: skip


def _asked_for(connection: Connection, arguments: argparse.Namespace) -> list[PledgeSheet]:
    within = by_name(connection, arguments.org).id if arguments.org else None
    wanted = [_list_id(connection, arguments.list, arguments.year)] if arguments.list else None
    if wanted is None and arguments.year is not None:
        wanted = list(lists.ids(connection, Filter(choices={"year": arguments.year})))
    narrow: dict[str, Any] = {"signed": False} if arguments.unsigned else {}
    found: list[int] = []
    for choices in [narrow] if wanted is None else [{**narrow, "list_id": list_id} for list_id in wanted]:
        found += pledges.ids(connection, Filter(organization=within, choices=choices))
    if not found:
        raise UserError("没有符合条件的责任书，没有打印。请放宽组织、清单或年度。")
    return pledge_sheets(connection, found)


def _list_id(connection: Connection, name: str, year: int | None) -> int:
    """The one list of that number or title."""
    choices = {} if year is None else {"year": year}
    rows = list(lists.showing("title", "year", "organization").all(connection, Filter(choices=choices)))
    exact = [row for row in rows if name in (str(row[0]), row[1])]
    part = exact or [row for row in rows if name in row[1]]
    if len(part) == 1:
        return int(part[0][0])
    if not part:
        raise UserError(f"没有名为“{name}”的责任清单。请用 responsibilities list 查看。")
    several = "、".join(f"{row[1]}（{row[2]}，编号 {row[0]}）" for row in part[:8])
    raise UserError(f"“{name}”对应多份责任清单：{several}。请写编号。")
