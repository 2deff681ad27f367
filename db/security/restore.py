"""Putting a backup in the place of a book; the replaced book is kept beside it, able to be opened."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from db.core.book_copy import Cancelled, Progress, copy_book, copy_files, never, untold
from db.core.companions import files_folder, keys_path
from db.core.engine import bare_connection
from db.core.errors import UserError
from db.core.files import disk_explained, sync_folder, write_atomically
from db.core.ids import leap
from db.migrations.run import refuse_newer
from db.security.backup import shared_files, stem_of
from db.security.keyslots import KeyFile
from db.security.occupancy import occupant

_STAMP = "%Y-%m-%d %H%M%S"
_LOGS = ("-wal", "-shm", "-journal")
_BUSY_MS = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """``kept``: where the replaced book lies now (None: there was none); ``lost``: attachments found nowhere."""

    path: Path
    kept: Path | None
    lost: int


def restore(
    backup_path: Path, target: Path, key: bytes, *, now: datetime, progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Restored:  # fmt: skip
    """Make the book at *target* what *backup_path* holds, under the backup's own passphrases.

    The copy is made and checked beside *target* and only then takes its place; any failure before or during that
    leaves *target* as it was. ``UserError`` when the two are one file or *target* is open.
    """
    keys = _keys(backup_path, target)
    _refuse_open(target, key)
    unfinished = target.with_name(f".{target.name}.restore")
    with disk_explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
    try:
        contents = copy_book(backup_path, unfinished, key, progress, cancelled)
        refuse_newer(contents.revision)
        _leave_out_ids(unfinished, key)
        source = shared_files(backup_path.parent, stem_of(backup_path))
        lost = copy_files(source, files_folder(target), contents.digests, progress, cancelled)
        with disk_explained(target):
            kept = _swap(unfinished, target, keys, now)
            sync_folder(target.parent)
    finally:
        for end in ("", *_LOGS):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)
    return Restored(target, kept, len(lost))


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


def _refuse_open(target: Path, key: bytes) -> None:
    """The one place that asks whether *target* is in use; also folds its log into the file, for it is moved next."""
    who = occupant(target)
    if who:
        raise UserError(f"账本“{target.name}”正由{who}打开。请先在那里关闭它，再恢复。")
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


def _swap(fresh: Path, target: Path, keys: bytes, now: datetime) -> Path | None:
    """*target* and what belongs to it become ``<stem> 恢复前 …``, *fresh* takes the place; all of it or nothing."""
    kept = _kept_name(target, now)
    with ExitStack() as back:
        if target.exists():
            _keep_keys(target, kept, back)
            for end in ("", *_LOGS):
                _move(target.with_name(target.name + end), kept.with_name(kept.name + end), back)
        _move(fresh, target, back)
        write_atomically(keys_path(target), keys)
        back.pop_all()
    return kept if kept.exists() else None


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
    while kept.exists():
        number += 1
        kept = target.with_name(f"{name} ({number}){target.suffix}")
    return kept


def same_book(backup_path: Path, book_path: Path) -> bool:
    """Whether the two are one book at different times; ``EnvironmentFault`` when a key file cannot be read."""
    return KeyFile.load(backup_path).book == KeyFile.load(book_path).book
