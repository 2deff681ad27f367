"""Going back to a backup before the book is open, be it sound or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from db.core.errors import EnvironmentFault, UserError
from db.security.backup import BackupFile
from db.security.keyslots import KeyFile, WrongPassphraseError
from desktop.backup.restore_dialog import RestoreDialog
from desktop.shell.background import Background
from desktop.shell.forms import add_labelled
from desktop.shell.passphrase_edit import PassphraseEdit


class LockedRestoreDialog(RestoreDialog):
    """Emits ``unlocked(backup, the book's key)`` once accepted; a passphrase of today or of the backup's day will do.

    *passphrase* is what has been typed already.
    """

    unlocked = Signal(object, object)

    def __init__(self, book: Path, folder: Path | None, passphrase: str, parent: QWidget | None = None) -> None:
        super().__init__(book, folder, parent)
        self.passphrase = PassphraseEdit("口令")
        self.passphrase.setText(passphrase)
        self._unlocking = Background(self)
        self._unlocking.busy_changed.connect(self._show_busy)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        add_labelled(column, "口令（现在的，或备份当时的）(&P)", self.passphrase)
        self.column.insertWidget(self.column.indexOf(self.error), box)
        self.ok.setDefault(True)  # Enter behind the passphrase
        self.passphrase.textEdited.connect(lambda _text: self.error.clear())

    def reject(self) -> None:
        if not self._unlocking.busy:
            super().reject()

    def _fill(self, found: list[BackupFile]) -> None:
        super()._fill(found)
        if found and not self.passphrase.text():
            self.passphrase.setFocus()

    def _take_ours(self, path: Path) -> None:
        given = self.passphrase.text()
        if given:
            self._unlocking.run(
                lambda: _unlocked(self._book, path, given), lambda key: self._finish(path, key), self._on_refused
            )
        else:
            self.error.tell("请输入口令。", self.passphrase)

    def _finish(self, path: Path, key: bytes) -> None:
        super()._take_ours(path)
        self.unlocked.emit(path, key)

    def _on_refused(self, error: UserError | EnvironmentFault) -> None:
        self.error.show_error(error, self.passphrase if isinstance(error, WrongPassphraseError) else None)

    def _show_busy(self, busy: bool) -> None:
        for widget in (self.list, self.other, self.passphrase, self.ok):
            widget.setEnabled(not busy)
        if not busy:
            self._show_state()


def _unlocked(book: Path, backup: Path, passphrase: str) -> bytes:
    """The key, which both have in common; ``WrongPassphraseError``."""
    try:
        return KeyFile.load(book).unlock(passphrase)[0]
    except WrongPassphraseError:
        return KeyFile.load(backup).unlock(passphrase)[0]
