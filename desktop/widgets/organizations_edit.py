"""Several organizations: each a chip that a click takes off, the next one picked in the tree behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.widgets.editor import Editor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.organization_picker import Node, OrganizationPicker

_PICKER_WIDTH = 200


class OrganizationsEdit(Editor):
    """The ids of organizations, in order. What is picked joins the others; Backspace takes the last one off.

    *nodes* tells what can be picked; one that is there already is not offered again.
    """

    def __init__(self, nodes: Callable[[], list[Node]], parent: QWidget | None = None) -> None:
        row = QWidget()
        super().__init__(row, parent)
        self._nodes = nodes
        self._ids: list[int] = []
        self._chips: list[QPushButton] = []
        self.picker = OrganizationPicker(self._offered)
        self.picker.line.setPlaceholderText("名称或首字母")
        self.picker.setFixedWidth(_PICKER_WIDTH)
        self._flow = FlowLayout(row)
        self._flow.addWidget(self.picker)
        self.setFocusProxy(self.picker)
        self.picker.changed.connect(self._take)
        self.picker.line.installEventFilter(self)

    def value(self) -> tuple[int, ...]:
        return tuple(self._ids)

    def set_value(self, value: Sequence[int] | None) -> None:
        self._put(value or ())
        self.picker.set_value(None)
        self.set_problem(None)

    def draft(self) -> Any:
        return list(self._ids)

    def set_draft(self, draft: Any) -> None:
        self.set_value(draft)

    def worded(self, draft: Any) -> str:
        names = self._names()
        return "、".join(names.get(id, "（不在可选范围内）") for id in draft or ())

    def set_read_only(self, read_only: bool) -> None:
        self.picker.set_read_only(read_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.picker.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Backspace
            and self._ids
        ):
            self._drop(self._ids[-1])
            return True
        return super().eventFilter(watched, event)

    def _offered(self) -> list[Node]:
        return [node for node in self._nodes() if node.id not in self._ids]

    def _names(self) -> dict[int, str]:
        return {node.id: node.name for node in self._nodes()}

    def _take(self) -> None:
        chosen = self.picker.value()
        self.picker.set_value(None)
        if chosen is not None:
            self._put([*self._ids, chosen])
            self._changed()

    def _drop(self, organization: int) -> None:
        self._put([id for id in self._ids if id != organization])
        self._changed()

    def _put(self, organizations: Sequence[int]) -> None:
        self._ids = list(organizations)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        self._flow.removeWidget(self.picker)
        names = self._names()
        for id in self._ids:
            name = names.get(id, "（已撤销或删除）")
            chip = QPushButton(f"{name} ×")
            chip.setProperty("chip", True)
            chip.setToolTip(f"去掉{name}")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _checked=False, id=id: self._drop(id))
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self._flow.addWidget(self.picker)
        self.input.updateGeometry()

    def _changed(self) -> None:
        self.set_problem(None)
        self.changed.emit()
