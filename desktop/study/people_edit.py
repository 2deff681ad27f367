"""Several people picked one after another, or pasted as a list of names."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.pickers import Choice, PersonPicker

_APART = re.compile(r"[\s、，,；;]+")
_ID = Qt.ItemDataRole.UserRole
_HEIGHT = 132


class PeopleEdit(QWidget):
    """``ids`` are those listed. A pasted name that is nobody's, or several people's, is told of, never dropped."""

    changed = Signal()

    def __init__(self, find: Callable[[str], list[Choice]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self.picker = PersonPicker(find, free_text=True)
        self.picker.line.setPlaceholderText("姓名或拼音首字母，回车加入；可粘贴一串姓名")
        self.picker.line.setAccessibleName("参加人员")
        self.picker.changed.connect(self._take_picked)
        self.picker.line.returnPressed.connect(self._take_typed)
        self.list = QListWidget()
        self.list.setFixedHeight(_HEIGHT)
        self.list.setAccessibleName("已选人员")
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        QShortcut(QKeySequence.StandardKey.Delete, self.list, self.remove, context=Qt.ShortcutContext.WidgetShortcut)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        self.remove_button = QPushButton("移除")
        self.remove_button.setAutoDefault(False)
        self.remove_button.clicked.connect(self.remove)
        bottom = QHBoxLayout()
        bottom.addWidget(self.count)
        bottom.addStretch(1)
        bottom.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.picker, self.list):
            column.addWidget(widget)
        column.addLayout(bottom)
        self.setFocusProxy(self.picker)
        self._tell()

    @property
    def ids(self) -> list[int]:
        return [self.list.item(row).data(_ID) for row in range(self.list.count())]

    @property
    def untaken(self) -> str:
        """What is typed and has not become anyone on the list."""
        return self.picker.line.text().strip()

    def add(self, choice: Choice) -> None:
        if choice.id not in self.ids:
            item = QListWidgetItem(f"{choice.title}　{choice.detail}".rstrip())
            item.setData(_ID, choice.id)
            self.list.addItem(item)
            self.list.scrollToItem(item)
        self._tell()

    def remove(self) -> None:
        for item in self.list.selectedItems():
            self.list.takeItem(self.list.row(item))
        self._tell()

    def _take_picked(self) -> None:
        if self.picker.chosen is not None:
            self.add(self.picker.chosen)
            self.picker.set_value(None)

    def _take_typed(self) -> None:
        """Enter: every name typed or pasted that is one person's alone."""
        if self.picker.popup.popup().isVisible():
            return
        left: list[str] = []
        for name in filter(None, _APART.split(self.untaken)):
            same = [choice for choice in self._find(name) if choice.title == name]
            if len(same) == 1:
                self.add(same[0])
            else:
                left.append(f"有 {len(same)} 位“{name}”" if same else f"没有找到“{name}”")
        rest = re.findall("“(.+?)”", "".join(left))
        self.picker.set_value("、".join(rest))
        self.picker.set_problem(f"{'，'.join(left)}，请逐个选择" if left else None)

    def _tell(self) -> None:
        self.count.setText(f"已选 {self.list.count()} 人")
        self.remove_button.setEnabled(self.list.count() > 0)
        self.changed.emit()
