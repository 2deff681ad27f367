"""The tasks that came from a record, as a table to read; a double click or Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from desktop.app.theme import color, style_table

_ID = Qt.ItemDataRole.UserRole


class TaskLine(NamedTuple):
    """One task: what its cells say; ``late`` marks the last two of them."""

    id: int
    cells: tuple[str, ...]
    late: bool
    tip: str = ""


class TaskTable(QTableView):
    """*headings*, the first of them as wide as there is room, the others of *widths* pixels."""

    opened = Signal(object)  # the task's id

    def __init__(self, headings: Sequence[str], widths: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headings, self._widths = headings, widths
        self.rows = QStandardItemModel(0, len(headings), self)
        self.setModel(self.rows)
        style_table(self)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def fill(self, lines: Sequence[TaskLine]) -> None:
        self.rows.clear()
        self.rows.setHorizontalHeaderLabels(list(self._headings))
        for line in lines:
            self.rows.appendRow(_items(line))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(self._widths, 1):
            self.setColumnWidth(column, width)

    @property
    def current_id(self) -> int | None:
        item = self.rows.item(self.currentIndex().row(), 0)
        return None if item is None else int(item.data(_ID))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id is not None:
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _open(self, row: int) -> None:
        self.opened.emit(self.rows.item(row, 0).data(_ID))


def _items(line: TaskLine) -> list[QStandardItem]:
    items = [QStandardItem(text) for text in line.cells]
    items[0].setData(line.id, _ID)
    items[0].setToolTip(line.tip or line.cells[0])
    if line.late:
        for item in items[-2:]:
            item.setForeground(color("error"))
    return items
