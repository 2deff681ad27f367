"""Backups on real files: what is written, what is left when it fails, what is kept."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, namedtuple
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from db.core.book_copy import copy_book
from db.core.companions import files_folder, keys_path
from db.core.engine import bare_connection
from db.core.errors import CancelledError, EnvironmentFault, UnreachableBook, UserError
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.security.backup import backup, backups_in, backups_of, superfluous, thin
from db.security.opening import open_book

NOW = datetime(2026, 11, 24, 9, 30, 15, 123456)
DIGEST = "ab" * 32


@pytest.fixture
def back_up(filled, stick):
    def call(now=NOW, folder=stick, **more):
        return backup(filled.book.path, filled.book.key, folder, now=now, **more)

    return call


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_of_the_open_book_opens_by_the_same_passphrase(filled, back_up, stick, rows, book_passphrase):
    told = []
    made = back_up(progress=lambda *now: told.append(now))
    assert names(stick) == ["和平街道 2026-11-24 093015.ybz", "和平街道 2026-11-24 093015.ybz.keys"]
    assert (made.path.name, made.taken_at, made.lost) == (names(stick)[0], datetime(2026, 11, 24, 9, 30, 15), 0)
    assert made.size == made.path.stat().st_size > 100_000
    assert told[0][1] > 0
    assert any(0 < done < total for done, total, _ in told), "it goes by steps"
    opened = open_book(made.path, book_passphrase)
    assert rows(opened) == rows(filled.book)
    opened.close()


def test_what_is_written_meanwhile_comes_with_the_next_one(filled, back_up, rows):
    before = rows(filled.book)
    added = []

    def write_once(_done, _total, _text):
        if not added:
            draft = PersonDraft("赵六", stage="正式党员", organization_id=filled.branch, since=date(2020, 1, 1))
            added.append(save_person(filled.book, draft))

    made = back_up(progress=write_once)
    opened = open_book(made.path, "和平街道2022")
    assert rows(opened) == before
    opened.close()
    assert added


def test_attachments_are_copied_once_for_all_backups(filled, attach, back_up, stick):
    attach(DIGEST, b"sealed picture")
    attach("cd" * 32, None, "丢失.jpg")
    first = back_up()
    assert first.lost == 1
    shared = stick / "和平街道.files" / "ab" / DIGEST
    assert shared.read_bytes() == b"sealed picture"
    os.utime(shared, (1, 1))
    back_up(NOW + timedelta(days=1))
    assert shared.stat().st_mtime == 1, "not copied again"
    shared.write_bytes(b"half")
    back_up(NOW + timedelta(days=2))
    assert shared.read_bytes() == b"sealed picture", "a file of another size is no copy"
    assert [name for name in names(stick) if "files" in name] == [f"和平街道.files/ab/{DIGEST}"]


def test_cancelled_in_the_middle_leaves_nothing(attach, back_up, stick):
    attach(DIGEST, b"sealed picture")
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(CancelledError):
        back_up(cancelled=cancelled)
    assert names(stick) == []


def check_file(folder, digest):
    """As the attachment store's: the sound content starts with "sealed"."""
    return None if (folder / digest[:2] / digest).read_bytes().startswith(b"sealed") else "已损坏"


def test_a_damaged_attachment_is_told_and_does_not_replace_the_sound_copy(filled, attach, back_up, stick):
    attach(DIGEST, b"sealed picture")
    attach("cd" * 32, b"rotten")
    made = back_up(check_file=check_file)
    assert (made.damaged, made.lost) == (1, 0)
    assert [path.name for path in stick.rglob("cd*")] == []
    source = files_folder(filled.book.path) / "ab" / DIGEST
    source.write_bytes(b"rot")
    assert back_up(NOW + timedelta(days=1), check_file=check_file).damaged == 2
    assert (stick / "和平街道.files" / "ab" / DIGEST).read_bytes() == b"sealed picture"
    source.write_bytes(b"sealed picture")
    (files_folder(filled.book.path) / "cd" / ("cd" * 32)).write_bytes(b"sealed")
    made = back_up(NOW + timedelta(days=2), check_file=check_file)
    assert (made.damaged, made.lost) == (0, 0)


@pytest.mark.parametrize("step", ["sync", "replace"])
def test_a_stick_that_fails_leaves_nothing_half_written(back_up, stick, monkeypatch, step):
    back_up(NOW - timedelta(days=1))
    before = names(stick)

    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(*((os, "fsync") if step == "sync" else (Path, "replace")), fail)
        with pytest.raises(EnvironmentFault) as caught:
            back_up()
    assert caught.value.way_out
    assert names(stick) == before
    back_up()


