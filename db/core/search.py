"""Full-text indexes beside the tables, kept in the same transaction as the row.

Each Chinese character is a token and a query is a phrase, so any run of characters finds its text. The index is
contentless: it stores no second copy of anything. Its rowid is the row's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, column, literal_column, select, table, text

from db.core.segment import phrase, tokens


def searched(of: Table) -> tuple[str, ...]:
    """The columns of *of* held in its index; empty when it has none."""
    return tuple(of.info.get("search", ()))


def index_statement(table_name: str, *columns: str) -> str:
    """DDL of an index; migrations name the columns, so that an old script stays what it was."""
    return (
        f"CREATE VIRTUAL TABLE {table_name}_fts USING fts5({', '.join(columns)}, content='', contentless_delete=1, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn M*'\")"
    )


def index_rows(connection: Connection, of: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add *rows* (mappings with ``id`` and the searched columns) that are not in the index yet."""
    names = searched(of)
    values = [(row["id"], *(tokens(row[name] or "") for name in names)) for row in rows]
    if names and values:
        holders = ", ".join("?" * len(values[0]))
        connection.exec_driver_sql(f"INSERT INTO {of.name}_fts (rowid, {', '.join(names)}) VALUES ({holders})", values)


def forget_rows(connection: Connection, of: Table, ids: Iterable[int]) -> None:
    values = [{"id": row_id} for row_id in ids]
    if searched(of) and values:
        connection.execute(text(f"DELETE FROM {of.name}_fts WHERE rowid = :id"), values)


def matches(of: Table, query: str) -> ColumnElement[bool] | None:
    """``id`` is among the rows of *of* that contain what was typed; None when nothing can be searched for."""
    wanted = phrase(query)
    if wanted is None:
        return None
    index = table(f"{of.name}_fts", column("rowid"))
    found = select(index.c.rowid).where(literal_column(index.name).op("MATCH")(wanted))
    return of.c.id.in_(found)
