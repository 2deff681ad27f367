"""Printouts of problems, made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.leaving import leaving
from db.core.listing import Filter
from db.problems.actions import READ
from db.problems.sheets import ProblemSheet, sheets
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.printing.document import Printed
from desktop.problems.photos import photos_of
from desktop.problems.printouts.certificate import certifiable, certificate_title, print_certificates
from desktop.problems.printouts.ledger import PRINTED, in_order, print_problem_ledger
from desktop.problems.printouts.sheet import print_problem_sheets, sheet_title
from desktop.widgets.preview import PrintPreview

Made = tuple[str, bytes, Printed]


class Printing:
    """*parent* owns the dialogs."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context, self._book, self._parent = context, context.book, parent

    def sheets(self, ids: Sequence[int]) -> None:
        """一问题一单 of *ids*, one PDF."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的问题。")
            return

        def work(job: Job) -> Made:
            found, out = self._read(ids), BytesIO()
            printed = print_problem_sheets(
                found, photos_of(self._book, job.cancelled), out, progress=job.progress, cancelled=job.cancelled
            )
            return sheet_title(found), out.getvalue(), printed

        self._context.jobs.run("生成问题整改单", work, self._show, owner=self._parent)

    def certificates(self, ids: Sequence[int]) -> None:
        """销号证明 of those among *ids* that are closed out, or asked to be."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印销号证明的问题。")
            return

        def work(job: Job) -> Made:
            found, out = self._read(ids), BytesIO()
            today = self._book.now().date()
            printed = print_certificates(found, self._book.office, today, out, cancelled=job.cancelled)
            return certificate_title(certifiable(found)), out.getvalue(), printed

        self._context.jobs.run("生成销号证明", work, self._show, owner=self._parent)

    def ledger(self, wanted: Filter) -> None:
        """问题台账 of what the list shows."""
        scope, book = self._context.scope, self._book

        def work(_job: Job) -> Made:
            with book.read() as connection:
                rows = list(PRINTED.all(connection, in_order(wanted)))
            out = BytesIO()
            heading = f"{scope.organization_name}　{scope.period.label}"
            printed = print_problem_ledger(rows, heading, book.office, book.now().date(), out)
            return f"问题台账 {scope.period.label}", out.getvalue(), printed

        self._context.jobs.run("生成问题台账", work, self._show, owner=self._parent)

    def _read(self, ids: Sequence[int]) -> list[ProblemSheet]:
        with self._book.read() as connection:
            found = sheets(connection, ids)
        if not found:
            raise UserError("所选问题已被删除，请刷新列表。")
        return found

    def _show(self, made: Made) -> None:
        title, document, printed = made
        preview = PrintPreview(
            document, title, self._context.jobs, self._context.messages, missing=printed.missing,
            settings=self._context.settings, parent=self._parent,
            leaving=lambda what: leaving(self._book, what, READ),
        )  # fmt: skip
        preview.open()
