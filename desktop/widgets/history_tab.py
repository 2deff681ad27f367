"""The 历史 tab of a record: who changed what and when."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.audit.history import LIMIT, Entry, history_of
from db.core.book import Book
from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.widgets.history_text import HistoryText
from desktop.widgets.record_card import RecordCard

_TITLE = "历史"


class HistoryTab(QWidget):
    """The history of one record of *table*, read in the background when the tab is seen."""

    def __init__(self, context: AppContext, table: str, card: RecordCard) -> None:
        super().__init__()
        self._context, self._table, self._card = context, table, card
        self._id: int | None = None
        self._stale = False
        self.text = HistoryText()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.text)
        self.setFocusProxy(self.text)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)

    def show_record(self, id: int | None) -> None:
        """Show the history of the record *id*; None: a new one has none yet."""
        if id != self._id:
            self.text.say("")
        self._id, self._stale = id, True
        self._card.tabs.setTabEnabled(self._index, id is not None)
        if self.isVisible():
            self._load()

    def _on_changed(self, _changes: Changes) -> None:
        self.show_record(self._id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()

    def _load(self) -> None:
        self._stale = False
        book, table, id = self._context.book, self._table, self._id
        if id is None:
            self._context.jobs.drop(self)
            return
        self._context.jobs.latest(self, lambda _stop: (id, _read(book, table, id)), self._take)

    def _take(self, told: tuple[int, list[Entry]]) -> None:
        id, entries = told
        if id != self._id:
            return
        more = f"这里只列出最近 {LIMIT} 次修改。" if len(entries) == LIMIT else ""
        self.text.show_entries(entries, more or ("" if entries else "还没有修改记录。"))


def _read(book: Book, table: str, id: int) -> list[Entry]:
    with book.read() as connection:
        return history_of(connection, table, id)
