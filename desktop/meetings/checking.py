"""The faults of the open record: a button in the card that lists them and leads to where each is put right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton

from db.meetings.checking import faults_of
from db.meetings.faults import Fault
from desktop.app.context import AppContext
from desktop.widgets.record_card import RecordCard


class CheckButton(QPushButton):
    """“检查：3 处”, hidden where there is nothing to tell. *show_part* brings a field into view."""

    def __init__(self, context: AppContext, card: RecordCard, show_part: Callable[[str], object]) -> None:
        super().__init__()
        self._context, self._show_part = context, show_part
        self._id: int | None = None
        self.setProperty("link", True)
        self.setProperty("tone", "warning")
        self.setToolTip("检查记录时发现的问题，不影响保存")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.hide()
        card.add_button(self)

    def show_record(self, id: int | None) -> None:
        """Check the record *id* as the book has it, in the background; None: a new one."""
        if id != self._id:
            self._take((id, []))
        self._id = id
        if id is None:
            self._context.jobs.drop(self)
            return
        book = self._context.book

        def read(_cancelled: Callable[[], bool]) -> tuple[int | None, list[Fault]]:
            with book.read() as connection:
                return id, faults_of(connection, [id], book.now()).get(id, [])

        self._context.jobs.latest(self, read, self._take)

    def _take(self, told: tuple[int | None, list[Fault]]) -> None:
        faults = told[1]
        self._menu.clear()
        for fault in faults:
            self._menu.addAction(fault.text.replace("&", "&&"), partial(self._show_part, fault.part))
        self.setText(f"检查：{len(faults)} 处")
        self.setVisible(bool(faults))
