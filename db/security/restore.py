"""Putting a backup in the place of a book; the replaced book is kept beside it, able to be opened."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from db.core.book_copy import (
    Cancelled,
    FileCheck,
    Progress,
    copy_book,
    copy_file,
    copy_files,
    digests_of,
    file_of,
    former_digests_of,
    need_room,
    never,
    untold,
)
from db.core.companions import files_folder, keys_path
from db.core.engine import bare_connection
from db.core.errors import CancelledError, UserError
from db.core.files import disk_explained, sync_folder, write_atomically
from db.core.ids import leap
from db.migrations.run import refuse_newer
from db.security.backup import shared_files, stem_of
from db.security.keyslots import KeyFile
from db.security.occupancy import Occupancy, OccupiedError, occupant, this_host
from db.security.processes import account

_STAMP = "%Y-%m-%d %H%M%S"
_LOGS = ("-wal", "-shm", "-journal")
_BUSY_MS = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """``kept``: where the replaced book lies now (None: there was none); ``lost``: attachments found nowhere;
    ``damaged``: those whose files are unsound in the backup as well."""

    path: Path
    kept: Path | None
    lost: int
    damaged: int


def restore(
    backup_path: Path, target: Path, key: bytes, *, now: datetime, progress: Progress = untold,
    cancelled: Cancelled = never, check_file: FileCheck | None = None,
) -> Restored:  # fmt: skip
    """Make the book at *target* what *backup_path* holds, under the backup's own passphrases.

    The copy is made and checked beside *target* and only then takes its place; any failure before or during that
    leaves *target* as it was. ``UserError`` when the two are one file or *target* is open.
    Meanwhile nobody can open it. With *check_file* every attachment is read, and an unsound one replaced.
    """
    keys = _keys(backup_path, target)
    _refuse_open(target, key)
    unfinished = target.with_name(f".{target.name}.restore")
    with disk_explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
    claim = _claimed(target)
    try:
        contents = copy_book(backup_path, unfinished, key, progress, cancelled)
        refuse_newer(contents.revision)
        _leave_out_ids(unfinished, key)
        source = shared_files(backup_path.parent, stem_of(backup_path))
        copied = copy_files(source, files_folder(target), contents, progress, cancelled, check_file, heal=True)
        kept = _replace(target, unfinished, keys, key, claim, now, progress, cancelled)
    finally:
        claim.release()
        for end in ("", *_LOGS):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)
    return Restored(target, kept, copied.lost, copied.damaged)


def _replace(
    target: Path, fresh: Path, keys: bytes, key: bytes, claim: Occupancy, now: datetime, progress: Progress,
    cancelled: Cancelled,
) -> Path | None:  # fmt: skip
    """*fresh* becomes the book at *target*, all of it or nothing; returns where the replaced one lies now."""
    kept = _kept_name(target, now) if target.exists() else None
    with disk_explained(target), ExitStack() as back:
        if kept:
            _keep_files(target, kept, key, progress, cancelled, back)
        if not claim.beat():  # taken over while this computer was asleep
            raise _held(target)
        _refuse_open(target, key)  # a command of this computer goes on beside our claim
        _swap(fresh, target, kept, keys, back)
        back.pop_all()
        sync_folder(target.parent)
    return kept


def _leave_out_ids(path: Path, key: bytes) -> None:
    connection = bare_connection(path, key)
    try:
        (counter,) = connection.execute("SELECT counter FROM book").fetchone()
        connection.execute("UPDATE book SET counter = ?", (leap(counter),))
        connection.commit()
    finally:
        connection.close()


def _keys(backup_path: Path, target: Path) -> bytes:
    """The backup's key file, known to be readable."""
    if target.exists() and backup_path.exists() and backup_path.samefile(target):
        raise UserError("备份和要恢复的账本是同一个文件。请选择另一个备份。", {"path": "是同一个文件"})
    KeyFile.load(backup_path)
    with disk_explained(backup_path):
        return keys_path(backup_path).read_bytes()


