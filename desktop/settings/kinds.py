"""会议类型: the kinds in the office's order on the left, one of them on the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QPushButton, QWidget

from db.core.changes import Changes
from db.meetings.dated import worth_on
from db.meetings.fields import FAMILIES
from db.meetings.kinds import delete_kind, frequencies_in_words, get_kind, move_kind, save_kind, worth_in_words
from db.meetings.queries import KindRow, kinds
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.settings.kind_record import KindRecord
from desktop.settings.rows import Row, RowList
from desktop.widgets.record_card import RecordCard
from desktop.widgets.split_page import SplitPage

_COLUMNS = (("名称", 138), ("类别", 96), ("学时", 96), ("现在的召开要求", 0))
_TABLES = ("meeting_kind", "meeting_frequency", "meeting_worth")


class KindsPart(SplitPage):
    """*switch* stands beside the title and leads to the other part of 设置."""

    def __init__(self, context: AppContext, switch: QWidget) -> None:
        self._context, self._book = context, context.book
        self.list = RowList("会议类型", _COLUMNS)
        super().__init__(
            "设置", self.list, RecordCard("从左侧选择一个会议类型"), context.messages, record="meeting_kind"
        )
        self._header.insertWidget(1, switch)
        self.record = KindRecord(self.card, lambda: self._book.now().date())
        self.up = self.add_action("上移", "up")
        self.down = self.add_action("下移", "down")
        self.new = self.add_action("新建类型", "plus", primary=True)
        self.delete = QPushButton(icon("trash"), "删除")
        self.card.add_button(self.delete)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.new.clicked.connect(self.begin_new)
        self.delete.clicked.connect(self._delete)

    # -- the list ----------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the kinds again; the open one stays open."""
        today = self._book.now().date()
        with self._book.read() as connection:
            every = kinds(connection)
            often = frequencies_in_words(connection, today)
        self.list.show_rows([_row(kind, often.get(kind.id, ""), today) for kind in every])
        self.list.select_id(self.open_id)
        active = sum(kind.active for kind in every)
        self.set_subtitle(f"{active} 种可选用" + (f"，{len(every) - active} 种已停用" if active < len(every) else ""))
        self._offer()

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.follow(changes)
            self.reload()

    def _offer(self) -> None:
        for button in (self.up, self.down):
            button.setEnabled(self.open_id is not None)

    # -- one kind ----------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_kind(connection, id)
        self.record.open(draft)
        self.delete.setEnabled(True)
        self._offer()

    def begin_new(self) -> None:
        """Begin a new kind and wait for its name."""
        if not self.can_leave():
            return
        self.set_open(None)
        self.record.begin()
        self.delete.setEnabled(False)
        self._offer()

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.record.draft()
            return lambda: save_kind(self._book, draft, at)

        saved = self.attempt(self._context.jobs, read, self.record.show_problems)
        if saved is not None:
            self.set_open(saved)
            self.load_record(saved)
            self.card.saved(self._book.now())
            self.reload()
        return saved is not None

    def _move(self, step: int) -> None:
        moved = self.open_id
        if moved is not None:
            self._do(lambda: move_kind(self._book, moved, step))

    def _delete(self) -> None:
        gone = self.open_id
        if gone is None:
            return
        question = f"删除会议类型“{self.card.title.text()}”？可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True) and self._do(
            lambda: delete_kind(self._book, gone)
        ):
            self.close_record()
            self.reload()

    def _do(self, act: Callable[[], None]) -> bool:
        try:
            self._context.jobs.now(act)
        except Exception as error:
            self._context.messages.show_error(error)
            return False
        return True


def _row(kind: KindRow, often: str, today: date) -> Row:
    hours = worth_in_words(worth_on(kind.worth, today))
    name = kind.name if kind.active else f"{kind.name}（停用）"
    return Row(kind.id, (name, dict(FAMILIES)[kind.family], hours, often), faint=not kind.active)
