"""Who is expected at a meeting, read off the interface thread: all members of a street take a while."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from db.core.book import Connection
from desktop.app.context import AppContext

T = TypeVar("T")
Read = Callable[[Connection], T]
Take = Callable[[T], object]
Ask = Callable[[Read[Any], Take[Any]], object]
_PATIENCE_MS = 150  # sooner than that nothing needs to be said


class Expected(QObject):
    """Answers about the record on show. Those about a record no longer on show are never given."""

    slow = Signal(bool)  # the user should be told that something is under way; no more
    _settled = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._asked: dict[Hashable, object] = {}
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.slow.emit(True))

    def ask(self, read: Read[T], take: Take[T], about: Hashable = None) -> None:
        """*take* what *read* gives; of questions *about* one thing only the newest is answered."""
        book, jobs = self._context.book, self._context.jobs
        key = (self, object() if about is None else about)
        self._asked[key] = None
        if not self._patience.isActive():
            self._patience.start()

        def work(_stale: Callable[[], bool]) -> T:
            with book.read() as connection:
                return read(connection)

        def answered(found: T) -> None:
            take(found)
            self._close(key)

        def failed(error: Exception) -> None:
            self._close(key)
            self._context.messages.show_error(error)

        jobs.latest(key, work, answered, failed, owner=self)

    def drop(self) -> None:
        """Another record is shown: nothing asked so far is wanted."""
        for key in list(self._asked):
            self._context.jobs.drop(key)
            self._close(key)

    def drop_about(self, about: Hashable) -> None:
        self._context.jobs.drop((self, about))
        self._close((self, about))

    def wait(self) -> None:
        """Until all is answered, with the window alive but deaf: what is saved must be whole."""
        if self._asked and not self._context.jobs.stopped:
            loop = QEventLoop()
            self._settled.connect(loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _close(self, key: Hashable) -> None:
        if self._asked.pop(key, self) is self or self._asked:
            return
        self._patience.stop()
        self.slow.emit(False)
        self._settled.emit()
