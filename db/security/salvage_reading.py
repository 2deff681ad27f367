"""Reading a damaged book's tables as far as they go.

A page that does not decrypt breaks off every statement that meets it, and the connection with it. So a table is
read from both ends up to the damage, and what lies between is halved until only what is really lost remains. Which
rows there were is told by the indexes, which lie on pages of their own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.core.engine import key_pragma

FIRST, LAST = -(2**63), 2**63 - 1
_BATCH = 500
_PROBES = 20_000  # half a minute for a table of which no page is left
_BLIND_PROBES = 4_000  # where no index tells which rows there were
_WIDEST = 2**33  # two books' ids
Row = tuple[Any, ...]
Keep = Callable[[list[Row]], None]


class DamagedFile:
    """A copy of the damaged book; a connection that met damage is never used again."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection: Any = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of *statement*; ``dbapi2.DatabaseError`` where they break off."""
        try:
            for row in self._open().execute(statement, values):
                if _blanked(row):
                    raise dbapi2.DatabaseError("a text runs on to a page that does not decrypt")
                yield row
        except dbapi2.DatabaseError:
            self.close()
            raise

    def some(self, statement: str, values: Sequence[Any] = ()) -> tuple[list[Row], bool]:
        """The rows up to the damage, and whether they are all."""
        found: list[Row] = []
        try:
            found.extend(self.rows(statement, values))
        except dbapi2.DatabaseError:
            return found, False
        return found, True

    def bad_pages(self) -> list[str]:
        """One line for each page that is not what was written."""
        return [str(row[0]) for row in self.some("PRAGMA cipher_integrity_check")[0]]

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = dbapi2.connect(str(self._path))
            self._connection.execute("PRAGMA cipher_log_level = NONE")
            self._connection.execute(key_pragma(self._key))
            self._connection.execute("PRAGMA writable_schema = ON")  # else a file cut short is refused whole
        return self._connection


class TableReading:
    """One table being read; rows go to *keep* in batches, each once, the rowid first."""

    def __init__(
        self, file: DamagedFile, name: str, columns: Sequence[str], keep: Keep, check: Callable[[], None]
    ) -> None:
        self._file, self._name, self._keep, self._check = file, name, keep, check
        self._select = f"SELECT rowid, {', '.join(map(quoted, columns))} FROM {quoted(name)} NOT INDEXED"
        self._seen: set[int] | None = None  # rows read between the ends; some are met twice
        self.read = 0
        self.expected: int | None = None
        self.lost: list[int] = []  # rowids known to have been there

    def run(self) -> None:
        start = self._upward(FIRST, LAST)
        if start is None:
            self.expected = self.read
            return
        end = self._downward(start, LAST)
        known, complete = self._known()
        if complete:
            self.expected = len(known)
        if end is None:
            return
        self._seen = set()
        self.lost += self._halve(known[bisect_left(known, start) : bisect_right(known, end)], _PROBES)
        if not complete and end - start < _WIDEST:
            self._halve(range(start, end + 1), _BLIND_PROBES)

    def _halve(self, ids: Sequence[int], probes: int) -> list[int]:
        """Read what can be read of *ids*, which begin and end in damage; returns the rest. Widest gaps first."""
        gaps, lost = deque([(0, len(ids))] if ids else []), []
        for _ in range(probes // 2):
            if not gaps:
                break
            first, end = gaps.popleft()
            middle = (first + end) // 2
            for low, high, sweep in ((first, middle, self._downward), (middle, end, self._upward)):
                reached = sweep(ids[low], ids[high - 1]) if low < high else None
                if reached is None:
                    continue
                if high - low == 1:
                    lost.append(ids[low])
                    continue
                if sweep == self._downward:
                    high = bisect_right(ids, reached, low, high)
                else:
                    low = bisect_left(ids, reached, low, high)
                if low < high:
                    gaps.append((low, high))
        return lost + [row_id for low, high in gaps for row_id in ids[low:high]] if not isinstance(ids, range) else []

    def _upward(self, first: int, last: int) -> int | None:
        """Read from *first* on; returns the first rowid not read, None when all were."""
        reached, whole = self._sweep(first, last, "ASC")
        return None if whole else first if reached is None else reached + 1

    def _downward(self, first: int, last: int) -> int | None:
        reached, whole = self._sweep(first, last, "DESC")
        return None if whole else last if reached is None else reached - 1

    def _sweep(self, first: int, last: int, direction: str) -> tuple[int | None, bool]:
        """The last rowid before the damage, and whether there was none."""
        self._check()
        reached: int | None = None
        batch: list[Row] = []
        statement = f"{self._select} WHERE rowid BETWEEN ? AND ? ORDER BY rowid {direction}"
        try:
            for row in self._file.rows(statement, (first, last)):
                batch.append(row)
                reached = row[0]
                if len(batch) == _BATCH:
                    self._hand_on(batch)
                    batch = []
        except dbapi2.DatabaseError:
            self._hand_on(batch)
            return reached, False
        self._hand_on(batch)
        return reached, True

    def _hand_on(self, batch: list[Row]) -> None:
        if self._seen is not None:
            batch = [row for row in batch if row[0] not in self._seen]
            self._seen.update(row[0] for row in batch)
        self.read += len(batch)
        if batch:
            self._keep(batch)

    def _known(self) -> tuple[list[int], bool]:
        """Rowids told by the table's indexes, sorted, and whether one of them is whole."""
        ids: set[int] = set()
        for index, columns in self._indexes():
            for direction in ("ASC", "DESC"):
                order = ", ".join(f"{quoted(column)} {direction}" for column in (*columns, "rowid"))
                found, whole = self._file.some(
                    f"SELECT rowid FROM {quoted(self._name)} INDEXED BY {quoted(index)} ORDER BY {order}"
                )
                ids.update(row[0] for row in found)
                if whole:
                    return sorted(ids), True
        return sorted(ids), False

    def _indexes(self) -> list[tuple[str, list[str]]]:
        """Name and columns of each, but for those on an expression: they have no names for what they are sorted by."""
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
        named, _whole = self._file.some(query, (self._name,))
        columns = {
            name: [row[2] for row in self._file.some(f"PRAGMA index_info({quoted(name)})")[0]] for (name,) in named
        }
        return [(name, found) for name, found in columns.items() if None not in found]


def _blanked(row: Row) -> bool:
    """A long text whose further page does not decrypt comes with zeros in its place; the error follows a row later.

    No text of a book holds a NUL: fields refuse it.
    """
    return any(isinstance(value, str) and "\0" in value for value in row)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
