"""The tab 进展 of a record's card: what was done so far, and the steps that can be taken now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from db.attachments.queries import of_record
from db.core.book import Book, Connection
from db.core.changes import Changes
from db.core.dates import show_date
from db.progress.draft import Evidence, ProgressDraft
from db.progress.queries import Entry, entries_of
from db.progress.steps import Step
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.theme import COLORS
from desktop.duties.progress_dialog import ENTRY, Asked, ask_progress
from desktop.widgets.attachment_work import AttachmentWork
from desktop.widgets.record_card import RecordCard

_TITLE = "进展"
_UNSAVED = "先保存记录，再填写进展。"
_NONE = "还没有进展。"
_MUTED, _PRIMARY = COLORS["muted"], COLORS["primary"]


class Stand(NamedTuple):
    """How a record stands: its state ("": it is gone), percent (None: it has none), the steps that can be taken now,
    and what else is ``told`` of it above its course."""

    state: str
    percent: int | None
    steps: Sequence[Step]
    told: str = ""


def _one(_connection: Connection, _record: int, _step: str) -> int:
    return 1


def _plainly(_connection: Connection, _record: int, _step: str, asked: Asked, _user: str) -> Asked:
    return asked


@dataclass(frozen=True, slots=True)
class Course:
    """How the records of a table go on, and the actions that write it."""

    table: str
    labels: Mapping[str, str]  # what each step is called in entries, by its code
    asked: Mapping[str, Asked]  # how a step is asked for; one that is not in it is asked for plainly
    stand: Callable[[Connection, int], Stand]
    take: Callable[[Book, int, str, ProgressDraft, Sequence[Evidence]], object]
    note: Callable[[Book, int, ProgressDraft, Sequence[Evidence]], object]
    count: Callable[[Connection, int, str], int] = _one  # records that a step changes
    word: Callable[[Connection, int, str, Asked, str], Asked] = _plainly  # how one record is asked of a step by a user
    follows: tuple[str, ...] = ()  # tables that tell how it stands, besides its own

    def question(self, step: Step) -> Asked:
        return self.asked.get(step.code) or Asked(step.label, step.label)


_GONE = Stand("", None, ())


class ProgressTab(QWidget):
    """The progress of one record, as a tab of *card*; it follows the book by itself.

    *leave* is asked before a step: unsaved changes of the form are to be saved or given up first.
    """

    def __init__(self, context: AppContext, card: RecordCard, course: Course, leave: Callable[[], bool]) -> None:
        super().__init__()
        self._context, self._card, self.course, self._leave = context, card, course, leave
        self._id: int | None = None
        self._stand = _GONE
        self.files = AttachmentWork(context, course.table, self)
        self.state = QLabel()
        self.state.setProperty("subtitle", True)
        self.enter = QPushButton(icon("plus"), "填写进展…")
        self.enter.clicked.connect(self.add)
        self.buttons: dict[str, QPushButton] = {}  # of the steps that can be taken now, by their code
        self._top = QHBoxLayout()
        self._top.setSpacing(8)
        self._top.addWidget(self.state)
        self._top.addStretch(1)
        self._top.addWidget(self.enter)
        self.told = QLabel(wordWrap=True)
        self.told.setProperty("muted", True)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setProperty("plain", True)
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.anchorClicked.connect(self._open_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.addLayout(self._top)
        column.addWidget(self.told)
        column.addWidget(self.text, 1)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    # -- showing -----------------------------------------------------------------------------------

    def show_record(self, id: int | None) -> None:
        """Show the record *id*; None: a new one has no progress yet."""
        self._id, self._stand = id, _GONE
        entries: list[Entry] = []
        if id is not None:
            with self._context.book.read() as connection:
                self._stand = self.course.stand(connection, id)
                entries = entries_of(connection, self.course.table, id)
        self._offer()
        self.enter.setEnabled(id is not None)
        self.state.setText(self._stand.state)
        self.told.setText(self._stand.told)
        self.told.setVisible(bool(self._stand.told))
        self.text.setHtml(self._told(entries))
        self._card.tabs.setTabText(self._index, f"{_TITLE} {len(entries)}" if entries else _TITLE)

    def _offer(self) -> None:
        """A button for each step that can be taken now."""
        for button in self.buttons.values():
            self._top.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        for step in self._stand.steps:
            button = QPushButton(f"{step.label}…")
            button.clicked.connect(lambda _checked=False, step=step: self.take(step))
            self.buttons[step.code] = button
            self._top.addWidget(button)

    def _told(self, entries: Sequence[Entry]) -> str:
        if not entries:
            return f'<p style="color:{_MUTED}">{_UNSAVED if self._id is None else _NONE}</p>'
        return "".join(_block(entry, self.course.labels) for entry in reversed(entries))

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and changes.touch("progress", self.course.table, *self.course.follows):
            self.show_record(self._id)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        """填写进展: an entry that takes no step."""
        record = self._id
        if record is None or not self._leave():
            return
        asked = replace(ENTRY, percent=self._stand.percent is not None)
        book = self._context.book
        ask_progress(
            self._context,
            asked,
            self._stand.percent,
            lambda draft, files: self.course.note(book, record, draft, files),
            self,
        )

    def take(self, step: Step) -> None:
        """Ask for *step* and take it."""
        record, book = self._id, self._context.book
        if record is None or not self._leave():
            return
        with book.read() as connection:
            count = self.course.count(connection, record, step.code)
            asked = self.course.word(connection, record, step.code, self.course.question(step), book.actor.name)
        ask_progress(
            self._context, asked, self._stand.percent,
            lambda draft, files: self.course.take(book, record, step.code, draft, files), self, count,
        )  # fmt: skip

    def _open_file(self, link: QUrl) -> None:
        """The evidence of that name, among the record's attachments."""
        name = link.path(QUrl.ComponentFormattingOption.FullyDecoded)
        if self._id is None:
            return
        with self._context.book.read() as connection:
            rows = [row for row in of_record(connection, self.course.table, self._id) if row.name == name]
        if rows:
            self.files.open(rows[:1])
        else:
            self._context.messages.info(f"附件“{name}”已被删除或改名，可以在“附件”里查看。")


def _block(entry: Entry, labels: Mapping[str, str]) -> str:
    what = labels.get(entry.step, "进展") if entry.step else "进展"
    far = f"　{entry.percent}%" if entry.percent is not None else ""
    told = f"　{show_date(entry.noted_on)}　{escape(entry.by)}　{escape(entry.state)}{far}"
    head = f'<p style="margin:14px 0 2px 0"><b>{escape(what)}</b><span style="color:{_MUTED}">{told}</span></p>'
    lines = "".join(
        f'<p style="margin:2px 0 2px 14px; line-height:135%">{escape(line)}</p>'
        for line in entry.text.splitlines() if line.strip()
    )  # fmt: skip
    files = "　".join(
        f'<a style="color:{_PRIMARY}" href="{quote(name)}">{escape(name)}</a>'
        for name in entry.files
    )  # fmt: skip
    return head + lines + (f'<p style="margin:2px 0 2px 14px">佐证：{files}</p>' if files else "")
