"""A list over rows that have been computed: all of them are known and held."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from db.core.fields import Field, Kind
from desktop.widgets.table_model import Column, Row

_RIGHT = (Kind.INTEGER, Kind.NUMBER)


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


def column(field: Field, *, stretch: bool = False, yields: bool = False, **more: Any) -> Column:
    """The column of *field*: its label, width and how it is shown."""
    align = "right" if field.kind in _RIGHT else "left"
    made = Column(field.name, field.label, field.width or 120, align, stretch, yields, show=field.show)
    return replace(made, **more) if more else made
