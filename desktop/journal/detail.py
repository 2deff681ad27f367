"""The right half: one action in words, or one deleted record, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton

from db.audit.actions import Target, targets
from db.audit.history import Entry, entry_of, history_of
from db.audit.recycle import Deleted
from db.core.book import Book
from db.core.undo import refusal
from desktop.app.icons import icon
from desktop.widgets.history_text import HistoryText
from desktop.widgets.record_card import RecordCard

HINT, BIN_HINT = "从左侧选择一步操作，查看改了什么", "从左侧选择一条已删除的记录，可以恢复"


@dataclass(frozen=True, slots=True)
class ActionRead:
    """One action; ``refused``: why it cannot be reversed, None where it can."""

    entry: Entry
    target: Target | None
    refused: str | None


class Detail(RecordCard):
    """A card to read; its buttons follow what is on show."""

    open_requested = Signal()
    reverse_requested = Signal()
    restore_requested = Signal()

    def __init__(self) -> None:
        super().__init__(HINT)
        self.set_read_only(True)
        self.preview.hide()
        self.open_button = QPushButton("打开记录")
        self.reverse_button = QPushButton(icon("undo"), "撤销这一步")
        self.restore_button = QPushButton(icon("undo", "on-primary"), "恢复")
        self.restore_button.setProperty("primary", True)
        for button, signal in (
            (self.open_button, self.open_requested),
            (self.reverse_button, self.reverse_requested),
            (self.restore_button, self.restore_requested),
        ):
            button.clicked.connect(signal)
            self.add_button(button)
        self.refused = QLabel(wordWrap=True)
        self.refused.setProperty("tag", "plain")
        self.add_bar(self.refused)
        self.text = HistoryText()
        self.add_tab(self.text, "")
        self.tabs.tabBar().hide()

    def show_action(self, read: ActionRead) -> None:
        target = read.target
        self.open_record(target.called if target is not None else read.entry.name)
        self.open_button.setVisible(target is not None and target.exists)
        self.open_button.setToolTip(target.called if target is not None else "")
        self.reverse_button.setText("重做这一步" if read.entry.kind == "undo" else "撤销这一步")
        self.reverse_button.setVisible(read.refused is None)
        self.restore_button.hide()
        self._explain(read.refused or "")
        self.text.show_entries([read.entry])

    def show_deleted(self, deleted: Deleted, entries: list[Entry]) -> None:
        """A record of the bin with its whole history."""
        self.open_record(f"{deleted.kind}“{deleted.name}”")
        self.open_button.hide()
        self.reverse_button.hide()
        self.restore_button.show()
        self._explain("")
        self.text.show_entries(entries)

    def _explain(self, text: str) -> None:
        self.refused.setText(text)
        self.refused.setVisible(bool(text))


def read_action(book: Book, action_id: int) -> ActionRead | None:
    """One action and whether it can be reversed; for a worker."""
    with book.read() as connection:
        entry = entry_of(connection, action_id)
        if entry is None:
            return None
        return ActionRead(entry, targets(connection, [action_id]).get(action_id), refusal(connection, action_id))


def read_deleted(book: Book, deleted: Deleted) -> list[Entry]:
    """The history of a record in the bin; for a worker."""
    with book.read() as connection:
        return history_of(connection, deleted.table, deleted.id)
