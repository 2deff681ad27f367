"""Copies of attachments made for other programs to open: in a folder of this user alone, wiped when the book closes.

Each run has a folder of its own and a lock beside it that dies with the program; what a crash, or a viewer still
holding a file, has left is found by its dead lock and wiped at the next start.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile

from db.core.files import disk_explained
from desktop.app.folders import data_folder

log = logging.getLogger("yibenzhang")

_BLANK = bytes(1024 * 1024)
_LOCK = ".lock"


class LookedAt:
    """The copies of one run. Nothing is on the disk before the first copy is asked for."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock: QLockFile | None = None

    @property
    def root(self) -> Path:
        return self._root or data_folder() / "looked-at"

    def copy(self, digest: str, name: str, extract: Callable[[Path], None], *, editable: bool = False) -> Path:
        """A copy called *name* (as the system takes it) of the content *digest*; *extract* writes it where it is told.

        A copy to look at cannot be written: what someone typed into it would be wiped with it. One *editable* is for
        giving away, and made anew each time: the program it was given to may have written into it.
        """
        place = self._own() / f"{digest[:16]}-{'w' if editable else 'r'}" / name
        if editable or not place.exists():
            with disk_explained(place):
                place.parent.mkdir(mode=0o700, exist_ok=True)
            extract(place)
            place.chmod(0o600 if editable else 0o400)
        return place

    def _own(self) -> Path:
        if self._folder is None:
            folder = self.root / secrets.token_hex(8)
            with disk_explained(folder):
                self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
                lock = _lock(folder)
                lock.tryLock(0)
                folder.mkdir(mode=0o700)
            self._folder, self._lock = folder, lock
        return self._folder

    def close(self) -> None:
        """Wipe this run's copies."""
        if self._folder is not None and self._lock is not None:
            _wipe(self._folder)
            self._lock.unlock()
        self._folder = self._lock = None

    def leftovers(self) -> list[Path]:
        """Folders of runs that are over."""
        if not self.root.is_dir():
            return []
        return [folder for folder in self.root.iterdir() if folder.is_dir() and _is_over(folder)]

    def wipe_leftovers(self) -> None:
        for folder in self.leftovers():
            _wipe(folder)


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder.with_name(folder.name + _LOCK)))
    lock.setStaleLockTime(0)  # it is stale when its program is gone, however old it is
    return lock


def _is_over(folder: Path) -> bool:
    lock = _lock(folder)
    free = lock.tryLock(0)
    if free:
        lock.unlock()
    return free


def _wipe(folder: Path) -> None:
    """Overwrite and delete, as far as it goes: a file that a viewer holds waits for the next start."""
    for path in sorted(folder.rglob("*"), reverse=True):
        try:
            if path.is_dir():
                path.rmdir()
            else:
                _wipe_file(path)
        except OSError as error:
            log.warning("a copy stays until the next start: %s", error.strerror)
    try:
        folder.rmdir()
    except OSError:
        return


def _wipe_file(path: Path) -> None:
    path.chmod(stat.S_IWRITE | stat.S_IREAD)
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(_BLANK[:left])
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
