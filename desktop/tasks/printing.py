"""任务单 and 催办单 made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from PySide6.QtWidgets import QWidget

from db.core.book import Connection
from db.core.leaving import leaving
from db.tasks.actions import READ
from db.tasks.sheets import pressing, reminders, task_sheets
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.printing.document import Printed
from desktop.tasks.printouts import print_reminders, print_task_sheets, reminders_title, sheets_title
from desktop.widgets.preview import PrintPreview

_Made = tuple[str, bytes, Printed]


class Printing:
    """*parent* owns the dialogs."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context, self._parent = context, parent

    def sheets(self, ids: Sequence[int]) -> None:
        """任务单 of these tasks."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的任务。")
            return
        book = self._context.book

        def work(job: Job) -> _Made:
            with book.read() as connection:
                found = task_sheets(connection, ids)
            out = BytesIO()
            printed = print_task_sheets(found, out, cancelled=job.cancelled)
            return sheets_title(found), out.getvalue(), printed

        self._context.jobs.run("生成任务单", work, self._show, owner=self._parent)

    def remind(self, ids: Sequence[int]) -> None:
        """催办单 for what is still open of these tasks, a page for each organization."""
        if not ids:
            self._context.messages.info("请先在列表中选中要催办的任务。")
        else:
            self._remind(lambda _connection: ids)

    def remind_organizations(self, organization_ids: Sequence[int]) -> None:
        """催办单 for what is overdue or due soon of these organizations."""
        if not organization_ids:
            self._context.messages.info("请先在列表中选中要催办的组织。")
            return
        today = self._context.book.now().date()
        self._remind(lambda connection: pressing(connection, organization_ids, today))

    def _remind(self, ids: Callable[[Connection], Sequence[int]]) -> None:
        book, scope = self._context.book, self._context.scope
        office = scope.organization_name if scope.organization is not None else book.office

        def work(job: Job) -> _Made:
            today = book.now().date()
            with book.read() as connection:
                found = reminders(connection, ids(connection), today)
            out = BytesIO()
            printed = print_reminders(found, out, office=office, today=today, cancelled=job.cancelled)
            return reminders_title(found), out.getvalue(), printed

        self._context.jobs.run("生成催办单", work, self._show, owner=self._parent)

    def _show(self, made: _Made) -> None:
        title, document, printed = made
        preview = PrintPreview(
            document, title, self._context.jobs, self._context.messages, missing=printed.missing,
            settings=self._context.settings, parent=self._parent,
            leaving=lambda what: leaving(self._context.book, what, READ),
        )  # fmt: skip
        preview.open()
