"""A backup put in the place of a book: the old one is kept, and failures change nothing."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from db.attachments.store import file_check, store_of
from db.core.companions import files_folder, keys_path, lock_path
from db.core.errors import CancelledError, EnvironmentFault, UserError
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.security.backup import backup
from db.security.keyslots import Cost
from db.security.occupancy import Occupancy, OccupiedError
from db.security.opening import change_passphrase, open_book
from db.security.restore import restore, same_book
from db.security.verify import verify

NOW = datetime(2026, 11, 24, 9, 30, 15)
LATER = datetime(2026, 11, 25, 8, 0)
DIGEST = "ab" * 32
KEPT = "和平街道 恢复前 2026-11-25 080000.ybz"


@pytest.fixture
def saved(filled, attach, stick, rows):
    """A backup, the rows it holds, and the book, changed since and closed."""
    attach(DIGEST, b"sealed picture")
    made = backup(filled.book.path, filled.book.key, stick, now=NOW)
    then = rows(filled.book)
    save_person(
        filled.book, PersonDraft("赵六", stage="正式党员", organization_id=filled.branch, since=date(2020, 1, 1))
    )
    since = rows(filled.book)
    filled.book.close()
    return made.path, then, since


def content(path: Path, passphrase: str, rows):
    book = open_book(path, passphrase)
    try:
        return rows(book)
    finally:
        book.close()


@pytest.fixture
def unchanged(filled, saved, rows, book_passphrase):
    """``unchanged()``: the book is as it was before the attempt, and nothing new lies beside it."""
    folder = filled.book.path.parent

    def names():
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    before = names()

    def call():
        assert names() == before
        assert content(filled.book.path, book_passphrase, rows) == saved[2]

    return call


def test_the_book_is_what_it_was_and_the_replaced_one_is_kept(filled, saved, rows, book_passphrase):
    path, then, since = saved
    target = filled.book.path
    done = restore(path, target, filled.book.key, now=LATER)
    assert (done.path, done.kept, done.lost) == (target, target.with_name(KEPT), 0)
    assert content(target, book_passphrase, rows) == then
    assert content(done.kept, book_passphrase, rows) == since
    assert path.exists()
    assert not list(target.parent.glob(".*"))


def test_it_opens_by_the_passphrase_of_its_day(filled, saved, rows, book_passphrase):
    path, then, since = saved
    target = filled.book.path
    change_passphrase(target, "周文", book_passphrase, "新口令2026", Cost(1, 8, 1))
    done = restore(path, target, filled.book.key, now=LATER)
    assert content(target, book_passphrase, rows) == then
    assert content(done.kept, "新口令2026", rows) == since


def test_to_a_place_where_there_is_no_book(filled, saved, tmp_path, rows, book_passphrase):
    path, then, _ = saved
    target = tmp_path / "新电脑" / "我的账.ybz"
    done = restore(path, target, filled.book.key, now=LATER)
    assert done.kept is None
    assert content(target, book_passphrase, rows) == then
    assert (files_folder(target) / "ab" / DIGEST).read_bytes() == b"sealed picture"
    assert sorted(file.name for file in target.parent.iterdir()) == [
        "我的账.ybz",
        "我的账.ybz.files",
        "我的账.ybz.keys",
    ]


def test_lost_attachments_come_back_and_others_stay(filled, saved):
    path, _, _ = saved
    folder = files_folder(filled.book.path)
    shutil.rmtree(folder / "ab")
    (folder / "ee").mkdir()
    (folder / "ee" / "newer").write_bytes(b"attached since")
    restore(path, filled.book.path, filled.book.key, now=LATER)
    assert (folder / "ab" / DIGEST).read_bytes() == b"sealed picture"
    assert (folder / "ee" / "newer").read_bytes() == b"attached since"


def test_damaged_attachments_are_healed(filled, attach, stick):
    """Also those of the right size, which only reading tells."""
    store = store_of(filled.book)
    digests = [store.add(BytesIO(text), name="签到表.jpg").digest for text in (b"first", b"second", b"third")]
    for digest in digests:
        attach(digest, store.place(digest).read_bytes())
    path = backup(filled.book.path, filled.book.key, stick, now=NOW, check_file=file_check(filled.book.key)).path
    filled.book.close()
    healed, rotten, untouched = digests
    spoil(store.place(healed))
    spoil(store.place(rotten))
    spoil(stick / "和平街道.files" / rotten[:2] / rotten)
    spoil(stick / "和平街道.files" / untouched[:2] / untouched)
    done = restore(path, filled.book.path, filled.book.key, now=LATER, check_file=file_check(filled.book.key))
    assert (done.damaged, done.lost) == (1, 0)
    assert [store.check(digest) is None for digest in digests] == [True, False, True]


def spoil(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + b"!")


def test_attachments_found_nowhere_are_counted(filled, saved, stick):
    path, _, _ = saved
    shutil.rmtree(stick / "和平街道.files")
    shutil.rmtree(files_folder(filled.book.path))
    assert restore(path, filled.book.path, filled.book.key, now=LATER).lost == 1


def test_a_book_that_is_open_is_not_replaced(filled, saved, book_passphrase):
    path, _, _ = saved
    book = open_book(filled.book.path, book_passphrase)
    with pytest.raises(UserError, match="先关闭它"):
        restore(path, book.path, book.key, now=LATER)
    assert not book.path.with_name(KEPT).exists()
    book.close()
    with Occupancy.claim(book.path, "李四", "二楼电脑"), pytest.raises(UserError, match="由李四（电脑 二楼电脑）打开"):
        restore(path, book.path, book.key, now=LATER)


def test_nobody_can_open_the_book_meanwhile(filled, saved):
    path, _, _ = saved
    target, refused = filled.book.path, []

    def claim(*_):
        with pytest.raises(OccupiedError), Occupancy.claim(target, "李四", "二楼电脑"):
            pass
        refused.append(True)

    restore(path, target, filled.book.key, now=LATER, progress=claim)
    assert refused
    assert not lock_path(target).exists()


def test_a_book_taken_over_meanwhile_is_not_replaced(filled, saved, unchanged):
    """This computer was asleep: the other one holds the book rightly."""
    path, _, _ = saved
    others = []

    def take_over(*_):
        if not others:
            lock_path(filled.book.path).unlink()
            others.append(Occupancy.claim(filled.book.path, "李四", "二楼电脑"))

    with pytest.raises(UserError, match="由李四（电脑 二楼电脑）打开"):
        restore(path, filled.book.path, filled.book.key, now=LATER, progress=take_over)
    others[0].release()
    unchanged()


def test_a_book_opened_meanwhile_by_a_command_of_this_computer_is_not_replaced(filled, saved, book_passphrase):
    path, _, _ = saved
    opened = []

    def open_it(*_):
        if not opened:
            opened.append(open_book(filled.book.path, book_passphrase))

    with pytest.raises(UserError, match="先关闭它"):
        restore(path, filled.book.path, filled.book.key, now=LATER, progress=open_it)
    opened[0].close()
    assert not filled.book.path.with_name(KEPT).exists()


def test_a_damaged_book_is_replaced_and_kept_as_it_is(filled, saved, rows, book_passphrase):
    path, then, _ = saved
    target = filled.book.path
    target.write_bytes(b"x" * 8192)
    target.with_name(target.name + "-wal").write_bytes(b"its log")
    done = restore(path, target, filled.book.key, now=LATER)
    assert content(target, book_passphrase, rows) == then
    assert done.kept.read_bytes() == b"x" * 8192


def test_what_was_undone_can_be_done_again_in_the_restored_book(filled, attach, stick, tmp_path, book_passphrase):
    attach(DIGEST, b"sealed picture")
    attach("cd" * 32, None)
    for _ in range(2):
        filled.book.undo()
    made = backup(filled.book.path, filled.book.key, stick, now=NOW)
    assert made.lost == 0, "no record lacks it"
    target = tmp_path / "新电脑" / "我的账.ybz"
    assert restore(made.path, target, filled.book.key, now=LATER).lost == 0
    book = open_book(target, book_passphrase)
    book.redo()
    book.close()
    assert (files_folder(target) / "ab" / DIGEST).read_bytes() == b"sealed picture"
    assert verify(target, book.key).ok


@pytest.fixture
def attached_since(filled, attach, saved):
    """An attachment the backup does not know; returns where it lies below a folder of attachments."""
    attach("cd" * 32, b"sealed since")
    filled.book.close()
    return Path("cd", "cd" * 32)


def test_the_replaced_book_keeps_its_attachments(filled, saved, attached_since):
    target = filled.book.path
    spare = files_folder(target) / "ee" / "spare"
    spare.parent.mkdir()
    spare.write_bytes(b"nobody's")
    kept = restore(saved[0], target, filled.book.key, now=LATER).kept
    assert verify(kept, filled.book.key).ok
    shutil.rmtree(files_folder(target))
    assert (files_folder(kept) / attached_since).read_bytes() == b"sealed since"
    assert (files_folder(kept) / "ab" / DIGEST).read_bytes() == b"sealed picture"
    assert not (files_folder(kept) / "ee").exists()


def test_it_keeps_them_where_files_cannot_have_two_names(filled, saved, attached_since, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    kept = restore(saved[0], filled.book.path, filled.book.key, now=LATER).kept
    assert (files_folder(kept) / attached_since).read_bytes() == b"sealed since"
    assert (files_folder(filled.book.path) / attached_since).read_bytes() == b"sealed since"


def test_a_damaged_book_keeps_all_that_lies_in_its_folder(filled, saved, attached_since):
    filled.book.path.write_bytes(b"x" * 8192)
    kept = restore(saved[0], filled.book.path, filled.book.key, now=LATER).kept
    assert (files_folder(kept) / attached_since).read_bytes() == b"sealed since"


def test_a_damaged_backup_changes_nothing(filled, saved, unchanged):
    path, _, _ = saved
    data = bytearray(path.read_bytes())
    data[20 * 4096 + 77] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault, match="损坏"):
        restore(path, filled.book.path, filled.book.key, now=LATER)
    unchanged()


@pytest.mark.parametrize("moves", range(1, 4))
def test_a_disk_that_fails_at_any_move_leaves_the_book_where_it_was(filled, saved, unchanged, monkeypatch, moves):
    """Moved are the old book, the new one, and the key file."""
    path, _, _ = saved
    replace, done = Path.replace, []

    def fail_once(source, target):
        done.append(source)
        if len(done) == moves:
            raise PermissionError(13, "antivirus")
        return replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_once)
        with pytest.raises(EnvironmentFault):
            restore(path, filled.book.path, filled.book.key, now=LATER)
    unchanged()
    restore(path, filled.book.path, filled.book.key, now=LATER)


def test_cancelling_changes_nothing(filled, saved, unchanged):
    path, _, _ = saved
    with pytest.raises(CancelledError):
        restore(path, filled.book.path, filled.book.key, now=LATER, cancelled=lambda: True)
    unchanged()


def test_a_backup_is_not_restored_over_itself_nor_without_its_keys(filled, saved, stick):
    path, _, _ = saved
    with pytest.raises(UserError, match="同一个文件"):
        restore(path, path, filled.book.key, now=LATER)
    assert same_book(path, filled.book.path)
    keys_path(path).unlink()
    with pytest.raises(EnvironmentFault, match="密钥文件"):
        restore(path, filled.book.path, filled.book.key, now=LATER)


def test_a_backup_of_a_newer_program_is_refused(filled, saved, unchanged):
    from db.core.engine import make_engine

    path, _, _ = saved
    engine = make_engine(path, filled.book.key, writes=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(EnvironmentFault, match="新版"):
        restore(path, filled.book.path, filled.book.key, now=LATER)
    unchanged()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX permissions")
def test_a_write_protected_backup_is_readable(filled, saved, stick):
    path, _, _ = saved
    for file in (path, keys_path(path)):
        file.chmod(0o444)
    restore(path, filled.book.path, filled.book.key, now=LATER)
    assert sorted(file.name for file in stick.iterdir() if file.is_file()) == [path.name, keys_path(path).name]


def test_what_is_entered_after_a_restore_has_ids_of_its_own(filled, saved, book_passphrase):
    """Else a row that left the book by export would be taken for another one."""
    path, _, _ = saved
    book = open_book(filled.book.path, book_passphrase)
    after_backup = save_organization(book, OrganizationDraft(name="备份以后建的", kind="党委"))
    book.close()
    restore(path, book.path, book.key, now=LATER)
    book = open_book(filled.book.path, book_passphrase)
    assert save_organization(book, OrganizationDraft(name="恢复以后建的", kind="党委")) > after_backup
    book.close()
