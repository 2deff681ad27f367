"""Making a sound book of what a damaged one gave: its own row, what the journal still tells, no dangling references."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.core.base import Base, table_of
from db.core.book_row import BookRow
from db.core.ids import leap, new_book_number
from db.core.journal import ActionRow, ChangeRow, Image, from_image
from db.security.salvage_reading import quoted
from db.security.salvage_report import SalvageReport, TableReport

_LOW = 2**32 - 1
_FILLED = {("attendance", "person_id"): ("name", "（姓名已丢失）")}  # what stands where a reference was emptied


def mend_book_row(connection: Connection, report: SalvageReport, identity: str) -> None:
    """The book's own row, made anew where it is lost.

    No id is given twice: where anything is lost, so may be the rows of the highest ids, and many are left out.
    """
    highest = _highest_ids(connection)
    lost = connection.execute(select(BookRow.id)).first() is None
    if lost:
        report.notes.append("账本自身的信息（单位名称、编号）已丢失，单位名称请重新核对。")
        connection.execute(insert(table_of(BookRow)).values(_book_row(connection, highest, identity)))
    number, counter = connection.execute(select(BookRow.number, BookRow.counter)).one()
    last = max(counter, highest.get(number, 0))
    whole = not lost and all(table.missing == 0 for table in report.tables)
    connection.execute(update(BookRow).values(counter=last if whole else leap(last)))


def _book_row(connection: Connection, highest: dict[int, int], identity: str) -> Image:
    """As the ids, the journal and the key file tell it."""
    number = max(highest, key=lambda given: highest[given], default=new_book_number())
    last = connection.execute(select(ActionRow.hash).order_by(ActionRow.id.desc()).limit(1)).scalar()
    began = connection.execute(select(ActionRow.at).order_by(ActionRow.id).limit(1)).scalar()
    return {
        "id": 1, "uuid": identity, "number": number, "counter": 0,
        "office": "（单位名称已丢失）", "created_at": began or datetime.now(), "head": last or bytes(32),
    }  # fmt: skip


def _highest_ids(connection: Connection) -> dict[int, int]:
    """The highest counter seen of each book number, among the rows and in the journal."""
    highest: dict[int, int] = {}
    columns = [
        (table.name, "id") for table in Base.metadata.tables.values() if "id" in table.c and table.name != "book"
    ]
    for name, column in (*columns, ("change", "row_id + span - 1")):
        for number, last in connection.exec_driver_sql(
            f"SELECT ({column}) >> 32, max(({column}) & {_LOW}) FROM {quoted(name)} GROUP BY 1"
        ):
            highest[number] = max(highest.get(number, 0), last)
    return highest


def complete_from_journal(connection: Connection, report: SalvageReport) -> None:
    """Write again the lost rows whose every change the journal still holds; one that lacks a part is not asked."""
    if any(table.name == "change" and table.missing != 0 for table in report.tables):
        return
    for told in report.tables:
        table = Base.metadata.tables[told.name]
        if told.missing != 0 and table.info.get("journal", True):
            _complete(connection, table, told)


def _complete(connection: Connection, table: Table, told: TableReport) -> None:
    present = set(connection.execute(select(table.c.id)).scalars())
    last = dict(_last_images(connection, table))
    if told.expected is None:
        told.expected = len(last)
    missing = sorted((last.keys() - present) | (set(told.lost) - present))
    told.lost = []
    for row_id in missing:
        image = last.get(row_id)
        if image and _written(connection, table, image):
            told.rebuilt += 1
        else:
            told.lost.append(row_id)


def _last_images(connection: Connection, table: Table) -> Iterator[tuple[int, Image | None]]:
    """Of each row that still is: how it was last, or None when the journal does not tell (it came in a run)."""
    alive: dict[int, Image | None] = {}
    rows = connection.execute(
        select(ChangeRow.row_id, ChangeRow.span, ChangeRow.op, ChangeRow.after)
        .where(ChangeRow.table_name == table.name)
        .order_by(ChangeRow.action_id, ChangeRow.seq)
    )
    for row_id, span, op, after in rows:
        if op == "*":
            alive.update(dict.fromkeys(range(row_id, row_id + span)))
        elif op == "-":
            alive.pop(row_id, None)
        elif op == "+":
            alive[row_id] = json.loads(after or "null")
        elif (image := alive.get(row_id)) is not None:
            image.update(json.loads(after or "{}"))
    yield from alive.items()


def _written(connection: Connection, table: Table, image: Image) -> bool:
    try:
        connection.execute(insert(table).values(from_image(table, image)))
    except IntegrityError:
        return False
    return True


def cut_references(connection: Connection, report: SalvageReport) -> None:
    """Empty references to lost rows where they may be empty; leave out the rows where they may not."""
    by_name = {table.name: table for table in report.tables}
    while dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        for name, row_id, _parent, key in dangling:
            column, needed = _referring(connection, name, key)
            if needed:
                done = connection.exec_driver_sql(f"DELETE FROM {quoted(name)} WHERE rowid = ?", (row_id,))
                by_name[name].left_out += done.rowcount
            else:
                _empty(connection, name, column, row_id)
                by_name[name].cut += 1


def _referring(connection: Connection, name: str, key: int) -> tuple[str, bool]:
    """The column of a foreign key, and whether it must hold something."""
    keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({quoted(name)})").all()
    column = next(row[3] for row in keys if row[0] == key)
    described = connection.exec_driver_sql(f"PRAGMA table_info({quoted(name)})").all()
    return column, any(row[1] == column and row[3] for row in described)


def _empty(connection: Connection, name: str, column: str, row_id: int) -> None:
    values: dict[str, Any] = {column: None}
    if (name, column) in _FILLED:
        filled, text = _FILLED[name, column]
        values[filled] = text
    setting = ", ".join(f"{quoted(each)} = ?" for each in values)
    connection.exec_driver_sql(f"UPDATE {quoted(name)} SET {setting} WHERE rowid = ?", (*values.values(), row_id))
