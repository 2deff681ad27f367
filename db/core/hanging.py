"""Rows that hang on a record of any table: they go with it and are not made without it.

A foreign key points to one table, so the engine cannot see to this. What a table says in ``Table.info["hangs"]`` is
kept here for every action, undo and redo included; the rows removed are journalled with the record and return with it.
What hangs may have parts of its own (a task's people): they go first. A row whose table is NULL hangs on nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, select

from db.core.base import Base
from db.core.errors import UserError

if TYPE_CHECKING:
    from db.core.action import Work

_BATCH = 500


def settle(work: Work) -> None:
    """Before *work* ends: remove what hangs on its deleted records; ``UserError`` for a row hung on none."""
    tables = _hanging_tables()
    while sum(_follow_deleted(work, table) for table in tables):
        pass  # on what went with a record something may hang in turn
    for table in tables:
        _refuse_strays(work, table)


def exists(connection: Connection, table_name: str, row_id: int) -> bool:
    """Whether there is such a record."""
    return not _missing(connection, table_name, [row_id])


def goes_with(table: Table, image: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Table and id of what a row with this *image* goes with: what it hangs on, is a part of, is below in its tree."""
    if "hangs" in table.info:
        name, row_id = (image.get(column) for column in table.info["hangs"])
        if name is not None and row_id is not None:
            yield name, row_id
    for column in (table.info[key] for key in ("root", "tree") if key in table.info):
        for reference in table.c[column].foreign_keys:
            if image.get(column) is not None:
                yield reference.column.table.name, image[column]


def _hanging_tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if "hangs" in table.info]


def _follow_deleted(work: Work, table: Table) -> int:
    """Remove the rows of *table* whose record is gone; returns how many."""
    to_table, to_id = (table.c[name] for name in table.info["hangs"])
    removed = 0
    for name, ids in work.existed().items():
        info = Base.metadata.tables[name].info
        if "root" in info and "carries" not in info:  # part of a record; nothing hangs on it
            continue
        for gone in _parts(_missing(work.connection, name, ids)):
            found = select(table.c.id).where(to_table == name, to_id.in_(gone))
            removed += _remove(work, table, work.connection.execute(found).scalars().all())
    return removed


def _remove(work: Work, table: Table, ids: Sequence[int]) -> int:
    """Delete rows with what is below them in their tree and their parts, these first; returns how many of *table*."""
    removed = 0
    for part in _parts(ids):
        for child, column in _owned(table):
            below = select(child.c.id).where(child.c[column].in_(part))
            _remove(work, child, work.connection.execute(below).scalars().all())
        work.touch(table, part)
        removed += work.connection.execute(delete(table).where(table.c.id.in_(part))).rowcount
    return removed


def _owned(table: Table) -> Iterator[tuple[Table, str]]:
    """Tables whose rows go with rows of *table*, each with the column that says with which."""
    for child in Base.metadata.tables.values():
        for column in (child.info[key] for key in ("root", "tree") if key in child.info):
            if any(reference.column.table is table for reference in child.c[column].foreign_keys):
                yield child, column


def _refuse_strays(work: Work, table: Table) -> None:
    to_table, to_id = (table.c[name] for name in table.info["hangs"])
    wanted: dict[str, list[int]] = defaultdict(list)
    for part in _parts(work.touched(table.name)):
        hung = select(to_table, to_id).where(table.c.id.in_(part), to_table.is_not(None))
        for name, row_id in work.connection.execute(hung):
            wanted[name].append(row_id)
    if any(_missing(work.connection, name, ids) for name, ids in wanted.items()):
        raise UserError(f"{table.info['label']}所属的记录已被删除，不能完成。请刷新后再试。")


def _missing(connection: Connection, table_name: str, ids: Iterable[int]) -> list[int]:
    record = Base.metadata.tables[table_name]
    missing: list[int] = []
    for part in _parts(list(ids)):
        there = set(connection.execute(select(record.c.id).where(record.c.id.in_(part))).scalars())
        missing += [row_id for row_id in part if row_id not in there]
    return missing


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
