"""The passphrase a command is given: by environment or by file, never on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from db.core.errors import UserError
from db.core.files import disk_explained

VARIABLE = "YIBENZHANG_PASSPHRASE"


def passphrase(arguments: object) -> str | None:
    """The passphrase from ``--passphrase-file`` (its first line) or the environment."""
    path: Path | None = getattr(arguments, "passphrase_file", None)
    if path is None:
        return os.environ.get(VARIABLE)
    with disk_explained(path):
        data = path.read_bytes()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"口令文件“{path.name}”不是 UTF-8 文本。请用记事本另存为 UTF-8 后再试。") from error
    if not lines or not lines[0]:
        raise UserError(f"口令文件“{path.name}”的第一行是空的。")
    return lines[0]
