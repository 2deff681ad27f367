"""看板: tasks as cards in a column for each state; a card that is moved takes the step that leads there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.listing import Filter
from db.progress.draft import ProgressDraft
from db.progress.steps import Step
from db.tasks import states
from db.tasks.actions import take_step
from db.tasks.fields import STATES
from db.tasks.figures import Stack, board
from db.tasks.queries import OVERDUE, PARTS
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.duties.progress_dialog import ask_progress
from desktop.tasks.board_column import BoardColumn
from desktop.tasks.course import COURSE, stand
from desktop.widgets.filter_bar import FilterBar

_CHIPS = ((None, "全部"), (OVERDUE, "已逾期"), ("whole", "不列子任务"))
_TABLES = ("task", "task_person", "person", "organization")


class BoardView(QWidget):
    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self._moved: int | None = None  # the task whose card the cursor follows
        self.filters = FilterBar(_CHIPS, "任务、内容、责任人、交办人")
        self.filters.chip_changed.connect(lambda _key: self.reload())
        self.filters.search_changed.connect(lambda _text: self.reload())
        self.hint = QLabel("把卡片拖到另一列，或按 Ctrl+← Ctrl+→，就办理相应的一步；回车打开任务")
        self.hint.setProperty("muted", True)
        self.columns = {state: BoardColumn(state) for state in STATES}
        row = QHBoxLayout()
        row.setSpacing(10)
        for column in self.columns.values():
            row.addWidget(column, 1)
            column.list.opened.connect(lambda id: context.bus.record_requested.emit("task", id))
            column.list.dropped.connect(self.move_card)
            column.list.pushed.connect(self._push)
            column.list.menu_wanted.connect(self._open_menu)
            column.list.may_come = self._may_come
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.filters)
        box.addLayout(row, 1)
        box.addWidget(self.hint)

    # -- what the page asks ------------------------------------------------------------------------

    def set_scope(self, _scope: Scope) -> None:
        self.reload()

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.reload()

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self.reload()

    # -- showing -----------------------------------------------------------------------------------

    def reload(self) -> None:
        chip, scope, book = self.filters.chip, self._context.scope, self._book
        choices = {OVERDUE: True} if chip == OVERDUE else {PARTS: False} if chip else {}
        wanted = Filter(self.filters.text, scope.organization, scope.period, choices)

        def read(cancelled: Callable[[], bool]) -> list[Stack]:
            with book.read() as connection:
                return board(connection, wanted, cancelled)

        self._context.jobs.latest(self, read, self._take, owner=self)

    def _take(self, stacks: Sequence[Stack]) -> None:
        moved, self._moved = self._moved, None
        for stack in stacks:
            self.columns[stack.state].show_stack(stack)
        if moved is not None:
            for column in self.columns.values():
                column.list.point_at(moved)

    # -- moving ------------------------------------------------------------------------------------

    def steps_of(self, task_id: int) -> Sequence[Step]:
        """The steps that can be taken with a card now."""
        with self._book.read() as connection:
            return stand(connection, task_id).steps

    def _may_come(self, task_id: int, state: str) -> bool:
        return any(step.after == state for step in self.steps_of(task_id))

    def move_card(self, task_id: int, state: str) -> None:
        """Take the step that leads a card to the column of *state*."""
        step = next((step for step in self.steps_of(task_id) if step.after == state), None)
        if step is not None:
            self.take(task_id, step)

    def _push(self, task_id: int, by: int) -> None:
        """To the next column to the right (1) or left (-1) that a step leads to."""
        steps = {step.after: step for step in self.steps_of(task_id)}
        at = next((at for at, state in enumerate(STATES) if self.columns[state].list.has(task_id)), None)
        if at is None:
            return
        beyond = STATES[at + 1 :] if by > 0 else STATES[:at][::-1]
        state = next((state for state in beyond if state in steps), None)
        if state is not None:
            self.take(task_id, steps[state])

    def take(self, task_id: int, step: Step) -> None:
        """Ask for what is to be said of *step*; beginning asks nothing."""
        book = self._book
        if step.code == states.START:
            today = book.now().date()
            draft = ProgressDraft(noted_on=today, by=book.actor.name)
            try:
                self._context.jobs.now(lambda: take_step(book, task_id, step.code, draft))
            except Exception as error:
                self._context.messages.show_error(error)
            else:
                self._taken(task_id, step)
            return
        with book.read() as connection:
            percent, count = stand(connection, task_id).percent, COURSE.count(connection, task_id, step.code)
        ask_progress(
            self._context, COURSE.question(step), percent,
            lambda draft, files: take_step(book, task_id, step.code, draft, files), self, count,
            lambda: self._taken(task_id, step),
        )  # fmt: skip

    def _taken(self, task_id: int, step: Step) -> None:
        """Say so, and let the cursor follow the card."""
        self._context.messages.info(f"已{step.label}，可按 Ctrl+Z 撤销。")
        self._moved = task_id
        self.reload()

    def _open_menu(self, task_id: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("打开", lambda: self._context.bus.record_requested.emit("task", task_id))
        menu.addSeparator()
        for step in self.steps_of(task_id):
            action = QAction(f"{step.label}…", menu)
            action.triggered.connect(lambda _checked=False, step=step: self.take(task_id, step))
            menu.addAction(action)
        menu.popup(at)
