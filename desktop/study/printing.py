"""Study records and the study ledger, made in the background and shown in a preview, or written to Excel."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from db.core.errors import UserError
from db.study.actions import READ
from db.study.file import study_files
from db.study.ledger import FIELDS, study_lines
from desktop.app.jobs import Job
from desktop.exchange.excel_menu import ask_target
from desktop.study.printouts import file_title, print_ledger, print_study_files
from desktop.widgets.print_out import Made, Printouts


class Printing(Printouts):
    permission = READ

    def files(self, people: Sequence[int], year: int) -> None:
        """学习档案 of *people*, one PDF with a bookmark each."""
        if not people:
            self._context.messages.info("请先在列表中选中要打印学习档案的人员。")
            return
        book = self._book

        def make(job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                found = study_files(connection, people, year, book.now(), job.progress, job.cancelled)
            if not found:
                raise UserError("所选人员的记录已被删除，请刷新列表。")
            printed = print_study_files(found, out, progress=job.progress, cancelled=job.cancelled)
            title = file_title(found[0]) if len(found) == 1 else f"{year} 年学习档案（{len(found)} 份）"
            return Made(title, printed)

        self._print("学习档案", make)

    def ledger(self) -> None:
        """学习台账 of the scope and period."""
        book, scope = self._book, self._context.scope

        def make(job: Job, out: BytesIO) -> Made:
            now = book.now()
            with book.read() as connection:
                lines = study_lines(connection, scope.organization, scope.period, now, job.progress, job.cancelled)
            printed = print_ledger(
                lines, f"{scope.organization_name}　{scope.period.label}", book.office, now.date(), out,
                progress=job.progress, cancelled=job.cancelled,
            )  # fmt: skip
            return Made(f"学习台账 {scope.period.label}", printed)

        self._print("学习台账", make)

    def ledger_to_excel(self) -> None:
        from desktop.exchange.computed import export

        book, scope = self._book, self._context.scope
        title = f"学习台账（{scope.organization_name} {scope.period.label}）"
        target = ask_target(self._context, self._parent, "导出学习台账", title)
        if target is None:
            return

        def read(job: Job) -> list[tuple[object, ...]]:
            with book.read() as connection:
                lines = study_lines(
                    connection, scope.organization, scope.period, book.now(), job.progress, job.cancelled
                )
            return [line.values() for line in lines]

        export(self._context, self._parent, "学习台账", FIELDS, read, target, READ)
