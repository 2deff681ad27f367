"""责任书 and 签订情况 made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PySide6.QtWidgets import QWidget

from db.core.leaving import leaving
from db.core.listing import Filter
from db.responsibilities.actions import READ
from db.responsibilities.pledging import signings
from db.responsibilities.queries import lists
from db.responsibilities.sheet import pledge_sheets
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.printing.document import Printed
from desktop.responsibilities.printouts import pledge_title, print_pledges, print_signings
from desktop.widgets.preview import PrintPreview

_Made = tuple[str, bytes, Printed]


class Printing:
    """*parent* owns the dialogs."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context, self._book, self._parent = context, context.book, parent

    def pledges(self, ids: Sequence[int]) -> None:
        """责任书 of *ids*, one PDF."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的责任书。")
            return

        def work(job: Job) -> _Made:
            with self._book.read() as connection:
                sheets = pledge_sheets(connection, ids)
            out = BytesIO()
            printed = print_pledges(sheets, out, cancelled=job.cancelled)
            title = pledge_title(sheets[0])
            named = f"（{sheets[0].organization}）" if len(sheets) == 1 else f"（{len(sheets)} 份）"
            return f"{title}{named}", out.getvalue(), printed

        self._context.jobs.run("生成责任书", work, self._show, owner=self._parent)

    def signings(self) -> None:
        """签订情况 of the lists of the scope."""
        scope, book = self._context.scope, self._book

        def work(_job: Job) -> _Made:
            with book.read() as connection:
                wanted = Filter(organization=scope.organization, period=scope.period)
                found = signings(connection, list(lists.ids(connection, wanted)))
            out = BytesIO()
            printed = print_signings(found, scope.organization_name, book.now().date(), out)
            return "责任书签订情况", out.getvalue(), printed

        self._context.jobs.run("生成签订情况", work, self._show, owner=self._parent)

    def _show(self, made: _Made) -> None:
        title, document, printed = made
        preview = PrintPreview(
            document, title, self._context.jobs, self._context.messages, missing=printed.missing,
            settings=self._context.settings, parent=self._parent,
            leaving=lambda what: leaving(self._book, what, READ),
        )  # fmt: skip
        preview.open()
