"""学习计划: the plans of a year, their topics, and what was done of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.period import Period
from db.study.actions import copy_plan, delete_plans, save_plan
from db.study.draft import PlanDraft
from db.study.fields import PLAN_FIELDS
from db.study.plans import TopicRow, get_plan, plans, topics_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.study.topics import Topics
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.ledger_list import LedgerList
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places

_SHOWN = plans.showing("title", "organization", "topics")
_TABLES = ("training_plan", "plan_topic", "meeting", "meeting_kind", "organization")
_YEAR = (Field("year", "复制到哪一年", Kind.INTEGER, required=True),)


class PlansView(QWidget):
    """The plans of the years the period touches. Every change is an action of its own."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self.places = Places()
        self.subtitle = ElidedLabel()
        self.subtitle.setProperty("muted", True)
        self.filters = FilterBar((), "计划名称、专题")
        self.ledger = LedgerList(context, _SHOWN, self.filters, empty_text=self._empty_text, stretch="title")
        self.model, self.view = self.ledger.model, self.ledger.view
        self.topics = Topics(context)
        self.copy_button = QPushButton(icon("copy"), "复制到下一年…")
        self.new_button = QPushButton(icon("plus", "on-primary"), "新建学习计划")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip("Ctrl+N")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.subtitle)
        header.addStretch(1)
        header.addWidget(self.filters.search)
        header.addWidget(self.copy_button)
        header.addWidget(self.new_button)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(10)
        halves.setChildrenCollapsible(False)
        halves.addWidget(card)
        halves.addWidget(self.topics)
        halves.setStretchFactor(0, 2)
        halves.setStretchFactor(1, 3)
        halves.setSizes([440, 720])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(header)
        column.addWidget(halves, 1)

    def _connect(self) -> None:
        self.filters.hide()
        self.model.completed.connect(self._count)
        self.view.current_changed.connect(self._show)
        self.view.opened.connect(lambda _id: self.change())
        self.view.set_menu(self._fill_menu)
        self.topics.edit_requested.connect(self.change)
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
        if changes.touch(*_TABLES):
            self.model.refresh_all()
            self._show(self.view.current_id)

    def search(self, text: str) -> None:
        self.ledger.search(text)

    def open_record(self, _table: str, id: int) -> bool:
        if not self.view.select_id(id):
            self._show(id)
        return True

    def _empty_text(self) -> str:
        return "没有符合条件的学习计划" if self.filters.text else f"{self._years()}还没有学习计划，按 Ctrl+N 新建"

    def _years(self) -> str:
        period: Period = self._context.scope.period
        first, last = period.first.year, period.last.year
        return f"{first} 年" if first == last else f"{first}—{last} 年"

    def _count(self, total: int) -> None:
        self.subtitle.setText(f"{self._years()} · {total} 份计划")
        self._offer()
        if self.view.current_id is None:
            self.topics.close_plan()

    def _offer(self) -> None:
        self.copy_button.setEnabled(self.view.current_id is not None)

    def chosen(self) -> list[int]:
        return self.ledger.chosen()

    # -- one plan ----------------------------------------------------------------------------------

    def _show(self, id: int | None) -> None:
        self._offer()
        if id is None:
            self._context.jobs.drop(self)
            self.topics.close_plan()
            return
        book = self._book

        def read(_stop: Callable[[], bool]) -> tuple[PlanDraft, list[TopicRow]] | None:
            with book.read() as connection:
                try:
                    return get_plan(connection, id), topics_of(connection, id, book.now())
                except UserError:  # deleted meanwhile
                    return None

        def take(told: tuple[PlanDraft, list[TopicRow]] | None) -> None:
            if told is None:
                self.topics.close_plan()
            else:
                self.topics.show_plan(id, told[0], self.places.name(told[0].organization_id), told[1])

        self._context.jobs.latest(self, read, take, owner=self)

    def begin_new(self) -> None:
        """Ask for a plan's head; its topics follow one by one."""
        year = self._context.scope.period.last.year
        draft = PlanDraft(self._context.scope.organization, year, f"{year}年学习计划")
        self._form("新建学习计划", draft, None)

    def change(self) -> None:
        id = self.view.current_id
        if id is None:
            return
        with self._book.read() as connection:
            draft = get_plan(connection, id)
        self._form("修改学习计划", draft, id)

    def _form(self, title: str, draft: PlanDraft, id: int | None) -> None:
        picker = OrganizationPicker(lambda: self.places.every(picker.value()))

        def apply(values: dict[str, Any]) -> None:
            made = PlanDraft(**values)
            self._select(self._context.jobs.now(lambda: save_plan(self._book, made, id)))

        FormDialog(
            title, PLAN_FIELDS, apply, values={field.name: getattr(draft, field.name) for field in fields(draft)},
            editors={"organization_id": picker}, parent=self,
        ).open()  # fmt: skip

    def copy(self) -> None:
        """Ask for the year and copy the plan on show there."""
        id = self.view.current_id
        if id is None:
            return
        with self._book.read() as connection:
            plan = get_plan(connection, id)

        def apply(values: dict[str, Any]) -> None:
            year: int = values["year"]
            made = self._context.jobs.now(lambda: copy_plan(self._book, id, year))
            period: Period = self._context.scope.period
            if period.first.year <= year <= period.last.year:
                self._select(made)
            else:
                self._context.messages.info(f"已复制到 {year} 年；把时期换到 {year} 年就能看到。可按 Ctrl+Z 撤销。")

        FormDialog(
            "复制学习计划", _YEAR, apply, button="复制", note=f"{plan.title}：专题全部复制，完成情况不复制。",
            values={"year": (plan.year or 0) + 1}, parent=self,
        ).open()  # fmt: skip

    def _select(self, id: int) -> None:
        self.model.refresh_all()
        self.view.select_id(id)

    def delete(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        what = f"所选 {len(ids)} 份学习计划" if len(ids) > 1 else "这份学习计划"
        question = f"删除{what}和其中的专题？已关联的会议记录保留。可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True):
            self.ledger.act_on(ids, "删除学习计划", lambda stop: delete_plans(self._book, ids, stop))

    def _fill_menu(self, menu: QMenu) -> None:
        if self.view.current_id is None:
            return
        menu.addAction("修改计划…", self.change)
        menu.addAction("复制到下一年…", self.copy)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete(self.chosen()))
