"""The recovery code, shown this once: the wizard's last step, and when it is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QLabel, QWidget

from db.core.errors import EnvironmentFault, UserError
from desktop.app import ask_file
from desktop.app.icons import icon
from desktop.app.theme import restyle
from desktop.shell.background import text_of
from desktop.shell.forms import button, card, centre, label

_GROUPS_A_LINE = 4


class RecoveryPage(QWidget):
    """Emits ``kept()`` when the user says that the code is in a safe place."""

    kept = Signal()

    def __init__(
        self, save: Callable[[Path, str], None], print_: Callable[[str, QWidget], None],
        title: str = "账本已建好，请保存恢复码",
    ) -> None:  # fmt: skip
        super().__init__()
        self._save, self._print = save, print_
        self._code, self._book = "", Path()
        self.code = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.code.setObjectName("recovery-code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName("恢复码")
        self.message = label()
        self.print_button = button("打印", self._on_print)
        self.save_button = button("另存为 PDF…", self._on_save)
        self.copy_button = button("复制", self._on_copy)
        self.keep = QCheckBox("我已妥善保存恢复码")
        self.done = button("完成", self.kept.emit, primary=True, big=True)
        self.done.setEnabled(False)
        self.keep.toggled.connect(self.done.setEnabled)
        self._lay_out(title)

    def show_code(self, code: str, book: Path) -> None:
        """Show *code*, that of the book at *book*."""
        groups = code.split("-")
        lines = [groups[at : at + _GROUPS_A_LINE] for at in range(0, len(groups), _GROUPS_A_LINE)]
        self._code, self._book = code, book
        self.code.setText("\n".join("-".join(line) for line in lines))
        self.code.ensurePolished()
        self.code.setMinimumHeight(self.code.sizeHint().height())
        self.print_button.setFocus()

    def ask_to_keep(self) -> None:
        """Say why the window does not close yet."""
        self._tell("恢复码只显示这一次。请先保存好，勾选下面一项，再点“完成”。", "warning")
        self.keep.setFocus()

    def show_error(self, error: UserError | EnvironmentFault) -> None:
        self._tell(text_of(error), "error")

    def _on_print(self) -> None:
        self._guarded(lambda: self._print(self._code, self), "")

    def _on_save(self) -> None:
        proposed = self._book.with_name(f"{self._book.stem} 恢复码.pdf")
        chosen = ask_file.new(self, "另存为 PDF", proposed, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen) if chosen.lower().endswith(".pdf") else Path(f"{chosen}.pdf")
            self._guarded(lambda: self._save(path, self._code), f"已存为“{path.name}”。请打印后从电脑中删除。")

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self._code)
        self._tell("已复制。抄写或打印后请清空剪贴板，不要通过网络传送。", "success")

    def _guarded(self, call: Callable[[], None], done: str) -> None:
        try:
            call()
        except (UserError, EnvironmentFault) as error:
            self.show_error(error)
        else:
            self._tell(done, "success")

    def _tell(self, text: str, tone: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        restyle(self.message, **{name: name == tone for name in ("error", "warning", "success")})

    def _lay_out(self, title: str) -> None:
        frame, column = card(520)
        column.setSpacing(10)
        column.addWidget(label(title, title=True))
        column.addWidget(label(
            "忘记口令时，只有恢复码能打开账本。它只显示这一次，任何人都无法补发。请打印出来，放进保险柜或由专人保管。",
            muted=True,
        ))  # fmt: skip
        column.addWidget(self.code)
        row = QHBoxLayout()
        for made, symbol in ((self.print_button, "print"), (self.save_button, "file-pdf"), (self.copy_button, "copy")):
            made.setIcon(icon(symbol))
            made.setIconSize(QSize(18, 18))
            row.addWidget(made)
        column.addLayout(row)
        self.message.hide()
        column.addWidget(self.message)
        column.addSpacing(8)
        column.addWidget(self.keep)
        column.addWidget(self.done)
        centre(self, frame)
