"""Checking a whole book with everything the program knows of it: the one place that names its parts."""

from __future__ import annotations

from pathlib import Path

import db.features  # noqa: F401 - makes every searched table known
from db.security.book_copy import Cancelled, Progress, never, untold
from db.security.verify import Report, verify


def look_over(path: Path, key: bytes, progress: Progress = untold, cancelled: Cancelled = never) -> Report:
    """As ``verify``; the attachment store's own ``check`` is to be given here as ``check_file``."""
    return verify(path, key, progress=progress, cancelled=cancelled)
