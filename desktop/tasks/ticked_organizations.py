"""Many organizations, ticked in a list that is narrowed by kind, sector and what they stand below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.organizations.queries import Node
from desktop.widgets.editor import Editor
from desktop.widgets.organization_picker import Node as Offer
from desktop.widgets.organization_picker import OrganizationPicker

_ID = Qt.ItemDataRole.UserRole
_HEIGHT, _LEAST = 200, 70  # pixels of the list


class TickedOrganizations(Editor):
    """Its value are the ids of the ticked ones, in the order of the tree. What is hidden stays ticked; it is told."""

    def __init__(self, nodes: Sequence[Node], parent: QWidget | None = None) -> None:
        self._nodes = {node.id: node for node in nodes if node.dissolved_on is None}
        self.below = OrganizationPicker(
            lambda: [Offer(node.id, node.parent_id, node.label, node.name) for node in self._nodes.values()]
        )
        self.below.line.setPlaceholderText("全部上级")
        self.kind, self.sector = QComboBox(), QComboBox()
        self.kind.addItem("全部类型", "")
        self.sector.addItem("全部领域", "")
        for combo, values in ((self.kind, [node.kind for node in self._nodes.values()]),
                              (self.sector, [node.sector for node in self._nodes.values()])):  # fmt: skip
            for value in dict.fromkeys(filter(None, values)):
                combo.addItem(value, value)
        self.list = QListWidget()
        self.all, self.none = QPushButton("全选", autoDefault=False), QPushButton("全不选", autoDefault=False)
        self.told = QLabel()
        self.told.setProperty("muted", True)
        body = QWidget()
        super().__init__(body, parent)
        self.setFocusProxy(self.list)
        self._lay_out(body)
        self._fill()
        self._connect()
        self.cut(0)

    def cut(self, pixels: int) -> None:
        """Have the list that much lower than it is at best."""
        self.list.setFixedHeight(max(_LEAST, _HEIGHT - pixels))
        self.input.updateGeometry()  # Qt would ask later
        self.updateGeometry()

    def _lay_out(self, body: QWidget) -> None:
        filters = QHBoxLayout()
        for widget, name in ((self.below, "上级组织"), (self.kind, "组织类型"), (self.sector, "领域")):
            widget.setAccessibleName(name)
            filters.addWidget(widget, 1)
        below = QHBoxLayout()
        below.addWidget(self.told, 1)
        below.addWidget(self.all)
        below.addWidget(self.none)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(filters)
        column.addWidget(self.list)
        column.addLayout(below)

    def _fill(self) -> None:
        depth: dict[int, int] = {}
        for node in self._nodes.values():
            depth[node.id] = depth.get(node.parent_id or 0, -1) + 1
            item = QListWidgetItem("　" * depth[node.id] + node.name)
            item.setData(_ID, node.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._count()

    def _connect(self) -> None:
        self.below.changed.connect(self._narrow)
        self.kind.currentIndexChanged.connect(lambda _at: self._narrow())
        self.sector.currentIndexChanged.connect(lambda _at: self._narrow())
        self.list.itemChanged.connect(lambda _item: self._ticked())
        self.all.clicked.connect(lambda: self._tick_shown(Qt.CheckState.Checked))
        self.none.clicked.connect(lambda: self._tick_shown(Qt.CheckState.Unchecked))

    # -- the value ---------------------------------------------------------------------------------

    def value(self) -> tuple[int, ...]:
        return tuple(item.data(_ID) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def set_value(self, value: Any) -> None:
        wanted = set(value or ())
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data(_ID) in wanted else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._count()
        self.set_problem(None)

    def draft(self) -> Any:
        return list(self.value())

    def set_draft(self, draft: Any) -> None:
        self.set_value(draft)

    # -- inside ------------------------------------------------------------------------------------

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _narrow(self) -> None:
        within = self._within(self.below.value())
        kind, sector = self.kind.currentData(), self.sector.currentData()
        for item in self._items():
            node = self._nodes[item.data(_ID)]
            fits = (not kind or node.kind == kind) and (not sector or node.sector == sector)
            item.setHidden(not fits or (within is not None and node.id not in within))
        self._count()

    def _within(self, top: int | None) -> set[int] | None:
        """*top* and all below it; parents come before children."""
        if top is None:
            return None
        found = {top}
        for node in self._nodes.values():
            if node.parent_id in found:
                found.add(node.id)
        return found

    def _tick_shown(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)
        self.list.blockSignals(False)
        self._ticked()

    def _ticked(self) -> None:
        self._count()
        self.set_problem(None)
        self.changed.emit()

    def _count(self) -> None:
        chosen = [item for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        hidden = sum(item.isHidden() for item in chosen)
        self.told.setText(f"已选 {len(chosen)} 个组织" + (f"，其中 {hidden} 个不在当前筛选内" if hidden else ""))