def test_a_stick_without_room_is_told_before_anything_is_written(back_up, stick, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(1, 1, 4096))
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        back_up()
    assert names(stick) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a tiny disk")
def test_a_disk_that_fills_up_while_writing(back_up, tmp_path, monkeypatch):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk], check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        monkeypatch.setattr("db.core.book_copy.need_room", lambda *_: None)
        with pytest.raises(EnvironmentFault, match="磁盘已满") as caught:
            back_up(folder=disk)
        assert "换一个保存位置" in caught.value.way_out
        assert names(disk) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_stick_that_is_not_there_is_not_made(back_up, tmp_path):
    with pytest.raises(EnvironmentFault) as caught:
        back_up(folder=tmp_path / "没插" / "备份")
    assert "U 盘" in caught.value.way_out
    assert not (tmp_path / "没插").exists()


def test_a_stick_pulled_out_meanwhile(back_up, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()

    def pull(_done, _total, text):
        if text == "检查副本":
            shutil.rmtree(folder, ignore_errors=True)

    with pytest.raises(EnvironmentFault):
        back_up(folder=folder, progress=pull)


class Failing:
    """A connection whose copying fails as the engine tells it when either disk does not answer."""

    def __init__(self, connection, fail):
        self._connection, self._fail = connection, fail

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def backup(self, *_given, **_more):
        self._fail()
        raise dbapi2.OperationalError("disk I/O error")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that opens and cannot be read")
@pytest.mark.parametrize("book_fails", [True, False])
def test_a_disk_that_does_not_answer_is_named(filled, back_up, stick, monkeypatch, book_fails):
    book, opened = filled.book.path, []

    def fail():
        if book_fails:
            book.rename(book.with_name("before"))
            book.symlink_to("/proc/self/mem")

    def connection(path, key):
        opened.append(bare_connection(path, key))
        return Failing(opened[-1], fail) if path == book else opened[-1]

    monkeypatch.setattr("db.core.book_copy.bare_connection", connection)
    with pytest.raises(EnvironmentFault) as caught:
        back_up()
    assert isinstance(caught.value, UnreachableBook) == book_fails
    assert (book.name if book_fails else str(stick)) in caught.value.text
    assert names(stick) == []


def test_a_book_that_cannot_be_opened_is_told_and_not_made_up(filled, tmp_path, stick):
    gone = tmp_path / "没了.ybz"
    for book in (gone, tmp_path):
        with pytest.raises(UnreachableBook, match="打不开账本"):
            copy_book(book, stick / "副本.ybz", filled.book.key)
    assert not gone.exists()


def test_a_damaged_book_gives_no_backup(filled, back_up, stick):
    path, book = filled.book.path, filled.book
    book.close()
    data = bytearray(path.read_bytes())
    data[20 * 4096 + 77] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault, match="损坏"):
        back_up()
    assert names(stick) == []


def test_leftovers_of_a_power_cut_are_swept(back_up, stick):
    left = [".和平街道 2026-11-01 080000.ybz.part", "和平街道 2026-11-01 080000.ybz.keys"]
    others = [".别的 2026-11-01 080000.ybz.part", "别的.txt", "和平街道.ybz.keys"]
    for name in left + others:
        (stick / name).write_bytes(b"x")
        os.utime(stick / name, (time.time() - 7200,) * 2)
    (stick / ".和平街道 2026-11-02 080000.ybz.part").write_bytes(b"being written by another program")
    back_up()
    assert set(left).isdisjoint(names(stick))
    assert set(others) < set(names(stick))
    assert ".和平街道 2026-11-02 080000.ybz.part" in names(stick)


def test_a_backup_that_takes_hours_is_not_swept_by_the_next(attach, back_up, stick):
    for number in range(3):
        attach(f"{number}b" * 32, b"sealed picture", f"{number}.jpg")
    others = []

    def hours_pass(done, _total, text):
        if text == "复制附件":
            if done == 2 and not others:
                others.append(back_up(NOW + timedelta(hours=2)))
            for part in stick.glob(".*.part"):
                os.utime(part, (time.time() - 7200,) * 2)

    made = back_up(progress=hours_pass)
    assert {one.path for one in backups_in(stick)} == {made.path, others[0].path}


def test_two_in_one_second_are_two(back_up, stick):
    assert back_up().path != back_up().path
    assert [one.taken_at.second for one in backups_in(stick)] == [16, 15]


