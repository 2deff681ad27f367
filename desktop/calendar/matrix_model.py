"""The matrix as a table model: three columns of the organization, then a column a unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from db.meetings.matrix import Cell, Column, Matrix, Row
from desktop.widgets.table_model import AnyIndex

NAME, SHARE, MISSING = range(3)
FROZEN = 3  # columns before the units
CELL = Qt.ItemDataRole.UserRole  # the Cell, or None
_HEADS = ("组织", "已开/应开", "缺")
_CENTER = Qt.AlignmentFlag.AlignCenter


class MatrixModel(QAbstractTableModel):
    """A row an organization."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()
        self.columns: Sequence[Column] = ()

    def show_matrix(self, matrix: Matrix) -> None:
        self.beginResetModel()
        self.rows, self.columns = matrix.rows, matrix.columns
        self.endResetModel()

    def cell(self, index: AnyIndex) -> Cell | None:
        if not index.isValid() or index.column() < FROZEN:
            return None
        return self.rows[index.row()].cells.get(index.column() - FROZEN)

    def text(self, row: int, column: int) -> str:
        """What a cell shows; for painting, without the way through Qt."""
        if column < FROZEN:
            return _head_text(self.rows[row], column)
        cell = self.rows[row].cells.get(column - FROZEN)
        return "" if cell is None else cell.text(self.columns[column - FROZEN].monthly)

    def column_at(self, section: int) -> Column | None:
        """The unit of a column; None for those of the organization."""
        return self.columns[section - FROZEN] if FROZEN <= section < FROZEN + len(self.columns) else None

    # -- what Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else FROZEN + len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if index.column() < FROZEN:
            return self._head(row, index.column(), role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        cell = self.cell(index)
        if role == CELL:
            return cell
        if role == Qt.ItemDataRole.ToolTipRole and cell is not None:
            column = self.columns[index.column() - FROZEN]
            return f"{row.full_name}　{column.duty.kind}　{column.label}\n{cell.explained()}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.column_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.label if column else _HEADS[section] if section < FROZEN else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _CENTER
        if role == Qt.ItemDataRole.ToolTipRole and column is not None:
            told = column.tally
            return f"{column.duty.kind}　{column.label}\n应开 {told.due}，已开 {told.held}，缺 {told.missing}"
        return None

    def _head(self, row: Row, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole:
            told = row.tally
            return f"{row.full_name}\n应开 {told.due} 次，已开 {told.held} 次，缺 {told.missing} 次"
        return _head_text(row, column) if role == Qt.ItemDataRole.DisplayRole else None


def _head_text(row: Row, column: int) -> str:
    if column == NAME:
        return row.name
    if column == SHARE:
        return f"{row.tally.held}/{row.tally.due}" if row.tally.due else ""
    return str(row.tally.missing or "")
