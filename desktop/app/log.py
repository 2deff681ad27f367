"""The program's log: a file for whoever looks after it, in whatever words; nothing of it is for the screen."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger("yibenzhang")

_NAME = "yibenzhang.log"
_BYTES = 1_000_000
_FILES = 5


def start_log(folder: Path | None = None) -> logging.Handler:
    """Write the log to *folder* (default: the user's log folder) from now on; returns what writes it."""
    handler = _LogFile(folder)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return handler


@contextmanager
def logged() -> Iterator[None]:
    """For the time of one command. Without a handler of ours, Python would print warnings on the terminal."""
    handler = start_log()
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


class _LogFile(logging.Handler):
    """A rotating file, made by its first record: most days have none, and making it delays the first window."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__()
        self._folder = folder
        self._rotating: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):  # where no log can be written, the program goes on without
            if self._rotating is None:
                self._rotating = self._made()
            self._rotating.emit(record)

    def close(self) -> None:
        if self._rotating is not None:
            self._rotating.close()
        super().close()

    def _made(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        from desktop.app.folders import log_folder  # Qt knows the place; most commands do without it

        folder = self._folder or log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        made = RotatingFileHandler(folder / _NAME, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8")
        made.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        return made
