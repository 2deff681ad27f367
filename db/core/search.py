"""Full-text indexes beside the tables, kept in the same transaction as the row.

Each Chinese character is a token and a query is a phrase, so any run of characters finds its text. The index is
contentless: it stores no second copy of anything. Its rowid is the row's id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, column, literal_column, select, table, text
from sqlalchemy.exc import OperationalError

from db.core.errors import CancelledError
from db.core.segment import PAIRS, pairs, phrase, tokens

Kept = TypeVar("Kept")
_BATCH = 1000
_LOOK_EVERY = 20_000  # steps of the engine between two looks at the cancel flag: a few milliseconds


def searched(of: Table) -> tuple[str, ...]:
    """The columns of *of* held in its index; empty when it has none."""
    return tuple(of.info.get("search", ()))


def index_statement(table_name: str, *columns: str) -> str:
    """DDL of an index; migrations name the columns, so that an old script stays what it was."""
    return (
        f"CREATE VIRTUAL TABLE {table_name}_fts USING fts5({', '.join((*columns, PAIRS))}, content='', "
        "contentless_delete=1, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn M*'\")"
    )


def index_rows(connection: Connection, of: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add *rows* (mappings with ``id`` and the searched columns) that are not in the index yet."""
    if names := searched(of):
        fill_index(connection, of.name, names, rows)


def fill_index(
    connection: Connection, table_name: str, names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Add *rows* to the index of *table_name* over the columns *names*; migrations name them, as for its DDL."""
    values = [(row["id"], *held(names, row).values()) for row in rows]
    if values:
        holders = ", ".join("?" * len(values[0]))
        into = f"INSERT INTO {table_name}_fts (rowid, {', '.join((*names, PAIRS))}) VALUES ({holders})"
        connection.exec_driver_sql(into, values)


def held(names: Sequence[str], row: Mapping[str, Any]) -> dict[str, str]:
    """What the index holds of *row*: the tokens of each column, and all pairs of neighbours."""
    cut = {name: tokens(row[name] or "") for name in names}
    return {**cut, PAIRS: pairs(cut.values())}


def index_anew(connection: Connection, of: Table, told: Callable[[int], object] = lambda _rows: None) -> None:
    """Make the whole index of *of* from its rows. *told* hears how many more are in it; it may raise to break off."""
    connection.execute(text(f"INSERT INTO {of.name}_fts ({of.name}_fts) VALUES ('delete-all')"))
    rows = connection.execute(select(of.c.id, *(of.c[name] for name in searched(of)))).mappings()
    for part in rows.partitions(_BATCH):
        index_rows(connection, of, map(dict, part))
        told(len(part))


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


def ids_found(connection: Connection, of: Table, query: str, limit: int, *, newest: bool = True) -> list[int]:
    """The first *limit* ids that contain what was typed, in the order of entry, by default the newest first.

    The index itself keeps this order, so that even of the commonest character only *limit* rows are looked at.
    """
    wanted = phrase(query)
    if wanted is None:
        return []
    direction = "DESC" if newest else "ASC"
    found = f"SELECT rowid FROM {of.name}_fts WHERE {of.name}_fts MATCH ? ORDER BY rowid {direction} LIMIT ?"
    if wanted.endswith("*"):  # whole words first: all that begin with “2” would be gathered before the first is given
        ids = connection.exec_driver_sql(found, (wanted[:-1], limit)).scalars().all()
        if len(ids) == limit:
            return list(ids)
    return list(connection.exec_driver_sql(found, (wanted, limit)).scalars())


@contextmanager
def breakable(connection: Connection, cancelled: Callable[[], bool]) -> Iterator[None]:
    """A long scan within may be broken off: ``CancelledError`` once *cancelled* says so."""
    if cancelled():
        raise CancelledError
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(cancelled, _LOOK_EVERY)
    try:
        yield
    except OperationalError as error:
        if "interrupted" not in str(error.orig):
            raise
        raise CancelledError from error
    finally:
        driver.set_progress_handler(None, 0)


def kept(connection: Connection, name: str, make: Callable[[], Kept]) -> Kept:
    """What *make* reads, kept with the connection until anything is committed to the book."""
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    held = connection.info.get(name)
    if held is None or held[0] != version:
        held = connection.info[name] = (version, make())
    value: Kept = held[1]
    return value
