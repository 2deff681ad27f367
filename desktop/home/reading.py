"""Reading what the home page shows: the quick figures at once, the slow ones beside; kept until the book changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.core.book import Connection
from db.core.errors import CancelledError
from db.core.listing import Filter
from db.home.asked import Asked
from db.home.figures import spoke
from db.home.hours import hours
from db.home.today import Today, head, today
from db.meetings.checking import check_records
from desktop.app.context import AppContext
from desktop.app.jobs import Cancelled
from desktop.app.page import Scope

SPOKE, HOURS, FAULTS = "spoke", "hours", "faults"
_PAINT_S = 0.05  # that a slow one leaves for painting what came before
_KEPT = 8  # scopes looked at since the book changed

_Key = tuple[int | None, str, date]


@dataclass(slots=True, eq=False)
class Kept:
    """What was read of one scope on one day, after the action ``today.head``; ``slow`` as far as it has come."""

    today: Today
    slow: dict[str, Any] = field(default_factory=dict)


class Readings(QObject):
    """Emits ``read(Today)``, then ``came(part, value)`` for each of the slow parts."""

    read = Signal(object)
    came = Signal(str, object)

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._book = context, context.book
        self._kept: dict[_Key, Kept] = {}
        self._current: Kept | None = None

    def ask(self, scope: Scope, *, anew: bool = False) -> None:
        """Have everything of *scope* told; *anew*: whatever is kept."""
        now = self._book.now()
        asked = Asked(scope.organization, scope.period, now)
        key = (scope.organization, scope.period.code, now.date())
        kept = None if anew else self._kept.get(key)

        def read(_cancelled: Cancelled) -> Kept:
            with self._book.read() as connection:
                if kept is not None and kept.today.head == head(connection):
                    return kept
                return Kept(today(connection, asked))

        for part in _SLOW:
            self._context.jobs.drop((self, part))
        self._context.jobs.latest((self, "quick"), read, partial(self._take, key), owner=self)

    def _take(self, key: _Key, kept: Kept) -> None:
        self._kept.pop(key, None)
        self._kept[key] = self._current = kept
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        self.read.emit(kept.today)
        for part, read in _SLOW.items():
            if part in kept.slow:
                self.came.emit(part, kept.slow[part])
            elif kept.today.filled.begun:
                self._read_slow(kept, part, read)

    def _read_slow(self, kept: Kept, part: str, read: _Read) -> None:
        def work(cancelled: Cancelled) -> object:
            time.sleep(_PAINT_S)
            if cancelled():
                raise CancelledError
            with self._book.read() as connection:
                return read(connection, kept.today, cancelled)

        def take(value: object) -> None:
            kept.slow[part] = value
            if kept is self._current:
                self.came.emit(part, value)

        self._context.jobs.latest((self, part), work, take, owner=self, slow=True)


_Read = Callable[[Connection, Today, Cancelled], object]


def _faults(connection: Connection, found: Today, cancelled: Cancelled) -> object:
    asked = found.asked
    wanted = Filter(organization=asked.organization, period=asked.period)
    return check_records(connection, wanted, asked.now, cancelled=cancelled)


_SLOW: dict[str, _Read] = {
    SPOKE: lambda connection, found, cancelled: spoke(connection, found.attended.meetings, cancelled),
    HOURS: lambda connection, found, cancelled: hours(connection, found.asked, cancelled),
    FAULTS: _faults,
}
