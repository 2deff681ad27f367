"""A plan or its summary made in the background and shown in a preview."""

from __future__ import annotations

from io import BytesIO

from PySide6.QtWidgets import QWidget

from db.core.leaving import leaving
from db.work_plans.actions import READ
from db.work_plans.queries import plan_sheet
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.printing.document import Printed
from desktop.widgets.preview import PrintPreview
from desktop.work_plans.printouts import print_plans, title_of


class Printing:
    """*parent* owns the dialogs."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context, self._parent = context, parent

    def plan(self, plan_id: int) -> None:
        self._run(plan_id, summary=False)

    def summary(self, plan_id: int) -> None:
        self._run(plan_id, summary=True)

    def _run(self, plan_id: int, *, summary: bool) -> None:
        book = self._context.book

        def work(_job: Job) -> tuple[str, bytes, Printed]:
            with book.read() as connection:
                sheet = plan_sheet(connection, plan_id, book.now())
            out = BytesIO()
            printed = print_plans([sheet], out, summary=summary)
            return title_of(sheet, summary=summary), out.getvalue(), printed

        self._context.jobs.run("生成工作计划", work, self._show, owner=self._parent)

    def _show(self, made: tuple[str, bytes, Printed]) -> None:
        title, document, printed = made
        PrintPreview(
            document, title, self._context.jobs, self._context.messages, missing=printed.missing,
            settings=self._context.settings, parent=self._parent,
            leaving=lambda what: leaving(self._context.book, what, READ),
        ).open()  # fmt: skip
