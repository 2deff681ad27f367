"""待办与到期: tasks and problems by the day they are due; a row opens its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex

from db.home.due import Due, When
from db.home.figure import Figure
from desktop.app.context import AppContext
from desktop.home.panel import Panel
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

_WORDS = {"task": "任务", "problem": "问题"}


def _tone(told: str) -> str:
    if told.startswith("逾期"):
        return "error"
    return "warning" if told == "今天" or told.endswith("天后") else ""


class DuePanel(Panel):
    def __init__(self, context: AppContext) -> None:
        super().__init__("待办与到期")
        self._context = context
        self._year = 0
        self._tables: dict[int, str] = {}
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, "近期没有到期的任务和问题")
        self.view.setAccessibleName("待办与到期")
        self.view.clicked.connect(self._click)
        self.view.opened.connect(self._open)
        self.add_table(self.view)
        self.figures: Mapping[str, Figure] = {}
        for table in _WORDS:
            self.add_link(table, partial(self._list, table))

    def show_due(self, found: Sequence[Due], figures: Mapping[str, Figure], today: date) -> None:
        self.figures = figures
        self._year = today.year
        self._tables = {one.id: one.table for one in found}
        rows = [(one.id, one.title, one.organization, one.due_on, one.told) for one in found]
        self.model.reload(Rows(self._columns(), rows))
        for table, word in _WORDS.items():
            count = figures[table].count
            self.show_link(table, f"{word} {count} 项" if count else "")
        late = sum(one.when is When.OVERDUE for one in found)
        self.heading.setText(f"待办与到期 · 逾期 {late} 项" if late else "待办与到期")

    def _columns(self) -> list[Column]:
        return [
            Column("title", "事项", 160, stretch=True, sortable=False),
            Column("organization", "责任组织", 118, sortable=False, yields=True),
            Column("due_on", "到期", 84, sortable=False, show=self._day),
            Column("told", "状态", 92, sortable=False, tone=_tone),
        ]

    def _day(self, day: date) -> str:
        return f"{day:%m-%d}" if day.year == self._year else f"{day:%Y-%m-%d}"

    def _click(self, index: QModelIndex) -> None:
        if self.view.current_id is not None and index.isValid():
            self._open(self.view.current_id)

    def _list(self, table: str) -> None:
        figure = self.figures[table]
        self._context.bus.page_requested.emit(figure.page, figure.narrowing)

    def _open(self, id: int) -> None:
        self._context.bus.record_requested.emit(self._tables[id], id)
