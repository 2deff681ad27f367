"""生成责任书: the organization that issued a list and those below it, chosen by level and kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.organizations.queries import Node
from desktop.app.theme import color
from desktop.widgets.filter_bar import ChipRow

_SIZE = (560, 520)
_ID = Qt.ItemDataRole.UserRole


class ChooseDialog(QDialog):
    """*nodes*: those offered, the one that issued the list first; *level*: those its level means, chosen at first;
    *there*: those with a pledge already. *apply* gets the chosen ids."""

    def __init__(
        self, title: str, nodes: Sequence[Node], level: set[int], there: set[int],
        apply: Callable[[list[int]], object], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("生成责任书")
        self.resize(*_SIZE)
        self._apply, self._level = apply, level
        self._items: dict[int, QTreeWidgetItem] = {}
        self.note = QLabel(title, wordWrap=True)
        self.note.setProperty("muted", True)
        self.chips = ChipRow()
        self.chips.set_chips(
            [("", "不选"), ("level", "按清单层级"), ("direct", "直接下级"), *((kind, kind) for kind in _kinds(nodes))]
        )
        self.chips.chosen.connect(lambda key: self.choose(str(key)))
        self.line = _Search()
        self.line.setPlaceholderText("搜索组织")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self.search)
        self.tree = QTreeWidget()
        self.tree.setProperty("boxed", True)
        self.tree.setUniformRowHeights(True)
        self.tree.setHeaderLabels(["组织", "类型"])
        self.tree.setColumnWidth(0, 380)
        self.tree.itemChanged.connect(lambda _item, _column: self._count())
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("error", True)
        self.problem.hide()
        self.ok = QPushButton("生成")
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self.cancel = QPushButton("取消", autoDefault=False)
        self.cancel.clicked.connect(self.reject)
        self._fill(nodes, there)
        self._lay_out()
        first = "level" if level else "direct"
        self.chips.set_key(first)
        self.choose(first)
        self.line.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.note)
        column.addWidget(self.chips)
        column.addWidget(self.line)
        column.addWidget(self.tree, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _fill(self, nodes: Sequence[Node], there: set[int]) -> None:
        self._nodes, self._there = {node.id: node for node in nodes}, there
        for node in nodes:
            above = self._items.get(node.parent_id or 0)
            item = QTreeWidgetItem([f"{node.name}（已有）" if node.id in there else node.name, node.kind])
            item.setToolTip(0, node.name)
            item.setData(0, _ID, node.id)
            if node.id in there:  # not disabled: what is below it would be too
                item.setForeground(0, color("muted"))
            else:
                item.setCheckState(0, Qt.CheckState.Unchecked)
            if above is None:
                self.tree.addTopLevelItem(item)
            else:
                above.addChild(item)
            self._items[node.id] = item
        self.tree.expandAll()

    def choose(self, key: str) -> None:
        """Check those of the list's level, those directly below, or those of a kind, and no others."""
        top = next(iter(self._nodes))
        self.tree.blockSignals(True)
        for id, item in self._items.items():
            if id not in self._there:
                node = self._nodes[id]
                wanted = {"level": id in self._level, "direct": node.parent_id == top}.get(key, node.kind == key)
                item.setCheckState(0, Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.tree.blockSignals(False)
        self._count()

    def search(self, text: str) -> None:
        """Show the organizations named so, with those above them; what is chosen stays."""
        words = text.strip()
        for item in self._items.values():
            item.setHidden(bool(words))
        for id, item in self._items.items():
            node, above = self._nodes[id], item
            found = words in node.name or words in node.short_name
            while found and above is not None and above.isHidden():
                above.setHidden(False)
                above = above.parent()

    def chosen(self) -> list[int]:
        return [
            id for id, item in self._items.items()
            if id not in self._there and item.checkState(0) == Qt.CheckState.Checked
        ]  # fmt: skip

    def _count(self) -> None:
        self.problem.hide()
        count = len(self.chosen())
        self.ok.setText(f"生成 {count} 份" if count else "生成")
        self.ok.setEnabled(count > 0)

    def accept(self) -> None:
        try:
            self._apply(self.chosen())
        except UserError as error:
            self.problem.setText(error.text)
            self.problem.show()
            return
        super().accept()


class _Search(QLineEdit):
    """Enter stays in it: what was found is still to be chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)


def _kinds(nodes: Sequence[Node]) -> list[str]:
    return list(dict.fromkeys(node.kind for node in nodes))
