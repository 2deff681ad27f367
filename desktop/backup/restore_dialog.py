"""Which backup to go back to, and what that will mean."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from db.core.errors import EnvironmentFault
from db.security.backup import BackupFile, backups_of
from db.security.restore import same_book
from desktop.app import ask_file
from desktop.app.sizes import size_text
from desktop.app.theme import style_table
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, FormDialog, button, label
from desktop.shell.unlock import FILE_FILTER

_HIGH = 260
_WIDTHS = (200, 120)  # of the first columns


class RestoreDialog(FormDialog):
    """``chosen`` is the backup once accepted; only backups of this very book can be."""

    def __init__(self, book: Path, folder: Path | None, parent: QWidget | None = None) -> None:
        super().__init__("从备份恢复", 600, parent)
        self._book, self._folder = book, folder
        self.chosen: Path | None = None
        self._found: list[BackupFile] = []
        self.list = _table()
        self.error = ErrorLine()
        self.ok = button("恢复到选中的备份", self._take_selected, danger=True)
        self.other = button("其他备份文件…", self._choose_other)
        self._lay_out()
        self.list.itemSelectionChanged.connect(self._show_state)
        self._show_state()
        if folder is None:
            self.error.tell("还没有选择备份文件夹。可以用“其他备份文件…”从 U 盘上选。")
        else:
            Background(self).run(lambda: backups_of(book, folder), self._fill, self.error.show_error)

    def _fill(self, found: list[BackupFile]) -> None:
        self._found = found
        self.list.setRowCount(len(found))
        for row, one in enumerate(found):
            for column, text in enumerate((f"{one.taken_at:%Y-%m-%d %H:%M:%S}", size_text(one.size), one.path.name)):
                self.list.setItem(row, column, QTableWidgetItem(text))
        if found:
            self.list.selectRow(0)
            self.list.setFocus()
        else:
            self.error.tell(f"“{self._folder}”里没有这本账的备份。")

    def _take_selected(self) -> None:
        rows = self.list.selectionModel().selectedRows()
        if rows:
            self._take(self._found[rows[0].row()].path)

    def _choose_other(self) -> None:
        chosen = ask_file.existing(self, "选择备份", self._folder or self._book.parent, FILE_FILTER)
        if chosen:
            self._take(Path(chosen))

    def _take(self, path: Path) -> None:
        self.error.clear()
        try:
            ours = same_book(path, self._book)
        except EnvironmentFault as fault:
            self.error.show_error(fault)
            return
        if ours:
            self._take_ours(path)
        else:
            self.error.tell("这不是当前账本的备份。要打开别的账本，请在输入口令的窗口用“打开其他账本…”。")

    def _take_ours(self, path: Path) -> None:
        self.chosen = path
        self.accept()

    def _show_state(self) -> None:
        self.ok.setEnabled(bool(self.list.selectionModel().selectedRows()))

    def _lay_out(self) -> None:
        self.column.addWidget(self.list)
        self.column.addWidget(self.error)
        self.column.addSpacing(6)
        self.column.addWidget(label(
            "账本回到备份时的样子，之后录入的内容不再出现。现在的账本不会丢：它改名为"
            f"“{self._book.stem} 恢复前 日期时间”，留在原来的文件夹里，随时可以打开。"
        ))  # fmt: skip
        self.column.addWidget(label("恢复时先关闭账本，完成后请用备份当时的口令打开。", muted=True))
        self.add_buttons(self.other, self.ok, button("取消", self.reject))


def _table() -> QTableWidget:
    table = QTableWidget(0, 3)
    table.setHorizontalHeaderLabels(["备份时间", "大小", "文件"])
    style_table(table)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setFixedHeight(_HIGH)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(_WIDTHS):
        table.setColumnWidth(column, width)
    table.horizontalHeader().setStretchLastSection(True)
    return table
