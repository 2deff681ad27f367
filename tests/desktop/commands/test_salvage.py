"""``salvage FILE --to NEW``."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from db.core.companions import lock_path
from db.security.occupancy import Occupancy
from db.security.salvage import report_path


@pytest.fixture
def damaged(small_book, tmp_path):
    path = tmp_path / "损坏.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    with path.open("r+b") as file:  # from the first page of what was entered on
        file.seek(70 * 4096)
        file.write(os.urandom(path.stat().st_size - 70 * 4096))
    return path


def test_a_damaged_book_is_read_into_a_new_one(run, damaged, passphrase, tmp_path):
    target = tmp_path / "新.ybz"
    code, out, err = run("salvage", damaged, "--to", target, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["file"] == str(target)
    assert told["bad_pages"] > 0
    assert not told["whole"]
    assert told["report"] == str(report_path(target))
    assert {table["label"] for table in told["tables"]} >= {"人员", "组织", "会议记录"}
    code, out, _ = run("organizations", "list", "--book", target)
    assert (code, out.splitlines()[-1]) == (0, "共 3 条")


def test_the_report_is_read_by_people_too(run, damaged, passphrase, tmp_path):
    code, out, _ = run("salvage", damaged, "--to", tmp_path / "新.ybz")
    assert code == 0
    assert out.startswith("抢救报告\n")
    assert "新.抢救报告.txt" in out


def test_what_is_there_is_not_overwritten(run, damaged, passphrase):
    code, out, err = run("salvage", damaged, "--to", damaged)
    assert (code, out) == (1, "")
    assert "已经存在" in err


def test_nothing_to_read_is_an_environment_fault(run, damaged, passphrase, tmp_path):
    damaged.write_bytes(os.urandom(8192))
    code, _, err = run("salvage", damaged, "--to", tmp_path / "新.ybz")
    assert code == 3
    assert "备份" in err


def test_a_command_is_refused_while_another_computer_has_the_book(run, damaged, small_book, passphrase, tmp_path):
    path = tmp_path / "小账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    with Occupancy.claim(path, "孙立", "PC-07"):
        code, _, err = run("people", "list", "--book", path)
        assert code == 3
        assert "孙立（电脑 PC-07）" in err
    assert run("people", "list", "--book", path)[0] == 0
    assert not lock_path(path).exists()
