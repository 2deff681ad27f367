"""Row ids: 63 bits, unique among all books. The book's own random 31-bit number, then a 32-bit counter.

One identity serves as rowid, foreign key, full-text rowid and exchange key, and tells from which book a row came.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select, update

from db.core.book_row import BookRow
from db.core.errors import EnvironmentFault

_COUNTER_BITS = 32
_LAST = 2**_COUNTER_BITS - 1
_LEAP = 2**24  # ids left out after a restore or a salvage: more than were given since any backup, or lost


def new_book_number() -> int:
    """A random number in 1 … 2³¹-1."""
    return secrets.randbelow(2**31 - 1) + 1


def leap(counter: int) -> int:
    """Where a restored or salvaged book's counter goes on: an id given since must not be given to another row."""
    return counter + _LEAP if counter + _LEAP < _LAST else counter


class IdSource:
    """Gives ids within one transaction; ``store`` writes the counter back before the commit."""

    def __init__(self, connection: Connection) -> None:
        row = connection.execute(select(BookRow.number, BookRow.counter).with_for_update()).one()
        self._base: int = row.number << _COUNTER_BITS
        self._counter: int = row.counter
        self._stored = self._counter

    def take(self, count: int = 1) -> int:
        """The first of *count* fresh ids that follow each other."""
        first = self._counter + 1
        if first + count - 1 > _LAST:
            raise EnvironmentFault("这本账的编号已经用完。", "请新建一本账，再把数据导入。")
        self._counter += count
        return self._base | first

    def store(self, connection: Connection) -> None:
        if self._counter != self._stored:
            connection.execute(update(BookRow).values(counter=self._counter))
            self._stored = self._counter
