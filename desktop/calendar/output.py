"""The matrix and the list of faults as Excel files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db.meetings.checking import Checked
from db.meetings.matrix import Matrix
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.exchange.excel_menu import ask_target, write_file

if TYPE_CHECKING:  # the writer of Excel files is imported when it is first used
    from db.exchange.writing import Written


def save_matrix(context: AppContext, page: QWidget, matrix: Matrix, title: str) -> None:
    """Ask for a file and write what is on show there."""

    def work(job: Job, target: Path) -> Written:
        from db.exchange.meeting_sheets import export_matrix

        return export_matrix(context.book, matrix, title, target, progress=job.progress, cancelled=job.cancelled)

    _save(context, page, title, work)


def save_faults(context: AppContext, page: QWidget, checked: Checked) -> None:
    """Ask for a file and write every fault found there."""
    title = f"{context.scope.organization_name} {context.scope.period.label}检查记录"

    def work(job: Job, target: Path) -> Written:
        from db.exchange.meeting_sheets import export_faults

        return export_faults(context.book, checked, title, target, progress=job.progress, cancelled=job.cancelled)

    _save(context, page, title, work)


def _save(context: AppContext, page: QWidget, title: str, work: Callable[[Job, Path], Written]) -> None:
    target = ask_target(context, page, "导出 Excel", title)
    if target is not None:
        write_file(context, page, title, lambda job: work(job, target), target)
