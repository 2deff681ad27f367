"""``people|organizations|meetings list``, and what the lists of other rooms share with them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.core.book import Book, Connection
from db.core.listing import Filter, Listing
from db.core.period import Period
from db.meetings import queries as meetings_queries
from db.organizations import queries as organizations_queries
from db.people import queries as people_queries

Result = Mapping[str, Any]


def people(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, people_queries.people, arguments)


def organizations(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, organizations_queries.organizations, arguments)


def meetings(book: Book, arguments: argparse.Namespace) -> Result:
    return listed(book, meetings_queries.meetings, arguments, numbered=True)


def narrowed(connection: Connection, arguments: argparse.Namespace) -> Filter:
    """The filter that ``--query``, ``--org`` and ``--period`` ask for."""
    name = arguments.org
    return Filter(
        text=getattr(arguments, "query", None) or "",
        organization=organizations_queries.by_name(connection, name).id if name else None,
        period=Period.parse(arguments.period) if arguments.period else None,
    )


def listed(
    book: Book, listing: Listing, arguments: argparse.Namespace, choices: Mapping[str, Any] | None = None, *,
    numbered: bool = False,
) -> Result:  # fmt: skip
    """The records that the arguments ask for, and *choices* too (see ``Filter``). *numbered*: the text ends each line
    with the number by which ``show`` and ``print --id`` ask for the record."""
    with book.read() as connection:
        wanted = replace(narrowed(connection, arguments), choices=choices or {})
        rows = list(listing.all(connection, wanted))
    shown = [[str(row[0]), *(f.show(value) for f, value in zip(listing.fields, row[1:], strict=True))] for row in rows]
    names = ["id", *(field.name for field in listing.fields)]
    table = [[field.label for field in listing.fields], *(row[1:] for row in shown)]
    if numbered:
        title = "记录编号" if "编号" in table[0] else "编号"  # a problem has a number of its own
        table = [[*line, number] for line, number in zip(table, [title, *(row[0] for row in shown)], strict=True)]
    lines = [*("\t".join(line) for line in table), f"共 {len(rows)} 条"]
    counted = [
        [row[0], *(value if isinstance(value, int) else text for value, text in zip(raw[1:], row[1:], strict=True))]
        for raw, row in zip(rows, shown, strict=True)
    ]
    return {
        "count": len(rows),
        "rows": [dict(zip(names, row, strict=True)) for row in counted],
        "text": "\n".join(lines),
    }
