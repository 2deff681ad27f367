"""清单: the lists of the years on show, and the items of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.period import Period
from db.exchange.ledgers import responsibilities
from db.responsibilities.actions import copy_list, delete_lists, save_list
from db.responsibilities.draft import ListDraft
from db.responsibilities.fields import LEVELS, LIST_FIELDS
from db.responsibilities.pledging import Signings, add_pledges, signings
from db.responsibilities.queries import get_list, list_of_item, lists, may_pledge, of_level, pledging
from db.responsibilities.standing import ItemRow, items, left_out
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.responsibilities.choose_dialog import ChooseDialog
from desktop.responsibilities.items import Items
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.ledger_list import LedgerList
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places
from desktop.widgets.views_page import in_corner

_SHOWN = lists.showing("level", "title", "items", "signing")
_HEADS = ("responsibility_list", "responsibility_item", "pledge", "organization")
_COUNTED = ("meeting", "meeting_kind", "inspection", "study_report", "regulation", "revision", "problem", "task")
_CHIPS = ((None, "全部"), *((level, level) for level in LEVELS))
_YEAR = (Field("year", "复制到哪一年", Kind.INTEGER, required=True),)


class _Shown(NamedTuple):
    draft: ListDraft
    rows: list[ItemRow]
    signings: Signings
    left_out: list[str]


class ListsView(QWidget):
    """Every change is an action of its own."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self._to_select: int | None = None  # an item, once its list is on show
        self.places = Places()
        self.subtitle = ElidedLabel()
        self.subtitle.setProperty("muted", True)
        self.filters = FilterBar(_CHIPS, "清单名称、类别、责任内容")
        self.ledger = LedgerList(
            context, _SHOWN, self.filters, empty_text=self._empty_text, choices=self._choices, stretch="title"
        )
        self.model, self.view = self.ledger.model, self.ledger.view
        self.items = Items(context)
        shown = Exported("责任清单", lists, lambda: self.ledger.wanted, responsibilities)
        self.excel = ExcelMenu(context, self, QPushButton(icon("table"), "Excel"), shown)
        self.copy_button = QPushButton(icon("copy"), "复制到下一年…")
        self.new_button = QPushButton(icon("plus", "on-primary"), "新建责任清单")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip("Ctrl+N")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.subtitle)
        header.addWidget(self.excel.button)
        header.addWidget(self.copy_button)
        header.addWidget(self.new_button)
        self.corner = in_corner(header)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(10)
        halves.setChildrenCollapsible(False)
        halves.addWidget(card)
        halves.addWidget(self.items)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 2)
        halves.setSizes([390, 810])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.filters)
        column.addWidget(halves, 1)

    def _connect(self) -> None:
        self.model.completed.connect(self._count)
        self.view.current_changed.connect(self._show)
        self.view.opened.connect(lambda _id: self.change())
        self.view.set_menu(self._fill_menu)
        self.items.edit_requested.connect(self.change)
        self.items.pledges_requested.connect(self.choose_organizations)
        self.new_button.clicked.connect(self.begin_new)
        self.copy_button.clicked.connect(self.copy)
        QShortcut(QKeySequence.StandardKey.New, self, self.begin_new)
        self.ledger.on_delete(self.delete)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self.places.read(self._book)
        self.ledger.set_scope(scope)

    def refresh(self, changes: Changes) -> None:
        if changes.touch("organization"):
            self.places.read(self._book)
        if changes.touch(*_HEADS):
            self.model.refresh_all()
        if changes.touch(*_HEADS, *_COUNTED):
            self._show(self.view.current_id)

    def search(self, text: str) -> None:
        self.ledger.search(text)

    def narrow_to(self, narrowing: Any) -> None:
        self.ledger.narrow(narrowing)

    def open_record(self, table: str, id: int) -> bool:
        """A list, or the list an item stands on with the item selected."""
        list_id: int | None = id
        if table == "responsibility_item":
            with self._book.read() as connection:
                list_id = list_of_item(connection, id)
            self._to_select = id
        if list_id is None:
            return False
        if self.view.current_id == list_id or not self.view.select_id(list_id):
            self._show(list_id)
        return True

    def _choices(self) -> dict[str, Any]:
        return {} if self.filters.chip is None else {"level": self.filters.chip}

    def _empty_text(self) -> str:
        narrowed = self.filters.text or self.filters.chip
        return "没有符合条件的责任清单" if narrowed else f"{self._years()}还没有责任清单，按 Ctrl+N 新建"

    def _years(self) -> str:
        period: Period = self._context.scope.period
        first, last = period.first.year, period.last.year
        return f"{first} 年" if first == last else f"{first}—{last} 年"

    def _count(self, total: int) -> None:
        self.subtitle.setText(f"{self._years()} · {total} 份清单")
        self._offer()
        if self.view.current_id is None:
            self.items.close_list()

    def _offer(self) -> None:
        self.copy_button.setEnabled(self.view.current_id is not None)

    def chosen(self) -> list[int]:
        return self.ledger.chosen()

    # -- one list ----------------------------------------------------------------------------------

    def _show(self, id: int | None) -> None:
        self._offer()
        if id is None:
            self._context.jobs.drop(self)
            self.items.close_list()
            return
        book = self._book

        def read(_stop: Callable[[], bool]) -> _Shown | None:
            with book.read() as connection:
                try:
                    draft = get_list(connection, id)
                except UserError:  # deleted meanwhile
                    return None
                rows, gone = items(connection, [id], book.now())[id], left_out(connection, [id])[id]
                return _Shown(draft, rows, signings(connection, [id])[0], gone)

        self._context.jobs.latest(self, read, lambda shown: self._take(id, shown), owner=self)

    def _take(self, id: int, shown: _Shown | None) -> None:
        if shown is None:
            self.items.close_list()
            return
        due = len(shown.signings.pledges)
        signed = [f"责任书已签订 {shown.signings.signed}/{due}"] if due else []
        if shown.left_out:
            signed.append(f"已撤销的{_named(shown.left_out)}不计入完成情况")
        place = self.places.name(shown.draft.organization_id)
        self.items.show_list(id, shown.draft, place, shown.rows, " · ".join(signed))
        if self._to_select is not None:
            self.items.select(self._to_select)
            self._to_select = None

    def begin_new(self) -> None:
        """Ask for a list's head; its items follow one by one."""
        year = self._context.scope.period.last.year
        place = self._context.scope.organization or self.places.root
        self._form("新建责任清单", ListDraft(place, LEVELS[0], year, f"{year}年党建责任清单"), None)

    def change(self) -> None:
        id = self.view.current_id
        if id is not None:
            with self._book.read() as connection:
                draft = get_list(connection, id)
            self._form("修改责任清单", draft, id)

    def _form(self, title: str, draft: ListDraft, id: int | None) -> None:
        picker = OrganizationPicker(lambda: self.places.every(picker.value()))

        def apply(values: dict[str, Any]) -> None:
            made = ListDraft(**values)
            self._select(self._context.jobs.now(lambda: save_list(self._book, made, id)))

        FormDialog(
            title, LIST_FIELDS, apply, values={field.name: getattr(draft, field.name) for field in fields(draft)},
            editors={"organization_id": picker}, today=lambda: self._book.now().date(), parent=self,
        ).open()  # fmt: skip

    def copy(self) -> None:
        """Ask for the year and copy the list on show there."""
        id = self.view.current_id
        if id is None:
            return
        with self._book.read() as connection:
            head = get_list(connection, id)

        def apply(values: dict[str, Any]) -> None:
            year: int = values["year"]
            made = self._context.jobs.now(lambda: copy_list(self._book, id, year))
            with self._book.read() as connection:
                title = get_list(connection, made).title
            period: Period = self._context.scope.period
            here = period.first.year <= year <= period.last.year
            if here:
                self._select(made)
            where = "" if here else f"它不在当前的时期里，把时期换到 {year} 年就能看到。"
            self._context.messages.info(f"已复制为 {year} 年的“{title}”。{where}")

        FormDialog(
            "复制责任清单", _YEAR, apply, button="复制",
            note=f"{head.title}：条目全部复制，完成情况不复制；责任书按同样的组织重新签订。",
            values={"year": (head.year or 0) + 1}, parent=self,
        ).open()  # fmt: skip

    def choose_organizations(self) -> None:
        """Ask which organizations are to pledge on the list on show."""
        id = self.view.current_id
        if id is None:
            return
        with self._book.read() as connection:
            head, nodes, there = get_list(connection, id), may_pledge(connection, id), pledging(connection, id)

        def apply(chosen: list[int]) -> None:
            made = self._context.jobs.now(lambda: add_pledges(self._book, id, chosen))
            self._context.messages.info(f"已生成 {len(made)} 份责任书，可以打印和登记签订。")
            for first in made[:1]:
                self._context.bus.record_requested.emit("pledge", first)

        note = f"选择要在“{head.title}”（{head.level}层级）上签订责任书的组织。"
        ChooseDialog(note, nodes, of_level(head.level, nodes), there, apply, self).open()

    def _select(self, id: int) -> None:
        self.model.refresh_all()
        self.view.select_id(id)

    def delete(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        what = f"所选 {len(ids)} 份责任清单" if len(ids) > 1 else "这份责任清单"
        question = f"删除{what}，连同条目、责任书和由条目布置的任务？可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True):
            self.ledger.act_on(ids, "删除责任清单", lambda stop: delete_lists(self._book, ids, stop))

    def delete_chosen(self) -> None:
        self.delete(self.chosen())

    def _fill_menu(self, menu: QMenu) -> None:
        if self.view.current_id is None:
            return
        menu.addAction("修改清单…", self.change)
        menu.addAction("复制到下一年…", self.copy)
        menu.addAction("生成责任书…", self.choose_organizations)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete(self.chosen()))


def _named(organizations: Sequence[str]) -> str:
    """“甲”, or how many they are."""
    return f"“{organizations[0]}”" if len(organizations) == 1 else f" {len(organizations)} 个组织"