def _claimed(target: Path) -> Occupancy:
    """As a window would hold it: neither another window nor another computer may open what is about to be moved."""
    try:
        return Occupancy.claim(target, account(), this_host()).keep()
    except OccupiedError as error:
        raise _held(target) from error


def _held(target: Path) -> UserError:
    who = occupant(target) or "其他人"
    return UserError(f"账本“{target.name}”正由{who}打开。请先在那里关闭它，再恢复。")


def _refuse_open(target: Path, key: bytes) -> None:
    """The one place that asks whether *target* is in use; also folds its log into the file, for it is moved next."""
    if occupant(target):
        raise _held(target)
    if not target.exists():
        return
    connection = bare_connection(target, key)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()  # granted to the only connection
    except dbapi2.DatabaseError as error:
        if "locked" in str(error):
            raise UserError(f"账本“{target.name}”正被程序打开。请先关闭它，再恢复。") from error
        # Damaged, or of another key: it is moved as it is, together with its log.
    finally:
        connection.close()


def _swap(fresh: Path, target: Path, kept: Path | None, keys: bytes, back: ExitStack) -> None:
    """*target* and what belongs to it become *kept*, *fresh* takes the place; *back* takes back what was done."""
    if kept:
        _keep_keys(target, kept, back)
        for end in ("", *_LOGS):
            _move(target.with_name(target.name + end), kept.with_name(kept.name + end), back)
    _move(fresh, target, back)
    write_atomically(keys_path(target), keys)


def _keep_files(
    target: Path, kept: Path, key: bytes, progress: Progress, cancelled: Cancelled, back: ExitStack
) -> None:  # fmt: skip
    """Give *kept* the attachments of *target*, as second names of the files where the disk has such, else as copies."""
    source, folder = files_folder(target), files_folder(kept)
    back.callback(shutil.rmtree, folder, ignore_errors=True)
    copied = [file for file in _files_of(target, key) if not _linked(source / file, folder / file)]
    need_room(folder.parent, sum((source / file).stat().st_size for file in copied))
    for done, file in enumerate(copied):
        if cancelled():
            raise CancelledError
        progress(done, len(copied), "保留原来的附件")
        copy_file(source / file, folder / file)


def _files_of(book: Path, key: bytes) -> list[Path]:
    """The attachments of *book* that are there, below their folder; of a book that cannot be read, all files in it."""
    folder = files_folder(book)
    connection = bare_connection(book, key)
    try:
        digests = (*digests_of(connection), *former_digests_of(connection))
        files = [file_of(folder, digest) for digest in digests]
    except dbapi2.DatabaseError:
        files = list(folder.rglob("*"))
    finally:
        connection.close()
    return [file.relative_to(folder) for file in files if file.is_file()]


def _linked(source: Path, target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _keep_keys(target: Path, kept: Path, back: ExitStack) -> None:
    old = keys_path(target)
    if old.exists():
        back.callback(keys_path(kept).unlink, missing_ok=True)
        shutil.copyfile(old, keys_path(kept))


def _move(source: Path, target: Path, back: ExitStack) -> None:
    if source.exists():
        source.replace(target)
        back.callback(target.replace, source)


def _kept_name(target: Path, now: datetime) -> Path:
    name = f"{target.stem} 恢复前 {now:{_STAMP}}"
    kept, number = target.with_name(f"{name}{target.suffix}"), 1
    while kept.exists() or files_folder(kept).exists():
        number += 1
        kept = target.with_name(f"{name} ({number}){target.suffix}")
    return kept


def same_book(backup_path: Path, book_path: Path) -> bool:
    """Whether the two are one book at different times; ``EnvironmentFault`` when a key file cannot be read."""
    return KeyFile.load(backup_path).book == KeyFile.load(book_path).book
