"""Rows already in memory as the source of a list."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from desktop.widgets.table_model import Column, Row


class Rows:
    """*rows* (id first) in the order given."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.columns = columns
        self._rows = rows
        self._by_id = {row[0]: row for row in rows}

    def first(self, limit: int) -> list[Row]:
        return list(self._rows[:limit])

    def ids(self, _cancelled: Callable[[], bool]) -> array[int]:
        return array("q", (row[0] for row in self._rows))

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return [self._by_id[id] for id in ids if id in self._by_id]
