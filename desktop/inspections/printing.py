"""督查通报 made in the background and shown in a preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from db.core.book import Connection
from db.core.listing import Filter
from db.core.period import Period
from db.inspections.actions import READ
from db.inspections.queries import inspections
from db.inspections.sheets import in_tree, inspection_sheets
from db.organizations.queries import name_of
from desktop.app.jobs import Job
from desktop.inspections.printouts import notice_title, print_notice
from desktop.widgets.print_out import Made, Printouts


class Printing(Printouts):
    permission = READ

    def preview(self, ids: Sequence[int]) -> None:
        """The notice of one inspection, or one notice of several."""
        if not ids:
            self._context.messages.info("请先在列表中选中要通报的督导检查。")
        else:
            self._run(lambda _connection: ids, None)

    def period(self, text: str, choices: Mapping[str, Any]) -> None:
        """One notice of all inspections that the list shows."""
        scope = self._context.scope
        wanted = Filter(text=text, organization=scope.organization, period=scope.period, choices=choices)
        self._run(lambda connection: list(inspections.ids(connection, wanted)), scope.period)

    def _run(self, ids: Callable[[Connection], Sequence[int]], period: Period | None) -> None:
        book, scope = self._book, self._context.scope

        def make(job: Job, out: BytesIO) -> Made:
            with book.read() as connection:
                sheets = inspection_sheets(connection, ids(connection))
                places = in_tree(connection, [one.organization for sheet in sheets for one in sheet.findings])
                office = name_of(connection, scope.organization) if scope.organization else ""
            told = period
            if told is None and len(sheets) > 1:
                told = Period(sheets[0].held_on, sheets[-1].held_on)
            printed = print_notice(
                sheets, out, period=told, office=office, today=book.now().date(), order=places,
                cancelled=job.cancelled,
            )  # fmt: skip
            return Made(notice_title(sheets, told), printed)

        self._print("督查通报", make)
