"""One of several choices: by mouse, by arrow keys, or by typing part of the label or its pinyin initials."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from db.core.errors import UserError
from db.core.fields import Field
from db.core.pinyin import pinyin
from desktop.widgets.editor import Editor

_FIND = Qt.ItemDataRole.UserRole + 1
_SHOWN = 12  # choices the list shows without scrolling
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class ChoiceEdit(Editor):
    """One of the field's choices, or None. Typing narrows the list; Enter and Tab take the first that fits."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        self.combo = QComboBox()
        self._label = field.label
        self._fill(field)
        self._line = QLineEdit()
        self._line.setPlaceholderText("输入文字或拼音首字母")
        self.combo.setLineEdit(self._line)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._list = _Completer(self.combo.model(), self.combo)
        self._list.popup().setObjectName("popup")  # the theme's border
        self.combo.setCompleter(self._list)
        super().__init__(self.combo, parent)
        self._line.installEventFilter(self)
        self._list.popup().installEventFilter(self)  # after the completer: asked before it
        self.combo.activated.connect(self._edited)
        self._line.textEdited.connect(self._edited)
        self._line.editingFinished.connect(self._take_only_match)

    def _fill(self, field: Field) -> None:
        model = QStandardItemModel(self.combo)
        if not field.required:
            model.appendRow(_item(None, ""))
        self.combo.setModel(model)
        self.add_choices(field.choices)
        self.combo.setCurrentIndex(-1)
        self.combo.setMinimumContentsLength(4)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def add_choices(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Further (stored value, label)s to choose from."""
        model = self.combo.model()
        assert isinstance(model, QStandardItemModel)
        for stored, label in choices:
            model.appendRow(_item(stored, label))

    def value(self) -> Any:
        text = self.combo.currentText().strip()
        if not text:
            return None
        at = self.combo.findText(text)
        if at < 0:
            raise UserError(f"{self._label}“{text}”不在可选项中，请从列表里选")
        return self.combo.itemData(at)

    def set_value(self, value: Any) -> None:
        model = self.combo.model()
        found = [row for row in range(model.rowCount()) if self.combo.itemData(row) == value]
        self.combo.setCurrentIndex(found[0] if found else -1)
        if not found:
            self.combo.setEditText("")
        self.set_problem(None)

    def draft(self) -> Any:
        return self.combo.currentText()

    def set_draft(self, draft: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findText(draft))
        self.combo.setEditText(draft)

    def typing(self) -> QLineEdit:
        return self._line

    def _edited(self) -> None:
        self.set_problem(None)
        self.changed.emit()

    def _take_only_match(self) -> None:
        """The field was left: typed text that fits one choice alone means that choice."""
        text = self.combo.currentText().strip().lower()
        at = self.combo.findText(text)
        fitting = [row for row in range(self.combo.count()) if text in (self.combo.itemData(row, _FIND) or "")]
        if text and (at >= 0 or len(fitting) == 1):
            self._take(at if at >= 0 else fitting[0])
        elif text:
            self.set_problem(f"“{text}”不在可选项中，请从列表里选")

    def _take(self, row: int) -> None:
        typed = self.combo.currentText()
        self.combo.setCurrentIndex(row)
        self.combo.setEditText(self.combo.itemText(row))  # the row may have been current before the typing
        if self.combo.currentText() != typed:
            self._edited()

    def _take_first(self) -> None:
        """Enter or Tab in the list with no row picked: the first one is meant, unless a choice is written out."""
        picked = self._list.popup().currentIndex().isValid()
        if not picked and self.combo.findText(self.combo.currentText().strip()) < 0:
            self._take(self.combo.findText(self._list.pathFromIndex(self._list.completionModel().index(0, 0))))

    def _show_all(self) -> None:
        """All choices under the line, which keeps the keys: typing narrows them."""
        self._list.setCompletionPrefix("")
        self._list.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.combo and kind == QEvent.Type.Wheel and not self.combo.hasFocus():
            event.ignore()  # scrolling the form must not change the choice the pointer happens to pass
            return True
        if watched is self._line and kind == QEvent.Type.MouseButtonRelease and not self._line.hasSelectedText():
            self._show_all()
        key = event.key() if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress else None
        if watched is self._list.popup() and key in _TAKING:
            self._take_first()
        return super().eventFilter(watched, event)


def _item(stored: Any, label: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(stored, Qt.ItemDataRole.UserRole)
    item.setData(" ".join((label.lower(), *pinyin(label, surname=False))), _FIND)
    return item


class _Completer(QCompleter):
    """Finds by label and pinyin, fills in the label."""

    def __init__(self, model: QAbstractItemModel, parent: QObject) -> None:
        super().__init__(model, parent)
        self.setCompletionRole(_FIND)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(_SHOWN)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))
