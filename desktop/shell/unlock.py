"""The first window of every day: the passphrase, while the rest of the program loads. Imports Qt only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import WrongPassphraseError
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, add_labelled, between, button, card, label, product_mark
from desktop.shell.passphrase_edit import CAPS_HINT, PassphraseEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

Unlock = Callable[[str, str], object]  # user, passphrase -> the opened book; runs off the GUI thread
Recover = Callable[[str, str, str], object]  # user, recovery code, new passphrase -> the opened book; likewise

FILE_FILTER = "账本 (*.ybz)"
_OPEN = "打开账本"
_LONGEST_WAIT_S = 60


class UnlockWindow(QWidget):
    """Emits ``unlocked(result of unlock)``, ``failed(fault)``, ``book_chosen(Path)``, ``new_requested()`` or
    ``restore_requested(passphrase as typed so far)``.

    Each wrong passphrase doubles the wait before the next try: 1, 2, 4 … 60 seconds.
    """

    unlocked = Signal(object)
    failed = Signal(object)  # a fault of the file or of the computer, shown already
    book_chosen = Signal(object)
    new_requested = Signal()
    restore_requested = Signal(str)

    def __init__(
        self, path: Path, users: Sequence[str], unlock: Unlock, recover: Recover, *, second_ms: int = 1000
    ) -> None:
        super().__init__()
        self._path, self._unlock, self._recover = path, unlock, recover
        self._wrong = self._wait = 0
        self.setWindowTitle("一本账 · 基层党建工作台账")
        self.setMinimumSize(480, 470)
        self.resize(900, 660)
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_state)
        self._second = QTimer(self, interval=second_ms)
        self._second.timeout.connect(self._count_down)
        self.user = QComboBox()
        self.user.addItems(list(users))
        self.user.setAccessibleName("用户")
        self.passphrase = PassphraseEdit("口令")
        self.caps = label(CAPS_HINT, warning=True)
        self.error = ErrorLine()
        self.open_button = button(_OPEN, self.submit, primary=True, big=True)
        self.forgotten = button("忘记口令（使用恢复码）", self.recover, link=True)
        self.other = button("打开其他账本…", self._choose_other, link=True)
        self.new = button("新建账本…", self.new_requested.emit, link=True)
        self.restore = button("从备份恢复…", lambda: self.restore_requested.emit(self.passphrase.text()), link=True)
        self._lay_out()
        self.passphrase.returnPressed.connect(self.submit)
        self.passphrase.textEdited.connect(lambda _text: self.error.clear())
        self.passphrase.caps_lock.connect(self.caps.setVisible)
        self._show_state()
        self.passphrase.setFocus()

    def submit(self) -> None:
        """Try the passphrase, unless a try is running or the wait is not over."""
        if self._background.busy or self._wait:
            return
        user, passphrase = self.user.currentText(), self.passphrase.text()
        if not passphrase:
            self.error.tell("请输入口令。", self.passphrase)
            return
        self.error.clear()
        self._background.run(lambda: self._unlock(user, passphrase), self._on_unlocked, self._on_failed)

    def recover(self) -> None:
        """Ask for the recovery code and a new passphrase."""
        from desktop.shell.recover import RecoverDialog

        dialog = RecoverDialog(self._path.stem, self.user.currentText(), self._recover, self)
        dialog.recovered.connect(self._on_unlocked)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing while a book is being opened would leave it open with no window."""
        event.setAccepted(not self._background.busy)

    def _on_unlocked(self, result: object) -> None:
        self.passphrase.clear()
        self.unlocked.emit(result)

    def _on_failed(self, error: UserError | EnvironmentFault) -> None:
        self.error.show_error(error, self.passphrase)
        self.passphrase.selectAll()
        if isinstance(error, WrongPassphraseError):
            self._wait = min(2**self._wrong, _LONGEST_WAIT_S)
            self._wrong += 1
            self._second.start()
            self._show_state()
        elif isinstance(error, EnvironmentFault):
            self.failed.emit(error)

    def _count_down(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._wait = 0
            self._second.stop()
        self._show_state()

    def _show_state(self) -> None:
        busy = self._background.busy
        for box in (self.user, self.passphrase, self.forgotten, self.other, self.new, self.restore):
            box.setEnabled(not busy)
        self.open_button.setEnabled(not busy and not self._wait)
        self.open_button.setText("正在打开…" if busy else f"请等待 {self._wait} 秒" if self._wait else _OPEN)
        if not busy and not self.passphrase.hasFocus():
            self.passphrase.setFocus()

    def _choose_other(self) -> None:
        from desktop.app import ask_file

        chosen = ask_file.existing(self, "打开账本", self._path.parent, FILE_FILTER)
        if chosen:
            self.book_chosen.emit(Path(chosen))

    def _lay_out(self) -> None:
        frame, column = card()
        column.addWidget(product_mark())
        column.addWidget(label("基层党建工作台账", centred=True, muted=True))
        column.addSpacing(14)
        book = label(self._path.stem, centred=True, subtitle=True)
        book.setToolTip(str(self._path))
        column.addWidget(book)
        if self.user.count() > 1:
            add_labelled(column, "用户(&U)", self.user)
        add_labelled(column, "口令(&P)", self.passphrase)
        self.caps.hide()
        column.addWidget(self.caps)
        column.addWidget(self.error)
        column.addSpacing(12)
        column.addWidget(self.open_button)
        column.addLayout(between(self.forgotten))
        middle = QVBoxLayout(self)
        middle.addStretch(2)
        middle.addLayout(between(frame))
        middle.addSpacing(10)
        middle.addLayout(between(self.other, self.new, self.restore))
        middle.addStretch(3)
