"""Where backups go, and when they are made by themselves."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.app import ask_file
from desktop.app.backup_choices import Choices
from desktop.app.theme import mark
from desktop.shell.forms import ErrorLine, FormDialog, add_labelled, button, label

_KEPT = "今天的备份全部保留；一个月内每天保留最后一份，更早的每月保留最后一份，最新一份永不删除。"
_SAME_DISK = "这个文件夹与账本在同一个磁盘上，磁盘损坏时会一起丢失。建议选择 U 盘或另一块磁盘。"


class BackupSettingsDialog(FormDialog):
    """Accepted once the choices are good and kept. An empty folder switches backups off."""

    def __init__(self, choices: Choices, book: Path, parent: QWidget | None = None) -> None:
        super().__init__("备份设置", 520, parent)
        self._choices, self._book = choices, book
        self.folder = QLineEdit(str(choices.folder or ""))
        self.folder.setPlaceholderText("如 U 盘或另一块磁盘上的文件夹")
        self.browse = button("选择…", self._browse)
        self.hint = label(warning=True)
        self.error = ErrorLine()
        self.on_close = QCheckBox("关闭或锁定账本时备份（有改动才备份）(&C)")
        self.daily = QCheckBox("每天第一次打开账本时备份(&D)")
        self.on_close.setChecked(choices.on_close)
        self.daily.setChecked(choices.daily)
        self.ok = button("保存", self.submit, primary=True)
        self._lay_out(button("取消", self.reject))
        self.folder.textChanged.connect(self._show_hint)
        self._show_hint()

    def submit(self) -> None:
        text = self.folder.text().strip()
        folder = Path(text) if text else None
        if folder is not None and not folder.is_dir():
            self.error.tell(f"找不到文件夹“{folder}”。请检查 U 盘是否已插好，或另选一个。", self.folder)
            return
        self._choices.choose(folder, on_close=self.on_close.isChecked(), daily=self.daily.isChecked())
        self.accept()

    def _browse(self) -> None:
        chosen = ask_file.folder(self, "选择备份文件夹", self.folder.text())
        if chosen:
            self.folder.setText(str(Path(chosen)))

    def _show_hint(self) -> None:
        self.error.clear()
        same = _same_disk(self.folder.text().strip(), self._book)
        self.hint.setText(_SAME_DISK if same else "")
        self.hint.setVisible(same)

    def _lay_out(self, cancel: QPushButton) -> None:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        add_labelled(self.column, "备份文件夹(&F)", place)
        place.setFocusProxy(self.folder)
        for widget in (self.error, self.hint):
            self.column.addWidget(widget)
        self.column.addSpacing(8)
        self.column.addWidget(self.on_close)
        self.column.addWidget(self.daily)
        self.column.addSpacing(6)
        note = label(_KEPT)
        mark(note, muted=True)
        self.column.addWidget(note)
        self.add_buttons(cancel, self.ok)


def _same_disk(folder: str, book: Path) -> bool:
    try:
        return bool(folder) and os.stat(folder).st_dev == os.stat(book).st_dev
    except OSError:
        return False
