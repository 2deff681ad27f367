"""Hanging files on records and taking them off. The files themselves stay: an undo may want them back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import func, select

from db.attachments.fields import FIELDS, ROLES, file_name
from db.attachments.models import Attachment, AttachmentLink
from db.attachments.queries import AttachmentRow, referenced
from db.attachments.store import Source, Stored, store_of
from db.core.action import Work
from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import UserError
from db.core.files import disk_explained
from db.core.hanging import exists
from db.core.leaving import leaving

READ, EDIT = "attachments.read", "attachments.edit"


class Brought(NamedTuple):
    """A file that is stored and hangs on nothing yet."""

    stored: Stored
    name: str


_GONE = "这个附件已被删除，请刷新后再试。"


def attach(
    book: Book, table: str, row_id: int, files: Sequence[tuple[Source, str]], role: str = "", *,
    progress: Progress = untold, cancelled: Cancelled = never,
) -> list[int]:  # fmt: skip
    """Hang *files* (source, name) on a record; returns the links' ids. A content the record has already is left out.

    The files are stored before the action begins, so that no transaction waits for a disk; one that cannot be stored
    stops all. *progress* gets thousandths done, of how many, and which file.
    """
    _check_role(role)
    with book.read() as connection:
        if not exists(connection, table, row_id):
            raise UserError("要添加附件的记录已被删除，请刷新列表。")
    brought = store_files(book, files, progress=progress, cancelled=cancelled)
    with book.action("添加附件", EDIT) as work:
        return _link(work, table, row_id, brought, role)


def store_files(
    book: Book, files: Sequence[tuple[Source, str]], *, progress: Progress = untold, cancelled: Cancelled = never
) -> list[Brought]:  # fmt: skip
    """Store *files* (source, name) for an action that will hang them on a record with ``link_files``."""
    brought = []
    for at, (source, name) in enumerate(files):
        told = f"{name}（{at + 1} / {len(files)}）" if len(files) > 1 else name

        def tell(done: int, total: int, _name: str, before: int = at, told: str = told) -> None:
            progress(before * 1000 + (done * 1000 // total if total else 1000), len(files) * 1000, told)

        brought.append(Brought(store_of(book).add(source, name=name, progress=tell, cancelled=cancelled), name))
    return brought


def link_files(work: Work, table: str, row_id: int, files: Sequence[Brought], role: str = "") -> list[int]:
    """Hang stored *files* on a record within an action of its own; as ``attach``."""
    _check_role(role)
    return _link(work, table, row_id, files, role)


def save_copies(
    book: Book, rows: Sequence[AttachmentRow], targets: Sequence[Path], *, progress: Progress = untold,
    cancelled: Cancelled = never,
) -> None:  # fmt: skip
    """Write *rows* decrypted to *targets*, files in one folder: all of them or none, and journalled."""
    folder = targets[0].parent
    with disk_explained(folder), TemporaryDirectory(prefix=".ybz-", dir=folder) as unfinished:
        made = [Path(unfinished, str(at)) for at in range(len(rows))]
        with leaving(book, f"另存附件{called(rows)}到“{folder.name}”", READ):
            for at, (row, file) in enumerate(zip(rows, made, strict=True)):
                progress(at, len(rows), row.name)
                store_of(book).extract(row.digest, file, cancelled=cancelled)
        for file, target in zip(made, targets, strict=True):
            file.replace(target)


def called(rows: Sequence[AttachmentRow]) -> str:
    """*rows* in the words of the journal."""
    return f"“{rows[0].name}”" + (f"等 {len(rows)} 个" if len(rows) > 1 else "")


def _link(work: Work, table: str, row_id: int, files: Sequence[Brought], role: str) -> list[int]:
    on_record = (AttachmentLink.table_name == table, AttachmentLink.row_id == row_id)
    there = set(work.session.execute(select(AttachmentLink.attachment_id).where(*on_record)).scalars())
    last = work.session.execute(select(func.max(AttachmentLink.no)).where(*on_record)).scalar() or 0
    made: list[int] = []
    for stored, name in files:
        attachment = _attachment(work, stored)
        if attachment.id in there:
            continue
        there.add(attachment.id)
        link = AttachmentLink(
            id=work.new_id(), attachment_id=attachment.id, table_name=table, row_id=row_id,
            no=last + len(made) + 1, name=file_name(name), role=role,
        )  # fmt: skip
        work.session.add(link)
        made.append(link.id)
    return made


def _attachment(work: Work, stored: Stored) -> Attachment:
    known = select(Attachment).where(Attachment.digest == stored.digest)
    attachment = work.session.execute(known).scalar_one_or_none()
    if attachment is None:
        attachment = Attachment(id=work.new_id(), digest=stored.digest, size=stored.size)
        work.session.add(attachment)
        work.session.flush()
    return attachment


def detach(book: Book, link_ids: Sequence[int]) -> None:
    """Take files off their records."""
    with book.action("删除附件", EDIT) as work:
        for link_id in dict.fromkeys(link_ids):
            work.session.delete(work.get(AttachmentLink, link_id, _GONE))


def rename(book: Book, link_id: int, name: str) -> None:
    """Call a file *name*."""
    name = name.strip()
    if problem := FIELDS[0].problem(name):
        raise UserError(f"{problem}。", {"name": problem})
    with book.action("重命名附件", EDIT) as work:
        work.get(AttachmentLink, link_id, _GONE).name = name


def set_role(book: Book, link_ids: Sequence[int], role: str) -> None:
    """Say what files are for; "" takes it back."""
    _check_role(role)
    with book.action("修改附件用途", EDIT) as work:
        for link_id in link_ids:
            work.get(AttachmentLink, link_id, _GONE).role = role


def sweep(book: Book) -> list[str]:
    """Move files aside that nothing in the book refers to and that are older than a day; returns their digests."""

    def known() -> set[str]:
        with book.read() as connection:
            return referenced(connection)

    return store_of(book).sweep(known)


def _check_role(role: str) -> None:
    if role and role not in ROLES:
        raise UserError(f"附件用途“{role}”不在可选项中。可选：{'、'.join(ROLES)}。", {"role": "不在可选项中"})
