"""Printouts of problems, made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from db.core.errors import UserError
from db.core.listing import Filter
from db.problems.actions import READ
from db.problems.sheets import ProblemSheet, sheets
from desktop.app.jobs import Job
from desktop.problems.photos import photos_of
from desktop.problems.printouts.certificate import certifiable, certificate_title, print_certificates
from desktop.problems.printouts.ledger import PRINTED, in_order, print_problem_ledger
from desktop.problems.printouts.sheet import print_problem_sheets, sheet_title
from desktop.widgets.print_out import Made, Printouts


class Printing(Printouts):
    permission = READ

    def sheets(self, ids: Sequence[int]) -> None:
        """一问题一单 of *ids*, one PDF."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的问题。")
            return

        def make(job: Job, out: BytesIO) -> Made:
            found = self._read(ids)
            printed = print_problem_sheets(
                found, photos_of(self._book, job.cancelled), out, progress=job.progress, cancelled=job.cancelled
            )
            return Made(sheet_title(found), printed)

        self._print("问题整改单", make)

    def certificates(self, ids: Sequence[int]) -> None:
        """销号证明 of those among *ids* that are closed out, or asked to be."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印销号证明的问题。")
            return

        def make(job: Job, out: BytesIO) -> Made:
            found = self._read(ids)
            today = self._book.now().date()
            printed = print_certificates(found, self._book.office, today, out, cancelled=job.cancelled)
            return Made(certificate_title(certifiable(found)), printed)

        self._print("销号证明", make)

    def ledger(self, wanted: Filter) -> None:
        """问题台账 of what the list shows."""
        scope, book = self._context.scope, self._book

        def make(_job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                rows = list(PRINTED.all(connection, in_order(wanted)))
            heading = f"{scope.organization_name}　{scope.period.label}"
            printed = print_problem_ledger(rows, heading, book.office, book.now().date(), out)
            return Made(f"问题台账 {scope.period.label}", printed)

        self._print("问题台账", make)

    def _read(self, ids: Sequence[int]) -> list[ProblemSheet]:
        with self._book.read() as connection:
            found = sheets(connection, ids)
        if not found:
            raise UserError("所选问题已被删除，请刷新列表。")
        return found
