"""One of several choices: by mouse, by arrow keys, or by typing part of the label or its pinyin initials."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from db.core.errors import UserError
from db.core.fields import Field
from db.core.pinyin import pinyin
from desktop.widgets.editor import Editor

_FIND = Qt.ItemDataRole.UserRole + 1
_FEW = 8  # as many are seen at one glance; more are found sooner by typing


class ChoiceEdit(Editor):
    """One of the field's choices, or None."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        self.combo = QComboBox()
        super().__init__(self.combo, parent)
        self._label = field.label
        model = QStandardItemModel(self.combo)
        if not field.required:
            model.appendRow(_item(None, ""))
        for stored, label in field.choices:
            model.appendRow(_item(stored, label))
        self.combo.setModel(model)
        self.combo.setCurrentIndex(-1)
        self.combo.setMinimumContentsLength(4)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.activated.connect(self._edited)
        self.combo.installEventFilter(self)
        if len(field.choices) > _FEW:
            self._type_to_find(model)

    def _type_to_find(self, model: QStandardItemModel) -> None:
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = _Completer(model, self.combo)
        completer.setCompletionRole(_FIND)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.popup().setObjectName("popup")  # the theme's border
        self.combo.setCompleter(completer)
        line = self.combo.lineEdit()
        assert line is not None
        line.setPlaceholderText("输入文字或拼音首字母")
        line.textEdited.connect(self._edited)
        line.editingFinished.connect(self._take_only_match)
        line.setCursorPosition(0)

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
        if not found and self.combo.isEditable():
            self.combo.setEditText("")
        self.set_problem(None)

    def draft(self) -> Any:
        return self.combo.currentText()

    def set_draft(self, draft: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findText(draft))
        if self.combo.isEditable():
            self.combo.setEditText(draft)

    def _edited(self) -> None:
        self.set_problem(None)
        self.changed.emit()

    def _take_only_match(self) -> None:
        """The field was left: typed text that fits one choice alone means that choice."""
        text = self.combo.currentText().strip().lower()
        at = self.combo.findText(text)
        fitting = [row for row in range(self.combo.count()) if text in (self.combo.itemData(row, _FIND) or "")]
        if text and (at >= 0 or len(fitting) == 1):
            typed = self.combo.currentText()
            self.combo.setCurrentIndex(at if at >= 0 else fitting[0])
            if self.combo.currentText() != typed:
                self._edited()
        elif text:
            self.set_problem(f"“{text}”不在可选项中，请从列表里选")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scrolling the form must not change the choice the pointer happens to pass."""
        if event.type() == QEvent.Type.Wheel and not self.combo.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _item(stored: Any, label: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(stored, Qt.ItemDataRole.UserRole)
    item.setData(" ".join((label.lower(), *pinyin(label, surname=False))), _FIND)
    return item


class _Completer(QCompleter):
    """Finds by label and pinyin, fills in the label."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))
