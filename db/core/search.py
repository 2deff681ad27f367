"""Full-text indexes beside the tables, kept in the same transaction as the row.

Each Chinese character is a token and a query is a phrase, so any run of characters finds its text. The index is
contentless: it stores no second copy of anything. Its rowid is the row's id – or, where ``Table.info["newest"]`` names
a moment, a number that grows with it: FTS5 gives its hits in the order of rowids only, so this is what lets the first
page of “the newest that contain 会” be read without looking at all that do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Table, column, literal_column, select, table, text
from sqlalchemy.exc import OperationalError

from db.core.errors import CancelledError
from db.core.segment import PAIRS, pairs, phrase, tokens

Kept = TypeVar("Kept")
_BATCH = 1000
_LOOK_EVERY = 20_000  # steps of the engine between two looks at the cancel flag: a few milliseconds
_MINUTE = timedelta(minutes=1)
_LATEST = 2**31 - 1  # minutes since the year 1: the year 4083
_COUNTED = 2**32 - 1  # the part of an id that counts
_EPOCH = 62_135_596_800  # seconds from the year 1 to 1970


class Walk(NamedTuple):
    """Hits straight from an index that has their order: what to select from, on which condition, in which order."""

    source: FromClause
    where: ColumnElement[bool]
    order: ColumnElement[Any]


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


def numbers_statement(table_name: str, moment: str, *narrowed_by: str) -> str:
    """DDL of the index that leads from the full-text index's numbers to the rows, and what lists narrow these by."""
    return f"CREATE INDEX ix_{table_name}_found ON {table_name} ({', '.join((_number_sql(moment), *narrowed_by))})"


def _number_sql(moment: str, of: str = "") -> str:
    """``moment_number`` in SQL; as text, because an index on an expression answers only the very same expression."""
    minutes = f"(unixepoch(substr({of}{moment}, 1, 16)) + {_EPOCH}) / 60"
    return f"(min({minutes}, {_LATEST}) << 32 | ({of}id & {_COUNTED}))"


def moment_number(moment: datetime, row_id: int) -> int:
    """The number in the full-text index of a row kept by its moment: by minutes, then in the order of entry."""
    return min((moment - datetime.min) // _MINUTE, _LATEST) << 32 | row_id & _COUNTED


def _number(of: Table, row: Mapping[str, Any]) -> int:
    """The number of *row* (its values, or its image in the journal) in the index."""
    name = moment_of(of)
    row_id: int = row["id"]
    if name is None:
        return row_id
    moment = row[name]
    return moment_number(datetime.fromisoformat(moment) if isinstance(moment, str) else moment, row_id)


def _number_in(of: Table) -> ColumnElement[int]:
    name = moment_of(of)
    return of.c.id if name is None else literal_column(_number_sql(name, f"{of.name}."))


def moment_of(of: Table) -> str | None:
    """The column whose order the index of *of* keeps; None: that of entry."""
    return of.info["newest"][0] if "newest" in of.info else None


def numbers(connection: Connection, of: Table) -> dict[int, int]:
    """The number each row of *of* has in the index, with the row's id."""
    return {row[0]: row[1] for row in connection.execute(select(_number_in(of), of.c.id))}


def index_rows(connection: Connection, of: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add *rows* (mappings with ``id``, the searched columns and ``moment_of``) that are not in the index yet."""
    if names := searched(of):
        # In their order: FTS5 writes out what it has gathered whenever a number is less than the one before.
        numbered = sorted(((_number(of, row), row) for row in rows), key=itemgetter(0))
        _fill(connection, of.name, names, numbered)


def fill_index(
    connection: Connection, table_name: str, names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Add *rows*, ``id`` being their number, to the index of *table_name* over the columns *names*.

    Migrations name the columns, as for its DDL.
    """
    _fill(connection, table_name, names, ((row["id"], row) for row in rows))


def _fill(
    connection: Connection, table_name: str, names: Sequence[str], rows: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    values = [(number, *held(names, row).values()) for number, row in rows]
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
    moment = moment_of(of)
    columns = dict.fromkeys(("id", *searched(of), *((moment,) if moment else ())))
    rows = connection.execute(select(*(of.c[name] for name in columns)).order_by(_number_in(of))).mappings()
    for part in rows.partitions(_BATCH):
        index_rows(connection, of, map(dict, part))
        told(len(part))


def forget_rows(connection: Connection, of: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Take *rows* out of the index, as they were when they came in."""
    values = [{"number": _number(of, row)} for row in rows]
    if searched(of) and values:
        connection.execute(text(f"DELETE FROM {of.name}_fts WHERE rowid = :number"), values)


def matches(of: Table, query: str) -> ColumnElement[bool] | None:
    """The row of *of* is among those that contain what was typed; None when nothing can be searched for."""
    wanted = phrase(query)
    if wanted is None:
        return None
    index = table(f"{of.name}_fts", column("rowid"))
    found = select(index.c.rowid).where(literal_column(index.name).op("MATCH")(wanted))
    return _number_in(of).in_(found)


def walk(of: Table, query: str) -> Walk | None:
    """The hits of ``matches`` by their moment, the newest first; a LIMIT ends the walk there."""
    wanted = phrase(query)
    if wanted is None:
        return None
    index = table(f"{of.name}_fts", column("rowid"))
    # The plus keeps the engine from going through the rows and looking each up in the full-text index.
    joined = index.join(of, literal_column(f"+{index.name}.rowid") == _number_in(of))
    return Walk(joined, literal_column(index.name).op("MATCH")(wanted), index.c.rowid.desc())


def ids_found(connection: Connection, of: Table, query: str, limit: int, *, newest: bool = True) -> list[int]:
    """The first *limit* ids that contain what was typed, in the index's order, by default the newest first.

    The index itself keeps this order, so that even of the commonest character only *limit* rows are looked at.
    """
    wanted = phrase(query)
    if wanted is None:
        return []
    direction = "DESC" if newest else "ASC"
    found = f"SELECT rowid FROM {of.name}_fts WHERE {of.name}_fts MATCH ? ORDER BY rowid {direction} LIMIT ?"
    if wanted.endswith("*"):  # whole words first: all that begin with “2” would be gathered before the first is given
        whole = connection.exec_driver_sql(found, (wanted[:-1], limit)).scalars().all()
        if len(whole) == limit:
            return _ids(connection, of, whole)
    return _ids(connection, of, connection.exec_driver_sql(found, (wanted, limit)).scalars().all())


def _ids(connection: Connection, of: Table, found: Sequence[int]) -> list[int]:
    """The ids of the rows numbered *found*, in that order."""
    if moment_of(of) is None:
        return list(found)
    number = _number_in(of)
    ids = {row[0]: row[1] for row in connection.execute(select(number, of.c.id).where(number.in_(found)))}
    return [ids[each] for each in found if each in ids]


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
