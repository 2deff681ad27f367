"""What a disk can do to an open book: a plain message, nothing half kept, and work goes on after."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from db.core.errors import DamagedBook, EnvironmentFault
from db.core.journal import broken_links
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.security.opening import open_with_key

PAGE = 4096


def save(book, name, note=""):
    return save_organization(book, OrganizationDraft(name=name, kind="党委", note=note))


def names(book):
    with book.read() as connection:
        assert list(broken_links(connection)) == []
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        found = connection.execute(text("SELECT id, name FROM organization ORDER BY id")).all()
        indexed = connection.execute(text("SELECT rowid FROM organization_fts ORDER BY rowid")).scalars().all()
        assert indexed == [row.id for row in found]
        return [row.name for row in found]


@pytest.fixture
def small_disk(tmp_path, made_book):
    """A book on a disk of its own with 3 MB."""
    disk = tmp_path / "盘"
    disk.mkdir()
    mounted = sys.platform == "linux" and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("no disk can be made here")
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_book.path}{suffix}", f"{disk / '账.ybz'}{suffix}")
    book = open_with_key(disk / "账.ybz", made_book.key, made_book.actor)
    yield book
    book.close()
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(folder):
    with pytest.raises(OSError, match="No space"), (folder / "占满").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(PAGE))


@contextmanager
def files_may_not_grow(limit):
    """The system refuses to write beyond *limit* bytes of any file: SQLite sees an error of the disk."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_stops_saving_and_undoing_but_not_reading(small_disk, made_book):
    save(small_disk, "甲")
    fill(small_disk.path.parent)
    for act in (lambda: save(small_disk, "乙", "字" * 40_000), small_disk.undo):
        with pytest.raises(EnvironmentFault, match="磁盘已满") as caught:
            act()
        assert "清理磁盘" in caught.value.way_out
        assert names(small_disk) == ["甲"]
    (small_disk.path.parent / "占满").unlink()
    save(small_disk, "乙", "字" * 40_000)
    assert names(small_disk) == ["甲", "乙"]
    assert small_disk.undo() == "新建组织"


def test_a_book_on_a_full_disk_says_so_when_opened(small_disk, made_book):
    save(small_disk, "甲")
    small_disk.close()
    fill(small_disk.path.parent)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        open_with_key(small_disk.path, made_book.key, made_book.actor)
    (small_disk.path.parent / "占满").unlink()
    again = open_with_key(small_disk.path, made_book.key, made_book.actor)
    try:
        assert names(again) == ["甲"]
    finally:
        again.close()


def test_a_write_protected_stick_is_said(small_disk, made_book):
    save(small_disk, "甲")
    small_disk.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.path.parent)], check=True)
    with pytest.raises(EnvironmentFault) as caught:
        save(open_with_key(small_disk.path, made_book.key, made_book.actor), "乙")
    assert caught.value.way_out
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk.path.parent)], check=True)
    again = open_with_key(small_disk.path, made_book.key, made_book.actor)
    try:
        save(again, "乙")
        assert names(again) == ["甲", "乙"]
    finally:
        again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_an_error_of_the_disk_in_the_middle_of_a_save_leaves_nothing_of_it(book):
    save(book, "甲")
    log = Path(f"{book.path}-wal").stat().st_size
    for room in (0, PAGE, 5 * PAGE, 20 * PAGE):  # it fails at another place each time
        with files_may_not_grow(log + room), pytest.raises(EnvironmentFault, match="磁盘出错"):
            save(book, "乙", "字" * 60_000)
        assert names(book) == ["甲"]
    save(book, "乙", "字" * 60_000)
    assert names(book) == ["甲", "乙"]


def test_a_stick_that_is_gone_is_said_and_nothing_is_put_in_its_place(book, made_book, tmp_path):
    """The folder of a stick may stay where it was mounted: no empty book must appear in it."""
    save(book, "甲")
    book.close()
    book = open_with_key(book.path, made_book.key, made_book.actor)
    away = tmp_path / "拔出"
    away.mkdir()
    book.close()  # as if every handle were dead
    book.path.rename(away / book.path.name)
    for act in (lambda: save(book, "乙"), book.steps):
        with pytest.raises(EnvironmentFault, match="打不开账本"):
            act()
    assert not book.path.exists()
    (away / book.path.name).rename(book.path)
    save(book, "乙")
    assert names(book) == ["甲", "乙"]
    book.close()


def spoil(path, first, last=None):
    with path.open("r+b") as file:
        for page in range(first, (last or first) + 1):
            file.seek((page - 1) * PAGE)
            file.write(os.urandom(PAGE))


def test_damage_met_while_working_is_a_damaged_book(book, made_book):
    save(book, "甲")
    book.close()
    spoil(book.path, 8, book.path.stat().st_size // PAGE)
    whole = book.path.read_bytes()
    with pytest.raises(DamagedBook) as caught:
        save(book, "乙")
    assert "备份" in caught.value.way_out
    book.close()
    assert book.path.read_bytes()[: len(whole)] == whole, "nothing is written to what is damaged"


def test_a_mended_book_is_usable_without_a_new_start(book):
    """A connection that met damage stays broken: the next one must be new."""
    save(book, "甲")
    book.close()
    sound = book.path.read_bytes()
    spoil(book.path, 8, len(sound) // PAGE)
    with pytest.raises(DamagedBook):
        save(book, "乙")
    book.path.write_bytes(sound)
    save(book, "乙")
    assert names(book) == ["甲", "乙"]


@pytest.mark.parametrize("left", [0.3, 0.7, 0.95])
def test_a_file_cut_short_is_a_damaged_book(book, made_book, left):
    save(book, "甲")
    book.close()
    with book.path.open("r+b") as file:
        file.truncate(int(book.path.stat().st_size * left))
    with pytest.raises(DamagedBook):
        open_with_key(book.path, made_book.key, made_book.actor)
