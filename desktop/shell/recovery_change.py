"""A new recovery code in place of the one that was lost or seen by others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from db.core.book import Book
from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import KeyFile, WrongPassphraseError, new_recovery_code
from db.security.opening import change_recovery_code
from desktop.app.messages import Messages
from desktop.app.theme import mark
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, FormDialog, add_labelled, button, label
from desktop.shell.passphrase_edit import PassphraseEdit
from desktop.shell.recovery_page import RecoveryPage
from desktop.shell.recovery_paper import RecoveryPaper

_GO_ON = "生成新恢复码"
_SIZE = (620, 500)


@dataclass(frozen=True, slots=True)
class CodeChange:
    """*check(passphrase)* and *change(passphrase, new code)* run off the GUI thread and may refuse."""

    book: Path
    paper: RecoveryPaper
    check: Callable[[str], object]
    change: Callable[[str, str], object]


def change_code(book: Book, messages: Messages, parent: QWidget | None) -> None:
    """Ask for the passphrase, show a new code, make it the book's; what came of it is told."""
    path, user = book.path, book.actor.name

    def check(passphrase: str) -> None:
        book.permit(book.actor, "security.edit")
        KeyFile.load(path).unlock(passphrase, user)

    def show(passphrase: str) -> None:
        shown = NewCodeDialog(change, passphrase, parent)
        shown.accepted.connect(lambda: messages.info("恢复码已更换，请把印有原来恢复码的纸销毁。"))
        shown.rejected.connect(lambda: messages.warn("恢复码没有更换，原来的仍然有效；刚才显示的那个无效。"))
        shown.open()

    change = CodeChange(
        path, RecoveryPaper(book.office, user, path.name, book.now().date()), check,
        lambda passphrase, code: change_recovery_code(path, user, passphrase, code),
    )  # fmt: skip
    dialog = RecoveryChangeDialog(change, parent)
    dialog.allowed.connect(show)
    dialog.open()


class RecoveryChangeDialog(FormDialog):
    """Asks for the passphrase; emits ``allowed(passphrase)``."""

    allowed = Signal(str)

    def __init__(self, change: CodeChange, parent: QWidget | None = None) -> None:
        super().__init__("更换恢复码", 460, parent)
        self._change = change
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_busy)
        self.passphrase = PassphraseEdit("口令")
        self.error = ErrorLine()
        self.ok = button(_GO_ON, self.submit, primary=True)
        self.cancel = button("取消", self.reject)
        column = self.column
        column.addWidget(label("印有恢复码的纸丢了，或被别人看到过，就换一个。换好后，原来的恢复码打不开这本账。"))
        column.addWidget(label("所有人的口令不变。以前做的备份仍用备份当时的恢复码。", muted=True))
        add_labelled(column, f"用户“{change.paper.user}”的口令", self.passphrase)
        column.addWidget(self.error)
        self.add_buttons(self.cancel, self.ok)
        self.passphrase.textEdited.connect(lambda _text: self.error.clear())

    def submit(self) -> None:
        """Check the passphrase."""
        given = self.passphrase.text()
        if not given:
            self.error.tell("请输入口令。", self.passphrase)
            return
        self.error.clear()
        self._background.run(lambda: self._change.check(given), lambda _: self._on_right(given), self._on_failed)

    def reject(self) -> None:
        if not self._background.busy:
            super().reject()

    def _on_right(self, passphrase: str) -> None:
        self.accept()
        self.allowed.emit(passphrase)

    def _on_failed(self, error: UserError | EnvironmentFault) -> None:
        self.error.show_error(error, self.passphrase if isinstance(error, WrongPassphraseError) else None)

    def _show_busy(self, busy: bool) -> None:
        for box in (self.passphrase, self.ok, self.cancel):
            box.setEnabled(not busy)


class NewCodeDialog(QDialog):
    """Shows the new code as the first start does. Only once it is kept does it take the place of the old one.

    Accepted: it has; rejected: the old one still is the book's.
    """

    def __init__(self, change: CodeChange, passphrase: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("更换恢复码")
        mark(self, page=True)
        self.resize(*_SIZE)
        self._change, self._passphrase, self._code = change, passphrase, new_recovery_code()
        self._background = Background(self)
        self.page = RecoveryPage(change.paper.save, change.paper.print, "新的恢复码，点“完成”后生效")
        self._background.busy_changed.connect(lambda busy: self.page.setEnabled(not busy))
        self.page.show_code(self._code, change.book)
        self.page.kept.connect(self._on_kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)

    def reject(self) -> None:
        if not self._background.busy:
            super().reject()

    def _on_kept(self) -> None:
        self._background.run(
            lambda: self._change.change(self._passphrase, self._code), lambda _: self.accept(), self.page.show_error
        )
