"""A row of buttons that Tab enters once; inside it the arrow keys move."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class OneStop(QObject):
    """Makes *buttons*, in this order, one stop of the Tab key. Tab comes back to where it left."""

    def __init__(self, owner: QWidget, buttons: Iterable[QAbstractButton]) -> None:
        super().__init__(owner)
        self._buttons = list(buttons)
        for button in self._buttons:
            button.installEventFilter(self)
        if self._buttons:
            self.enter_at(self._buttons[0])

    def enter_at(self, button: QAbstractButton) -> None:
        """Tab goes to *button*."""
        for other in self._buttons:
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is button else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QAbstractButton):
            if event.type() == QEvent.Type.FocusIn:
                self.enter_at(watched)
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._move(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _move(self, button: QAbstractButton, key: Qt.Key) -> bool:
        shown = [other for other in self._buttons if not other.isHidden()]
        if key in _STEPS:
            at = shown.index(button) + _STEPS[key]
            shown[min(max(at, 0), len(shown) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            shown[0 if key == Qt.Key.Key_Home else -1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True
