"""Forgotten passphrase: the recovery code from the safe and a new passphrase."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import normal_code
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, FormDialog, NewPassphrase, add_labelled, button, label

_RESET = "重设口令并打开"


class RecoverDialog(FormDialog):
    """Emits ``recovered(result)`` of *recover(user, code, new passphrase)*, which runs off the GUI thread."""

    recovered = Signal(object)

    def __init__(
        self, book: str, user: str, recover: Callable[[str, str, str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("用恢复码重设口令", 460, parent)
        self._user, self._recover = user, recover
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_busy)
        self.code = QLineEdit(placeholderText="7 组，每组 4 个字符")
        self.code.setAccessibleName("恢复码")
        self.passphrase = NewPassphrase()
        self.error = ErrorLine()
        self.ok = button(_RESET, self.submit, primary=True)
        self.cancel = button("取消", self.reject)
        whose = f"账本“{book}”，用户“{user}”。" if user else f"账本“{book}”。"
        column = self.column
        column.addWidget(label(f"{whose}恢复码印在建账时打印的纸上，连字符可以不输，字母不分大小写。", muted=True))
        add_labelled(column, "恢复码", self.code)
        column.addWidget(self.passphrase)
        column.addWidget(self.error)
        self.add_buttons(self.cancel, self.ok)
        self.code.textEdited.connect(lambda _text: self.error.clear())

    def submit(self) -> None:
        """Check what can be checked here, then try the code."""
        code, new = self.code.text(), self.passphrase.value()
        try:
            normal_code(code)
        except UserError as error:
            self.error.show_error(error, self.code)
            return
        if problem := self.passphrase.problem():
            self.error.tell(*problem)
            return
        self.error.clear()
        self._background.run(lambda: self._recover(self._user, code, new), self._on_done, self._on_failed)

    def reject(self) -> None:
        if not self._background.busy:
            super().reject()

    def _on_done(self, result: object) -> None:
        self.accept()
        self.recovered.emit(result)

    def _on_failed(self, error: UserError | EnvironmentFault) -> None:
        self.error.show_error(error, self.code)

    def _show_busy(self, busy: bool) -> None:
        for box in (self.code, self.passphrase, self.ok, self.cancel):
            box.setEnabled(not busy)
        self.ok.setText("正在重设…" if busy else _RESET)
