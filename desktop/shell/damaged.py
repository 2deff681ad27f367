"""The book is damaged: read what is left into a new one, or go to a backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QProgressBar, QWidget

from db.core.errors import CancelledError
from desktop.app import ask_file
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, FormDialog, button, label
from desktop.shell.unlock import FILE_FILTER

if TYPE_CHECKING:
    from db.security.salvage_report import SalvageReport

# target, progress(done, total, text), cancelled -> what came of it; runs off the GUI thread
Salvage = Callable[[Path, Callable[[int, int, str], None], Callable[[], bool]], "SalvageReport"]

_WIDTH = 620
_REPORT_HEIGHT = 260


class DamagedDialog(FormDialog):
    """Emits ``chosen(Path)``, the new book to open, or ``restore_chosen(Path)``, the backup to put in its place.

    *find_backup* gives the one to offer, if any; it runs off the GUI thread, as a stick may be slow to answer.
    """

    chosen = Signal(object)
    restore_chosen = Signal(object)
    _progressed = Signal(int, int, str)

    def __init__(
        self, book: Path, what: str, salvage: Salvage, find_backup: Callable[[], Path | None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("账本已损坏", _WIDTH, parent)
        self._book, self._salvage = book, salvage
        self._backup: Path | None = None
        self._cancelled = Event()
        self._target: Path | None = None
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_busy)
        self._progressed.connect(self._show_progress)  # queued, as it comes from another thread
        self.text = label(what)
        self.advice = label(
            "请先不要再往这本账里录入。可以把还能读的内容读出到一个新账本，原文件不会改动；"
            "读不出的记录会逐项列出，供对照补录。也可以恢复备份，损坏的账本会改名留在原处。",
            muted=True,
        )
        self.step = label(muted=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setAccessibleName("抢救报告")
        self.report.setFixedHeight(_REPORT_HEIGHT)
        self.error = ErrorLine()
        self.cancel = button("取消", self.reject)
        self.use_backup = button("恢复最近的备份", self._choose_backup)
        self.read_out = button("尽量读出到新账本…", self._ask_where, primary=True)
        self.open_new = button("打开新账本", self._choose_new, primary=True)
        self._lay_out()
        self._looking = Background(self)  # beside the other: reading out need not wait for a slow stick
        self._looking.run(lambda: _told_of(find_backup()), self._offer_backup, self.error.show_error)

    def start(self, target: Path) -> None:
        """Read what is left into *target*."""
        self.error.clear()
        self._target = target
        self._cancelled.clear()
        self._show_progress(0, 0, "正在读取文件…")
        self._background.run(self._work, self._on_done, self.error.show_error)

    def reject(self) -> None:
        """A run that is under way is broken off first, and leaves nothing."""
        if self._background.busy:
            self._cancelled.set()
            self.cancel.setEnabled(False)
            self.step.setText("正在取消…")
        else:
            super().reject()

    def _work(self) -> SalvageReport | None:
        assert self._target is not None
        try:
            return self._salvage(self._target, self._progressed.emit, self._cancelled.is_set)
        except CancelledError:
            return None

    def _on_done(self, report: SalvageReport | None) -> None:
        if report is None:
            self.error.tell("已取消，没有留下新账本。")
            return
        self.text.setText(f"已读出到新账本“{report.target.name}”，报告也存在它旁边。")
        self.advice.hide()
        self.report.setPlainText(report.text())
        self.report.show()
        self.open_new.show()
        self.read_out.hide()
        self.use_backup.hide()
        self.cancel.setText("关闭")
        self.open_new.setFocus()

    def _ask_where(self) -> None:
        proposed = self._book.with_name(f"{self._book.stem}-抢救.ybz")
        chosen = ask_file.new(self, "新账本的存放位置", proposed, FILE_FILTER)
        if chosen:
            path = Path(chosen)
            self.start(path if path.suffix.lower() == ".ybz" else path.with_name(f"{path.name}.ybz"))

    def _choose_new(self) -> None:
        self.accept()
        self.chosen.emit(self._target)

    def _offer_backup(self, found: tuple[Path, str] | None) -> None:
        if found is not None and self.open_new.isHidden():  # else it has been read out meanwhile
            self._backup, text = found
            self.use_backup.setText(text)
            self.use_backup.show()

    def _choose_backup(self) -> None:
        self.accept()
        self.restore_chosen.emit(self._backup)

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self.step.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_busy(self, busy: bool) -> None:
        for widget in (self.read_out, self.use_backup):
            widget.setEnabled(not busy)
        self.cancel.setEnabled(True)
        self.step.setVisible(busy)
        self.bar.setVisible(busy)

    def _lay_out(self) -> None:
        for line in (self.text, self.advice, self.step, self.bar, self.report, self.error):
            self.column.addWidget(line)
        self.add_buttons(self.cancel, self.use_backup, self.open_new, self.read_out)
        later: tuple[QWidget, ...] = (self.step, self.bar, self.report, self.open_new, self.use_backup)
        for widget in later:
            widget.hide()


def _told_of(backup: Path | None) -> tuple[Path, str] | None:
    """*backup* with the text of its button."""
    if backup is None:
        return None
    try:
        return backup, f"恢复最近的备份（{datetime.fromtimestamp(backup.stat().st_mtime):%m-%d %H:%M}）"
    except OSError:
        return backup, "恢复最近的备份"
