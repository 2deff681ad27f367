"""Read-only rows of texts, under headings or not; the row chosen is told by its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.app.theme import color

_KEY = Qt.ItemDataRole.UserRole
Column = tuple[str, int]  # title, width in pixels at 100 %; 0 takes the rest


@dataclass(frozen=True, slots=True)
class Row:
    """``faint``: no longer in force. ``group``: the heading it stands under."""

    key: Any
    texts: Sequence[str]
    faint: bool = False
    group: str = ""


class RowList(QTreeWidget):
    """Fill it with ``show_rows``; what was chosen stays chosen."""

    current_changed = Signal(object)  # key, or None; by the user only
    opened = Signal(object)  # key: Enter or double click

    def __init__(self, called: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(called)
        self.setColumnCount(len(columns))
        self.setHeaderLabels([title for title, _ in columns])
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setStyleSheet("QTreeView::item { padding: 0 5px; height: 30px; }")
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        for at, (_, width) in enumerate(columns):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive if width else _STRETCH)
            if width:
                header.resizeSection(at, width)
        self._loading = False
        self.currentItemChanged.connect(self._tell)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(0, _KEY)))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show *rows* in their order; the one chosen before stays chosen where it is still there."""
        kept = self.current_id
        self._loading = True
        self.clear()
        heading: QTreeWidgetItem | None = None
        for row in rows:
            if row.group and (heading is None or heading.text(0) != row.group):
                heading = self._heading(row.group)
            self._add(row)
        self._loading = False
        self.select_id(kept)

    def _heading(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)
        return item

    def _add(self, row: Row) -> None:
        item = QTreeWidgetItem(self, list(row.texts))
        item.setData(0, _KEY, row.key)
        for at, text in enumerate(row.texts):
            item.setToolTip(at, text)
            if row.faint:
                item.setForeground(at, color("disabled"))

    @property
    def current_id(self) -> Any:
        """The key of the chosen row, or None."""
        item = self.currentItem()
        return None if item is None else item.data(0, _KEY)

    def select_id(self, key: Any) -> None:
        """Choose without telling; None, or a key that is not there, chooses nothing."""
        every = filter(None, (self.topLevelItem(at) for at in range(self.topLevelItemCount())))
        item = next((one for one in every if key is not None and one.data(0, _KEY) == key), None)
        self._loading = True
        self.setCurrentItem(item)  # type: ignore[arg-type]  # none chosen
        self._loading = False

    def _tell(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if not self._loading:
            self.current_changed.emit(None if item is None else item.data(0, _KEY))


_STRETCH = QHeaderView.ResizeMode.Stretch
