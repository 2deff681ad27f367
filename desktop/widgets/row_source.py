"""Rows already in memory as the source of a list: all of them are known and held."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from desktop.widgets.table_model import Column, Row


class Rows:
    """*rows* under *columns*: each the id, then one value a column."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self._by_id = {row[0]: row for row in rows}

    def sorted(self, key: str, descending: bool) -> Rows:
        """The same rows in the order of one column; empty values last."""
        at = [column.key for column in self.columns].index(key) + 1
        full = [row for row in self._by_id.values() if row[at] is not None]
        full.sort(key=lambda row: row[at], reverse=descending)
        return Rows(self.columns, [*full, *(row for row in self._by_id.values() if row[at] is None)])

    def all(self) -> list[Row]:
        return list(self._by_id.values())

    def first(self, limit: int) -> list[Row]:
        return self.all()[:limit]

    def ids(self, _cancelled: Callable[[], bool]) -> array[int]:
        return array("q", self._by_id)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return [self._by_id[id] for id in ids if id in self._by_id]
