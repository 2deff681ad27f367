"""Checking a whole book with everything the program knows of it: the one place that names its parts."""

from __future__ import annotations

from pathlib import Path

import db.features  # noqa: F401 - makes every searched table known
from db.attachments.store import AttachmentStore
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.companions import files_folder
from db.security.verify import Report, verify


def look_over(path: Path, key: bytes, progress: Progress = untold, cancelled: Cancelled = never) -> Report:
    """As ``verify``, with every attachment read whole."""
    check = AttachmentStore(files_folder(path), key).check
    return verify(path, key, progress=progress, cancelled=cancelled, check_file=check)
