"""The tab 子任务: the parts of a task, who has returned them, and a reminder to those who have not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.dates import show_date
from db.tasks.fields import DONE, OPEN, TO_CONFIRM
from db.tasks.parts import Subtask, subtasks_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.widgets.filter_bar import ChipRow
from desktop.widgets.record_card import RecordCard
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

_TITLE = "子任务"
_UNSAVED = "先保存任务，再添加子任务。"
_NONE = "没有子任务。一项任务可以分成几项，各有责任组织和期限。"
_TABLES = ("task", "task_person", "person", "organization")
OPEN_PARTS, LATE, TO_SEE, RETURNED = "open", "late", "to_confirm", "done"
_TONES = {DONE: "success", TO_CONFIRM: "warning"}
_COLUMNS = (
    Column("who", "责任组织", 150, stretch=True),
    Column("title", "子任务", 150, yields=True),
    Column("due_on", "完成期限", 92, show=lambda day: show_date(day) if day else ""),
    Column("state", "状态", 64, tone=lambda state: _TONES.get(state, "")),
    Column("left", "时限", 104, tone=lambda text: "error" if text.startswith("逾期") else ""),
)


class SubtasksTab(QWidget):
    """*add* begins a new part of a task, *remind* prints reminders of tasks."""

    def __init__(
        self, context: AppContext, card: RecordCard, add: Callable[[int], object],
        remind: Callable[[Sequence[int]], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._card, self._remind = context, card, remind
        self._id: int | None = None
        self._parts: list[Subtask] = []
        self.told = QLabel()
        self.told.setProperty("muted", True)
        self.chips = ChipRow()
        self.chips.chosen.connect(lambda _key: self._show())
        self.reminder = QPushButton(icon("print"), "催办单")
        self.reminder.setToolTip("给有任务逾期或临近期限的组织各打印一页催办单")
        self.reminder.clicked.connect(self.remind)
        self.add = QPushButton(icon("plus"), "添加子任务")
        self.add.clicked.connect(lambda: self._id is not None and add(self._id))
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, _NONE)
        self.view.opened.connect(lambda id: context.bus.record_requested.emit("task", id))
        self.model.sort_requested.connect(self._sort)
        top = QHBoxLayout()
        top.addWidget(self.told, 1)
        top.addWidget(self.reminder)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.chips)
        column.addWidget(self.view, 1)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    def show_record(self, id: int | None, *, part: bool = False) -> None:
        """Show the parts of the task *id*; None: a new one has none yet. A *part* has none of its own."""
        if id != self._id:
            self.chips.set_chips(())
        self._id, self._parts = id, []
        if id is not None:
            with self._context.book.read() as connection:
                self._parts = subtasks_of(connection, id)
        self.add.setEnabled(id is not None and not part)
        self.view.set_empty_text(_UNSAVED if id is None else "子任务下不再分子任务。" if part else _NONE)
        self._part = part
        self._count()
        self._show()

    def _count(self) -> None:
        counts = {key: len(self._fitting(key)) for key in (OPEN_PARTS, LATE, TO_SEE, RETURNED)}
        total = len(self._parts)
        labels = {OPEN_PARTS: "未办结", LATE: "已逾期", TO_SEE: "待确认", RETURNED: "已办结"}
        key = self.chips.key
        self.chips.set_chips([(None, f"全部 {total}"), *((key, f"{labels[key]} {counts[key]}") for key in labels)], key)
        self.chips.setVisible(bool(total))
        self.told.setText(f"共 {total} 项，办结 {counts[RETURNED]} 项" if total else "")
        self.reminder.setVisible(bool(total))
        self.reminder.setEnabled(bool(counts[OPEN_PARTS]))
        self._card.tabs.setTabText(self._index, f"{_TITLE} {counts[RETURNED]}/{total}" if total else _TITLE)

    def _fitting(self, key: str | None) -> list[Subtask]:
        today = self._today
        fits: dict[str | None, Callable[[Subtask], bool]] = {
            None: lambda _part: True, OPEN_PARTS: lambda part: part.state in OPEN,
            LATE: lambda part: part.overdue(today), TO_SEE: lambda part: part.state == TO_CONFIRM,
            RETURNED: lambda part: part.state == DONE,
        }  # fmt: skip
        return [part for part in self._parts if fits[key](part)]

    def _show(self) -> None:
        today = self._today
        alike = len({part.title for part in self._parts}) == 1
        columns = [column for column in _COLUMNS if column.key != "title"] if alike else _COLUMNS
        rows: list[tuple[Any, ...]] = [
            (part.id, part.organization or "、".join(part.people), part.title, part.due_on, part.state,
             _left(part, today))
            for part in self._fitting(self.chips.key)
        ]  # fmt: skip
        if alike:  # parts of an assignment: their organizations tell them apart
            rows = [(*row[:2], *row[3:]) for row in rows]
        self.model.reload(Rows(columns, rows))

    def _sort(self, key: str, descending: bool) -> None:
        if isinstance(self.model.source, Rows):
            self.model.reload(self.model.source.sorted(key, descending))

    def remind(self) -> None:
        """Of the chosen parts, or of all that are still open."""
        chosen = set(self.view.chosen_ids())
        parts = self._fitting(OPEN_PARTS)
        self._remind([part.id for part in parts if len(chosen) < 2 or part.id in chosen])

    @property
    def _today(self) -> date:
        return self._context.book.now().date()

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and changes.touch(*_TABLES):
            self.show_record(self._id, part=self._part)


def _left(part: Subtask, today: date) -> str:
    if part.closed_on:
        return f"{part.closed_on.month} 月 {part.closed_on.day} 日办结"
    if part.state not in OPEN or part.due_on is None:
        return ""
    days = (part.due_on - today).days
    return f"逾期 {-days} 天" if days < 0 else "今天到期" if not days else f"还有 {days} 天"
