"""What can be done with the items of a list or a plan: buttons, their order, their deletion. Each change is an action
of its own; nothing here waits to be saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from db.core.action import Stop
from db.goals.items import short
from db.tasks.queries import tasks_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.widgets.flow import FlowLayout

_NAMED = 3  # tasks named one by one


class ItemsPanel(QFrame):
    """*table*: the items'; *what* one is called, and counted by: 条, 个事项. Who shows them says what is ``chosen``."""

    def __init__(self, context: AppContext, table: str, what: str, measure: str) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self._table, self._measure = table, measure
        self.add_button = button(f"添加{what}…", self.add, "plus")
        self.change_button = button("修改…", self.change)
        self.up_button = button("上移", lambda: self.move_by(-1), "up")
        self.down_button = button("下移", lambda: self.move_by(1), "down")
        self.delete_button = button("删除", self.delete)

    def buttons(self, *own: QPushButton) -> FlowLayout:
        """All buttons in a row, the *own* ones after those that add and change."""
        row = FlowLayout()
        for each in (self.add_button, self.change_button, *own, self.up_button, self.down_button, self.delete_button):
            row.addWidget(each)
        return row

    def delete_key(self, view: QWidget) -> None:
        QShortcut(QKeySequence.StandardKey.Delete, view, self.delete,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip

    # -- what the room says ------------------------------------------------------------------------

    def chosen_words(self) -> dict[int, str]:
        """The chosen items by id, each as it is worded."""
        raise NotImplementedError

    def current_id(self) -> int | None:
        """The one item that is chosen."""
        raise NotImplementedError

    def add(self) -> None:
        raise NotImplementedError

    def change(self) -> None:
        raise NotImplementedError

    def move_item(self, id: int, step: int) -> object:
        raise NotImplementedError

    def delete_items(self, ids: Sequence[int], stop: Stop) -> object:
        raise NotImplementedError

    # -- the same for all --------------------------------------------------------------------------

    def offer(self, *, shown: bool, one: Sequence[QPushButton] = (), some: Sequence[QPushButton] = ()) -> None:
        """*shown*: a list or plan is; *one* and *some*: own buttons that need one item, or any."""
        chosen = bool(self.chosen_words())
        self.add_button.setEnabled(shown)
        for each in (self.change_button, self.up_button, self.down_button, *one):
            each.setEnabled(self.current_id() is not None)
        for each in (self.delete_button, *some):
            each.setEnabled(chosen)

    def move_by(self, step: int) -> None:
        if (id := self.current_id()) is not None:
            name, way = short(self.chosen_words()[id]), "上移" if step < 0 else "下移"
            edge = "前" if step < 0 else "后"

            def tell(moved: object) -> None:
                told = f"已{way}“{name}”，可按 Ctrl+Z 撤销。" if moved else f"“{name}”已经在最{edge}面，没有移动。"
                self._context.messages.info(told)

            self.act("调整顺序", 1, lambda _stop: self.move_item(id, step), tell)

    def delete(self) -> None:
        """Ask first: what was made of the items goes along."""
        words = self.chosen_words()
        if not words:
            return
        ids = list(words)
        what = f"所选 {len(ids)} {self._measure}" if len(ids) > 1 else f"“{short(words[ids[0]])}”"
        question = f"删除{what}？{self.gone_along(ids)}可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True):
            self.act("删除", len(ids), lambda stop: self.delete_items(ids, stop))

    def gone_along(self, ids: Sequence[int]) -> str:
        """Which tasks are deleted with these items, as a sentence; empty where there are none."""
        with self._book.read() as connection:
            titles = [task.title for tasks in tasks_of(connection, self._table, ids).values() for task in tasks]
        if not titles:
            return ""
        named = "、".join(f"“{short(title)}”" for title in titles[:_NAMED])
        tasks = f"任务{named}" if len(titles) <= _NAMED else f"{named}等 {len(titles)} 项任务"
        return f"由{'它' if len(ids) == 1 else '它们'}布置的{tasks}一并删除。"

    def act(
        self, title: str, count: int, act: Callable[[Stop], object], done: Callable[[object], object] = lambda _: None
    ) -> None:  # fmt: skip
        """Change *count* items, then *done*; what is refused is told."""
        try:
            self._context.jobs.change(count, title, act, done, owner=self)
        except Exception as error:
            self._context.messages.show_error(error)


def button(text: str, does: Callable[[], object], symbol: str = "") -> QPushButton:
    made = QPushButton(icon(symbol), text) if symbol else QPushButton(text)
    made.clicked.connect(lambda: does())
    return made
