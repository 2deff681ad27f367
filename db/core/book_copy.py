"""A verified copy of a book and of its attachments: what migrations, backing up and restoring have in common.

The book is copied by the engine's backup API within one read transaction, so it may be open and written to meanwhile.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from db.core.engine import bare_connection, faults_explained
from db.core.errors import CancelledError, EnvironmentFault, UnreadableFile
from db.core.files import disk_explained, replacing, sync_folder

Progress = Callable[[int, int, str], object]  # done, total (0: unknown), what is being done
Cancelled = Callable[[], bool]
FileCheck = Callable[[Path, str], str | None]  # folder of attachments, digest -> what is wrong with the file, in words

_STEP_PAGES = 64  # 256 KiB: a step lasts milliseconds, also on a slow stick
_FULL = 64 * 1024  # bytes left on a disk that the engine could not write to: it says "I/O error" then
_CHUNK = 1024 * 1024  # bytes
_OPCODES = 100_000  # of the engine between two questions whether to go on


def untold(_done: int, _total: int, _text: str = "") -> None:
    """Progress nobody watches."""


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound copy holds. ``digests`` name its attachments, ``former`` those only its journal can bring back."""

    uuid: str
    revision: str
    digests: tuple[str, ...]
    former: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilesCopied:
    """What could not be copied. ``lost``: in neither folder; ``damaged``: not sound where it is read from."""

    lost: int
    damaged: int


def copy_book(
    source: Path, target: Path, key: bytes, progress: Progress = untold, cancelled: Cancelled = never
) -> Contents:  # fmt: skip
    """Copy the book at *source* to the new file *target* on its way to the disk, and check the copy.

    ``EnvironmentFault`` (``UnreachableBook`` when it is the book that cannot be read) or ``CancelledError`` leave
    *target* half written: the caller removes it.
    """
    with faults_explained(source), _snapshot(source, key) as (origin, size), _faults_told(source, key, target.parent):
        need_room(target.parent, size)
        _copy_pages(origin, target, key, progress, cancelled)
    with faults_explained(source), _faults_told(source, key, target.parent):
        progress(0, 0, "检查副本")
        found = _checked(target, key, cancelled)
        sync(target)
    return found


