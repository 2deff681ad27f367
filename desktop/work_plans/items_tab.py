"""The tab 事项: the items of the plan on show, each change an action of its own; items become tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from db.tasks.queries import Origin
from db.work_plans import actions
from db.work_plans.draft import WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS
from db.work_plans.queries import PlanSheet
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.duties.goal_dialog import GoalDialog
from desktop.duties.task_dialog import ask_task
from desktop.widgets.flow import FlowLayout
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places
from desktop.work_plans.items_tree import ItemsTree
from desktop.work_plans.records import add_records

_NONE = "这份计划还没有事项，请点“添加事项…”"


class ItemsTab(QWidget):
    def __init__(self, context: AppContext, places: Places) -> None:
        super().__init__()
        self._context, self._book, self._places = context, context.book, places
        self._plan: PlanSheet | None = None
        self.tree = ItemsTree()
        self.tree.opened.connect(self.change)
        self.tree.itemSelectionChanged.connect(self._offer)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        QShortcut(QKeySequence.StandardKey.Delete, self.tree, self.delete,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.hint = QLabel(_NONE, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        self.add_button = _button("添加事项…", self.add, "plus")
        self.change_button = _button("修改…", self.change)
        self.task_button = _button("转成任务…", self.assign, "task")
        self.up_button = _button("上移", lambda: self.move_by(-1), "up")
        self.down_button = _button("下移", lambda: self.move_by(1), "down")
        self.delete_button = _button("删除", self.delete)
        self._lay_out()
        self.setFocusProxy(self.tree)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        self._pages.addWidget(self.tree)
        self._pages.addWidget(self.hint)
        buttons = FlowLayout()
        for button in (
            self.add_button, self.change_button, self.task_button, self.up_button, self.down_button,
            self.delete_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        column.addLayout(buttons)

    def show_plan(self, plan: PlanSheet | None) -> None:
        """Show this plan; None: it is still being read."""
        self._plan = plan
        rows = plan.items if plan is not None else ()
        self.tree.fill(rows)
        self._pages.setCurrentIndex(0 if rows or plan is None else 1)
        self._offer()

    def _offer(self) -> None:
        chosen, one = self.tree.chosen(), self.tree.current is not None
        self.add_button.setEnabled(self._plan is not None)
        for button in (self.task_button, self.delete_button):
            button.setEnabled(bool(chosen))
        for button in (self.change_button, self.up_button, self.down_button):
            button.setEnabled(one)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new item in the section of the one that is chosen."""
        plan = self._plan
        if plan is None:
            return
        section = self._section(plan)
        draft = WorkPlanItemDraft(section=section, due_on=plan.draft.ends_on)
        self._ask("添加事项", draft, lambda made: actions.add_item(self._book, plan.id, made))

    def _section(self, plan: PlanSheet) -> str:
        ids = self.tree.chosen()
        row = self.tree.row(ids[-1]) if ids else plan.items[-1] if plan.items else None
        return row.draft.section if row is not None else ""

    def change(self) -> None:
        if (row := self.tree.current) is not None:
            self._ask("修改事项", row.draft, lambda made: actions.save_item(self._book, row.id, made))

    def _ask(
        self, title: str, draft: WorkPlanItemDraft, save: Callable[[WorkPlanItemDraft], object]
    ) -> None:  # fmt: skip
        picker = OrganizationPicker(lambda: self._places.every(picker.value()))

        def apply(made: WorkPlanItemDraft) -> None:
            self._context.jobs.now(lambda: save(made))

        GoalDialog(
            self._context, title, ITEM_FIELDS, draft, apply, wide=("title",), editors={"organization_id": picker},
            parent=self,
        ).open()  # fmt: skip

    def move_by(self, step: int) -> None:
        if (row := self.tree.current) is not None:
            self._act(lambda: actions.move_item(self._book, row.id, step))

    def delete(self) -> None:
        ids = self.tree.chosen()
        if not ids:
            return
        rows = [row for id in ids if (row := self.tree.row(id)) is not None]
        tasks = sum(len(row.tasks) for row in rows)
        what = f"所选 {len(ids)} 个事项" if len(ids) > 1 else f"“{rows[0].draft.title}”"
        gone = f"由它布置的 {tasks} 项任务一并删除。" if tasks else ""
        if self._context.messages.ask(f"删除{what}？{gone}可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self._act(lambda: actions.delete_items(self._book, ids))

    def assign(self) -> None:
        """One item: its task is asked for; many: a task each, as they are worded here."""
        ids, plan = self.tree.chosen(), self._plan
        row = self.tree.current
        if plan is not None and row is not None:
            task = actions.task_of(row.draft, plan.draft.organization_id)
            values = {name: getattr(task, name) for name in ("title", "text", "organization_id", "due_on")}
            ask_task(self._context, Origin("work_plan_item", row.id), values, self)
        elif ids:
            self._assign_many(ids)

    def _assign_many(self, ids: Sequence[int]) -> None:
        rows = [row for id in ids if (row := self.tree.row(id)) is not None]
        again = sum(bool(row.tasks) for row in rows)
        known = f"其中 {again} 个事项已有任务，会再增加一项。" if again else ""
        if not self._context.messages.ask(
            f"把所选 {len(ids)} 个事项各布置成一项任务？责任组织、时限和内容照事项填写，以后可以逐项修改。{known}",
            "布置",
        ):
            return
        if self._act(lambda: actions.assign_items(self._book, ids)):
            self._context.messages.info(f"已布置 {len(ids)} 项任务，可按 Ctrl+Z 撤销。")

    def _act(self, act: Callable[[], object]) -> bool:
        try:
            self._context.jobs.now(act)
        except Exception as error:
            self._context.messages.show_error(error)
            return False
        return True

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def fill_menu(self, menu: QMenu) -> None:
        menu.addAction("添加事项…", self.add).setEnabled(self._plan is not None)
        ids, row = self.tree.chosen(), self.tree.current
        if not ids:
            return
        if row is not None:
            menu.addAction("修改…", self.change)
            add_records(menu, self._context, row)
        menu.addAction("转成任务…", self.assign)
        menu.addSeparator()
        menu.addAction("删除", self.delete)


def _button(text: str, does: Callable[[], object], icon_name: str = "") -> QPushButton:
    button = QPushButton(text)
    if icon_name:
        button.setIcon(icon(icon_name))
    button.clicked.connect(lambda: does())
    return button
