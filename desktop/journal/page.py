"""The page of all actions: who did what when, taking single ones back, and the recycle bin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QComboBox, QPushButton

from db.audit.actions import people_of_journal
from db.audit.describe import RECORDS
from db.audit.history import Entry
from db.audit.recycle import Deleted, deleted, restore
from db.core.changes import Changes
from db.core.listing import Filter
from db.core.period import Period
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Cancelled
from desktop.app.page import Scope
from desktop.journal.detail import BIN_HINT, HINT, ActionRead, Detail, read_action, read_deleted
from desktop.journal.sources import ActionSource, BinSource
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.split_page import SplitPage
from desktop.widgets.table_model import ListModel
from desktop.widgets.table_view import ListView

_CHIPS = (
    (None, "全部"),
    ("person", "人员"),
    ("meeting", "会议"),
    ("organization", "组织"),
    ("attachment_link", "附件"),
)
_EVERYONE = "所有人"
_DAYS = ((None, "全部日期"), (1, "今天"), (7, "近 7 天"), (30, "近 30 天"), (365, "近一年"))


class JournalPage(SplitPage):
    """Every action, newest first; with 回收站 pressed, what was deleted and is still gone.

    The period of the top bar is that of the records: who enters the minutes of last year does so today.
    """

    card: Detail

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._book = context.book
        self._filter = Filter()
        self._read: ActionRead | Deleted | None = None  # on show
        self.model = ListModel(context.jobs)
        self.filter_bar = FilterBar(_CHIPS, "操作、姓名、组织、会议名称")
        super().__init__(
            "操作记录", ListView(self.model, "正在读取…"), Detail(), context.messages, filters=self.filter_bar
        )
        self.who = QComboBox()
        self.who.setAccessibleName("谁做的")
        self.who.setMinimumContentsLength(6)
        self.days = QComboBox()
        self.days.setAccessibleName("哪天做的")
        for days, label in _DAYS:
            self.days.addItem(label, days)
        self.bin = QPushButton(icon("trash"), "回收站")
        self.bin.setCheckable(True)
        self.bin.setProperty("chip", True)
        self.bin.setToolTip("已删除的记录，可以恢复")
        self.filter_bar.add(self.days)
        self.filter_bar.add(self.who)
        self.filter_bar.add(self.bin)
        self._connect()

    def _connect(self) -> None:
        self.filter_bar.chip_changed.connect(lambda _key: self._reload())
        self.filter_bar.search_changed.connect(lambda _text: self._reload())
        self.days.activated.connect(lambda _at: self._reload())
        self.who.activated.connect(lambda _at: self._reload())
        self.bin.toggled.connect(self._switch)
        self.model.sort_requested.connect(self._sort)
        self.model.completed.connect(self._on_completed)
        self.card.open_requested.connect(self._open_target)
        self.card.reverse_requested.connect(self._reverse)
        self.card.restore_requested.connect(self._restore)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, _scope: Scope) -> None:
        self._read_people()
        self._reload()

    def search(self, text: str) -> None:
        self.filter_bar.set_text(text)
        self._reload()

    def refresh(self, _changes: Changes) -> None:
        self._read_people()
        if self.bin.isChecked():
            self._reload()
        else:
            self.model.refresh_all()
        self.show_record(self.open_id)

    def _switch(self, _on: bool) -> None:
        for choice in (self.days, self.who):
            choice.setEnabled(not self.bin.isChecked())
        self.card.hint.setText(BIN_HINT if self.bin.isChecked() else HINT)
        self.set_open(None)
        self.show_record(None)
        self._reload()

    def _reload(self) -> None:
        if self.bin.isChecked():
            self._reload_bin()
            return
        choices: dict[str, Any] = {}
        if self.filter_bar.chip is not None:
            choices["table"] = self.filter_bar.chip
        if self.who.currentData() is not None:
            choices["user_id"] = self.who.currentData()
        wanted = replace(self._filter, text=self.filter_bar.text, period=self._period(), choices=choices)
        self._context.jobs.latest(self._list_key, lambda _stop: ActionSource(self._book, wanted), self._take_actions)

    def _period(self) -> Period | None:
        """The last days up to now that the user asked for; None: all."""
        days, today = self.days.currentData(), self._book.now().date()
        return None if days is None else Period(today - timedelta(days - 1), today)

    def _reload_bin(self) -> None:
        chip, text, book = self.filter_bar.chip, self.filter_bar.text, self._book
        tables = [table for table in RECORDS if chip in (None, table)]

        def read(cancelled: Cancelled) -> list[Deleted]:
            with book.read() as connection:
                return deleted(connection, tables=tables, text=text, cancelled=cancelled)

        if not isinstance(self.model.source, BinSource):
            self.model.reload(BinSource(()))
        self._context.jobs.latest(self._list_key, read, self._take_bin)

    @property
    def _list_key(self) -> tuple[object, str]:
        return self, "list"

    def _take_actions(self, source: ActionSource) -> None:
        self.view.set_empty_text("没有符合条件的操作，可以改选日期或放宽搜索")
        self.model.reload(source)

    def _take_bin(self, found: list[Deleted]) -> None:
        narrowed = self.filter_bar.text or self.filter_bar.chip
        self.view.set_empty_text("回收站里没有符合条件的记录" if narrowed else "回收站是空的")
        source = BinSource(found)
        self.model.reload(source)
        if self.open_id is not None and self.open_id not in source.by_id:  # it came back
            self.set_open(None)
            self.show_record(None)

    def _sort(self, key: str, descending: bool) -> None:
        if key in ("at", "user_name", "name"):
            self._filter = replace(self._filter, sort=key, descending=descending)
            self._reload()

    def _on_completed(self, total: int) -> None:
        where = "回收站" if self.bin.isChecked() else self.days.currentText()
        self.set_subtitle(f"{where} · {total} {'条' if self.bin.isChecked() else '步'}")

    def _read_people(self) -> None:
        chosen = self.who.currentData()
        with self._book.read() as connection:
            named = people_of_journal(connection)
        self.who.clear()
        self.who.addItem(_EVERYONE, None)
        for id, name in named:
            self.who.addItem(name, id)
        at = [id for id, _ in named].index(chosen) + 1 if chosen in {id for id, _ in named} else 0
        self.who.setCurrentIndex(at)

    # -- one action, one deleted record ------------------------------------------------------------

    def show_record(self, id: int | None) -> None:
        source, book = self.model.source, self._book
        if id is None:
            self._read = None
            self._context.jobs.drop(self)
            self.card.close_record()
        elif isinstance(source, BinSource):
            one = source.by_id.get(id)
            if one is None:
                self.set_open(None)
                self.show_record(None)
            else:
                self._context.jobs.latest(self, lambda _stop: (one, read_deleted(book, one)), self._take_deleted)
        else:
            self._context.jobs.latest(self, lambda _stop: read_action(book, id), self._take_action)

    def _take_action(self, read: ActionRead | None) -> None:
        self._read = read
        if read is not None and read.entry.action_id == self.open_id:
            self.card.show_action(read)

    def _take_deleted(self, told: tuple[Deleted, list[Entry]]) -> None:
        self._read, entries = told
        if self._read.id == self.open_id:
            self.card.show_deleted(self._read, entries)

    def save(self) -> bool:
        return True  # nothing is typed here

    def _open_target(self) -> None:
        if isinstance(self._read, ActionRead) and self._read.target is not None:
            self._context.bus.record_requested.emit(self._read.target.table, self._read.target.id)

    def _reverse(self) -> None:
        """Take the action on show back, or do an undo again."""
        if not isinstance(self._read, ActionRead):
            return
        action, again = self._read.entry.action_id, self._read.entry.kind == "undo"
        try:
            name = self._context.jobs.now(lambda: self._book.undo_action(action))
        except Exception as error:
            self._context.messages.show_error(error)
        else:
            self._context.messages.info(f"已{'重做' if again else '撤销'}“{name}”。")

    def _restore(self) -> None:
        """Bring the deleted record on show back."""
        one = self._read
        if not isinstance(one, Deleted):
            return
        try:
            told = self._context.jobs.now(lambda: restore(self._book, one.table, one.id))
        except Exception as error:
            self._context.messages.show_error(error)
            return
        self.set_open(None)
        self.show_record(None)
        self._context.messages.info("".join((f"已恢复{one.kind}“{one.name}”，可按 Ctrl+Z 撤销。", *told)))
