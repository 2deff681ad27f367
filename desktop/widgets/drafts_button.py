"""How many drafts the user has, at the foot of the window; a click lists them and opens one."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from db.core.base import Base
from db.core.book import Book
from db.drafts.actions import drop_drafts, put_first
from db.drafts.draft import Kept
from db.drafts.queries import drafts_of
from desktop.app.context import AppContext


class DraftsButton(QPushButton):
    """Hidden while there are none. Drafts of an earlier day are mentioned once when the window appears."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("link", True)
        self.setToolTip("没有保存的内容，点击查看")
        self.list = QMenu(self)
        self.list.aboutToShow.connect(self._fill)
        self.setMenu(self.list)
        context.bus.drafts_changed.connect(self._count)
        if self._tell() == 0:
            self.hide()
        else:
            QTimer.singleShot(0, self, self._announce)

    def _announce(self) -> None:
        self._context.messages.info(f"上次有没保存的内容，已留作草稿。点右下角“{self.text()}”查看。")

    def _count(self) -> None:
        self.setVisible(self._tell() > 0)

    def _tell(self) -> int:
        count = len(_read(self._context.book))
        self.setText(f"草稿 {count}")
        return count

    def _fill(self) -> None:
        self.list.clear()
        kept = _read(self._context.book)
        for draft in kept:
            action = self.list.addAction(f"{_label(draft)}　{draft.title.replace('&', '&&')}　{draft.at:%m-%d %H:%M}")
            action.triggered.connect(lambda _on=False, draft=draft: self._open(draft))
        self.list.addSeparator()
        self.list.addAction("全部放弃…", lambda: self._drop(kept))

    def _open(self, draft: Kept) -> None:
        """Its record, with this draft as the one it offers."""
        try:
            self._context.jobs.now(lambda: put_first(self._context.book, draft))
        except Exception as error:
            self._context.messages.show_error(error)
        else:
            self._context.bus.record_requested.emit(draft.table, draft.row_id)

    def _drop(self, kept: list[Kept]) -> None:
        question = f"放弃全部 {len(kept)} 份草稿？放弃后找不回来。"
        if not self._context.messages.ask(question, "放弃", danger=True):
            return
        try:
            self._context.jobs.now(lambda: _drop(self._context.book, kept))
        except Exception as error:
            self._context.messages.show_error(error)
        self._context.bus.drafts_changed.emit()


def _label(draft: Kept) -> str:
    return str(Base.metadata.tables[draft.table].info["label"])


def _read(book: Book) -> list[Kept]:
    with book.read() as connection:
        return drafts_of(connection, book.actor.id)


def _drop(book: Book, kept: list[Kept]) -> None:
    for draft in kept:
        drop_drafts(book, draft.table, draft.row_id)