@contextmanager
def _snapshot(source: Path, key: bytes) -> Iterator[tuple[Any, int]]:
    """A connection that sees the book as it is now, and the book's size in bytes.

    Without a transaction each write to the book would begin the copy anew.
    """
    if not source.exists():  # SQLite would put an empty book there
        raise dbapi2.OperationalError("unable to open database file")
    origin = bare_connection(source, key)
    try:
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        pages, size = (origin.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        yield origin, int(pages) * int(size)  # the cipher answers in text
    finally:
        origin.close()


def _copy_pages(origin: Any, target: Path, key: bytes, progress: Progress, cancelled: Cancelled) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        if cancelled():
            raise CancelledError
        progress(total - remaining, total, "")

    copy = bare_connection(target, key)
    try:
        copy.execute("PRAGMA locking_mode = EXCLUSIVE")  # no shared memory file: network folders lack it
        copy.execute("PRAGMA journal_mode = OFF")  # the file is worth nothing before it is whole
        copy.execute("PRAGMA synchronous = OFF")
        origin.backup(copy, pages=_STEP_PAGES, progress=tell)
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()  # whole in one file, readable from a protected stick
    finally:
        copy.close()


def _checked(path: Path, key: bytes, cancelled: Cancelled) -> Contents:
    """Open the copy and look at every page of it; ``EnvironmentFault`` when anything is not as it should be."""
    connection = bare_connection(path, key)
    connection.set_progress_handler(cancelled, _OPCODES)
    try:
        whole = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        book = connection.execute("SELECT uuid, head FROM book").fetchone()
        last = connection.execute("SELECT hash FROM action ORDER BY id DESC LIMIT 1").fetchone()
        if not whole or book is None:
            raise EnvironmentFault("副本没有通过检查，已经丢弃。", "请换一个磁盘位置再试，并用“检查账本”查看账本本身。")
        if book[1] != (last[0] if last else bytes(32)):
            raise EnvironmentFault("操作日志的末尾与账本对不上，没有复制。", "请保留以前的备份，用“检查账本”查看详情。")
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return Contents(book[0], revision, digests_of(connection), former_digests_of(connection))
    finally:
        connection.close()


def digests_of(connection: Any) -> tuple[str, ...]:
    """The attachments a book knows, by a plain DB-API connection; none in books older than attachments."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'attachment'").fetchone()
    rows = connection.execute("SELECT digest FROM attachment ORDER BY id").fetchall() if known else ()
    return tuple(digest for (digest,) in rows)


def former_digests_of(connection: Any) -> tuple[str, ...]:
    """The attachments a book knows no more but by the journal's images: undo, redo and the recycle bin read them."""
    changes = connection.execute("SELECT before, after FROM change WHERE table_name = 'attachment'").fetchall()
    images = (image for change in changes for image in change if image and '"digest"' in image)
    known = set(digests_of(connection))
    found = dict.fromkeys(json.loads(image)["digest"] for image in images)
    return tuple(digest for digest in found if digest not in known)


def file_of(folder: Path, digest: str) -> Path:
    """Where the attachment *digest* lies in a folder of attachments."""
    return folder / digest[:2] / digest


def copy_files(
    source: Path, target: Path, contents: Contents, progress: Progress, cancelled: Cancelled,
    check_file: FileCheck | None = None, *, heal: bool = False,
) -> FilesCopied:  # fmt: skip
    """Copy the attachments that *target* lacks or has in another size; with *heal*, also those unsound there.

    What *check_file* finds unsound in *source* is not copied: *target* may have a better one. Only the attachments of
    records are counted.
    """
    counted, lost, damaged = set(contents.digests), 0, 0
    with disk_explained(target):
        stale = list(_stale(source, target, contents, progress, cancelled, check_file, heal))
        need_room(target.parent, sum(_size(file_of(source, digest)) or 0 for digest in stale))
        for done, digest in enumerate(stale):
            _go_on(cancelled)
            progress(done, len(stale), "复制附件")
            file, place = file_of(source, digest), file_of(target, digest)
            if file.exists() and not (check_file and check_file(source, digest)):
                copy_file(file, place)
            elif digest in counted:
                there = file.exists() or place.exists()
                lost, damaged = lost + (not there), damaged + there
    return FilesCopied(lost, damaged)


def _stale(
    source: Path, target: Path, contents: Contents, progress: Progress, cancelled: Cancelled,
    check_file: FileCheck | None, heal: bool,
) -> Iterator[str]:  # fmt: skip
    """The attachments that *target* has not got, or not as it should."""
    wanted = (*contents.digests, *contents.former)
    for done, digest in enumerate(wanted):
        _go_on(cancelled)
        size = _size(file_of(target, digest))
        if size is not None and heal and check_file:
            progress(done, len(wanted), "检查附件")
            sound = check_file(target, digest) is None
        else:
            sound = size is not None and _size(file_of(source, digest)) in (None, size)
        if not sound:
            yield digest


def _go_on(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError


def copy_file(source: Path, target: Path) -> None:
    """As all files are written here: whole or not at all, and on the disk.

    ``UnreadableFile`` when *source* gives no more, ``EnvironmentFault`` when *target* takes no more.
    """
    with disk_explained(target):
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
            sync_folder(target.parent.parent)
    with replacing(target) as file:
        for chunk in _chunks(source):
            file.write(chunk)


def _chunks(source: Path) -> Iterator[bytes]:
    """What *source* holds; its faults are told of it, not of the disk it is copied to."""
    try:
        with disk_explained(source), source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except EnvironmentFault as fault:
        raise UnreadableFile(fault.text, fault.way_out) from fault


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def need_room(folder: Path, size: int) -> None:
    """``OSError`` (disk full) when *folder* has no room for *size* bytes: told before an hour of copying, not after."""
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def sync(path: Path) -> None:
    """What was written to *path* is on the disk; ``OSError`` when it is not."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _faults_told(source: Path, key: bytes, folder: Path) -> Iterator[None]:
    """What went wrong with the copy is told of its folder; what is wrong with the book goes on to who tells of it."""
    with disk_explained(folder):
        try:
            yield
        except dbapi2.DatabaseError as error:
            raise _as_disk_error(source, key, folder, error) from error


def _as_disk_error(source: Path, key: bytes, folder: Path, error: Exception) -> Exception:
    text = str(error).lower()
    if "interrupted" in text:
        return CancelledError()
    if not folder.is_dir():
        return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    signs = (("disk is full", errno.ENOSPC), ("readonly", errno.EROFS), ("i/o error", errno.EIO),
             ("unable to open", errno.EACCES))  # fmt: skip
    number = next((number for sign, number in signs if sign in text), None)
    if number == errno.EIO and shutil.disk_usage(folder).free < _FULL:
        number = errno.ENOSPC
    if number == errno.EIO and not _can_be_read(source, key):  # the engine does not say which of the two disks it was
        number = None
    return error if number is None else OSError(number, "磁盘读写失败")


def _can_be_read(book: Path, key: bytes) -> bool:
    """Whether the disk gives all of the book. Asked through the engine: the system forgets the locks an open book has
    on its file when any other handle to it is closed."""
    try:
        connection = bare_connection(book, key)
        try:
            connection.execute("PRAGMA quick_check").fetchall()
        finally:
            connection.close()
    except dbapi2.DatabaseError as error:
        return not any(sign in str(error).lower() for sign in ("i/o error", "unable to open"))
    return True
