"""The tab 进展 of a record's card: what was done so far, and the steps that can be taken now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from db.attachments.queries import of_record
from db.core.book import Book, Connection
from db.core.changes import Changes
from db.core.dates import show_date
from db.progress.draft import Evidence, ProgressDraft
from db.progress.queries import Entry, entries_of
from db.progress.steps import Step, possible
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


@dataclass(frozen=True, slots=True)
class Course:
    """How the records of a table go on: their steps, how each is asked for, and the actions that write."""

    table: str
    steps: Sequence[Step]
    stand: Callable[[Connection, int], tuple[str, int | None]]  # state ("": it is gone) and percent (None: has none)
    asked: Mapping[str, Asked]  # by the code of the step; a step that is not in it is asked for plainly
    take: Callable[[Book, int, str, ProgressDraft, Sequence[Evidence]], object]
    note: Callable[[Book, int, ProgressDraft, Sequence[Evidence]], object]

    def question(self, step: Step) -> Asked:
        return self.asked.get(step.code) or Asked(step.label, step.label)


class ProgressTab(QWidget):
    """The progress of one record, as a tab of *card*; it follows the book by itself.

    *leave* is asked before a step: unsaved changes of the form are to be saved or given up first.
    """

    def __init__(self, context: AppContext, card: RecordCard, course: Course, leave: Callable[[], bool]) -> None:
        super().__init__()
        self._context, self._card, self.course, self._leave = context, card, course, leave
        self._id: int | None = None
        self._state = ""
        self._percent: int | None = None
        self.files = AttachmentWork(context, course.table, self)
        self.state = QLabel()
        self.state.setProperty("subtitle", True)
        self.enter = QPushButton(icon("plus"), "填写进展…")
        self.enter.clicked.connect(self.add)
        self.buttons: dict[str, QPushButton] = {}
        self._top = QHBoxLayout()
        self._top.setSpacing(8)
        self._top.addWidget(self.state)
        self._top.addStretch(1)
        self._top.addWidget(self.enter)
        for step in course.steps:
            self._add_button(step)
        self.text = QTextBrowser()
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setProperty("plain", True)
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.anchorClicked.connect(self._open_file)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.addLayout(self._top)
        column.addWidget(self.text, 1)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    def _add_button(self, step: Step) -> None:
        label = self.course.question(step).title
        if label in self.buttons:  # a step of the same name from another state shares its button
            return
        button = QPushButton(f"{label}…")
        button.clicked.connect(lambda: self.take(label))
        self.buttons[label] = button
        self._top.addWidget(button)

    # -- showing -----------------------------------------------------------------------------------

    def show_record(self, id: int | None) -> None:
        """Show the record *id*; None: a new one has no progress yet."""
        self._id, self._state, self._percent = id, "", None
        entries: list[Entry] = []
        if id is not None:
            with self._context.book.read() as connection:
                self._state, self._percent = self.course.stand(connection, id)
                entries = entries_of(connection, self.course.table, id)
        now = {self.course.question(step).title for step in self._possible()} if id is not None else set()
        for label, button in self.buttons.items():
            button.setVisible(label in now)
        self.enter.setEnabled(id is not None)
        self.state.setText(self._state)
        self.text.setHtml(self._told(entries))
        self._card.tabs.setTabText(self._index, f"{_TITLE} {len(entries)}" if entries else _TITLE)

    def _possible(self) -> list[Step]:
        return possible(self.course.steps, self._state)

    def _told(self, entries: Sequence[Entry]) -> str:
        if not entries:
            return f'<p style="color:{_MUTED}">{_UNSAVED if self._id is None else _NONE}</p>'
        labels = {step.code: step.label for step in self.course.steps}
        return "".join(_block(entry, labels) for entry in reversed(entries))

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and changes.touch("progress", self.course.table):
            self.show_record(self._id)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        """填写进展: an entry that takes no step."""
        record = self._id
        if record is None or not self._leave():
            return
        asked = replace(ENTRY, percent=self._percent is not None)
        book = self._context.book
        ask_progress(
            self._context, asked, self._percent, lambda draft, files: self.course.note(book, record, draft, files), self
        )

    def take(self, label: str) -> None:
        """Ask for the step whose button is *label*."""
        record, book = self._id, self._context.book
        step = next((step for step in self._possible() if self.course.question(step).title == label), None)
        if record is None or step is None or not self._leave():
            return
        ask_progress(
            self._context, self.course.question(step), self._percent,
            lambda draft, files: self.course.take(book, record, step.code, draft, files), self,
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