def test_backups_of_another_book_of_the_same_name_are_not_mixed_with_ours(filled, back_up, stick, tmp_path):
    from db.meetings.actions import add_meeting_kinds
    from db.security.keyslots import Cost
    from db.security.opening import create_book

    other = create_book(
        tmp_path / "别处" / "和平街道.ybz", office="和平", user="钱一", passphrase="1234", prepare=add_meeting_kinds,
        cost=Cost(1, 8, 1),
    )  # fmt: skip
    mine = back_up()
    with pytest.raises(UserError, match="换一个备份文件夹"):
        backup(other.path, other.key, stick, now=NOW)
    theirs = stick / "和平街道 2026-11-26 080000.ybz"
    broken = stick / "和平街道 2026-11-27 080000.ybz"
    for path, keys in ((theirs, keys_path(other.path).read_bytes()), (broken, b"{")):
        path.write_bytes(b"")
        keys_path(path).write_bytes(keys)
    assert [one.path for one in backups_in(stick)] == [broken, theirs, mine.path]
    assert backups_of(filled.book.path, stick) == [mine]
    assert [one.path for one in backups_of(other.path, stick)] == [theirs]


def test_only_whole_backups_are_listed_newest_first(stick):
    for name in (
        "账 2026-11-24 093015.ybz", "账 2026-11-25 080000.ybz", "账 2026-02-30 093015.ybz", "账.ybz", "账 2026.ybz",
        "另一本 2026-11-26 080000.ybz",
    ):  # fmt: skip
        (stick / name).write_bytes(b"12345")
        keys_path(stick / name).write_bytes(b"")
    (stick / "账 2026-11-26 080000.ybz").write_bytes(b"no keys")
    found = backups_in(stick, "账")
    assert [(one.path.name, one.size) for one in found] == [
        ("账 2026-11-25 080000.ybz", 5), ("账 2026-11-24 093015.ybz", 5)
    ]  # fmt: skip
    assert found[1].taken_at == datetime(2026, 11, 24, 9, 30, 15)
    assert backups_in(stick)[0].path.name.startswith("另一本")
    with pytest.raises(EnvironmentFault):
        backups_in(stick / "没有")


TODAY = date(2026, 11, 24)
moments = st.sets(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)).map(lambda at: at.replace(microsecond=0)), max_size=60
)


@given(moments)
def test_thinning_keeps_today_a_day_for_a_month_a_month_after_and_the_newest(taken):
    kept = taken - superfluous(taken, TODAY)
    assert superfluous(kept, TODAY) == set()
    assert {at for at in taken if at.date() >= TODAY} <= kept
    assert not taken or max(taken) in kept
    recent = [at for at in taken if TODAY - timedelta(days=31) <= at.date() < TODAY]
    old = [at for at in taken if at.date() < TODAY - timedelta(days=31)]
    for part, span in ((recent, lambda at: at.date()), (old, lambda at: (at.year, at.month))):
        left = [at for at in part if at in kept]
        assert set(Counter(map(span, left)).values()) <= {1}
        assert set(map(span, left)) == set(map(span, part)), "no day or month is lost"
        assert all(at == max(other for other in part if span(other) == span(at)) for at in left)


@given(moments)
def test_thinning_day_by_day_never_loses_a_month(taken):
    kept = set(taken)
    for days in range(60):
        kept -= superfluous(kept, TODAY + timedelta(days=days))
    assert {at.month for at in kept} == {at.month for at in taken}


def test_thinning_deletes_books_with_their_keys(stick):
    days = ("2026-11-24 080000", "2026-11-24 090000", "2026-11-20 080000", "2026-11-20 090000", "2026-03-01 080000")
    for stem in ("账", "别的"):
        for day in days:
            for suffix in (".ybz", ".ybz.keys"):
                (stick / f"{stem} {day}{suffix}").write_bytes(b"")
    gone = thin(stick, "账", TODAY)
    assert [path.name for path in gone] == ["账 2026-11-20 080000.ybz"]
    assert len(names(stick)) == 18
    assert not any("账 2026-11-20 080000" in name for name in names(stick))


def test_the_book_has_no_log_left_by_its_backup(filled, back_up, stick):
    """The copy is whole in one file, so that a write-protected stick can be read."""
    made = back_up()
    assert made.path.read_bytes()[:16] != b"SQLite format 3\0"
    assert not any(name.endswith(("-wal", "-shm", "-journal")) for name in names(stick))
    assert not files_folder(made.path).exists()
