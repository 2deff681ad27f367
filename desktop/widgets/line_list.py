"""The view of a ``LineModel``: titles written one after another by keyboard, pasted as a list, brought into order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QCompleter,
    QLineEdit,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from db.core.pasted import plain_lines
from desktop.widgets.line_model import LineModel

ROW_HEIGHT = 30
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
Find = Callable[[str], list[str]]


class TitleEdit(QLineEdit):
    """A title being written. ``listed``: several lines were pasted. *find* offers what was written before."""

    listed = Signal(list)
    entered = Signal()  # Enter while offers were on show, none of them chosen

    def __init__(self, find: Find | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # its 粘贴 would make one line of a list
        self._find = find
        self.popup: QCompleter | None = None
        if find is not None:
            self._offered = QStringListModel(self)
            self.popup = QCompleter(self._offered, self)
            self.popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self.popup.setMaxVisibleItems(8)
            self.popup.setWidget(self)
            self.popup.popup().setObjectName("popup")
            self.popup.activated.connect(self.setText)
            self.textEdited.connect(self._offer)

    def _offer(self, text: str) -> None:
        assert self._find is not None
        assert self.popup is not None
        found = self._find(text.strip()) if text.strip() else []
        self._offered.setStringList(found)
        if found and found != [text.strip()]:
            self.popup.complete()
            # Initials are nobody's title; what is written out stays what Enter takes.
            first = self.popup.completionModel().index(0, 0) if text.isascii() else QModelIndex()
            self.popup.popup().setCurrentIndex(first)
        else:
            self.popup.popup().hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hits = self.popup.popup() if self.popup is not None else None
        if hits is not None and hits.isVisible() and event.key() in _ENTER:
            event.ignore()  # the list of offers takes what is chosen in it
            if not hits.currentIndex().isValid():
                hits.hide()
                self.entered.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            lines = plain_lines(QGuiApplication.clipboard().text())
            if len(lines) > 1:
                self.listed.emit(lines)
            else:
                self.insert("".join(lines))
        else:
            super().keyPressEvent(event)


class _Titles(QStyledItemDelegate):
    def __init__(self, find: Find | None, parent: LineList) -> None:
        super().__init__(parent)
        self._find, self._list = find, parent
        self.editor: TitleEdit | None = None

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = self.editor = TitleEdit(self._find, parent)
        editor.listed.connect(self._list.take_lines)
        editor.entered.connect(self._list.taken)
        editor.textEdited.connect(lambda _text: self._list.typing.emit())
        if editor.popup is not None:
            editor.popup.activated.connect(lambda _text: self._list.taken())
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, TitleEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, TitleEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> None:
        editor.setGeometry(option.rect)  # type: ignore[attr-defined]  # missing from the stubs

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


class LineList(QListView):
    """Enter or typing in the last row adds; Enter or F2 rewrites; Alt+↑↓ or the mouse moves; Delete removes.

    ``typing``: something is being written and not yet in the model. ``done``: Enter on nothing; ``left``: Tab.
    """

    typing = Signal()
    done = Signal()
    left = Signal()

    def __init__(self, model: LineModel, *, find: Find | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._titles = _Titles(find, self)
        self._written: str | None = None
        self.setProperty("boxed", True)
        self.setModel(model)
        self.setItemDelegate(self._titles)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.clicked.connect(self._on_clicked)

    # -- what is being written ---------------------------------------------------------------------

    def typed(self) -> tuple[int, str] | None:
        """Row and text of a title that is being written now."""
        editor = self._editor()
        return (self.currentIndex().row(), editor.text()) if editor else None

    def finish(self) -> None:
        """Take over what is being written."""
        if editor := self._editor():
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def write_new(self) -> None:
        """Begin one more title."""
        self.setFocus()
        self._go(self._lines.last_row)
        self.edit(self.currentIndex())

    def take_lines(self, lines: list[str]) -> None:
        """A list was pasted: an item a line, where the cursor is."""
        row = self.currentIndex().row()
        if editor := self._editor():
            editor.clear()
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        added = self._lines.add(lines, row if 0 <= row < self._lines.last_row else None)
        self._go(min(max(row, 0) + added, self._lines.last_row))

    def taken(self) -> None:
        """An offer was taken: the title is written, go on with the next."""
        if editor := self._editor():
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)

    def _editor(self) -> TitleEdit | None:
        editor = self._titles.editor
        open_ = self.state() == QAbstractItemView.State.EditingState
        return editor if open_ and editor is not None and isValid(editor) else None

    def commitData(self, editor: QWidget) -> None:
        """Whether the last row was written, and with what: a row that comes above it empties its editor."""
        new = self.currentIndex().row() == self._lines.last_row
        text = editor.text().strip() if isinstance(editor, TitleEdit) else ""
        super().commitData(editor)
        self._written = text if new else None

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        written, self._written = self._written, None
        stay = hints.NoHint if hint in (hints.EditNextItem, hints.EditPreviousItem) else hint
        super().closeEditor(editor, stay)
        self._titles.editor = None
        if hint == hints.EditNextItem:
            QTimer.singleShot(0, self, self.left.emit)
        elif hint == hints.SubmitModelCache and written is not None:
            QTimer.singleShot(0, self, self.write_new if written else self.done.emit)

    # -- keys, mouse -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.currentIndex().row()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # left over by the editor, which ends by it
        elif key in _STEPS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._go(self._lines.move(row, row + _STEPS[key]))
        elif key == Qt.Key.Key_Delete:
            self._remove()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        elif event.matches(QKeySequence.StandardKey.Undo) and self._lines.can_put_back:
            self._go(self._lines.put_back())
        elif key in _ENTER and self._lines.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
            self.edit(self.currentIndex())
        elif key in _ENTER:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Qt opens the editor and loses what an input method gave without composing it (《)."""
        super().inputMethodEvent(event)
        editor = self._editor()
        if editor is not None and event.commitString() and not editor.text():
            editor.insert(event.commitString())
            editor.textEdited.emit(editor.text())

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the list while it has something to bring back."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if (
            override
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and self._lines.can_put_back
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._go(0)

    def dropEvent(self, event: QDropEvent) -> None:
        """The row that is dragged goes where the mark is; Qt's own way would copy and remove."""
        target = self.indexAt(event.position().toPoint())
        row, to = self.currentIndex().row(), target.row() if target.isValid() else self._lines.last_row
        places = QAbstractItemView.DropIndicatorPosition
        if self.dropIndicatorPosition() == places.BelowItem:
            to += 1
        if self.dropIndicatorPosition() != places.OnItem and to > row:
            to -= 1  # between two rows: what is above moves up when the row leaves its place
        self._go(self._lines.move(row, to))
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.row() == self._lines.last_row:
            self.edit(index)

    def _open_menu(self, at: Any) -> None:
        row = self.indexAt(at).row()
        menu = QMenu(self)
        menu.addAction("粘贴（一行一项）\tCtrl+V", self._paste)
        if 0 <= row < self._lines.last_row and self._lines.flags(self.indexAt(at)) & Qt.ItemFlag.ItemIsEditable:
            self._go(row)
            menu.addAction("改写\tF2", lambda: self.edit(self.currentIndex()))
            menu.addAction("上移\tAlt+↑", lambda: self._go(self._lines.move(row, row - 1)))
            menu.addAction("下移\tAlt+↓", lambda: self._go(self._lines.move(row, row + 1)))
            menu.addAction("移除\tDelete", self._remove)
        if self._lines.can_put_back:
            menu.addAction("恢复刚移除的\tCtrl+Z", lambda: self._go(self._lines.put_back()))
        menu.popup(self.viewport().mapToGlobal(at))

    def _paste(self) -> None:
        if lines := plain_lines(QGuiApplication.clipboard().text()):
            self.take_lines(lines)

    def _remove(self) -> None:
        row = self.currentIndex().row()
        self._lines.remove(row)
        self._go(min(row, self._lines.last_row))

    def _go(self, row: int) -> None:
        self.setCurrentIndex(self._lines.index(row))
