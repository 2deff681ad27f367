"""Backups: dated copies of the book in a folder of the user's choice, each opened once before it counts.

A backup is ``<stem> 2026-11-24 093015.ybz`` with its key file; attachments lie once for all of them in
``<stem>.files`` beside.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from db.core.book_copy import (
    Cancelled,
    FileCheck,
    Progress,
    copy_book,
    copy_files,
    never,
    untold,
)
from db.core.companions import files_folder, keys_path
from db.core.errors import EnvironmentFault, UserError
from db.core.files import disk_explained, sync_folder, write_atomically
from db.security.keyslots import KeyFile
from db.security.opening import SUFFIX

_STAMP = "%Y-%m-%d %H%M%S"
_NAME = re.compile(rf"(?P<stem>.+) (?P<at>\d{{4}}-\d\d-\d\d \d{{6}}){re.escape(SUFFIX)}")
_PART = ".part"
_STALE_S = 3600  # a backup still being made is touched all the time
_DAILY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One backup. ``size`` in bytes, of the book alone; ``lost``: attachments whose files were nowhere to be found;
    ``damaged``: those whose files are unsound, and are not in it unless an earlier backup had them."""

    path: Path
    taken_at: datetime
    size: int
    lost: int = 0
    damaged: int = 0


def backup(
    book_path: Path, key: bytes, folder: Path, *, now: datetime, progress: Progress = untold,
    cancelled: Cancelled = never, check_file: FileCheck | None = None,
) -> BackupFile:  # fmt: skip
    """Back the book up to *folder*, which must be there: a stick that is not plugged in is not made on the disk.

    *check_file* reads each attachment that is copied (those copied before are not read again: it is done every day).
    ``EnvironmentFault`` when the disk is in the way, ``CancelledError``; neither leaves anything half written.
    """
    stem = book_path.stem
    _refuse_other_book(KeyFile.load(book_path).book, folder, stem)
    with disk_explained(folder):
        _sweep(folder, stem)
        target, taken_at = _free_name(folder, stem, now)
        keys = keys_path(book_path).read_bytes()
    unfinished = folder / f".{target.name}{_PART}"

    def tell(done: int, total: int, text: str) -> None:
        os.utime(unfinished)  # thousands of attachments take hours: another backup must not take it for a leftover
        progress(done, total, text)

    try:
        contents = copy_book(book_path, unfinished, key, progress, cancelled)
        copied = copy_files(files_folder(book_path), shared_files(folder, stem), contents, tell, cancelled, check_file)
        write_atomically(keys_path(target), keys)  # first: a book without keys is not a backup
        with disk_explained(folder):
            unfinished.replace(target)
            sync_folder(folder)
            return BackupFile(target, taken_at, target.stat().st_size, copied.lost, copied.damaged)
    except BaseException:
        for left in (target, keys_path(target)):
            _remove(left)
        raise
    finally:
        for left in _beside(unfinished):
            _remove(left)


def backups_in(folder: Path, stem: str | None = None) -> list[BackupFile]:
    """The backups of the book named *stem* (None: of any), newest first; those without a key file do not count.

    ``EnvironmentFault`` when the folder cannot be read.
    """
    found: list[BackupFile] = []
    with disk_explained(folder):
        for path in folder.iterdir():
            named = _named(path)
            if named and stem in (None, named[0]) and keys_path(path).exists():
                found.append(BackupFile(path, named[1], path.stat().st_size))
    return sorted(found, key=lambda one: (one.taken_at, one.path.name), reverse=True)


def backups_of(book_path: Path, folder: Path) -> list[BackupFile]:
    """The backups of the very book at *book_path*, newest first: another office's may bear the same name.

    One whose keys are damaged cannot be told apart, nor opened, and does not count. ``EnvironmentFault`` when the
    folder or the book's own key file cannot be read.
    """
    uuid = KeyFile.load(book_path).book
    return [one for one in backups_in(folder, book_path.stem) if _book_of(one) == uuid]


def shared_files(folder: Path, stem: str) -> Path:
    """The attachments of all backups of the book named *stem*."""
    return folder / f"{stem}.files"


def stem_of(backup_path: Path) -> str:
    """The name of the book that *backup_path* is a backup of; its own when it is not named like one."""
    named = _named(backup_path)
    return named[0] if named else backup_path.stem


def superfluous(taken: Collection[datetime], today: date) -> set[datetime]:
    """Which backups need not be kept on *today*: the rule, without a disk.

    All of today stay, then the last of each day for a month, then the last of each month; the newest always stays.
    Those of the future (a clock was wrong) stay too.
    """
    latest: dict[date | tuple[int, int], datetime] = {}
    for at in taken:
        span = at.date() if at.date() >= today - _DAILY else (at.year, at.month)
        latest[span] = max(at, latest.get(span, at))
    kept = set(latest.values()) | {at for at in taken if at.date() >= today}
    return set(taken) - kept


def thin(folder: Path, stem: str, today: date) -> list[Path]:
    """Delete the backups of *stem* that need not be kept, with their keys; returns what was deleted."""
    found = backups_in(folder, stem)
    doomed = superfluous({one.taken_at for one in found}, today)
    gone = [one.path for one in found if one.taken_at in doomed]
    with disk_explained(folder):
        for path in gone:
            path.unlink(missing_ok=True)
            keys_path(path).unlink(missing_ok=True)
    return gone


def _refuse_other_book(uuid: str, folder: Path, stem: str) -> None:
    """Two books of one name would mix their backups: thinning one would delete the other's."""
    if any(_book_of(one) not in (uuid, None) for one in backups_in(folder, stem)):
        raise UserError(f"“{folder}”里已有另一本同名账本“{stem}”的备份。请为这本账换一个备份文件夹。")


def _book_of(one: BackupFile) -> str | None:
    """The uuid of the book that *one* is a backup of; damaged keys say nothing."""
    try:
        return KeyFile.load(one.path).book
    except EnvironmentFault:
        return None


def _free_name(folder: Path, stem: str, now: datetime) -> tuple[Path, datetime]:
    at = now.replace(microsecond=0)
    while (target := folder / f"{stem} {at:{_STAMP}}{SUFFIX}").exists():
        at += timedelta(seconds=1)
    return target, at


def _named(path: Path) -> tuple[str, datetime] | None:
    parts = _NAME.fullmatch(path.name)
    try:
        return (parts["stem"], datetime.strptime(parts["at"], _STAMP)) if parts else None
    except ValueError:  # the 30th of February
        return None


def _sweep(folder: Path, stem: str) -> None:
    """Remove what a backup broken off by a power cut left: parts, and keys whose book never came."""
    for path in list(folder.iterdir()):
        part = path.name.startswith(f".{stem} ") and _PART in path.name
        if (part or _lonely(path, stem)) and time.time() - path.stat().st_mtime > _STALE_S:
            _remove(path)


def _lonely(keys: Path, stem: str) -> bool:
    book = keys.with_suffix("")
    named = _named(book)
    return keys_path(book) == keys and named is not None and named[0] == stem and not book.exists()


def _beside(unfinished: Path) -> Iterator[Path]:
    return (unfinished.with_name(unfinished.name + end) for end in ("", "-journal", "-wal", "-shm"))


def _remove(path: Path) -> None:
    """Gone if it can be: the stick may be gone too, and what went wrong before is what is told."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
