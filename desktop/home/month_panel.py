"""三会一课 of the month: the organizations that owe most on top; a cell leads to its meetings or begins one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from db.home.month import Month, MonthCell
from db.meetings.matrix import State
from desktop.app.context import AppContext
from desktop.app.theme import color
from desktop.home.panel import Panel
from desktop.widgets.meeting_cells import CellDelegate
from desktop.widgets.meeting_menu import lead_to_meeting

ROW, NAME, KIND = 26, 128, 68  # pixels
AnyIndex = QModelIndex | QPersistentModelIndex
_CELL = Qt.ItemDataRole.UserRole


class MonthModel(QAbstractTableModel):
    """A row an organization, its name first, then a column a kind."""

    def __init__(self) -> None:
        super().__init__()
        self.month: Month | None = None

    def show_month(self, month: Month) -> None:
        self.beginResetModel()
        self.month = month
        self.endResetModel()

    def cell(self, index: AnyIndex) -> MonthCell | None:
        if self.month is None or not index.isValid() or index.column() == 0:
            return None
        return self.month.rows[index.row()].cells.get(index.column() - 1)

    def told(self, index: AnyIndex) -> tuple[str, State | None]:
        cell = self.cell(index)
        return ("", None) if cell is None else (cell.text, State.HELD if cell.text == "已开" else cell.state)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() or self.month is None else len(self.month.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.month is None else 1 + len(self.month.kinds)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.month is None or not index.isValid():
            return None
        row, cell = self.month.rows[index.row()], self.cell(index)
        if role == _CELL:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if index.column() == 0 else "" if cell is None else cell.text
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            return "\n".join(f"{part.organization}　{part.kind}：{part.cell.explained()}" for part in cell.parts)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.full_name
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.month is None or orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.month.kinds[section - 1][1] if section else ""


class MonthPanel(Panel):
    """As many kinds as there is room for, in the office's order."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("三会一课 · 本月")
        self._context = context
        self.model = MonthModel()
        self.view = _View(self.model)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.add_table(self.view)
        self.add_link("all", lambda: context.bus.page_requested.emit("calendar", {}))

    def show_month(self, month: Month) -> None:
        self.heading.setText(f"三会一课 · {'本月' if month.current else month.period.label}{_standing(month)}")
        self.model.show_month(month)
        self.view.fit()
        self.show_link("all", f"全部 {month.places} 个组织" if month.places else "")
        nothing = "这个月还没有要开的" if month.places else "这个范围里没有规定要开三会一课的组织"
        self.say("" if month.rows else nothing, self.view)

    def _choose(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None:
            below = self.view.viewport().mapToGlobal(self.view.visualRect(index).bottomLeft())
            lead_to_meeting(self._context, cell.parts, self, below)


def _standing(month: Month) -> str:
    """How the month stands: what is missing, soon due or still to come; else that all was held."""
    counts = ((State.MISSING, "缺"), (State.SOON, "近期要开"), (State.DUE, "待开"), (State.PLANNED, "已安排"))
    told = [f"{word} {count}" for state, word in counts if (count := month.count(state))]
    if not month.rows:
        return ""
    return " · " + ("，".join(told) if told else "都开了")


class _View(QTableView):
    def __init__(self, model: MonthModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("本月三会一课")
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setSectionsClickable(False)
        heads.setHighlightSections(False)
        heads.setFixedHeight(28)
        heads.setProperty("bare", True)
        self.setItemDelegate(CellDelegate(model.told, self, ruled=False))
        self.setItemDelegateForColumn(0, _NameDelegate(self))

    def fit(self) -> None:
        """Show the kinds there is room for, the names take the rest."""
        count, room = self.model().columnCount() - 1, self.viewport().width()
        if count < 0:
            return
        shown = max(1, min(count, (room - NAME) // KIND))
        for column in range(1, count + 1):
            self.setColumnHidden(column, column > shown)
            self.setColumnWidth(column, KIND)
        self.setColumnWidth(0, max(NAME, room - shown * KIND))
        if self.model().rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        there = self.indexAt(event.position().toPoint()).data(_CELL) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _NameDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        room: QRect = option.rect  # type: ignore[attr-defined]
        painter.setPen(color("text"))
        inside = room.adjusted(2, 0, -6, 0)
        text = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
