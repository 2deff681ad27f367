"""The right half of the lists: the items of one list by category, how far each is, what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from db.core.dates import show_date
from db.responsibilities.actions import delete_items, move_item
from db.responsibilities.draft import ListDraft
from db.responsibilities.standing import By, ItemRow, share_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.duties.goal_share import Share, ShareDelegate, share_column
from desktop.printing.official import numeral
from desktop.responsibilities.assigning import ask_assignment
from desktop.responsibilities.item_dialogs import ask_item
from desktop.responsibilities.standing_dialog import StandingDialog
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.flow import FlowLayout
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView

_HINT = "从左侧选择一份责任清单，或按 Ctrl+N 新建"
_NONE = "这份清单还没有条目，请点“添加条目…”"


class Heading(str):
    """A category's line."""

    __slots__ = ()


class Late(str):
    """A day that is past."""

    __slots__ = ()


_COLUMNS = (
    Column("no", "序", 32, "right", sortable=False),
    Column("text", "责任内容", 150, stretch=True, sortable=False,
           tone=lambda text: "primary" if isinstance(text, Heading) else ""),
    Column("frequency", "频次", 84, sortable=False), Column("lead", "牵头 / 配合", 104, yields=True, sortable=False),
    Column("due_on", "时限", 84, sortable=False, tone=lambda day: "error" if isinstance(day, Late) else ""),
    Column("target", "目标", 116, yields=True, sortable=False), share_column("share", "完成", sortable=False),
)  # fmt: skip


