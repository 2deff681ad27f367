"""The dated facts of a person as small tables: where they belonged, what posts they held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.people.bodies import Seat
from db.people.queries import Stay
from desktop.app.theme import style_table

Column = tuple[str, int]  # title, width in pixels at 100 %; 0 takes the rest
_STAYS: tuple[Column, ...] = (("组织", 0), ("党小组", 96), ("从", 92), ("至", 92), ("事由", 110))
_POSTS: tuple[Column, ...] = (("组织", 0), ("班子", 104), ("职务", 80), ("任职日期", 92), ("免职日期", 92))


class FactsTable(QTableWidget):
    """Read-only rows of texts."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(0, len(columns))
        style_table(self)
        self.setHorizontalHeaderLabels([title for title, _ in columns])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, (_, width) in enumerate(columns):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive if width else _STRETCH)
            if width:
                self.setColumnWidth(at, width)

    def fill(self, rows: Sequence[Sequence[str]]) -> None:
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(at, column, item)


_STRETCH = QHeaderView.ResizeMode.Stretch


class StaysTab(QWidget):
    """Where the person belonged, newest first, and the way to move on."""

    transfer_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FactsTable(_STAYS)
        self.transfer = QPushButton("转移组织关系…")
        self.transfer.clicked.connect(self.transfer_requested)
        hint = QLabel("每次转移都按日期保留，查哪天的名册都准确。", wordWrap=True)
        hint.setProperty("muted", True)
        row = QHBoxLayout()
        row.addWidget(hint, 1)
        row.addWidget(self.transfer)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 12, 4, 4)
        self._column.addLayout(row)
        self._column.addWidget(self.table, 1)
        self.setFocusProxy(self.transfer)

    def add_below(self, widget: QWidget) -> None:
        """Put further dated facts under the table."""
        self._column.addWidget(widget)

    def show_stays(self, stays: Sequence[Stay]) -> None:
        self.table.fill(
            [(stay.organization, stay.group, str(stay.starts_on), until(stay.ends_on), stay.reason) for stay in stays]
        )


class PostsTab(QWidget):
    """The posts of the person, sitting ones first; Enter or a double click opens the organization."""

    organization_requested = Signal(object)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FactsTable(_POSTS)
        self.table.itemActivated.connect(lambda item: self.organization_requested.emit(self._places[item.row()]))
        self._places: list[int] = []
        self._hint = QLabel()
        self._hint.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.addWidget(self._hint)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def show_posts(self, posts: Sequence[tuple[str, Seat]]) -> None:
        """*posts* with the name of their organization."""
        self._places = [seat.organization_id for _, seat in posts]
        self._hint.setText("双击打开所在组织，在那里任免。" if posts else "没有任职记录。任免在“组织”页的班子里登记。")
        self.table.fill(
            [(place, seat.body, seat.title, str(seat.starts_on), until(seat.ends_on, "在任")) for place, seat in posts]
        )


def until(day: date | None, still: str = "至今") -> str:
    return still if day is None else str(day)
