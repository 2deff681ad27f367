"""Printing from the meetings page: a preview of one PDF, or one file each in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.leaving import leaving
from db.meetings.queries import sheets
from db.meetings.sheet import MinutesSheet
from desktop.app import ask_file
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.meetings.files import print_each
from desktop.meetings.printouts import bookmark, print_minutes
from desktop.printing.document import Printed
from desktop.widgets.preview import PrintPreview


class Printing:
    """*parent* owns the dialogs; the work is done in the background."""

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context = context
        self._parent = parent

    def preview(self, ids: Sequence[int]) -> None:
        """One PDF of the records *ids*, shown when it is made."""
        if not ids:
            self._context.messages.info("请先在列表中选中要打印的会议记录。")
            return

        def work(job: Job) -> tuple[str, bytes, Printed]:
            found = self._sheets(ids)
            out = BytesIO()
            printed = print_minutes(found, out, progress=job.progress, cancelled=job.cancelled)
            title = bookmark(found[0]) if len(found) == 1 else f"会议记录（{len(found)} 份）"
            return title, out.getvalue(), printed

        self._context.jobs.run("生成会议记录", work, self._show, owner=self._parent)

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
        with self._context.book.read() as connection:
            found = sheets(connection, ids)
        if not found:
            raise UserError("所选会议记录已被删除，请刷新列表。")
        return found

    def _show(self, made: tuple[str, bytes, Printed]) -> None:
        title, document, printed = made
        preview = PrintPreview(
            document, title, self._context.jobs, self._context.messages, missing=printed.missing,
            settings=self._context.settings, leaving=self._leaving, parent=self._parent,
        )  # fmt: skip
        preview.open()

    def _leaving(self, what: str) -> AbstractContextManager[None]:
        return leaving(self._context.book, what, "meetings.read")

    def _tell(self, made: dict[Path, Printed]) -> None:
        missing = sorted({character for printed in made.values() for character in printed.missing})
        self._context.messages.info(f"已保存 {len(made)} 份会议记录到 {next(iter(made)).parent}。")
        if missing:
            self._context.messages.warn(f"字体中没有这些字，打印为 □：{' '.join(missing)}")
