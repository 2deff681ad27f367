"""任务单 and 催办单 made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from db.core.book import Connection
from db.tasks.actions import READ
from db.tasks.sheets import open_of, reminders, task_sheets
from desktop.app.jobs import Job
from desktop.tasks.printouts import print_reminders, print_task_sheets, reminders_title, sheets_title, spared
from desktop.widgets.print_out import Made, Printouts


class Printing(Printouts):
    permission = READ

    def sheets(self, ids: Sequence[int]) -> None:
        """任务单 of these tasks."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的任务。")
            return
        book = self._book

        def make(job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                found = task_sheets(connection, ids)
            printed = print_task_sheets(found, out, cancelled=job.cancelled)
            return Made(sheets_title(found), printed)

        self._print("任务单", make)

    def remind(self, ids: Sequence[int]) -> None:
        """催办单 for what presses of these tasks, a page for each organization."""
        if not ids:
            self._context.messages.info("请先在列表中选中要催办的任务。")
        else:
            self._remind(lambda _connection: ids)

    def remind_organizations(self, organization_ids: Sequence[int]) -> None:
        """催办单 for what presses of all that these organizations have to do."""
        if not organization_ids:
            self._context.messages.info("请先在列表中选中要催办的组织。")
            return
        self._remind(lambda connection: open_of(connection, organization_ids))

    def _remind(self, ids: Callable[[Connection], Sequence[int]]) -> None:
        book, scope = self._book, self._context.scope
        office = scope.organization_name if scope.organization is not None else book.office

        def make(job: Job, out: BytesIO) -> Made:
            today = book.now().date()
            with book.read() as connection:
                found = reminders(connection, ids(connection), today)
            printed = print_reminders(found, out, office=office, today=today, cancelled=job.cancelled)
            return Made(reminders_title(found.pages), printed, spared(found))

        self._print("催办单", make)
