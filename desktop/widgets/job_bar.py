"""The long job on the status bar: what it is, how far, and how to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.app.jobs import Job, Jobs


class JobBar(QWidget):
    """Shows the running job and how many wait; hidden when there is none."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.title = QLabel(self)
        self.title.setMinimumWidth(1)  # what is told while a job runs makes no window wider
        self.bar = QProgressBar(self)
        self.bar.setFixedWidth(160)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton("取消", self)
        self.cancel.setProperty("link", True)
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.bar, self.cancel):
            row.addWidget(widget)
        for signal in (jobs.started, jobs.progressed, jobs.finished):
            signal.connect(self._show)
        self._show()

    def _show(self, _job: Job | None = None) -> None:
        self.setVisible(bool(self._jobs.jobs))
        if not self._jobs.jobs:
            return
        job, waiting = self._jobs.jobs[0], len(self._jobs.jobs) - 1
        stopping = job.cancelled()
        parts = (
            f"正在取消{job.title}…" if stopping else job.title,
            job.text,
            f"另有 {waiting} 项等待" if waiting else "",
        )
        self.title.setText(" · ".join(filter(None, parts)))
        self.bar.setRange(0, job.total)  # 0: a bar that only moves
        self.bar.setValue(job.done)
        self.cancel.setEnabled(not stopping)

    def _cancel(self) -> None:
        self._jobs.jobs[0].cancel()
        self._show()
