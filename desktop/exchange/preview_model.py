"""The rows of a sheet with what an import would do with each: read from the plan as they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from db.exchange.rows import ROW, Action, Plan, Row
from desktop.app.theme import color
from desktop.exchange.import_state import shown

AnyIndex = QModelIndex | QPersistentModelIndex

NUMBER, STATE, FIRST = 0, 1, 2  # columns before those of the sheet
_COLORS = {
    Action.NEW: "success", Action.UPDATE: "warning", Action.SAME: "muted", Action.SKIP: "muted",
    Action.REFUSED: "error",
}  # fmt: skip
_CHARACTER, _WIDEST_HEADING = 15, 240  # pixels of a heading
_LONGEST = 200  # characters of a cell that are painted


class PreviewModel(QAbstractTableModel):
    """All rows of a plan, or only those of which something is to be said."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._rows: Sequence[Row] = ()
        self._shown: list[int] = []  # columns of the sheet, those to be imported first
        self._names: dict[int, str] = {}

    def show_plan(self, plan: Plan | None, *, only_wrong: bool = False, only_remarked: bool = False) -> None:
        """Show the rows of *plan*: all, or those with something wrong, with something remarked, or either."""
        self.beginResetModel()
        self._plan = plan
        self._rows = () if plan is None else plan.rows
        if only_wrong or only_remarked:
            wanted = lambda row: (only_wrong and row.problems) or (only_remarked and row.remarked)  # noqa: E731
            self._rows = list(filter(wanted, self._rows))
        self._names = {} if plan is None else plan.mapping
        others = () if plan is None else range(len(plan.table.headings))
        self._shown = [*self._names, *(at for at in others if at not in self._names)]
        self.endResetModel()

    def first_wrong(self) -> QModelIndex:
        """The first cell with something wrong; not valid when there is none."""
        for at, row in enumerate(self._rows):
            if row.problems:
                columns = (*range(FIRST, self.columnCount()), STATE)
                return self.index(at, next((column for column in columns if self._wrong(row, column)), STATE))
        return QModelIndex()

    def explain(self, index: AnyIndex) -> str:
        """What is to be said of the cell at *index*, else of its row."""
        if not index.isValid() or self._plan is None:
            return ""
        row = self._rows[index.row()]
        if wrong := self._wrong(row, index.column()):
            name = self._names.get(self._sheet_column(index.column()), "")
            return f"第 {row.number} 行{f' {self._plan.label(name)}' if name else ''}：{wrong}"
        if row.problems:
            return "；".join(self._plan.told(row))
        return f"第 {row.number} 行：{self._fate(row)}"

    def _fate(self, row: Row) -> str:
        assert self._plan is not None
        warned = "".join(f"；{text}" for text in row.warnings)
        if row.action is Action.UPDATE:
            labels = {column.name: column.heading for column in self._plan.ledger.columns}
            names = "、".join(dict.fromkeys(labels[name] for name in row.changes if name in labels))
            return f"账本里已有，将更新{names or '内容'}{warned}"
        fates = {
            Action.NEW: "新增", Action.SAME: "账本里已有，内容一样", Action.SKIP: "账本里已有，按所选跳过",
        }  # fmt: skip
        return f"{fates.get(row.action, '')}{warned}"

    def _sheet_column(self, column: int) -> int:
        return self._shown[column - FIRST] if column >= FIRST else -1

    def _wrong(self, row: Row, column: int) -> str:
        """What is wrong with the cell; at the state, what is wrong with the row or with a column the sheet lacks."""
        if not row.problems:
            return ""
        if column == STATE:
            known = set(self._names.values())
            return "；".join(text for name, text in row.problems.items() if name == ROW or name not in known)
        return row.problems.get(self._names.get(self._sheet_column(column), " "), "")

    # -- what Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else FIRST + len(self._shown)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.BackgroundRole:
            return color("error-soft") if self._wrong(row, column) else None
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == STATE:
                return color(_COLORS[row.action])
            return None if self._sheet_column(column) in self._names or column == NUMBER else color("muted")
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._wrong(row, column) or self._text(row, column)
        return None

    def _text(self, row: Row, column: int) -> str:
        if column == NUMBER:
            return str(row.number)
        if column == STATE:
            return row.action.label
        at = self._sheet_column(column)
        return shown(row.cells[at])[:_LONGEST] if at < len(row.cells) else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole or self._plan is None:
            return None
        if section < FIRST:
            return ("行", "结果")[section]
        return self._plan.table.headings[self._sheet_column(section)]

    def width_of(self, column: int) -> int:
        """Pixels of a column at 100 %."""
        if column < FIRST or self._plan is None:
            return (64, 84)[column] if column < FIRST else 120
        name = self._names.get(self._sheet_column(column))
        field = self._plan.ledger.column(name).field if name else None
        heading = len(self._plan.table.headings[self._sheet_column(column)]) * _CHARACTER
        return max(field.width if field else 0, min(heading, _WIDEST_HEADING), 104) + 8
