"""The page 工作计划: plans, one with its items, its summary, its files; each change is an action of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from db.core.changes import Changes
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.period import Period
from db.work_plans.actions import copy_plan, delete_plans, save_plan
from db.work_plans.draft import WorkPlanDraft
from db.work_plans.fields import PLAN_FIELDS
from db.work_plans.queries import PlanSheet, get_plan, next_plan, plan_of_item, plan_sheet, work_plans
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerPage
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.record_card import RecordCard
from desktop.work_plans.exporting import export_plan
from desktop.work_plans.items_tab import ItemsTab
from desktop.work_plans.printing import Printing
from desktop.work_plans.summary_tab import SummaryTab

_SHOWN = work_plans.showing("title", "organization", "items")
_STANDING = ("task", "progress", "meeting", "inspection", "study_report", "regulation", "revision", "problem",
             "meeting_kind")  # fmt: skip  # what items are counted from
_RUNNING, _OVER = "running", "over"
_CHIPS = ((None, "全部"), (_RUNNING, "未到期"), (_OVER, "已到期"))
_LEFT, _ALL = "未完成的事项", "全部事项"
_WHICH = Field("which", "复制哪些", Kind.CHOICE, required=True, choices=((True, _LEFT), (False, _ALL)))


class WorkPlansPage(LedgerPage):
    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "工作计划", _SHOWN, RecordCard("从左侧选择一份工作计划，或按 Ctrl+N 新建"),
            FilterBar(_CHIPS, "计划名称、事项、责任人"), record="work_plan",
            tables=("work_plan", "work_plan_item", "organization"), stretch="title", yields=("organization",),
            outside="已保存。这份计划不在当前的组织或时期之内，所以列表里没有它；换一个时期就能看到。",
        )  # fmt: skip
        self.card.set_read_only(True)  # nothing here waits to be saved
        self.items = ItemsTab(context, self.places)
        self.summary = SummaryTab()
        self._at = self.card.add_tab(self.items, "事项")
        self.card.add_tab(self.summary, "小结")
        self.attachments = AttachmentsTab(context, "work_plan", self.card)
        self.history = HistoryTab(context, "work_plan", self.card)
        self.printing = Printing(context, self)
        self._sought: int | None = None  # the item to be chosen once its plan has been read
        self._add_actions()

    def _add_actions(self) -> None:
        self.edit_button = QPushButton(icon("edit"), "修改计划…")
        self.edit_button.clicked.connect(self.change)
        self.copy_button = QPushButton(icon("copy"), "复制到下一期…")
        self.copy_button.clicked.connect(self.copy)
        self.excel = QPushButton(icon("table"), "Excel")
        self.excel.setToolTip("把这份计划的事项和完成情况导出到 Excel")
        self.excel.clicked.connect(self.export)
        for button in (self.edit_button, self.copy_button, self.excel):
            self.card.add_button(button, folds=True)
        self.new_button = self.add_action("新建工作计划", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        self.view.opened.connect(lambda _id: self.change())
        self.view.set_menu(self._fill_menu)
        self.card.preview.setText("打印计划")
        self.card.preview_requested.connect(lambda: self._print(self.printing.plan))
        self.summary.print_button.clicked.connect(lambda: self._print(self.printing.summary))
        QShortcut(QKeySequence.StandardKey.Print, self, lambda: self._print(self.printing.plan))

    # -- the list ----------------------------------------------------------------------------------

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"over": chip == _OVER}

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 份"

    def empty_text(self) -> str:
        return (
            "没有符合条件的工作计划"
            if self.wanted.text or self.wanted.choices
            else "这个时期还没有工作计划，按 Ctrl+N 新建"
        )

    # -- one plan ----------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        """The head at once, the items when they have been counted."""
        with self._book.read() as connection:
            draft = get_plan(connection, id)
        self.card.open_record(draft.title)
        self.attachments.show_record(id)
        self.history.show_record(id)
        self._take(None)
        self._read(id)

    def show_again(self, id: int) -> None:
        """What is on show stays until it has been read anew."""
        with self._book.read() as connection:
            draft = get_plan(connection, id)
        self.card.title.setText(draft.title)
        self._read(id)

    def _read(self, id: int) -> None:
        book = self._book

        def read(_stale: Callable[[], bool]) -> PlanSheet | None:
            with book.read() as connection:
                try:
                    return plan_sheet(connection, id, book.now())
                except UserError:  # deleted meanwhile
                    return None

        self._context.jobs.latest((self, "plan"), read, lambda plan: self._take(plan, id), owner=self)

    def _take(self, plan: PlanSheet | None, id: int | None = None) -> None:
        if id is not None and (id != self.open_id or plan is None):
            return
        self.items.show_plan(plan)
        self.summary.show_plan(plan)
        if plan is not None and self._sought is not None:
            self.card.tabs.setCurrentWidget(self.items)
            self.items.tree.choose(self._sought)
            self._sought = None
        count = len(plan.items) if plan else 0
        self.card.tabs.setTabText(self._at, f"事项 {count}" if count else "事项")

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if self.open_id is not None and changes.touch(*_STANDING) and not changes.touch(*self._tables):
            self._read(self.open_id)

    def save(self) -> bool:
        return True  # every change is an action of its own

    def open_record(self, table: str, record_id: int) -> bool:
        """A plan, or an item of one."""
        if table != "work_plan_item":
            return super().open_record(table, record_id)
        with self._book.read() as connection:
            plan = plan_of_item(connection, record_id)
        if plan is None:
            self._context.messages.info("这个事项已被删除。")
            return True
        self._sought = record_id
        return super().open_record("work_plan", plan)

    def show_part(self, field: str) -> None:
        """What was searched for stands among the files, or in the items."""
        self.card.tabs.setCurrentWidget(self.attachments if field == "attachments" else self.items)

    def begin_new(self) -> None:
        self.begin_with("work_plan", {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """Ask for a plan's head; its items follow one by one."""
        period: Period = self._context.scope.period
        title = f"{period.label.replace(' ', '')}工作计划"
        office = self._context.scope.organization or self.places.root
        self._ask("新建工作计划", replace(WorkPlanDraft(office, title, period.first, period.last), **presets), None)

    def change(self) -> None:
        if (id := self.open_id) is not None:
            with self._book.read() as connection:
                draft = get_plan(connection, id)
            self._ask("修改工作计划", draft, id)

    def _ask(self, title: str, draft: WorkPlanDraft, id: int | None) -> None:
        def apply(values: dict[str, Any]) -> None:
            made = WorkPlanDraft(**values)
            self._show_saved(self._context.jobs.now(lambda: save_plan(self._book, made, id)))

        self._dialog(title, PLAN_FIELDS, draft, apply).open()

    def copy(self) -> None:
        """Ask for the head of the next plan, and which items go along."""
        id = self.open_id
        if id is None:
            return
        with self._book.read() as connection:
            draft = get_plan(connection, id)

        def apply(values: dict[str, Any]) -> None:
            left = values.pop("which")
            made = WorkPlanDraft(**values)
            self._show_saved(self._context.jobs.now(lambda: copy_plan(self._book, id, made, unfinished=left)))

        self._dialog(
            "复制到下一期", (_WHICH, *PLAN_FIELDS), next_plan(draft), apply, button="复制",
            note="措施、责任和目标照抄，时限顺延；完成情况和任务不复制。",
        ).open()  # fmt: skip

    def _dialog(
        self, title: str, asked: Sequence[Field], draft: WorkPlanDraft, apply: Callable[[dict[str, Any]], object],
        **more: Any,
    ) -> FormDialog:  # fmt: skip
        picker = OrganizationPicker(lambda: self.places.every(picker.value()))
        values = {field.name: getattr(draft, field.name) for field in fields(draft)} | {"which": True}
        return FormDialog(
            title, asked, apply, values=values, editors={"organization_id": picker, "which": ChoiceEdit(_WHICH)},
            today=lambda: self._book.now().date(), parent=self, **more,
        )  # fmt: skip

    def _show_saved(self, id: int) -> None:
        """The plan that was saved, in the list and in the card; of another period it is told."""
        self._saved = id
        self.set_open(id)
        self.show_record(id)
        self.model.refresh_all()

    def delete(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        what = f"所选 {len(ids)} 份工作计划" if len(ids) > 1 else "这份工作计划"
        question = f"删除{what}和其中的事项、由事项布置的任务？可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True):
            self.ledger.act_on(
                ids, "删除工作计划", lambda stop: delete_plans(self._book, ids, stop), lambda: self.gone(ids)
            )

    def export(self) -> None:
        if (id := self.open_id) is not None:
            export_plan(self._context, self, id, self.card.title.text())

    def _print(self, show: Callable[[int], None]) -> None:
        if self.open_id is not None:
            show(self.open_id)

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if not ids:
            return
        if len(ids) == 1 and ids[0] == self.open_id:
            menu.addAction("修改计划…", self.change)
            menu.addAction("复制到下一期…", self.copy)
            menu.addAction("打印计划", lambda: self._print(self.printing.plan))
            menu.addAction("打印小结", lambda: self._print(self.printing.summary))
            menu.addAction("导出到 Excel…", self.export)
            menu.addSeparator()
        menu.addAction(f"删除（{len(ids)} 份）", lambda: self.delete(ids))
