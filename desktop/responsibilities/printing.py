"""责任书 and 签订情况 made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from db.core.listing import Filter
from db.responsibilities.actions import READ
from db.responsibilities.pledging import signings
from db.responsibilities.queries import lists
from db.responsibilities.sheet import pledge_sheets
from desktop.app.jobs import Job
from desktop.responsibilities.printouts import pledge_title, print_pledges, print_signings
from desktop.widgets.print_out import Made, Printouts


class Printing(Printouts):
    permission = READ

    def pledges(self, ids: Sequence[int]) -> None:
        """责任书 of *ids*, one PDF."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的责任书。")
            return

        def make(job: Job, out: BytesIO) -> Made:
            with self._book.read() as connection:
                sheets = pledge_sheets(connection, ids)
            printed = print_pledges(sheets, out, cancelled=job.cancelled)
            title = pledge_title(sheets[0])
            named = f"（{sheets[0].organization}）" if len(sheets) == 1 else f"（{len(sheets)} 份）"
            return Made(f"{title}{named}", printed)

        self._print("责任书", make)

    def signings(self) -> None:
        """签订情况 of the lists of the scope."""
        scope, book = self._context.scope, self._book

        def make(_job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                wanted = Filter(organization=scope.organization, period=scope.period)
                found = signings(connection, list(lists.ids(connection, wanted)))
            printed = print_signings(found, scope.organization_name, book.now().date(), out)
            return Made("责任书签订情况", printed)

        self._print("签订情况", make)
