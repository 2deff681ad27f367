"""The tab 任务 of a record: the tasks that come from it, how they stand, 转成任务 and 批量布置."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.dates import show_date
from db.tasks.queries import Origin, SourceTask, tasks_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.duties.task_dialog import ask_task
from desktop.duties.task_table import TaskLine, TaskTable
from desktop.widgets.record_card import RecordCard

_TITLE = "任务"
_UNSAVED = "先保存记录，再布置任务。"
_NONE = "还没有任务。点“转成任务…”，把它交给责任组织和责任人。"
_HEADINGS, _WIDTHS = ("任务", "责任", "完成", "期限", "状态"), (130, 52, 92, 104)
_TABLES = ("task", "task_person", "person", "organization")


class SourceTasksTab(QWidget):
    """The tasks of one record of *table*, as a tab of *card*; it follows the book by itself.

    *proposed*: what a new task begins with, read when it is asked for; *leave* as in ``ProgressTab``.
    """

    def __init__(
        self, context: AppContext, table: str, card: RecordCard, proposed: Callable[[], Mapping[str, Any]],
        leave: Callable[[], bool],
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._table, self._card = context, table, card
        self._proposed, self._leave = proposed, leave
        self._id: int | None = None
        self.view = TaskTable(_HEADINGS, _WIDTHS)
        self.view.setAccessibleName("来自这条记录的任务")
        self.view.opened.connect(lambda id: context.bus.record_requested.emit("task", id))
        self.new_button = QPushButton(icon("plus"), "转成任务…")
        self.new_button.clicked.connect(self.add)
        self.many_button = QPushButton(icon("organization"), "批量布置…")
        self.many_button.setToolTip("布置给多个组织，可以按周期重复")
        self.many_button.clicked.connect(self.add_many)
        self.hint = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.many_button)
        top.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.addLayout(top)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.hint)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    def show_record(self, id: int | None) -> None:
        """Show the tasks of the record *id*; None: a new one has none yet."""
        self._id = id
        tasks: list[SourceTask] = []
        if id is not None:
            with self._context.book.read() as connection:
                tasks = tasks_of(connection, self._table, [id]).get(id, [])
        today = self._context.book.now().date()
        self.view.fill([_line(task, late=task.overdue(today)) for task in tasks])
        for button in (self.new_button, self.many_button):
            button.setEnabled(id is not None)
        self.hint.setText(_UNSAVED if id is None else _NONE)
        self._pages.setCurrentIndex(0 if tasks else 1)
        self._card.tabs.setTabText(self._index, f"{_TITLE} {len(tasks)}" if tasks else _TITLE)

    def add(self) -> None:
        """转成任务: ask for a task that comes from the record."""
        if self._id is not None and self._leave():
            ask_task(self._context, Origin(self._table, self._id), self._proposed(), self)

    def add_many(self) -> None:
        """批量布置: the page of tasks asks for one for many organizations that comes from the record."""
        if self._id is not None and self._leave():
            self._context.bus.record_wanted.emit("task", {
                "assigned_by": self._context.book.actor.name, **self._proposed(), "assign": True,
                "source": Origin(self._table, self._id),
            })  # fmt: skip

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and changes.touch(*_TABLES):
            self.show_record(self._id)


def _line(task: SourceTask, *, late: bool) -> TaskLine:
    people = "、".join(task.people)
    far = f"{task.done}/{task.parts}" if task.parts else f"{task.percent}%"
    cells = (
        task.title, people or task.organization, far, show_date(task.due_on) if task.due_on else "",
        f"{task.state}，已逾期" if late else task.state,
    )  # fmt: skip
    return TaskLine(task.id, cells, late, " ".join(filter(None, (task.title, people, task.organization))))
