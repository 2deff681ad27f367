"""What the title of a sheet, or the name of its file, says of all its rows: 和平街道2022年党建工作责任清单."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.exchange.headings import Table
from db.exchange.ledgers import Ledger
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node, nodes

_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_NUMBER = re.compile(r"^附(?:件|表)\s*\d*\s*[:：]?\s*")
_OFFICE = re.compile(r"(?:党工委|工委|党委|党总支|总支|党支部|支部|委员会)$")


def proposed(connection: Connection, ledger: Ledger, table: Table, path: Path) -> dict[str, Any]:
    """Values for the columns of ``ledger.beside``, as far as they are told."""
    title = " ".join(_NUMBER.sub("", table.title or path.stem).split())
    found: dict[str, Any] = {}
    for name in ledger.beside:
        field = ledger.column(name).field
        if name == "title":
            found[name] = title[: field.length]
        elif name == "year" and (years := _YEAR.findall(title) or _YEAR.findall(path.stem)):
            found[name] = int(years[-1])
        elif name == "level":
            said = [(title.rfind(label), label) for _, label in field.choices if label in title]
            found |= {name: max(said)[1]} if said else {}
        elif name == "organization_id" and (place := _named(nodes(connection), title)):
            found[name] = place
    return found


def _named(tree: list[Node], title: str) -> int | None:
    """The organization that *title* names most exactly, the one above where two are named alike."""
    best, longest = None, 1
    for node in tree:
        if node.kind == GROUP_KIND or node.dissolved_on is not None:
            continue
        for word in (node.name, node.short_name, _OFFICE.sub("", node.name)):
            if len(word) > longest and word in title:
                best, longest = node.id, len(word)
    return best
