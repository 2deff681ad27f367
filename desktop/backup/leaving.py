"""The backup on the way out: a small dialog that never keeps the user here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from db.core.errors import EnvironmentFault, UserError
from desktop.app.jobs import Job, Jobs
from desktop.shell.background import text_of
from desktop.shell.forms import FormDialog, button, label

T = TypeVar("T")

_READABLE_MS = 5000  # a warning nobody answers goes away by itself


class LeavingDialog(FormDialog):
    """Runs *back_up* and closes; what goes wrong is told for a moment, unless *quiet*."""

    def __init__(
        self, jobs: Jobs, folder: Path, back_up: Callable[[Job], T],
        done: Callable[[T], object], *, quiet: bool, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__("备份账本", 420, parent)
        self._done, self._quiet = done, quiet
        self.told = False  # whether a warning was shown
        self.text = label(f"正在备份到“{folder}”，完成后自动关闭……")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.skip = button("跳过备份", self.reject)
        self.column.addWidget(self.text)
        self.column.addSpacing(8)
        self.column.addWidget(self.bar)
        self.add_buttons(self.skip)
        jobs.progressed.connect(self._show)
        self._job = jobs.run("备份账本", back_up, self._on_done, self._on_failed, owner=self)

    def reject(self) -> None:
        """Leave without (the rest of) it."""
        self._job.cancel()
        super().reject()

    def _show(self, job: Job) -> None:
        if job is self._job:
            self.bar.setRange(0, job.total)
            self.bar.setValue(job.done)

    def _on_done(self, made: Any) -> None:
        self._done(made)
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        if self._quiet or not isinstance(error, UserError | EnvironmentFault):
            self.reject()
            if not isinstance(error, UserError | EnvironmentFault):
                raise error
            return
        self.told = True
        self.text.setText(f"这次没有备份。{text_of(error)}")
        self.bar.hide()
        self.skip.setText("知道了")
        QTimer.singleShot(_READABLE_MS, self, self.reject)
