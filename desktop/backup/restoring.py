"""The window while a backup takes the place of the book: the book is closed, nothing else can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from db.attachments.store import file_check
from db.security.restore import Restored, restore
from desktop.app.jobs import Job, Jobs
from desktop.app.messages import Messages
from desktop.app.theme import mark
from desktop.backup.missing import missing_said
from desktop.shell.forms import between, button, card, centre, label, product_mark


class RestoreWindow(QWidget):
    """``begin`` when nobody holds the book any more; ``ended``, however it did: the unlock window comes next.

    *key* gives the book's key; it is called on the worker, as it may have to be derived.
    """

    ended = Signal()

    def __init__(self, backup: Path, book: Path, key: Callable[[], bytes], messages: Messages) -> None:
        super().__init__()
        self._backup, self._book, self._key, self._messages = backup, book, key, messages
        self._jobs = Jobs(messages, self)
        self._jobs.progressed.connect(self._show)
        self._jobs.finished.connect(self._on_finished)
        self._job: Job | None = None
        self._restored: Restored | None = None
        self.setWindowTitle("一本账 · 基层党建工作台账")
        mark(self, page=True)
        self.resize(900, 660)
        self.text = label(f"正在从“{backup.name}”恢复……", centred=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.cancel = button("取消恢复", self._cancel, link=True)
        frame, column = card()
        column.addWidget(product_mark())
        column.addWidget(self.text)
        column.addSpacing(12)
        column.addWidget(self.bar)
        column.addSpacing(8)
        column.addLayout(between(self.cancel))
        centre(self, frame)

    def begin(self) -> None:
        def work(job: Job) -> Restored:
            key = self._key()
            return restore(
                self._backup, self._book, key, now=datetime.now(), progress=job.progress,
                cancelled=job.cancelled, check_file=file_check(key),
            )  # fmt: skip

        self._job = self._jobs.run("恢复账本", work, self._on_done, owner=self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not in the middle: the book would have no window, and the user no word of it."""
        running = bool(self._jobs.jobs)
        event.setAccepted(not running)
        if running:
            self._cancel()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)

    def _show(self, job: Job) -> None:
        self.bar.setRange(0, job.total)
        self.bar.setValue(job.done)

    def _on_done(self, restored: Restored) -> None:
        self._restored = restored

    def _on_finished(self, _job: Job) -> None:
        """However it ended; the result is delivered, or its error told, before the next window comes."""
        QTimer.singleShot(0, self, self._end)

    def _end(self) -> None:
        self._jobs.stop()
        self.ended.emit()
        if self._restored is not None:
            self._messages.info(_said(self._restored))  # on the window that came instead


def _said(restored: Restored) -> str:
    kept = f"原来的账本保留为“{restored.kept.name}”。" if restored.kept else ""
    missing = missing_said(restored.lost, restored.damaged)
    return f"账本已恢复，请用备份当时的口令打开。{kept}{missing and f'{missing}备份里也没有完好的。'}"
