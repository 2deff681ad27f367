"""The top bar's choice of organization: a button and a tree that a few letters narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QTreeView, QWidget

from db.core.pinyin import pinyin
from desktop.app.icons import icon
from desktop.shell.actions import OrganizationRow
from desktop.shell.picker_button import PickerButton
from desktop.widgets.popup import Popup

_ROW = Qt.ItemDataRole.UserRole
_SEARCHED = Qt.ItemDataRole.UserRole + 1
_WIDTH, _HEIGHT = 340, 380
WHOLE_BOOK = "全部组织"


class ScopePicker(PickerButton):
    """Emits ``chosen(id, name, count)``; id None stands for the whole book."""

    chosen = Signal(object, str, int)

    def __init__(self, organizations: Callable[[], Sequence[OrganizationRow]]) -> None:
        super().__init__("组织范围")
        self._organizations = organizations
        self.clicked.connect(self.open)

    def open(self) -> None:
        popup = OrganizationPopup(self, self._organizations())
        popup.chosen.connect(self.chosen)
        popup.show_below(self, popup.filter)


class OrganizationPopup(Popup):
    """Filter box and tree; Enter or a click chooses."""

    chosen = Signal(object, str, int)

    def __init__(self, parent: QWidget, rows: Sequence[OrganizationRow]) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.filter = QLineEdit(placeholderText="名称或拼音首字母")
        self.filter.setProperty("leading", True)  # for the style sheet: an icon stands before the text
        self.filter.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("筛选组织")
        self.filter.textChanged.connect(self._narrow)
        self.filter.installEventFilter(self)
        self._model = QSortFilterProxyModel(self)
        self._model.setSourceModel(_model_of(rows, self))
        self._model.setRecursiveFilteringEnabled(True)
        self._model.setFilterRole(_SEARCHED)
        self._model.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tree = QTreeView(headerHidden=True)
        self.tree.setModel(self._model)
        self.tree.setFixedHeight(_HEIGHT)
        self.tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.tree.setAccessibleName("组织")
        self.tree.clicked.connect(self._choose)
        self.tree.installEventFilter(self)
        self.tree.expandToDepth(1)
        self.tree.setCurrentIndex(self._model.index(0, 0))
        self.column.addWidget(self.filter)
        self.column.addWidget(self.tree)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.tree.currentIndex())
                return True
            if watched is self.filter and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.tree.setFocus()
                self.tree.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, text: str) -> None:
        self._model.setFilterFixedString(text.strip())
        if text.strip():
            self.tree.expandAll()
            self.tree.setCurrentIndex(self._first_match(QModelIndex()))

    def _first_match(self, parent: QModelIndex) -> QModelIndex:
        """The first row that matches itself, not only through its children."""
        wanted = self.filter.text().strip().lower()
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            if wanted in str(index.data(_SEARCHED)):
                return index
            if (below := self._first_match(index)).isValid():
                return below
        return QModelIndex()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            organization, name, count = index.data(_ROW)
            self.close()
            self.chosen.emit(organization, name, count)


def _model_of(rows: Sequence[OrganizationRow], parent: QObject) -> QStandardItemModel:
    """One root is the whole book; several stand under a row of their own that means all of them."""
    model = QStandardItemModel(parent)
    whole = [row.id for row in rows if row.count == len(rows)]
    if not whole:
        model.appendRow(_item(None, WHOLE_BOOK, len(rows)))
    items: dict[int, QStandardItem] = {}
    for row in rows:
        items[row.id] = _item(None if row.id in whole[:1] else row.id, row.name, row.count)
        above = items.get(row.parent_id) if row.parent_id is not None else None
        (above or model.invisibleRootItem()).appendRow(items[row.id])
    return model


def _item(organization: int | None, name: str, count: int) -> QStandardItem:
    item = QStandardItem(f"{name}  ·  {count}" if count > 1 else name)
    item.setData((organization, name, count), _ROW)
    item.setData(" ".join((name.lower(), *pinyin(name, surname=False))), _SEARCHED)
    return item
