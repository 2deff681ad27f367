"""A tab of a record's card that lists small parts of it (revisions, visits): each is an action of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from db.core.book import Book, Connection
from db.core.changes import Changes
from db.core.fields import Field
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.record_card import RecordCard
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, column
from desktop.widgets.table_view import ListView


class Part(Protocol):
    """One of them as it is read."""

    @property
    def id(self) -> int: ...

    @property
    def draft(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts are: the tab's title, the deed of adding one, how they are read and written."""

    table: str
    record: str  # the table of the record
    title: str
    deed: str  # 登记修订
    measure: str  # 次
    hint: str  # while there is none
    fields: tuple[Field, ...]
    draft: Callable[..., Any]
    stretch: str  # the column that takes the rest
    read: Callable[[Connection, int], Sequence[Part]]
    add: Callable[[Book, int, Any], object]
    save: Callable[[Book, int, Any], object]
    delete: Callable[[Book, Sequence[int]], object]


class PartsTab(QWidget):
    """It follows the book by itself."""

    def __init__(self, context: AppContext, card: RecordCard, parts: Parts) -> None:
        super().__init__()
        self._context, self._book, self._card, self.parts = context, context.book, card, parts
        self._record: int | None = None
        self._rows: dict[int, Part] = {}
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model)
        self.view.opened.connect(lambda _id: self.change())
        self.view.selection_changed.connect(self._offer)
        self.view.set_menu(self._fill_menu)
        QShortcut(QKeySequence.StandardKey.Delete, self.view, self.delete,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.add_button = QPushButton(icon("plus"), f"{parts.deed}…")
        self.add_button.clicked.connect(self.add)
        self.change_button = QPushButton("修改…")
        self.change_button.clicked.connect(self.change)
        self.delete_button = QPushButton("删除")
        self.delete_button.clicked.connect(self.delete)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addStretch(1)
        row.addWidget(self.change_button)
        row.addWidget(self.delete_button)
        tall = QVBoxLayout(self)
        tall.setContentsMargins(0, 12, 0, 0)
        tall.setSpacing(10)
        tall.addLayout(row)
        tall.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        context.bus.changed.connect(self._follow)
        self._index = card.add_tab(self, parts.title)
        self.show_record(None)

    # -- showing -----------------------------------------------------------------------------------

    def show_record(self, id: int | None) -> None:
        """The parts of the record *id*; None: it is not saved yet."""
        self._record = id
        rows: Sequence[Part] = ()
        if id is not None:
            with self._book.read() as connection:
                rows = self.parts.read(connection, id)
        self._rows = {row.id: row for row in rows}
        self.view.set_empty_text(self.parts.hint if id is not None else f"先保存，再{self.parts.deed}。")
        columns = self._columns()
        self.model.reload(Rows(columns, [
            (row.id, *(_brief(getattr(row.draft, column.key)) for column in columns)) for row in rows
        ]))  # fmt: skip
        title = self.parts.title
        self._card.tabs.setTabText(self._index, f"{title} {len(rows)}" if rows else title)
        self.add_button.setEnabled(id is not None)
        self._offer()

    def _columns(self) -> list[Column]:
        return [
            column(field, stretch=field.name == self.parts.stretch, yields=field.width == 0, sortable=False)
            for field in self.parts.fields
        ]

    def _follow(self, changes: Changes) -> None:
        if self._record is not None and changes.touch(self.parts.table, self.parts.record):
            self.show_record(self._record)

    def _offer(self) -> None:
        chosen = self.view.selected_ids()
        self.change_button.setEnabled(len(chosen) == 1)
        self.delete_button.setEnabled(bool(chosen))

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        record = self._record
        if record is not None:
            day = next(field.name for field in self.parts.fields if field.kind == "date")
            draft = self.parts.draft(**{day: self._book.now().date()})
            self._ask(self.parts.deed, draft, lambda made: self.parts.add(self._book, record, made))

    def change(self) -> None:
        chosen = self.view.selected_ids()
        row = self._rows.get(chosen[0]) if len(chosen) == 1 else None
        if row is not None:
            id = row.id
            self._ask(f"修改{self.parts.title}", row.draft, lambda made: self.parts.save(self._book, id, made))

    def _ask(self, title: str, draft: Any, save: Callable[[Any], object]) -> None:
        def apply(values: dict[str, Any]) -> None:
            made = self.parts.draft(**values)
            self._context.jobs.now(lambda: save(made))

        FormDialog(
            title, self.parts.fields, apply, today=lambda: self._book.now().date(), parent=self,
            values={field.name: getattr(draft, field.name) for field in fields(draft)},
        ).open()  # fmt: skip

    def delete(self) -> None:
        ids = list(self.view.selected_ids())
        if not ids:
            return
        what = f"所选 {len(ids)} {self.parts.measure}" if len(ids) > 1 else f"这{self.parts.measure}"
        question = f"删除{what}{self.parts.title}记录？可以用 Ctrl+Z 撤销。"
        if not self._context.messages.ask(question, "删除", danger=True):
            return
        try:
            self._context.jobs.now(lambda: self.parts.delete(self._book, ids))
        except Exception as error:
            self._context.messages.show_error(error)

    def _fill_menu(self, menu: QMenu) -> None:
        menu.addAction(f"{self.parts.deed}…", self.add).setEnabled(self._record is not None)
        if self.change_button.isEnabled():
            menu.addAction("修改…", self.change)
        if self.delete_button.isEnabled():
            menu.addAction("删除", self.delete)


def _brief(value: Any) -> Any:
    """A text of several lines in one."""
    return " ".join(value.split()) if isinstance(value, str) else value
