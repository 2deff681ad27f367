"""What all editors have in common: a value, a signal that only the user fires, a problem shown underneath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.app.theme import restyle

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_CTRL_Y = QKeyCombination(_CTRL, Qt.Key.Key_Y)
_CTRL_SHIFT_Z = QKeyCombination(_CTRL | _SHIFT, Qt.Key.Key_Z)


class Editor(QWidget):
    """One field on the screen. ``changed`` is fired by the user's hand only, never by ``set_value``."""

    changed = Signal()

    def __init__(self, input_: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = input_
        self.setFocusProxy(input_)
        self._problem = QLabel(self)
        self._problem.setProperty("error", True)
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._tell: Callable[[], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(input_)
        column.addWidget(self._problem)
        input_.installEventFilter(self)

    def value(self) -> Any:
        """What is entered, as the field stores it. ``UserError`` when it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show *value* and forget any problem."""
        raise NotImplementedError

    def draft(self) -> Any:
        """What is entered, readable or not, as JSON can keep it."""
        raise NotImplementedError

    def set_draft(self, draft: Any) -> None:
        """Show what ``draft`` gave."""
        raise NotImplementedError

    def worded(self, draft: Any) -> str:
        """What ``draft`` gave, as people read it."""
        return str(draft or "")

    @property
    def problem(self) -> str | None:
        """What is wrong, in full."""
        return self._problem.toolTip() or None

    def tell_problems_to(self, tell: Callable[[], object]) -> None:
        """For an editor too narrow to say underneath what is wrong: *tell* is called whenever ``problem`` changed."""
        self._tell = tell

    def set_problem(self, text: str | None) -> None:
        """Mark the editor and say underneath what is wrong, the first sentence of it; None takes the mark away."""
        self._problem.setText((text or "").partition("。")[0])
        self._problem.setToolTip(text or "")
        self._problem.setVisible(bool(text) and self._tell is None)
        restyle(self.input, invalid=bool(text))
        if self._tell is not None:
            self._tell()

    def set_read_only(self, read_only: bool) -> None:
        self.input.setEnabled(not read_only)

    def typing(self) -> QLineEdit | QPlainTextEdit | None:
        """Where one types, if one does: it takes its own typing back and does it again."""
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z and Ctrl+Y with no typing left to take back or to do again belong to the window.

        Qt's inputs keep the first and do nothing, and know the second on some systems only.
        """
        if isinstance(event, QKeyEvent) and (step := _step_of(event)):
            able = _able(self.typing(), step)
            if event.type() == QEvent.Type.ShortcutOverride:
                event.setAccepted(able)
                return True
            if event.type() == QEvent.Type.KeyPress and able:
                getattr(self.typing(), step)()
                return True
        return super().eventFilter(watched, event)


def _step_of(event: QKeyEvent) -> str:
    """``undo`` or ``redo``, as the key says; else empty."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return "undo"
    redo = event.keyCombination() in (_CTRL_Y, _CTRL_SHIFT_Z)
    return "redo" if redo else ""


def _able(typing: QLineEdit | QPlainTextEdit | None, step: str) -> bool:
    asked = typing.document() if isinstance(typing, QPlainTextEdit) else typing
    if asked is None:
        return False
    return asked.isUndoAvailable() if step == "undo" else asked.isRedoAvailable()


class LineEditor(Editor):
    """An editor around one line of text."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        super().__init__(self.line, parent)
        self.line.textEdited.connect(self._edited)

    def typing(self) -> QLineEdit:
        return self.line

    def _edited(self, _text: str) -> None:
        self.set_problem(None)
        self.changed.emit()

    def _show(self, text: str) -> None:
        self.line.setText(text)
        if not self.line.hasFocus():
            self.line.setCursorPosition(0)  # a long text shows its beginning
        self.set_problem(None)

    def draft(self) -> Any:
        return self.line.text()

    def set_draft(self, draft: Any) -> None:
        self._show(draft)

    def set_read_only(self, read_only: bool) -> None:
        self.line.setReadOnly(read_only)
