"""The tabs 党员 and 下级组织: plain lists whose rows open another record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from db.core.book import Book
from db.people.queries import Found, members_on
from desktop.app.context import AppContext
from desktop.organizations.day_bar import DayBar
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView

_MEMBER_COLUMNS = (
    Column("name", "姓名", 160, sortable=False),
    Column("place", "所在组织", stretch=True, sortable=False),
)
_BELOW_COLUMNS = (
    Column("name", "组织名称", stretch=True, sortable=False),
    Column("kind", "组织类型", 110, sortable=False),
    Column("own", "党员", 64, "right", sortable=False),
    Column("below", "含下级", 72, "right", sortable=False),
    Column("dissolved_on", "撤销日期", 100, sortable=False),
)


class MembersTab(QWidget):
    """The Party members of an organization on a day."""

    counted = Signal(int)

    def __init__(self, context: AppContext, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._organization: int | None = None
        self.day_bar = DayBar("查看日期", today)
        self.day_bar.day_changed.connect(lambda _day: self.reload())
        self.below = QCheckBox("含下级组织")
        self.below.toggled.connect(lambda _on: self.reload())
        self.list = ListView(ListModel(context.jobs), "这一天没有党员")
        top = QHBoxLayout()
        top.addWidget(self.day_bar)
        top.addWidget(self.below)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.list, 1)

    def open(self, organization: int) -> None:
        """Show the members of *organization*."""
        self._organization = organization
        self.reload()

    def reload(self) -> None:
        if self._organization is None:
            return
        book, id, day, below = self._context.book, self._organization, self.day_bar.day, self.below.isChecked()
        self._context.jobs.latest(self, lambda _stop: (id, _members(book, id, day, below)), self._take)

    def _take(self, told: tuple[int, list[Found]]) -> None:
        id, members = told
        if id == self._organization:
            rows: list[Row] = [(found.id, found.name, found.detail) for found in members]
            self.list.model().reload(Rows(_MEMBER_COLUMNS, rows))  # type: ignore[attr-defined]
            self.counted.emit(len(rows))


def _members(book: Book, organization: int, day: date, below: bool) -> list[Found]:
    with book.read() as connection:
        return members_on(connection, organization, day, below=below)


class BelowList(ListView):
    """The organizations directly under one."""

    def __init__(self, context: AppContext) -> None:
        self._model = ListModel(context.jobs)
        super().__init__(self._model, "没有下级组织")

    def show_rows(self, rows: Sequence[Row]) -> None:
        """*rows*: id, name, kind, members, members with all below, day of dissolution."""
        self._model.reload(Rows(_BELOW_COLUMNS, rows))
