"""Writing a file so that the reader finds the old one or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from db.core.errors import EnvironmentFault


def write_atomically(path: Path, data: bytes) -> None:
    """Replace *path* by *data*. ``EnvironmentFault`` when it cannot be."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write what shall stand at *path*: temp file beside it, fsync, rename, fsync of the folder.

    Left by an exception it leaves *path* as it was. ``EnvironmentFault`` when it cannot be written.
    """
    with disk_explained(path):
        # A short name of its own: the target's may already be as long as the file system allows.
        handle, name = tempfile.mkstemp(prefix=".ybz-", suffix=".tmp", dir=path.parent)
        temp = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temp.replace(path)
            sync_folder(path.parent)
        finally:
            temp.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the names in *folder* on the disk; where folders cannot be synced (Windows), the system sees to it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def disk_explained(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` about *path* into a sentence with a way out."""
    try:
        yield
    except OSError as error:
        raise _fault(path, error) from error


def _fault(path: Path, error: OSError) -> EnvironmentFault:
    if error.errno == errno.ENOSPC:
        return EnvironmentFault(f"磁盘已满，无法写入“{path.name}”。", "请清理磁盘，或换一个保存位置。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return EnvironmentFault(f"找不到“{path}”。", "请检查文件夹是否存在、U 盘是否已插好。")
    if isinstance(error, PermissionError | IsADirectoryError) or error.errno == errno.EROFS:
        return EnvironmentFault(
            f"没有权限读写“{path}”，或文件正被其他程序打开。", "请关闭打开它的程序，或换一个保存位置。"
        )
    return EnvironmentFault(f"读写“{path}”时出错：{error.strerror or error}。", "请检查磁盘或 U 盘后再试。")
