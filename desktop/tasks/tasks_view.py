"""列表: the tasks of the scope, what is open first; one in its tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QMenu, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.exchange import ledgers
from db.tasks.actions import TABLE, delete_tasks, save_task
from db.tasks.draft import TaskDraft
from db.tasks.fields import CANCELLED, DONE, TO_CONFIRM
from db.tasks.parts import parent_of
from db.tasks.queries import OPEN, OVERDUE, PARTS, Origin, get_task, tasks
from desktop.app.context import AppContext
from desktop.duties.progress_tab import ProgressTab
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.tasks.assign_dialog import AssignDialog
from desktop.tasks.course import COURSE
from desktop.tasks.form import TaskForm
from desktop.tasks.origin_line import OriginLine
from desktop.tasks.printing import Printing
from desktop.tasks.subtasks_tab import SubtasksTab
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerView
from desktop.widgets.record_card import RecordCard

_CHIPS = (
    (None, "全部"), (OPEN, "未办结"), (OVERDUE, "已逾期"), (TO_CONFIRM, TO_CONFIRM), (DONE, DONE),
    (CANCELLED, CANCELLED),
)  # fmt: skip
_WIDTHS = {"title": 150, "place_name": 112, "left": 84, "state": 64}  # all of them on a screen of 1366
_LISTED = tasks.showing(*_WIDTHS)
_SHOWN = replace(
    _LISTED, columns=tuple((replace(field, width=_WIDTHS[field.name]), value) for field, value in _LISTED.columns)
)
_DRAFT = {field.name for field in fields(TaskDraft)}


class TasksView(LedgerView):
    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "", _SHOWN, RecordCard("从左侧选择一项任务，或按 Ctrl+N 新建"),
            FilterBar(_CHIPS, "任务、内容、责任人、交办人"), record=TABLE,
            tables=("task", "task_person", "person", "organization"), stretch="title",
            yields=("place_name",),
            outside="已保存。这项任务不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self.printing = Printing(context, self)
        self.form = TaskForm(context, self.places)
        self.origin = OriginLine(context)
        self.card.add_tab(self._basics(), "基本信息")
        self.progress = ProgressTab(context, self.card, COURSE, self.can_leave)
        self.subtasks = SubtasksTab(context, self.card, self._begin_below, self.printing.remind)
        self.attachments = AttachmentsTab(context, TABLE, self.card)
        self.history = HistoryTab(context, TABLE, self.card)
        self.keep_drafts(DraftKeeper(context, self.card, TABLE, self.form, self.show_again, named_by=("title", "text")))
        self._add_actions()
        self._connect()

    def _basics(self) -> QWidget:
        tab = QWidget()
        column = QVBoxLayout(tab)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        self.origin.setContentsMargins(4, 0, 4, 0)
        column.addWidget(self.origin)
        column.addWidget(self.form, 1)
        tab.setFocusProxy(self.form)
        return tab

    def _add_actions(self) -> None:
        self.whole_only = QCheckBox("不列子任务")
        self.whole_only.toggled.connect(lambda _on: self.ledger.reload())
        self.filters.add(self.whole_only)
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("任务", tasks, lambda: self.wanted, ledgers.tasks),
        )  # fmt: skip
        self.print_button = self.add_action("打印", "print")
        menu = QMenu(self.print_button)
        menu.addAction("所选任务的任务单", lambda: self.printing.sheets(self.chosen()))
        menu.addAction("所选任务的催办单", lambda: self.printing.remind(self.chosen()))
        self.print_button.setMenu(menu)
        self.assign_button = self.add_action("批量布置", "organization")
        self.assign_button.setToolTip("把一项任务布置给多个组织，可以按周期重复")
        self.assign_button.clicked.connect(lambda: self.assign({}))
        self.new_button = self.add_action("新建任务", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _id: self.form.editors["title"].setFocus())
        self.view.set_menu(self._fill_menu)
        self.card.preview.setText("任务单")
        self.card.preview_requested.connect(self.print_open)
        QShortcut(QKeySequence.StandardKey.Print, self, self.print_open)
        self.form.dirty_changed.connect(self.card.set_dirty)
        self.form.changed.connect(lambda _name: self.drafts.touch())
        self.drafts.restored.connect(lambda: self.origin.show_new(self.form.origin, self.form.parent_task))

    # -- the list ----------------------------------------------------------------------------------

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {chip: True} if chip in (OPEN, OVERDUE) else {"state": chip}

    def _choices(self) -> dict[str, Any]:
        return super()._choices() | ({PARTS: False} if self.whole_only.isChecked() else {})

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        self.whole_only.setChecked(False)  # it would hide some of what is asked for
        super().narrow_to(narrowing)

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 项"

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.wanted.choices
        return "没有符合条件的任务，可以放宽搜索、状态或时期" if narrowed else "这个时期还没有任务，按 Ctrl+N 新建"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_task(connection, id)
            self._is_part = parent_of(connection, id) is not None
        self.card.open_record(draft.title)
        self.form.load_draft(draft)
        self.origin.show_task(id)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        self.progress.show_record(id)
        self.subtasks.show_record(id, part=self._is_part)
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft, origin, parent = self.form.draft(), self.form.origin, self.form.parent_task
            return lambda: save_task(self._book, draft, at, source=origin, parent_id=parent)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        self.begin_with(TABLE, {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """An empty task of the scope's organization, with what *presets* say: fields of a draft, ``source`` (an
        ``Origin``), ``parent_id``; with ``assign`` it is one for many organizations."""
        if not self.can_leave():
            return
        if presets.get("assign"):
            self.assign({name: value for name, value in presets.items() if name != "assign"})
            return
        self.set_open(None)
        known = {name: value for name, value in presets.items() if name in _DRAFT}
        draft = TaskDraft(**{"organization_id": self._context.scope.organization, "starts_on": self._today(), **known})
        origin: Origin | None = presets.get("source")
        self._is_part = presets.get("parent_id") is not None
        self.card.open_record("新的子任务" if self._is_part else "新的任务")
        self.form.load_draft(draft, origin, presets.get("parent_id"))
        self.origin.show_new(origin, presets.get("parent_id"))
        self._settled(None)
        self.card.tabs.setCurrentIndex(0)
        self.form.editors["due_on" if draft.title else "title"].setFocus()

    def _begin_below(self, parent_id: int) -> None:
        """A further part of the task on show, due when it is."""
        if not self.can_leave():
            return
        with self._book.read() as connection:
            whole = get_task(connection, parent_id)
        self.begin_with(TABLE, {
            "parent_id": parent_id, "organization_id": whole.organization_id, "due_on": whole.due_on,
            "priority": whole.priority, "assigned_by": whole.assigned_by,
        })  # fmt: skip

    def assign(self, presets: Mapping[str, Any]) -> None:
        """Ask for a task for many organizations."""
        if self.can_leave():
            AssignDialog(self._context, self.places, presets, self._assigned, self).open()

    def _assigned(self, ids: Sequence[int]) -> None:
        self._saved = ids[0]
        self.set_open(ids[0])
        self.show_record(ids[0])
        self.card.tabs.setCurrentWidget(self.subtasks)
        self.model.refresh_all()
        self._context.messages.info(f"已布置 {len(ids) - 1} 项，办结情况在“子任务”里查看。可按 Ctrl+Z 撤销。")

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 项任务" if len(ids) > 1 else "这项任务"
        if self._context.messages.ask(f"删除{what}及其子任务？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除任务", lambda stop: delete_tasks(self._book, ids, stop), lambda: self.gone(ids)
            )

    def follow(self, changes: Changes) -> None:
        super().follow(changes)
        if self.open_id is not None and changes.touch(TABLE):
            self.origin.show_task(self.open_id)

    def show_part(self, field: str) -> None:
        tabs = {"attachments": self.attachments, "progress": self.progress, "subtasks": self.subtasks}
        if field in tabs:
            self.card.tabs.setCurrentWidget(tabs[field])
        elif field in self.form.editors:
            self.card.tabs.setCurrentIndex(0)
            self.form.editors[field].setFocus()

    # -- printing ------------------------------------------------------------------------

    def print_open(self) -> None:
        unsaved = self.card.is_open and (self.card.dirty or self.open_id is None)
        if not unsaved or self.save():
            self.printing.sheets([] if self.open_id is None else [self.open_id])

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if ids:
            menu.addAction("任务单", lambda: self.printing.sheets(ids))
            menu.addAction("催办单", lambda: self.printing.remind(ids))
            menu.addSeparator()
            menu.addAction(f"删除（{len(ids)} 项）", lambda: self.delete(ids))

    def _today(self) -> date:
        return self._book.now().date()