class Items(QFrame):
    """Every change is an action of its own; nothing here waits to be saved."""

    edit_requested = Signal()  # the list's head
    pledges_requested = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._context, self._book = context, context.book
        self._list: int | None = None
        self._rows: dict[int, ItemRow] = {}
        self.title = ElidedLabel()
        self.title.setProperty("subtitle", True)
        self.figures = QLabel(wordWrap=True)
        self.figures.setProperty("muted", True)
        self.edit = QPushButton(icon("edit"), "修改清单")
        self.edit.clicked.connect(self.edit_requested)
        self.pledge_button = QPushButton("生成责任书…")
        self.pledge_button.setToolTip("选择要在这份清单上签订责任书的组织")
        self.pledge_button.clicked.connect(self.pledges_requested)
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, _HINT)
        self.view.setItemDelegateForColumn(len(_COLUMNS) - 1, ShareDelegate(self.view))
        self.view.opened.connect(lambda _id: self.drill())
        self.view.selection_changed.connect(self._offer)
        self.view.set_menu(self._fill_menu)
        QShortcut(QKeySequence.StandardKey.Delete, self.view, self.delete,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.add_button = _button("添加条目…", self.add, "plus")
        self.change_button = _button("修改…", self.change)
        self.drill_button = _button("完成情况…", self.drill)
        self.drill_button.setToolTip("完成数由哪些记录得来，任务和佐证材料（双击也可以）")
        self.assign_button = _button("布置任务…", self.assign, "task")
        self.assign_button.setToolTip("把所选条目布置给各责任组织")
        self.up_button = _button("上移", lambda: self.move_by(-1), "up")
        self.down_button = _button("下移", lambda: self.move_by(1), "down")
        self.delete_button = _button("删除", self.delete)
        self._lay_out()
        self.close_list()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self.title)
        header.addStretch(1)
        header.addWidget(self.pledge_button)
        header.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 8, 8)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self.figures)
        column.addWidget(self.view, 1)
        buttons = FlowLayout()
        for button in (
            self.add_button, self.change_button, self.drill_button, self.assign_button, self.up_button,
            self.down_button, self.delete_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        column.addLayout(buttons)

    # -- showing -----------------------------------------------------------------------------------

    def close_list(self) -> None:
        self._list, self._rows = None, {}
        self.title.setText("")
        self.figures.hide()
        self.view.set_empty_text(_HINT)
        self.model.reload(Rows(_COLUMNS, ()))
        self._offer()

    def show_list(self, list_id: int, draft: ListDraft, place: str, rows: Sequence[ItemRow], signed: str) -> None:
        """*signed*: how many have signed the pledge on it."""
        self._list = list_id
        self._rows = {row.id: row for row in rows}
        self.title.setText(draft.title)
        categories = {row.draft.category for row in rows}
        late = sum(row.late for row in rows)
        told = [place, f"{draft.level}层级", f"{len(categories)} 类 {len(rows)} 项，完成 {share_of(rows):.0%}",
                f"逾期 {late} 项" if late else "", signed]  # fmt: skip
        self.figures.setText(" · ".join(filter(None, told)))
        self.figures.show()
        self.view.set_empty_text(_NONE)
        self.model.reload(Rows(_COLUMNS, _lines(rows)))
        self._offer()

    def select(self, item_id: int) -> bool:
        return self.view.select_id(item_id)

    # -- the chosen --------------------------------------------------------------------------------

    def chosen(self) -> list[ItemRow]:
        """The selected items; of a category's line all of its items."""
        found: dict[int, ItemRow] = {}
        for id in self.view.selected_ids():
            if (row := self._rows.get(id)) is not None:
                found[id] = row
            elif (first := self._rows.get(-id)) is not None:
                category = first.draft.category
                found |= {row.id: row for row in self._rows.values() if row.draft.category == category}
        return list(found.values())

    @property
    def current(self) -> ItemRow | None:
        """The one item that is selected."""
        ids = self.view.selected_ids()
        return self._rows.get(ids[0]) if len(ids) == 1 else None

    def _offer(self) -> None:
        one, some = self.current is not None, bool(self.view.selected_ids())
        for button in (self.edit, self.pledge_button, self.add_button):
            button.setEnabled(self._list is not None)
        for button in (self.change_button, self.drill_button, self.up_button, self.down_button):
            button.setEnabled(one)
        for button in (self.assign_button, self.delete_button):
            button.setEnabled(some)

    def _fill_menu(self, menu: QMenu) -> None:
        if self.current is not None:
            menu.addAction("修改…", self.change)
            menu.addAction("完成情况…", self.drill)
        if count := len(self.chosen()):
            menu.addAction(f"布置任务（{count} 条）…", self.assign)
            menu.addSeparator()
            menu.addAction(f"删除（{count} 条）", self.delete)

    # -- the user's doing --------------------------------------------------------------------------

    def add(self) -> None:
        """A further item, in the category of the one selected."""
        if self._list is not None:
            at = next(iter(self.chosen()), None)
            category = at.draft.category if at else ""
            ask_item(self._context, self._list, None, self, category=category, saved=self._added)

    def _added(self, id: int) -> None:
        self.model.refresh_all()
        self.view.select_id(id)

    def change(self) -> None:
        if (row := self.current) is not None and self._list is not None:
            ask_item(self._context, self._list, row.id, self)

    def drill(self) -> None:
        """What the figure of the item rests on, its tasks and its evidence."""
        if (row := self.current) is not None:
            StandingDialog(self._context, row, self).open()

    def assign(self) -> None:
        rows = self.chosen()
        if rows and self._list is not None:
            ask_assignment(self._context, self._list, rows, self)

    def move_by(self, step: int) -> None:
        if (row := self.current) is not None:
            self._try(lambda: move_item(self._book, row.id, step))

    def delete(self) -> None:
        rows = self.chosen()
        what = f"所选 {len(rows)} 条" if len(rows) > 1 else "这一条"
        if rows and self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self._try(lambda: delete_items(self._book, [row.id for row in rows]))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            self._context.jobs.now(act)
        except Exception as error:
            self._context.messages.show_error(error)


def _lines(rows: Sequence[ItemRow]) -> list[Row]:
    groups: dict[str, list[ItemRow]] = {}
    for row in rows:
        groups.setdefault(row.draft.category, []).append(row)
    found: list[Row] = []
    for number, (category, own) in enumerate(groups.items(), 1):
        share = Share.of(int(share_of(own) * 100))
        title = Heading(f"{numeral(number)}、{category}（{len(own)} 项）")
        found.append((-own[0].id, "", title, "", "", "", "", share))
        found += [_line(row) for row in own]
    return found


def _line(row: ItemRow) -> tuple[Any, ...]:
    draft, standing = row.draft, row.standing
    who = " / ".join(filter(None, (draft.lead, draft.assist)))
    day = show_date(draft.due_on) if draft.due_on else ""
    told = standing.told if standing.by is not By.HAND or draft.share is not None else "未填"
    share = Share.of(int(standing.share * 100), told)
    text = " ".join(draft.text.split())
    return row.id, row.no, text, draft.frequency, who, Late(day) if row.late else day, target_of(row), share


def target_of(row: ItemRow) -> str:
    """党课 4 次"""
    units = {"meeting": "次", "inspection": "次", "study_report": "篇", "regulation": "项", "problem": "个"}
    names = {"inspection": "督导", "study_report": "调研报告", "regulation": "制度", "problem": "销号"}
    draft = row.draft
    if not draft.counted:
        return "由任务计" if row.standing.by is By.TASKS else "手工填写"
    name = (row.kind or "会议") if draft.counted == "meeting" else names[draft.counted]
    return f"{name} {draft.target} {units[draft.counted]}"


def _button(text: str, act: Callable[[], object], symbol: str = "") -> QPushButton:
    button = QPushButton(icon(symbol), text) if symbol else QPushButton(text)
    button.clicked.connect(lambda: act())
    return button
