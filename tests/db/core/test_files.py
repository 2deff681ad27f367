from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from db.core.errors import EnvironmentFault
from db.core.files import disk_explained, write_atomically


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "设置.json"
    write_atomically(path, b"1")
    write_atomically(path, b"22")
    assert path.read_bytes() == b"22"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, failing):
    path = tmp_path / "设置.json"
    write_atomically(path, b"old")

    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), full)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_and_a_folder_in_the_way_are_explained(tmp_path):
    with pytest.raises(EnvironmentFault, match="找不到"):
        write_atomically(tmp_path / "没有" / "a", b"")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="找不到"):
        write_atomically(tmp_path / "file" / "a", b"")
    with pytest.raises(EnvironmentFault, match="没有权限读写"):
        write_atomically(tmp_path, b"")


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (PermissionError(errno.EACCES, "x"), "没有权限"),
        (OSError(errno.EROFS, "x"), "没有权限"),
        (OSError(errno.EIO, "Input/output error"), "出错：Input/output error"),
    ],
)
def test_every_fault_has_a_way_out(error, shown):
    with pytest.raises(EnvironmentFault, match=shown) as caught, disk_explained(Path("/U盘/表.xlsx")):
        raise error
    assert caught.value.way_out.endswith("。")


def test_other_errors_pass():
    with pytest.raises(ValueError), disk_explained(Path("x")):
        raise ValueError
