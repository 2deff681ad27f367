"""Titles of study material entered so far, to choose from: read by a worker, read again when one is entered."""

from __future__ import annotations

from PySide6.QtCore import QObject

from db.core.changes import Changes
from db.core.pinyin import pinyin
from db.meetings.queries import titles_read
from desktop.app.context import AppContext

_OFFERED = 20


class ReadBefore(QObject):
    """Nothing is read before ``want``."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._known: list[tuple[str, str]] = []  # title, what it is found by
        self._wanted = False

    def want(self) -> None:
        """Titles may be asked for soon."""
        if not self._wanted:
            self._wanted = True
            self._read()

    def refresh(self, changes: Changes) -> None:
        if self._wanted and changes.touch("reading"):
            self._read()

    def find(self, text: str) -> list[str]:
        """Titles that contain *text*, or whose initials do; the one entered last first."""
        low, found = text.lower(), []
        for title, key in self._known:
            if low in key:
                found.append(title)
                if len(found) == _OFFERED:
                    break
        return found

    def _read(self) -> None:
        book = self._context.book

        def read() -> list[tuple[str, str]]:
            with book.read() as connection:
                titles = titles_read(connection)
            return [(title, "\n".join((title.lower(), *pinyin(title, surname=False)))) for title in titles]

        self._context.jobs.latest("titles read", lambda _stale: read(), self._know, owner=self)

    def _know(self, known: list[tuple[str, str]]) -> None:
        self._known = known
