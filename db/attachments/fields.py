"""The fields of a file on a record, and what may stand in a file's name."""

from __future__ import annotations

import re
from pathlib import PurePath

from db.core.fields import Field, Kind, choices

ROLES = ("签到表", "照片", "佐证", "扫描件", "其他")
_LENGTH = 200
_LONGEST = 240  # bytes; file systems take 255, and a number may be added
# What Windows takes in no name; halves of surrogate pairs stand for bytes that are no text.
_REFUSED = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def _check_name(name: str) -> str | None:
    refused = sorted(set(_REFUSED.findall(name)))
    return f"文件名里不能有 {' '.join(refused)}" if refused else None


FIELDS: tuple[Field, ...] = (
    Field("name", "文件名", required=True, length=_LENGTH, check=_check_name),
    Field("role", "用途", Kind.CHOICE, choices=choices(*ROLES)),
)


def file_name(name: str) -> str:
    """*name* as every system takes it: Windows' forbidden characters, device names and trailing dots mended."""
    clean = _REFUSED.sub("_", name).strip(" .") or "附件"
    if _DEVICES.match(clean):
        clean = f"_{clean}"
    ending = PurePath(clean).suffix
    if len(ending.encode()) > 20:  # a sentence with a full stop in it
        ending = ""
    stem = clean[: len(clean) - len(ending)]
    room = _LONGEST - len(ending.encode())
    stem = stem[: _LENGTH - len(ending)].encode()[:room].decode(errors="ignore").rstrip(" .")
    return stem + ending
