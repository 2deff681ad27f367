"""What rows are called, also those that are gone: from the book, else from what the journal kept of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, exists, select

from db.audit.describe import DESCRIBED, Described, Shown
from db.core.action import images
from db.core.base import Base
from db.core.journal import ChangeRow, Image, from_image

GONE = "（已删除）"


class Names:
    """Words for rows and values, read once each. One object serves one reading of the journal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[tuple[str, int], Image | None] = {}
        self._called: dict[tuple[str, int], str] = {}

    def row(self, table: str, row_id: int) -> Image | None:
        """The whole row as it is, or as it was when it was deleted; None when nothing is known of it."""
        key = (table, row_id)
        if key not in self._rows:
            live = images(self._connection, Base.metadata.tables[table], [row_id]).get(row_id)
            self._rows[key] = live if live is not None else last_image(self._connection, table, row_id)
        return self._rows[key]

    def look_up(self, table: str, row_ids: Sequence[int]) -> set[int]:
        """Read many rows at once; returns those that are in the book."""
        live = images(self._connection, Base.metadata.tables[table], row_ids)
        self._rows.update({(table, row_id): image for row_id, image in live.items()})
        return set(live)

    def look_up_gone(self, table: str, row_ids: Sequence[int]) -> None:
        """Read the last images of many deleted rows at once."""
        rows = self._connection.execute(
            select(ChangeRow.row_id, ChangeRow.before)
            .where(ChangeRow.table_name == table, ChangeRow.row_id.in_(row_ids), ChangeRow.op == "-")
            .order_by(ChangeRow.action_id)
        )
        self._rows.update({(table, row.row_id): json.loads(row.before or "{}") for row in rows})

    def called(self, table: str, row_id: int) -> str:
        """What the row is called."""
        key = (table, row_id)
        if key not in self._called:
            self._called[key] = GONE  # a row that names itself ends here
            image = self.row(table, row_id)
            if image is not None:
                self._called[key] = self.call(table, image)
        return self._called[key]

    def call(self, table: str, image: Mapping[str, Any]) -> str:
        """What a row with this *image* is called."""
        return DESCRIBED[table].called(self.shown(table, image)) or GONE

    def shown(self, table: str, image: Mapping[str, Any]) -> Shown:
        """The values of *image* in words; columns it does not have are empty."""
        return lambda name: self.show(table, name, image.get(name))

    def show(self, table: str, name: str, value: Any) -> str:
        """One *value* as the journal holds it, in words. Sensitive values stay masked."""
        if value is None or value == [] or value == "":
            return ""
        whole = Base.metadata.tables[table]
        target = referred(whole, name)
        if target is not None:
            return self.called(target, value)
        described: Described = DESCRIBED[table]
        return described.by_name[name].show(from_image(whole, {name: value}).get(name, value))


def referred(table: Table, name: str) -> str | None:
    """The table a column refers to."""
    column = table.c.get(name)
    keys = () if column is None else tuple(column.foreign_keys)
    return keys[0].column.table.name if keys else None


def gone_ids(connection: Connection, table: Table) -> list[int]:
    """Ids the journal knows and the table has no more. Answered from the journal's index alone."""
    alive = exists().where(table.c.id == ChangeRow.row_id)
    query = select(ChangeRow.row_id).where(ChangeRow.table_name == table.name, ~alive).distinct()
    return list(connection.execute(query).scalars())


def last_image(connection: Connection, table: str, row_id: int) -> Image | None:
    """A deleted row as its last deletion left it in the journal."""
    before = connection.execute(
        select(ChangeRow.before)
        .where(ChangeRow.table_name == table, ChangeRow.row_id == row_id, ChangeRow.op == "-")
        .order_by(ChangeRow.action_id.desc())
        .limit(1)
    ).scalar()
    found: Image | None = json.loads(before) if before else None
    return found
