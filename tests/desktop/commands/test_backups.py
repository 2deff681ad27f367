"""Backup, restore and verify without a window."""

from __future__ import annotations

import json
import shutil
from io import BytesIO

import pytest
from sqlalchemy import select

from db.attachments.actions import attach
from db.core.companions import files_folder
from db.core.engine import make_engine
from db.organizations.models import Organization
from db.security.keyslots import KeyFile
from db.security.opening import open_book


@pytest.fixture
def own(small_book, tmp_path, passphrase):
    """A copy of the book that may be replaced."""
    folder = tmp_path / "我的"
    folder.mkdir()
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", folder / f"小账.ybz{suffix}")
    return folder / "小账.ybz"


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def test_backup_and_restore(run, own, stick):
    code, out, err = run("backup", "--to", stick, "--book", own, "--json")
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made["lost"] == 0
    assert made["file"].startswith(str(stick / "小账 "))
    code, out, err = run("restore", made["file"], "--book", own)
    assert (code, err) == (0, "")
    assert "恢复前" in out
    assert len(list(own.parent.glob("*恢复前*.ybz"))) == 1
    code, out, _ = run("people", "list", "--book", own, "--json")
    assert json.loads(out)["count"] == 3


def test_backup_and_restore_tell_of_damaged_attachments(run, own, stick, book_passphrase):
    book = open_book(own, book_passphrase)
    with book.read() as connection:
        place = connection.execute(select(Organization.id)).scalars().first()
    attach(book, "organization", place, [(BytesIO(b"picture"), "照片.jpg")])
    book.close()
    [file] = [path for path in files_folder(own).rglob("*") if path.is_file()]
    sound = file.read_bytes()
    file.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    code, out, _ = run("backup", "--to", stick, "--book", own)
    assert (code, "有 1 个附件文件已损坏，没有备份。" in out) == (0, True)
    [made] = stick.glob("*.ybz")
    code, out, _ = run("restore", made, "--book", own, "--json")
    assert (json.loads(out)["lost"], json.loads(out)["damaged"]) == (0, 1)
    file.write_bytes(sound)
    assert "没有备份" not in run("backup", "--to", stick, "--book", own)[1]
    file.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    code, out, _ = run("restore", made, "--book", own, "--json")
    assert json.loads(out)["damaged"] == 0
    assert file.read_bytes() == sound


def test_backup_says_where_it_cannot_go(run, own, tmp_path, monkeypatch):
    monkeypatch.setattr("desktop.app.settings.config_folder", lambda: tmp_path / "config")
    code, _, err = run("backup", "--book", own)
    assert code == 1
    assert "--to" in err
    code, _, err = run("backup", "--to", tmp_path / "没插的U盘" / "备份", "--book", own)
    assert code == 3
    assert "U 盘" in err
    assert not (tmp_path / "没插的U盘").exists()
    code, _, err = run("backup", "--to", own, "--book", own)
    assert code == 3
    assert own.name in err


def test_backup_makes_the_last_folder_of_the_path_and_says_so(run, own, stick):
    folder = stick / "备份"
    code, out, err = run("backup", "--to", folder, "--book", own)
    assert (code, err) == (0, "")
    assert out.startswith(f"已新建文件夹：{folder}\n已备份并检查：")
    assert len(list(folder.glob("*.ybz"))) == 1
    assert "新建" not in run("backup", "--to", folder, "--book", own)[1]


@pytest.mark.parametrize("place", ["U盘", "周文/U盘"])
def test_backup_puts_no_folder_where_a_stick_would_be(run, own, tmp_path, monkeypatch, place):
    monkeypatch.setattr("desktop.commands.backups._STICKS", (str(tmp_path / "media"),))
    stick = tmp_path / "media" / place
    stick.parent.mkdir(parents=True)
    code, _, err = run("backup", "--to", stick, "--book", own)
    assert code == 3
    assert "U 盘是否已插好" in err
    assert not stick.exists()


def test_backup_goes_to_the_folder_chosen_on_this_desk(run, own, stick, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.mkdir()
    (config / "settings.json").write_text(json.dumps({"backup.folder": str(stick)}))
    monkeypatch.setattr("desktop.app.settings.config_folder", lambda: config)
    assert run("backup", "--book", own)[0] == 0
    assert len(list(stick.glob("*.ybz"))) == 1


def test_restore_refuses_what_is_no_backup(run, own, tmp_path, monkeypatch):
    code, _, err = run("restore", tmp_path / "没有.ybz", "--book", own)
    assert code == 3
    assert "没有.ybz" in err
    code, _, err = run("restore", own, "--book", own)
    assert code == 1
    assert "同一个文件" in err


def test_verify_is_1_with_findings(run, own, book_passphrase):
    code, out, err = run("verify", "--book", own, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["ok"]
    assert [one["check"] for one in told["findings"]] == [
        "engine", "references", "journal", "search", "attachments", "spare_files"
    ]  # fmt: skip
    key, _ = KeyFile.load(own).unlock(book_passphrase)
    engine = make_engine(own, key, writes=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM person_fts")
    engine.dispose()
    code, out, err = run("verify", "--book", own, "--json")
    assert (code, err) == (1, "")
    [wrong] = [one for one in json.loads(out)["findings"] if not one["ok"]]
    assert (wrong["check"], wrong["count"], len(wrong["details"])) == ("search", 3, 3)
    code, out, _ = run("verify", "--book", own)
    assert code == 1
    assert "✗ 搜索索引有 3 处与记录不一致" in out


def test_what_the_engine_says_of_damage_is_in_the_log_alone(process, own, tmp_path):
    data = bytearray(own.read_bytes())
    for page in (20, 21, 40):
        data[(page - 1) * 4096 + 100 : page * 4096 - 100] = bytes(3896)
    own.write_bytes(data)
    done = process("verify", "--book", own, XDG_STATE_HOME=tmp_path / "state", PYTHONUTF8="1")
    assert (done.returncode, done.stderr) == (1, b"")
    lines = done.stdout.decode().splitlines()
    assert [lines.count(f"    第 {page} 页") for page in (20, 21, 40)] == [1, 1, 1]
    assert "malformed" in (tmp_path / "state" / "yibenzhang" / "log" / "yibenzhang.log").read_text("utf-8")


def test_verify_looks_at_a_book_that_cannot_be_opened(run, own):
    data = bytearray(own.read_bytes())
    data[77] ^= 1
    own.write_bytes(data)
    code, out, err = run("verify", "--book", own, "--json")
    assert (code, err) == (1, "")
    assert json.loads(out)["findings"][0]["details"] == ["第 1 页"]
