"""Whether the search index says what the records say, without writing to the book; and making it anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlcipher3 import dbapi2

from db.core import search
from db.core.base import Base
from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.core.segment import PAIRS

_SAMPLE = 2000  # rows of a table whose numbers of words are compared; the row ids of all are
_WORDED = 300  # rows of these whose words are looked for
_PART = 6  # words looked for at the beginning, in the middle and at the end of a long text
_BATCH = 1000

_Numbered = tuple[int, int]  # a row's number in the index, its id


def indexed_tables(connection: Connection) -> list[Table]:
    """The tables with an index, as far as their features are imported and the book has them."""
    known = set(connection.execute(text("SELECT name FROM sqlite_master")).scalars())
    tables = Base.metadata.tables.values()
    return [table for table in tables if search.searched(table) and f"{table.name}_fts" in known]


def stale(connection: Connection, table: Table, cancelled: Cancelled) -> Iterator[tuple[int, str]]:
    """``(row id, what is wrong)`` for rows missing from the index, left over in it, or indexed by other words.

    Of at most ``_SAMPLE`` rows, evenly taken, the number of words is compared; of at most ``_WORDED`` of these the
    words themselves, as far as ``_parts`` goes.
    """
    rows = search.numbers(connection, table)
    held = set(connection.execute(text(f"SELECT rowid FROM {table.name}_fts")).scalars())
    yield from ((rows[number], "不在索引里") for number in sorted(rows.keys() - held))
    yield from ((number, "已不存在，仍在索引里") for number in sorted(held - rows.keys()))
    both = [(number, rows[number]) for number in sorted(rows.keys() & held)]
    sample = _evenly(both, _SAMPLE)
    worded = set(_evenly(sample, _WORDED))
    with _Throwaway(table) as expected:
        for start in range(0, len(sample), _BATCH):
            if cancelled():
                raise CancelledError
            part = dict(sample[start : start + _BATCH])
            yield from ((row, "索引内容已过时") for row in expected.differ(connection, part, worded))


def _evenly(rows: Sequence[_Numbered], most: int) -> Sequence[_Numbered]:
    return rows[:: max(1, -(-len(rows) // most))]


class _Throwaway:
    """An index in memory, made from the rows as they are now: how many words each column should have in the book's."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = search.searched(table)
        self._memory = dbapi2.connect(":memory:")
        self._memory.execute(search.index_statement(table.name, *self._columns))
        self._sizes = f"SELECT id, sz FROM {table.name}_fts_docsize WHERE id BETWEEN :first AND :last"

    def __enter__(self) -> _Throwaway:
        return self

    def __exit__(self, *_: object) -> None:
        self._memory.close()

    def differ(self, connection: Connection, rows: Mapping[int, int], worded: Collection[_Numbered]) -> list[int]:
        """Ids of *rows* (number in the index → id) indexed by another count of words, those *worded* by other words."""
        columns = [self._table.c[name] for name in self._columns]
        query = select(self._table.c.id, *columns).where(self._table.c.id.in_(rows.values()))
        held = {row["id"]: search.held(self._columns, dict(row)) for row in connection.execute(query).mappings()}
        cut = {number: held[row_id] for number, row_id in rows.items()}
        names = (*self._columns, PAIRS)
        holders = ", ".join("?" * (len(names) + 1))
        insert = f"INSERT INTO {self._table.name}_fts (rowid, {', '.join(names)}) VALUES ({holders})"
        self._memory.executemany(insert, [(number, *words.values()) for number, words in cut.items()])
        span = {"first": min(rows), "last": max(rows)}
        right = dict(self._memory.execute(self._sizes, span).fetchall())
        found: dict[int, Any] = {row.id: row.sz for row in connection.execute(text(self._sizes), span)}
        return [
            row_id for number, row_id in rows.items()
            if found.get(number) != right[number]
            or ((number, row_id) in worded and not self._contains(connection, number, cut[number]))
        ]  # fmt: skip

    def _contains(self, connection: Connection, number: int, words: Mapping[str, str]) -> bool:
        """The row is found by its words in their order."""
        phrases = [f'{name} : "{part}"' for name, cut in words.items() if cut for part in _parts(cut.split())]
        if not phrases:
            return True
        query = text(
            f"SELECT 1 FROM {self._table.name}_fts WHERE rowid = :number AND {self._table.name}_fts MATCH :words"
        )
        return connection.execute(query, {"number": number, "words": " AND ".join(phrases)}).scalar() is not None


def _parts(words: Sequence[str]) -> Iterator[str]:
    """A short text whole; of a long one the beginning, the middle and the end: a whole page takes 20 ms to find."""
    if len(words) <= 3 * _PART:
        yield " ".join(words)
        return
    for start in (0, (len(words) - _PART) // 2, len(words) - _PART):
        yield " ".join(words[start : start + _PART])


def rebuild_search(book: Book, *, progress: Progress = untold, cancelled: Cancelled = never) -> int:
    """Make every search index anew from the records, in one transaction; returns how many rows were indexed.

    ``CancelledError`` leaves the old index.
    """
    book.permit(book.actor, "security.edit")
    with book.aside() as connection:
        tables = indexed_tables(connection)
        counts = (connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
        total, done = sum(counts), 0

        def told(more: int) -> None:
            nonlocal done
            done += more
            progress(done, total, "重建搜索索引")
            if cancelled():
                raise CancelledError

        for table in tables:
            search.index_anew(connection, table, told)
    return done
