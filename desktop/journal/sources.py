"""What the page lists: all actions, or the records in the recycle bin."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from db.audit.actions import actions, targets
from db.audit.recycle import Deleted
from db.core.book import Book
from db.core.dates import show_datetime
from db.core.listing import Filter
from desktop.widgets.listing_source import ListingSource
from desktop.widgets.table_model import FIRST, Column, Row

_TARGET = Column("target", "记录", 100, sortable=False, stretch=True)
_BIN = (
    Column("kind", "种类", 72, sortable=False),
    Column("name", "名称", 140, sortable=False, stretch=True),
    Column("at", "删除时间", 128, sortable=False, show=show_datetime),
    Column("user", "谁删除的", 76, sortable=False),
)


class ActionSource:
    """The actions *wanted*, each with the record it was about. Made on a worker: a rare word in a journal of hundreds
    of thousands of actions takes its time."""

    def __init__(self, book: Book, wanted: Filter) -> None:
        self._book = book
        self._listed = ListingSource(book, actions, wanted, yields=("changes",))
        self._first = self._with_targets(self._listed.first(FIRST))

    @property
    def columns(self) -> Sequence[Column]:
        *told, changes = self._listed.columns
        return [*told, _TARGET, changes]

    def first(self, limit: int) -> list[Row]:
        return self._first[:limit]

    def ids(self, cancelled: Callable[[], bool]) -> array[int]:
        return self._listed.ids(cancelled)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        return self._with_targets(self._listed.rows(ids))

    def _with_targets(self, rows: list[Row]) -> list[Row]:
        with self._book.read() as connection:
            about = targets(connection, [row[0] for row in rows])
        return [(*row[:-1], about[row[0]].name if row[0] in about else "", row[-1]) for row in rows]


class BinSource:
    """Deleted records, already read."""

    columns = _BIN

    def __init__(self, deleted: Sequence[Deleted]) -> None:
        self.by_id = {one.id: one for one in deleted}

    def first(self, limit: int) -> list[Row]:
        return self.rows(list(self.by_id)[:limit])

    def ids(self, _cancelled: Callable[[], bool]) -> array[int]:
        return array("q", self.by_id)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        found = (self.by_id[id] for id in ids if id in self.by_id)
        return [(one.id, one.kind, one.name, one.at, one.user) for one in found]
