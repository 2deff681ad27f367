"""The tab 事项: the items of the plan on show, each change an action of its own; items become tasks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QVBoxLayout

from db.core.action import Stop
from db.core.errors import UserError
from db.goals.items import short
from db.tasks.queries import Origin
from db.work_plans import actions
from db.work_plans.checks import outside
from db.work_plans.draft import WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS
from db.work_plans.queries import PlanSheet
from db.work_plans.standing import ItemRow
from desktop.app.context import AppContext
from desktop.duties.goal_dialog import GoalDialog, decided_by_tasks
from desktop.duties.items_panel import ItemsPanel, button
from desktop.duties.task_dialog import ask_task
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places
from desktop.work_plans.items_tree import ItemsTree
from desktop.work_plans.records import add_records

_NONE = "这份计划还没有事项，请点“添加事项…”"


class ItemsTab(ItemsPanel):
    def __init__(self, context: AppContext, places: Places) -> None:
        super().__init__(context, "work_plan_item", "事项", "个事项")
        self._places = places
        self._plan: PlanSheet | None = None
        self.tree = ItemsTree()
        self.tree.opened.connect(self.change)
        self.tree.itemSelectionChanged.connect(self._offer)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.delete_key(self.tree)
        self.hint = QLabel(_NONE, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        self.task_button = button("转成任务…", self.assign, "task")
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
        column.addLayout(self.buttons(self.task_button))

    def show_plan(self, plan: PlanSheet | None) -> None:
        """Show this plan; None: it is still being read."""
        self._plan = plan
        rows = plan.items if plan is not None else ()
        self.tree.fill(rows)
        self._pages.setCurrentIndex(0 if rows or plan is None else 1)
        self._offer()

    def _offer(self) -> None:
        self.offer(shown=self._plan is not None, some=(self.task_button,))

    def _chosen(self) -> list[ItemRow]:
        return [row for id in self.tree.chosen() if (row := self.tree.row(id)) is not None]

    def chosen_words(self) -> dict[int, str]:
        return {row.id: row.draft.title for row in self._chosen()}

    def current_id(self) -> int | None:
        return None if self.tree.current is None else self.tree.current.id

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new item in the section of the one that is chosen."""
        plan = self._plan
        if plan is None:
            return
        section = self._section(plan)
        draft = WorkPlanItemDraft(section=section, due_on=plan.draft.ends_on)
        self._ask(
            "添加事项", draft, lambda made: actions.add_item(self._book, plan.id, made),
            goes_on=("section", "category"),
        )  # fmt: skip

    def _section(self, plan: PlanSheet) -> str:
        ids = self.tree.chosen()
        row = self.tree.row(ids[-1]) if ids else plan.items[-1] if plan.items else None
        return row.draft.section if row is not None else ""

    def change(self) -> None:
        if (row := self.tree.current) is not None:
            self._ask(
                "修改事项", row.draft, lambda made: actions.save_item(self._book, row.id, made),
                decided=decided_by_tasks(row.standing),
            )  # fmt: skip

    def _ask(
        self, title: str, draft: WorkPlanItemDraft, save: Callable[[WorkPlanItemDraft], object], **more: Any
    ) -> None:  # fmt: skip
        picker = OrganizationPicker(lambda: self._places.every(picker.value()))

        def apply(made: WorkPlanItemDraft) -> None:
            self._context.jobs.now(lambda: save(made))

        dialog = GoalDialog(
            self._context, title, ITEM_FIELDS, draft, apply, wide=("title",), editors={"organization_id": picker},
            parent=self, **more,
        )  # fmt: skip
        dialog.form.changed.connect(lambda name: self._warn(dialog, name))
        dialog.went_on.connect(lambda: self._warn(dialog, "due_on"))
        self._warn(dialog, "due_on")
        dialog.open()

    def _warn(self, dialog: GoalDialog, name: str) -> None:
        """A day outside the plan's days is told at its field, and can be kept."""
        if name == "due_on" and self._plan is not None and (day := self._day(dialog)) is not None:
            head = self._plan.draft
            dialog.form.editors[name].set_problem(outside(day, head.starts_on, head.ends_on) or None)
            dialog.fit()

    def _day(self, dialog: GoalDialog) -> date | None:
        try:
            return dialog.form.editors["due_on"].value()  # type: ignore[no-any-return]
        except UserError:  # not yet a day
            return None

    def move_item(self, id: int, step: int) -> bool:
        return actions.move_item(self._book, id, step)

    def delete_items(self, ids: Sequence[int], stop: Stop) -> None:
        actions.delete_items(self._book, ids, stop)

    def assign(self) -> None:
        """One item: its task is asked for; many: a task each, as they are worded here."""
        plan, row = self._plan, self.tree.current
        if plan is None:
            return
        if row is None:
            self._assign_many(plan, self._chosen())
            return
        book = self._book
        task = actions.task_of(row.draft, plan.draft.organization_id, book.now().date(), book.actor.name)
        values = {name: getattr(task, name) for name in ("title", "text", "organization_id", "starts_on", "due_on")}
        told = f"已把“{short(row.draft.title)}”布置成任务，在“任务”中办理。"
        ask_task(
            self._context, Origin("work_plan_item", row.id), values, self,
            lambda _id: self._context.messages.info(told),
        )  # fmt: skip

    def _assign_many(self, plan: PlanSheet, rows: Sequence[ItemRow]) -> None:
        if not rows:
            return
        again = sum(bool(row.tasks) for row in rows)
        known = f"其中 {again} 个事项已有任务，会再增加一项。" if again else ""
        if not self._context.messages.ask(
            f"把所选 {len(rows)} 个事项各布置成一项任务？责任组织、时限和内容照事项填写，以后可以逐项修改。{known}",
            "布置",
        ):
            return
        self.act(
            "转成任务", len(rows), lambda stop: actions.assign_items(self._book, plan.id, rows, stop),
            lambda _made: self._context.messages.info(f"已布置 {len(rows)} 项任务，可按 Ctrl+Z 逐项撤销。"),
        )  # fmt: skip

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
