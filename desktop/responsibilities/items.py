"""The right half of the lists: the items of one list by category, how far each is, what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout

from db.core.action import Stop
from db.core.dates import show_date
from db.goals.items import grouped
from db.goals.standing import By, percent
from db.goals.words import aim_told
from db.responsibilities.actions import delete_items, move_item
from db.responsibilities.draft import ListDraft
from db.responsibilities.standing import ItemRow, share_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.duties.goal_share import Share, ShareDelegate, share_column
from desktop.duties.items_panel import ItemsPanel, button
from desktop.printing.official import numeral
from desktop.responsibilities.assigning import ask_assignment
from desktop.responsibilities.item_dialogs import ask_item
from desktop.responsibilities.standing_dialog import StandingDialog
from desktop.widgets.elided_label import ElidedLabel
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


class Items(ItemsPanel):
    edit_requested = Signal()  # the list's head
    pledges_requested = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "responsibility_item", "条目", "条")
        self.setProperty("card", True)
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
        self.delete_key(self.view)
        self.drill_button = button("完成情况…", self.drill)
        self.drill_button.setToolTip("完成数由哪些记录得来，任务和佐证材料（双击也可以）")
        self.assign_button = button("布置任务…", self.assign, "task")
        self.assign_button.setToolTip("把所选条目布置给各责任组织")
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
        column.addLayout(self.buttons(self.drill_button, self.assign_button))

    # -- showing -----------------------------------------------------------------------------------

    def close_list(self) -> None:
        self._list, self._rows = None, {}
        self.title.setText("")
        self.figures.hide()
        self.view.set_empty_text(_HINT)
        self.model.reload(Rows(_COLUMNS, ()))
        self._offer()

    def show_list(self, list_id: int, draft: ListDraft, place: str, rows: Sequence[ItemRow], signed: str) -> None:
        """*signed*: how many have signed the pledge on it, and who no longer counts."""
        self._list = list_id
        self._rows = {row.id: row for row in rows}
        self.title.setText(draft.title)
        categories = {row.draft.category for row in rows}
        late = sum(row.late for row in rows)
        told = [place, f"{draft.level}层级", f"{len(categories)} 类 {len(rows)} 项，完成 {percent(share_of(rows))}%",
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

    def chosen_words(self) -> dict[int, str]:
        return {row.id: row.draft.text for row in self.chosen()}

    def current_id(self) -> int | None:
        return None if self.current is None else self.current.id

    def _offer(self) -> None:
        shown = self._list is not None
        for each in (self.edit, self.pledge_button):
            each.setEnabled(shown)
        self.offer(shown=shown, one=(self.drill_button,), some=(self.assign_button,))

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
            ask_item(self._context, self._list, row, self)

    def drill(self) -> None:
        """What the figure of the item rests on, its tasks and its evidence."""
        if (row := self.current) is not None:
            StandingDialog(self._context, row, self).open()

    def assign(self) -> None:
        rows = self.chosen()
        if rows and self._list is not None:
            ask_assignment(self._context, self._list, rows, self)

    def move_item(self, id: int, step: int) -> bool:
        return move_item(self._book, id, step)

    def delete_items(self, ids: Sequence[int], _stop: Stop) -> None:
        delete_items(self._book, ids)


def _lines(rows: Sequence[ItemRow]) -> list[Row]:
    found: list[Row] = []
    for number, (category, own) in enumerate(grouped(rows).items(), 1):
        share = Share.of(percent(share_of(own)))
        title = Heading(f"{numeral(number)}、{category}（{len(own)} 项）")
        found.append((-own[0].id, "", title, "", "", "", "", share))
        found += [_line(row) for row in own]
    return found


def _line(row: ItemRow) -> tuple[Any, ...]:
    draft, standing = row.draft, row.standing
    who = " / ".join(filter(None, (draft.lead, draft.assist)))
    day = show_date(draft.due_on) if draft.due_on else ""
    told = standing.told if standing.by is not By.HAND or draft.share is not None else "未填"
    share = Share.of(standing.percent, told)
    text = " ".join(draft.text.split())
    return row.id, row.no, text, draft.frequency, who, Late(day) if row.late else day, target_of(row), share


def target_of(row: ItemRow) -> str:
    """党课 4 次"""
    told = aim_told(row.draft.counted, row.draft.target, row.kind)
    return told or ("由任务计" if row.standing.by is By.TASKS else "手工填写")
