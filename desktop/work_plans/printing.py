"""A plan or its summary made in the background and shown in a preview."""

from __future__ import annotations

from io import BytesIO

from db.work_plans.actions import READ
from db.work_plans.queries import plan_sheet
from desktop.app.jobs import Job
from desktop.widgets.print_out import Made, Printouts
from desktop.work_plans.printouts import print_plans, title_of


class Printing(Printouts):
    permission = READ

    def plan(self, plan_id: int) -> None:
        self._run(plan_id, summary=False)

    def summary(self, plan_id: int) -> None:
        self._run(plan_id, summary=True)

    def _run(self, plan_id: int, *, summary: bool) -> None:
        book = self._book

        def make(_job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                sheet = plan_sheet(connection, plan_id, book.now())
            printed = print_plans([sheet], out, summary=summary)
            return Made(title_of(sheet, summary=summary), printed)

        self._print("工作计划", make)
