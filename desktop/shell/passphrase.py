"""Change one's passphrase."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import WrongPassphraseError
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, FormDialog, NewPassphrase, add_labelled, button, label
from desktop.shell.passphrase_edit import PassphraseEdit

_CHANGE = "更换口令"


class PassphraseDialog(FormDialog):
    """Accepted once *change(old, new)*, run off the GUI thread, went through."""

    def __init__(self, user: str, change: Callable[[str, str], object], parent: QWidget | None = None) -> None:
        super().__init__("更换口令", 420, parent)
        self._change = change
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_busy)
        self.old = PassphraseEdit("现在的口令")
        self.new = NewPassphrase()
        self.error = ErrorLine()
        self.ok = button(_CHANGE, self.submit, primary=True)
        self.cancel = button("取消", self.reject)
        column = self.column
        column.addWidget(label(f"用户“{user}”。其他人的口令和恢复码不变。", muted=True))
        add_labelled(column, "现在的口令", self.old)
        column.addWidget(self.new)
        column.addWidget(self.error)
        self.add_buttons(self.cancel, self.ok)
        self.old.textEdited.connect(lambda _text: self.error.clear())

    def submit(self) -> None:
        """Check the new one, then change."""
        old, new = self.old.text(), self.new.value()
        if not old:
            self.error.tell("请输入现在的口令。", self.old)
        elif problem := self.new.problem():
            self.error.tell(*problem)
        else:
            self.error.clear()
            self._background.run(lambda: self._change(old, new), lambda _none: self.accept(), self._on_failed)

    def reject(self) -> None:
        if not self._background.busy:
            super().reject()

    def _on_failed(self, error: UserError | EnvironmentFault) -> None:
        self.error.show_error(error, self.old if isinstance(error, WrongPassphraseError) else None)

    def _show_busy(self, busy: bool) -> None:
        for box in (self.old, self.new, self.ok, self.cancel):
            box.setEnabled(not busy)
        self.ok.setText("正在更换…" if busy else _CHANGE)
