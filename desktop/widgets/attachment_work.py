"""What is done with the files of a record: added, opened, taken out, renamed, deleted; refusals told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from db.attachments import actions
from db.attachments.actions import READ
from db.attachments.fields import file_name
from db.attachments.queries import AttachmentRow
from db.attachments.store import Source, store_of
from db.core.errors import EnvironmentFault, UserError
from db.core.leaving import leaving
from desktop.app import ask_file
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.widgets.thumbnails import ending

# Opened, they would run. A sheet of paper that someone sent in does not.
_PROGRAMS = {
    ".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".msp", ".lnk", ".url", ".vbs", ".vbe", ".js", ".jse",
    ".wsf", ".wsh", ".hta", ".ps1", ".reg", ".cpl", ".jar", ".sh", ".desktop", ".appimage", ".chm", ".scf",
}  # fmt: skip

Made = Callable[[], list[tuple[Source, str]]]  # called on a worker


class AttachmentWork:
    """*parent* owns the dialogs; what takes long is done in the background."""

    def __init__(self, context: AppContext, table: str, parent: QWidget) -> None:
        self._context, self._table, self._parent = context, table, parent
        self._store = store_of(context.book)

    # -- in ----------------------------------------------------------------------------------------

    def choose(self, row_id: int) -> None:
        """Ask for files and add them."""
        chosen = ask_file.several(self._parent, "添加附件")
        self.add(row_id, [Path(name) for name in chosen])

    def take(self, row_id: int, mime: QMimeData) -> None:
        """Add what was dropped or pasted: files, or a picture."""
        files = local_files(mime)
        if files:
            self.add(row_id, files)
        elif isinstance(picture := mime.imageData(), QImage) and not picture.isNull():
            name = f"粘贴的图片 {self._context.book.now():%Y-%m-%d %H%M%S}.png"
            self._run(row_id, lambda: [(BytesIO(png(picture)), name)], 1)
        else:
            self._context.messages.info("剪贴板里没有文件或图片。请先复制文件或图片，再按 Ctrl+V。")

    def add(self, row_id: int, files: Sequence[Path]) -> None:
        if files:
            self._run(row_id, lambda: [(file, file.name) for file in files], len(files))

    def _run(self, row_id: int, made: Made, count: int) -> None:
        book, table = self._context.book, self._table

        def work(job: Job) -> int:
            links = actions.attach(book, table, row_id, made(), progress=job.progress, cancelled=job.cancelled)
            return len(links)

        def done(added: int) -> None:
            told = f"已添加 {added} 个附件，可按 Ctrl+Z 撤销。" if added else ""
            known = f"有 {count - added} 个文件这条记录里已经有了，没有重复添加。" if added < count else ""
            self._context.messages.info(told + known)

        self._context.jobs.run("添加附件", work, done, owner=self._parent)

    # -- out ---------------------------------------------------------------------------------------

    def open(self, rows: Sequence[AttachmentRow]) -> None:
        """Have the system's programs show *rows*."""
        for row in rows:
            if ending(row.name) in _PROGRAMS:
                self._context.messages.show_error(UserError(
                    f"“{row.name}”是程序文件，为了安全不从附件里直接运行。确有需要时，请“另存为”后由管理员检查。"
                ))  # fmt: skip
                continue
            self._context.jobs.run(f"打开附件“{row.name}”", partial(self._copy, row), self._show, owner=self._parent)

    def _copy(self, row: AttachmentRow, job: Job) -> Path:
        def extract(place: Path) -> None:
            self._store.extract(row.digest, place, progress=job.progress, cancelled=job.cancelled)

        return self._context.looked_at.copy(row.digest, file_name(row.name), extract)

    def _show(self, file: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self._context.messages.show_error(EnvironmentFault(
                f"这台电脑上没有能打开“{file.name}”的程序。", "请用“另存为”保存出来，再在有相应程序的电脑上打开。"
            ))  # fmt: skip

    def copies(self, rows: Sequence[AttachmentRow]) -> list[Path]:
        """Files for another program to take; none, and the reason told, when they cannot be made."""

        def copy(row: AttachmentRow) -> Path:
            extract = partial(self._store.extract, row.digest)
            return self._context.looked_at.copy(row.digest, file_name(row.name), extract, editable=True)

        def taken() -> list[Path]:
            with leaving(self._context.book, f"拖出附件{actions.called(rows)}", READ):
                return [copy(row) for row in rows]

        try:
            return self._context.jobs.now(taken)
        except Exception as error:
            self._context.jobs.report(error)
            return []

    def save(self, rows: Sequence[AttachmentRow]) -> None:
        """Ask where to and save *rows* there, decrypted."""
        if len(rows) == 1:
            chosen = ask_file.new(self._parent, "附件另存为", Path.home() / file_name(rows[0].name))
            targets = [Path(chosen)] if chosen else []
        elif rows:
            folder = ask_file.folder(self._parent, "附件保存到哪个文件夹")
            targets = _free_places(Path(folder), [file_name(row.name) for row in rows]) if folder else []
        else:
            targets = []
        if not targets:
            return

        def work(job: Job) -> Path:
            actions.save_copies(self._context.book, rows, targets, progress=job.progress, cancelled=job.cancelled)
            return targets[0]

        def done(first: Path) -> None:
            told = f"“{first.name}”" if len(rows) == 1 else f" {len(rows)} 个附件"
            self._context.messages.info(f"已保存{told}到 {first.parent}。保存出来的文件不再加密。")

        self._context.jobs.run("附件另存为", work, done, owner=self._parent)

    # -- changing ----------------------------------------------------------------------------------

    def rename(self, row: AttachmentRow, name: str) -> None:
        self._act(lambda: actions.rename(self._context.book, row.id, name))

    def set_role(self, rows: Sequence[AttachmentRow], role: str) -> None:
        self._act(lambda: actions.set_role(self._context.book, [row.id for row in rows], role))

    def delete(self, rows: Sequence[AttachmentRow]) -> None:
        """Take *rows* off the record after a question."""
        what = f"“{rows[0].name}”" if len(rows) == 1 else f"所选 {len(rows)} 个附件"
        messages = self._context.messages
        if messages.ask(f"删除附件{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self._act(lambda: actions.detach(self._context.book, [row.id for row in rows]))

    def _act(self, does: Callable[[], None]) -> None:
        try:
            self._context.jobs.now(does)
        except Exception as error:
            self._context.messages.show_error(error)


def local_files(mime: QMimeData) -> list[Path]:
    """The files that are dropped or pasted."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def png(picture: QImage) -> bytes:
    """*picture* as a file."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data())


def _free_places(folder: Path, names: Sequence[str]) -> list[Path]:
    """Where each can be saved in *folder* without taking another's place."""
    taken: set[str] = set()  # by what Windows takes for the same
    places: list[Path] = []
    for name in names:
        place, number = folder / name, 1
        while place.exists() or place.name.casefold() in taken:
            number += 1
            place = folder / f"{Path(name).stem}（{number}）{Path(name).suffix}"
        taken.add(place.name.casefold())
        places.append(place)
    return places
