"""A passphrase box with an eye, a caps-lock hint, and a word about strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from db.security.keyslots import MIN_PASSPHRASE

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QIcon, QKeyEvent

_FAIR, _GOOD = 8, 12
CAPS_HINT = "大写锁定已打开"


class PassphraseEdit(QLineEdit):
    """Emits ``caps_lock(on)`` as far as typed letters tell."""

    caps_lock = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(200)
        self._eye: QAction | None = None
        self.textChanged.connect(self._offer_eye)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(letter.isupper() != shifted)
        elif event.key() == QtCore.Qt.Key.Key_CapsLock:
            self.caps_lock.emit(False)  # it has just changed; the next letter tells
        super().keyPressEvent(event)

    def _offer_eye(self, text: str) -> None:
        """An eye beside what is typed; made with the first letter, so that the first window need not wait for it."""
        if self._eye is None:
            self._eye = self.addAction(_eye(shut=False), QLineEdit.ActionPosition.TrailingPosition)
            self._eye.setToolTip("显示口令")
            self._eye.triggered.connect(self._toggle)
        self._eye.setVisible(bool(text))

    def _toggle(self) -> None:
        assert self._eye is not None
        shown = self.echoMode() == QLineEdit.EchoMode.Normal
        self.setEchoMode(QLineEdit.EchoMode.Password if shown else QLineEdit.EchoMode.Normal)
        self._eye.setIcon(_eye(shut=not shown))
        self._eye.setToolTip("显示口令" if shown else "隐藏口令")


def _eye(*, shut: bool) -> QIcon:
    from desktop.app.icons import icon

    return icon("eye-off" if shut else "eye", "muted")


def strength(passphrase: str) -> tuple[str, str]:
    """``(tone, text)`` for a hint below a new passphrase; tone is ``error``, ``warning`` or ``success``."""
    if len(passphrase) < MIN_PASSPHRASE:
        return "error", f"至少 {MIN_PASSPHRASE} 个字符"
    weight = sum(1 if letter.isascii() else 2 for letter in passphrase)  # a Chinese character is harder to guess
    if weight < _FAIR or len(set(passphrase)) < _FAIR // 2:
        return "warning", "偏弱：建议用几个不相干的词，合起来 12 个字符以上"
    if weight < _GOOD:
        return "warning", "一般：再长一些会更牢靠"
    return "success", "较强"
