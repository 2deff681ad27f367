"""The 任务 tab: the tasks that came from this meeting, where each came from, how it stands; one is opened from here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.dates import show_date
from db.meetings.tasks import MeetingTask, tasks_of
from desktop.app.context import AppContext
from desktop.duties.task_table import TaskLine, TaskTable
from desktop.widgets.record_card import RecordCard

_TITLE = "任务"
_NONE = "还没有任务。在“表决与决议”里写下决议，勾选“落实为任务”，保存后任务就在这里。"
_HEADINGS = ("任务", "来自", "责任人", "期限", "状态")
_WIDTHS = (64, 104, 96, 116)
_TABLES = ("task", "task_person", "resolution", "person", "organization")


class TasksTab(QWidget):
    """The tasks of one meeting, as a tab of *card*; it follows the book by itself."""

    def __init__(self, context: AppContext, card: RecordCard) -> None:
        super().__init__()
        self._context, self._card = context, card
        self._id: int | None = None
        self.view = TaskTable(_HEADINGS, _WIDTHS)
        self.view.setAccessibleName("本次会议的任务")
        self.view.opened.connect(lambda id: context.bus.record_requested.emit("task", id))
        self.hint = QLabel(_NONE, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        self._pages = QStackedLayout()
        column.addLayout(self._pages)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.hint)
        self.setFocusProxy(self.view)
        context.bus.changed.connect(self._on_changed)
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    def show_record(self, id: int | None) -> None:
        """Show the tasks of the meeting *id*; None: a new one has none yet."""
        self._id = id
        tasks: list[MeetingTask] = []
        if id is not None:
            with self._context.book.read() as connection:
                tasks = tasks_of(connection, id)
        today = self._context.book.now().date()
        self.view.fill([_line(task, late=task.overdue(today)) for task in tasks])
        self._pages.setCurrentIndex(0 if tasks else 1)
        late = sum(task.overdue(today) for task in tasks)
        self._card.tabs.setTabText(self._index, f"{_TITLE} {len(tasks)}" if tasks else _TITLE)
        self._card.tabs.setTabToolTip(self._index, f"{late} 项已逾期" if late else "")

    def _on_changed(self, changes: Changes) -> None:
        if self._id is not None and changes.touch(*_TABLES):
            self.show_record(self._id)


def _line(task: MeetingTask, *, late: bool) -> TaskLine:
    people = "、".join(task.people)
    cells = (
        task.title, f"决议 {task.no}", people or task.organization, show_date(task.due_on) if task.due_on else "",
        f"{task.state}，已逾期" if late else task.state,
    )  # fmt: skip
    return TaskLine(task.id, cells, late, " ".join(filter(None, (task.title, people, task.organization))))
