"""Printing from the meetings page: a preview of one PDF, one file each in a folder, the year book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

from PySide6.QtWidgets import QMenu

from db.core.errors import UserError
from db.core.leaving import leaving
from db.meetings.checking import faults_of
from db.meetings.sheet import MinutesSheet
from db.meetings.sheets import sheets
from db.meetings.year_book import year_book
from desktop.app import ask_file
from desktop.app.jobs import Job
from desktop.meetings.files import print_each
from desktop.meetings.printouts.ballots import ELECTION_BALLOTS, VOTE_BALLOTS
from desktop.meetings.printouts.counting import COUNTING
from desktop.meetings.printouts.minutes import MINUTES
from desktop.meetings.printouts.notice import NOTICE
from desktop.meetings.printouts.printout import Printout, bookmark, having, print_sheets
from desktop.meetings.printouts.sign_in import SIGN_IN
from desktop.meetings.printouts.year_book import print_year_book
from desktop.printing.document import Printed
from desktop.widgets.print_out import Made, Printouts

PRINTOUTS = (MINUTES, NOTICE, SIGN_IN, VOTE_BALLOTS, ELECTION_BALLOTS, COUNTING)

_AHEAD = "会议尚未召开，名单按应到人员打印。"


def add_printouts(menu: QMenu, preview: Callable[[Printout], object]) -> None:
    """An entry for each kind of printout."""
    for printout in PRINTOUTS:
        menu.addAction(printout.name, lambda printout=printout: preview(printout))


class Printing(Printouts):
    permission = "meetings.read"

    def preview(self, ids: Sequence[int], printout: Printout = MINUTES) -> None:
        """One PDF of the records *ids*, shown when it is made."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的会议记录。")
            return

        def make(job: Job, out: BytesIO) -> Made:
            found = having(printout, self._sheets(ids))
            printed = print_sheets(
                printout, found, out, today=self._book.now().date(), progress=job.progress,
                cancelled=job.cancelled,
            )  # fmt: skip
            title = printout.title(found[0]) if len(found) == 1 else f"{printout.name}（{len(found)} 份）"
            return Made(title, printed, self._faults(found) if printout is MINUTES else [])

        self._print(printout.name, make)

    def preview_year_book(self, organization: int, year: int) -> None:
        """The year book of *organization*, shown when it is made."""

        def make(job: Job, out: BytesIO) -> Made:
            with self._book.read() as connection:
                found = year_book(connection, organization, year)
            printed = print_year_book(
                found, out, today=self._book.now().date(), progress=job.progress, cancelled=job.cancelled
            )
            return Made(f"{found.organization}{year}年度台账汇编", printed)

        self._print("年度汇编", make)

    def save_each(self, ids: Sequence[int]) -> None:
        """Ask for a folder and write a PDF a record there."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的会议记录。")
            return
        folder = ask_file.folder(self._parent, "会议记录保存到哪个文件夹")
        if not folder:
            return

        def work(job: Job) -> dict[Path, Printed]:
            found = self._sheets(ids)
            noted = self._leaving(f"打印 {len(found)} 份会议记录到“{Path(folder).name}”")
            return print_each(found, Path(folder), progress=job.progress, cancelled=job.cancelled, leaving=noted)

        self._context.jobs.run("保存会议记录", work, self._tell, owner=self._parent)

    def _sheets(self, ids: Sequence[int]) -> list[MinutesSheet]:
        with self._book.read() as connection:
            found = sheets(connection, ids)
        if not found:
            raise UserError("所选会议记录已被删除，请刷新列表。")
        return found

    def _faults(self, found: Sequence[MinutesSheet]) -> list[str]:
        """What should be looked at before printing, each with its record where there are several."""
        with self._book.read() as connection:
            faults = faults_of(connection, [sheet.id for sheet in found], self._book.now())
        told = {sheet.id: [_AHEAD] for sheet in found if sheet.ahead}
        for meeting_id, some in faults.items():
            told.setdefault(meeting_id, []).extend(fault.text for fault in some)
        return [
            text if len(found) == 1 else f"{bookmark(sheet)}：{text}"
            for sheet in found
            for text in told.get(sheet.id, ())
        ]

    def _leaving(self, what: str) -> AbstractContextManager[None]:
        return leaving(self._book, what, self.permission)

    def _tell(self, made: dict[Path, Printed]) -> None:
        missing = sorted({character for printed in made.values() for character in printed.missing})
        self._context.messages.info(f"已保存 {len(made)} 份会议记录到 {next(iter(made)).parent}。")
        if missing:
            self._context.messages.warn(f"字体中没有这些字，打印为 □：{' '.join(missing)}")
