"""Which record of the book a row of a sheet of meetings means: of several at one time, the one it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.exchange.lookup import among
from db.exchange.rows import ROW, Action, Row
from db.meetings.models import Meeting

Key = tuple[int, int, datetime]


@dataclass(frozen=True, slots=True)
class Known:
    """A record of the book, by what a sheet can call it."""

    id: int
    title: str
    ordinal: int | None


def key_of(values: Mapping[str, Any]) -> Key:
    return values["organization_id"], values["kind_id"], values["starts_at"]


def meant(connection: Connection, read: Sequence[tuple[Row, Mapping[str, Any]]]) -> dict[int, int]:
    """The ids of the records that rows mean, by the rows' numbers; who is not there is new.

    A row that could mean several is refused. A lone record is meant by a lone row whatever it calls it.
    """
    rows: dict[Key, list[tuple[Row, Mapping[str, Any]]]] = defaultdict(list)
    for row, values in read:
        if row.action is not Action.REFUSED:
            rows[key_of(values)].append((row, values))
    found: dict[int, int] = {}
    for key, known in _known(connection, rows.keys()).items():
        found.update(_matched(known, rows[key]))
    return found


def _known(connection: Connection, keys: Collection[Key]) -> dict[Key, list[Known]]:
    columns = (Meeting.organization_id, Meeting.kind_id, Meeting.starts_at, Meeting.id, Meeting.title, Meeting.ordinal)
    query = select(*columns).where(among(Meeting.organization_id, {key[0] for key in keys})).order_by(Meeting.id)
    found: dict[Key, list[Known]] = defaultdict(list)
    for row in connection.execute(query):
        if (key := (row.organization_id, row.kind_id, row.starts_at)) in keys:
            found[key].append(Known(row.id, row.title, row.ordinal))
    return found


def _matched(known: Sequence[Known], rows: Sequence[tuple[Row, Mapping[str, Any]]]) -> dict[int, int]:
    named = {row.number: _named(known, values) for row, values in rows}
    found = {number: hits[0].id for number, hits in named.items() if len(hits) == 1}
    open_ = [row for row, _ in rows if row.number not in found]
    if len(known) == len(open_) == 1 and not found:
        return {open_[0].number: known[0].id}
    free = [one for one in known if one.id not in found.values()]
    for row in open_:
        if free or named[row.number]:
            titles = "、".join(f"“{one.title}”" for one in known)
            row.refuse(ROW, f"账本里这个时间有同类会议{titles}，看不出这一行是哪一条，请核对会议名称和次数")
    return found


def _named(known: Sequence[Known], values: Mapping[str, Any]) -> Sequence[Known]:
    """Those of *known* with the title and the number of a row, else with the title, else with the number."""
    title, ordinal = values.get("title"), values.get("ordinal")
    titled = [one for one in known if title and one.title == title]
    numbered = [one for one in known if ordinal and one.ordinal == ordinal]
    return [one for one in titled if one in numbered] or titled or numbered
