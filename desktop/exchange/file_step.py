"""First step: which file, which sheet of it, which row holds the headings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.app.theme import color, restyle, style_table
from desktop.exchange.beside_fields import BesideFields
from desktop.exchange.import_state import Import, shown
from desktop.exchange.shaded import Shaded

ENDINGS = ("xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "txt")
_ROWS, _COLUMNS = 30, 40  # of the sheet that are shown
_DROP = "把表格文件拖到这里，或点“选择文件…”\n\n可以是 .xlsx、.xls、.et（WPS）、.ods、.csv"


class FileStep(QWidget):
    """Shows the beginning of the sheet as it is, the rows of headings marked."""

    choose_requested = Signal()
    template_requested = Signal()
    sheet_chosen = Signal(int)
    heading_chosen = Signal(int)  # row from 1

    def __init__(self, beside: BesideFields | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.beside = beside  # asks what holds for all rows
        self.file = QLabel("还没有选择文件")
        self.choose = QPushButton("选择文件…")
        self.choose.clicked.connect(self.choose_requested)
        self.template = QPushButton("下载导入模板…")
        self.template.setProperty("link", True)
        self.template.clicked.connect(self.template_requested)
        self.sheets = QComboBox()
        self.sheets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.sheets.activated.connect(self.sheet_chosen)
        self.heading = QSpinBox()
        self.heading.setMinimum(1)
        self.heading.setFixedWidth(76)
        self.heading.setKeyboardTracking(False)
        self.heading.valueChanged.connect(self.heading_chosen)
        self.told = QLabel(wordWrap=True)
        self.empty = QLabel(_DROP)
        self.rows = QTableWidget()
        style_table(self.rows)
        self.rows.setItemDelegate(Shaded(self.rows))
        self.rows.verticalHeader().show()
        self.rows.verticalHeader().setFixedWidth(44)
        self.rows.horizontalHeader().hide()
        self.rows.setFrameShape(QTableWidget.Shape.NoFrame)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.rows.setTabKeyNavigation(False)
        self._lay_out()
        self.show_import(None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.choose)
        top.addWidget(self.file, 1)
        top.addWidget(self.template)
        self._found = QWidget()
        found = QHBoxLayout(self._found)
        found.setContentsMargins(0, 0, 0, 0)
        found.setSpacing(8)
        self._sheet_label = QLabel("工作表")
        for widget in (self._sheet_label, self.sheets, QLabel("标题在第"), self.heading, QLabel("行")):
            found.addWidget(widget)
        found.addSpacing(8)
        found.addWidget(self.told, 1)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.rows)
        self.empty.setProperty("muted", True)
        self.empty.setAlignment(self.empty.alignment().AlignCenter)
        inside.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self._found)
        if self.beside is not None:
            column.addWidget(self.beside)
        column.addWidget(card, 1)

    def show_import(self, now: Import | None) -> None:
        """Show what was read, or where to begin."""
        ready = now is not None and now.path is not None
        for widget in (self._found, self.rows):
            widget.setVisible(ready)
        self.empty.setVisible(not ready)
        restyle(self.choose, primary=not ready)
        self.choose.setText("换一个文件…" if ready else "选择文件…")
        if self.beside is not None:
            self.beside.show_import(now)
        if now is None or now.path is None:
            return
        self.file.setText(now.path.name)
        self._show_sheets(now)
        self._show_heading(now)
        self._show_rows(now)

    def _show_sheets(self, now: Import) -> None:
        self.sheets.clear()
        self.sheets.addItems([f"{sheet.name}（隐藏的）" if sheet.hidden else sheet.name for sheet in now.sheets])
        self.sheets.setCurrentIndex(now.at)
        for widget in (self._sheet_label, self.sheets):
            widget.setVisible(len(now.sheets) > 1)

    def _show_heading(self, now: Import) -> None:
        self.heading.blockSignals(True)
        self.heading.setMaximum(max(1, len(now.sheet.rows)))
        self.heading.setValue(now.table.heading_row if now.table else 1)
        self.heading.blockSignals(False)
        self.told.setText(what_was_found(now))
        restyle(self.told, error=now.table is None or not now.table.rows)

    def _show_rows(self, now: Import) -> None:
        heading = now.table.heading_row - 1 if now.table else 0
        headings = range(heading + 1 - now.table.heading_rows, heading + 1) if now.table else range(0)
        first = max(0, heading - 3) if heading >= _ROWS else 0
        rows = now.sheet.rows[first : first + _ROWS]
        self.rows.setRowCount(len(rows))
        self.rows.setColumnCount(min(_COLUMNS, max(map(len, rows), default=0)))
        self.rows.setVerticalHeaderLabels([str(first + number) for number in range(1, len(rows) + 1)])
        bold = QFont(self.font())
        bold.setBold(True)
        for at, cells in enumerate(rows):
            for column, cell in enumerate(cells[:_COLUMNS]):
                item = QTableWidgetItem(shown(cell))
                if first + at in headings:
                    item.setFont(bold)
                    item.setBackground(QBrush(color("primary-soft")))
                self.rows.setItem(at, column, item)
        self.rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(self.rows.columnCount()):
            self.rows.setColumnWidth(column, 128)


def what_was_found(now: Import) -> str:
    """标题下面有 970 行数据；没有当作数据的：第 2 行（标题）…"""
    if now.table is None:
        return now.why_none
    told = (
        f"标题下面有 {len(now.table.rows):,} 行数据。" if now.table.rows else "标题下面没有数据，请核对标题在哪一行。"
    )
    if now.table.heading_rows > 1:
        told = f"标题有两行（第 {now.table.heading_row - 1}、{now.table.heading_row} 行）。{told}"
    skipped = now.table.skipped
    if skipped:
        named = "、".join(f"第 {number} 行（{why}）" for number, why in skipped[:3])
        told += f"没有当作数据的：{named}{f'等 {len(skipped)} 行' if len(skipped) > 3 else ''}。"
    return told


def is_table(path: Path) -> bool:
    """Whether *path*'s name is that of a table."""
    return path.suffix.lower().lstrip(".") in ENDINGS
