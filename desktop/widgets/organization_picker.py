"""Pick an organization in its tree, narrowed by typing part of a name or its pinyin initials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from db.core.pinyin import pinyin
from desktop.app.icons import icon
from desktop.widgets.editor import LineEditor
from desktop.widgets.popup import Popup


class Node(NamedTuple):
    """An organization to pick, shown by *name* and found by *known_as* (its other name) too; in any order."""

    id: int
    parent: int | None
    name: str
    known_as: str = ""


_EDITING = (QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Undo)
_ID = Qt.ItemDataRole.UserRole


class OrganizationPicker(LineEditor):
    """An organization's id. Typing, Down or the button opens the tree; Enter and Tab take the row, Esc leaves."""

    def __init__(self, nodes: Callable[[], list[Node]], parent: QWidget | None = None) -> None:
        super().__init__("选择组织", parent)
        self._nodes = nodes
        self._id: int | None = None
        self.line.setAcceptDrops(False)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        button = QAction(icon("chevron-down", "muted"), "打开组织树", self.line)
        button.triggered.connect(lambda: self.open_tree())
        self.line.addAction(button, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> int | None:
        return self._id

    def set_value(self, value: int | None) -> None:
        self._id = value
        name = next((node.name for node in self._nodes() if node.id == value), "")
        self._show(name)
        self.line.setCursorPosition(0)  # nothing is typed here: a long name shows its beginning
        self.line.setToolTip(name)

    def draft(self) -> Any:
        return self._id

    def set_draft(self, draft: Any) -> None:
        self.set_value(draft)

    def worded(self, draft: Any) -> str:
        named = {node[0]: node[2] for node in self._nodes()}
        return named.get(draft, "（不在可选范围内）") if draft is not None else ""

    def set_read_only(self, read_only: bool) -> None:
        self.line.setEnabled(not read_only)

    def open_tree(self, typed: str = "") -> None:
        """Open the tree with *typed* as the search text."""
        popup = TreePopup(self._nodes(), self._id, self)
        popup.picked.connect(self._picked)
        popup.left.connect(self._leave)
        popup.setMinimumWidth(max(320, self.line.width()))
        popup.show_below(self.line, popup.search)
        popup.search.setText(typed)

    def _picked(self, id: int | None) -> None:
        self.line.setFocus()
        if id != self._id:
            self.set_value(id)
            self.changed.emit()

    def _leave(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Tab in the tree is Tab in the line."""
        self.line.setFocus()
        QApplication.sendEvent(self.line, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line only shows a name: what is typed goes to the search line of the tree."""
        if watched is self.line and self.line.isEnabled():
            if isinstance(event, QInputMethodEvent):
                if event.commitString():
                    self.open_tree(event.commitString())
                return True
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.MouseButtonRelease:
                self.open_tree()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._id is not None:
            self._picked(None)
        elif event.key() == Qt.Key.Key_Down:
            self.open_tree()
        elif event.text().strip() and event.text().isprintable():
            self.open_tree(event.text())
        else:
            return any(event.matches(key) for key in _EDITING)
        return True


class TreePopup(Popup):
    """The tree under a field, with its own search line."""

    picked = Signal(object)  # id
    left = Signal(object, object)  # by which key, with which modifiers: to the field behind or before

    def __init__(self, nodes: list[Node], current: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("名称、简称或拼音首字母")
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setMinimumHeight(260)
        self._none = QLabel("没有找到。可以打名称、简称，或拼音首字母。")
        self._none.setProperty("muted", True)
        self._none.hide()
        self.tree.itemClicked.connect(self._pick)
        self.tree.itemActivated.connect(self._pick)
        self.column.addWidget(self.search)
        self.column.addWidget(self._none)
        self.column.addWidget(self.tree)
        self._fill(nodes, current)

    def _fill(self, nodes: list[Node], current: int | None) -> None:
        self._items: dict[int, QTreeWidgetItem] = {}
        self._found_by: dict[int, str] = {}
        for node in nodes:
            item = self._items[node.id] = QTreeWidgetItem([node.name])
            item.setData(0, _ID, node.id)
            names = dict.fromkeys((node.name, node.known_as))
            self._found_by[node.id] = " ".join(
                part for name in names for part in (name.lower(), *pinyin(name, surname=False))
            )
        for node in nodes:
            above = self._items.get(node.parent) if node.parent is not None else None
            if above is None:
                self.tree.addTopLevelItem(self._items[node.id])
            else:
                above.addChild(self._items[node.id])
        self.tree.expandAll()
        if current in self._items:
            self.tree.setCurrentItem(self._items[current])

    def _narrow(self, text: str) -> None:
        """Show what matches *text* and what is above it; the first match becomes current."""
        wanted = text.strip().lower()
        fitting = [item for id, item in self._items.items() if wanted in self._found_by[id]]
        for item in self._items.values():
            item.setHidden(True)
        for item in fitting:
            above: QTreeWidgetItem | None = item
            while above is not None and above.isHidden():
                above.setHidden(False)
                above = above.parent()
        self._none.setVisible(not fitting)
        if wanted:
            self.tree.setCurrentItem(fitting[0] if fitting else None)  # type: ignore[arg-type]  # None: no row

    def _pick(self, item: QTreeWidgetItem) -> None:
        id = item.data(0, _ID)
        self.close()
        self.picked.emit(id)

    def _take_and_leave(self, current: QTreeWidgetItem | None, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Stay where what is typed finds nothing: it would be lost without a word."""
        if current is not None and not current.isHidden():
            self._pick(current)
        elif self.search.text().strip():
            return
        self.close()
        self.left.emit(key, modifiers)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys, Enter and Tab in the search line belong to the tree."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            current = self.tree.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if current is not None and not current.isHidden():
                    self._pick(current)
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._take_and_leave(current, Qt.Key(event.key()), event.modifiers())
                return True
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.tree.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
