from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import literal, select, text

from db.core import engine as engines
from db.core.book_copy import copy_book
from db.core.engine import book_now, book_today, days_between, faults_explained, key_pragma, make_engine
from db.core.errors import EnvironmentFault
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.security.opening import open_with_key

WRONG_KEY = bytes(32)


def save(book, name: str) -> int:
    return save_organization(book, OrganizationDraft(name=name, kind="党委"))


def test_the_safeguards_are_really_on(book):
    with book.read() as connection:
        assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in
                ("journal_mode", "synchronous", "foreign_keys", "query_only")] == ["wal", 2, 1, 1]  # fmt: skip
    with book.action("试", "x.edit") as work:
        assert [work.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in
                ("journal_mode", "synchronous", "foreign_keys", "query_only")] == ["wal", 2, 1, 0]  # fmt: skip


def test_a_query_can_ask_the_book_for_the_time_and_the_day(book):
    with book.read() as connection:
        moment, day = connection.execute(select(book_now(), book_today())).one()
    assert (moment, day) == (book.now(), book.now().date())


def left_in_log(book) -> int:
    with book.read() as connection:
        _busy, logged, folded = connection.exec_driver_sql("PRAGMA wal_checkpoint(NOOP)").one()
        return logged - folded


def test_the_log_is_folded_once_it_has_grown_and_no_save_does_it(book, monkeypatch):
    for number in range(3):
        save(book, f"和平街道第{number}党委")
    left = left_in_log(book)
    assert left > 0
    book.fold_log()
    assert left_in_log(book) == left  # not yet worth it
    monkeypatch.setattr(engines, "_LOG_PAGES", left)
    book.fold_log()
    assert left_in_log(book) == 0


def test_the_log_is_folded_beside_a_reader(book, monkeypatch):
    monkeypatch.setattr(engines, "_LOG_PAGES", 1)
    with book.read() as connection:
        count = "SELECT count(*) FROM organization"
        before = connection.exec_driver_sql(count).scalar_one()
        save(book, "和平街道党委")
        book.fold_log()
        assert left_in_log(book) > 0  # the reader still needs the book as it was
        assert connection.exec_driver_sql(count).scalar_one() == before
    book.fold_log()
    assert left_in_log(book) == 0


def test_ddl_is_rolled_back_too(book, made_book):
    engine = make_engine(book.path, made_book.key, writes=True)
    with pytest.raises(ZeroDivisionError), engine.begin() as connection:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        1 / 0  # noqa: B018
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'half'")).scalar() is None
    engine.dispose()


def test_a_key_of_the_wrong_length_is_our_mistake():
    with pytest.raises(ValueError, match="32 bytes"):
        key_pragma(b"short")


def test_a_wrong_key_is_explained_and_writes_nothing(book, made_book, capfd):
    book.close()
    before = book.path.read_bytes()
    with pytest.raises(EnvironmentFault) as caught:
        open_with_key(book.path, WRONG_KEY, made_book.actor)
    assert "不是一套" in caught.value.text
    assert "备份" in caught.value.way_out
    assert book.path.read_bytes() == before
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("damage", ["head", "middle", "cut", "text"])
def test_a_damaged_book_is_explained(book, made_book, damage):
    book.close()
    data = bytearray(book.path.read_bytes())
    if damage == "head":
        data[:100] = bytes(100)
    elif damage == "middle":
        for page in range(4096, len(data), 4096):
            data[page + 10 : page + 20] = bytes(10)
    elif damage == "cut":
        del data[len(data) // 3 :]
    else:
        data[:] = "不是账本".encode() * 2000
    book.path.write_bytes(data)
    with pytest.raises(EnvironmentFault) as caught:
        opened = open_with_key(book.path, made_book.key, made_book.actor)
        try:
            with opened.read() as connection:
                for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars():
                    connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall()
        finally:
            opened.close()
    assert "损坏" in caught.value.text
    assert "备份" in caught.value.way_out


def test_an_empty_file_is_not_taken_for_a_new_book(book, made_book):
    """What a pulled USB stick leaves behind must not be filled with fresh tables."""
    book.close()
    book.path.write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="空"):
        open_with_key(book.path, made_book.key, made_book.actor)
    assert book.path.read_bytes() == b""


def test_a_book_in_use_is_explained(book, monkeypatch, made_book):
    monkeypatch.setattr(engines, "_BUSY_MS", 50)
    other = open_with_key(book.path, made_book.key, made_book.actor)
    try:
        with book.action("很长的导入", "x.edit") as work:
            work.new_id()
            with pytest.raises(EnvironmentFault, match="正被其他操作占用"):
                save(other, "甲")
        assert save(other, "甲")
    finally:
        other.close()


def test_a_quick_action_waits_for_a_longer_one(book, as_user):
    other, saved = as_user("吴静"), []
    with book.action("导入", "x.edit") as work:
        work.new_id()
        thread = threading.Thread(target=lambda: saved.append(save(other, "甲")))
        thread.start()
        thread.join(0.2)
        assert saved == []
    thread.join()
    assert len(saved) == 1


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("attempt to write a readonly database", "只能读"),
        ("database or disk is full", "磁盘已满"),
        ("disk I/O error", "磁盘出错"),
        ("unable to open database file", "打不开"),
    ],
)
def test_what_the_disk_does_is_explained(said, shown):
    with pytest.raises(EnvironmentFault, match=shown) as caught, faults_explained(Path("/某处/和平街道.ybz")):
        raise engines.dbapi2.OperationalError(said)
    assert caught.value.way_out


def test_what_is_typed_is_not_mistaken_for_a_fault_of_the_disk(book):
    with pytest.raises(Exception) as caught, book.action("试", "x.edit") as work:
        work.connection.execute(text("INSERT INTO person (id, name) VALUES (1, :name)"), {"name": "disk is full"})
    assert not isinstance(caught.value, EnvironmentFault)


def test_a_missing_folder_is_explained(tmp_path, made_book):
    with pytest.raises(EnvironmentFault, match="找不到"):
        open_with_key(tmp_path / "没有" / "这本.ybz", made_book.key, made_book.actor)


def test_a_missing_book_is_not_made_up(tmp_path, made_book):
    with pytest.raises(EnvironmentFault, match="找不到"):
        open_with_key(tmp_path / "这本.ybz", made_book.key, made_book.actor)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="folder permissions do not bind root")
def test_a_read_only_folder_is_explained(book, made_book):
    book.close()
    book.path.chmod(0o444)
    book.path.parent.chmod(0o555)
    try:
        with pytest.raises(EnvironmentFault):
            open_with_key(book.path, made_book.key, made_book.actor)
    finally:
        book.path.parent.chmod(0o755)


def test_a_copy_of_an_open_book_is_complete(book, made_book, tmp_path):
    save(book, "甲")
    target = tmp_path / "副本.ybz"
    copy_book(book.path, target, made_book.key)
    save(book, "乙")
    copied = open_with_key(target, made_book.key, made_book.actor)
    try:
        with copied.read() as connection:
            assert connection.execute(text("SELECT name FROM organization")).scalars().all() == ["甲"]
    finally:
        copied.close()


def test_a_copy_of_a_damaged_book_is_refused(book, made_book, tmp_path):
    save(book, "甲")
    book.close()
    data = bytearray(book.path.read_bytes())
    data[9 * 4096 + 100 : 9 * 4096 + 120] = bytes(20)
    book.path.write_bytes(data)
    with pytest.raises(EnvironmentFault):
        copy_book(book.path, tmp_path / "副本.ybz", made_book.key)


@pytest.mark.parametrize("where", ["nowhere/副本.ybz", "."])
def test_a_copy_that_cannot_be_written_is_explained(book, made_book, tmp_path, where):
    with pytest.raises(EnvironmentFault) as caught:
        copy_book(book.path, tmp_path / where, made_book.key)
    assert caught.value.way_out


SAVER = """
import sys
from datetime import date
from pathlib import Path
from db.core.book import Actor
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.security.opening import open_with_key

path, key, user = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
book = open_with_key(path, key, Actor(user, "周文"))
for number in range(100_000):
    print(save_organization(book, OrganizationDraft(name=f"{sys.argv[4]}组织{number}", kind="党委")), flush=True)
"""


def test_what_was_reported_saved_survives_a_sudden_death(book, made_book):
    """Killed at any moment, the book opens, holds every save that was confirmed, and its journal is whole."""
    from db.core.journal import broken_links
    from db.core.search import matches
    from db.organizations.queries import ORGANIZATION

    book.close()
    confirmed: list[int] = []
    for turn, enough in enumerate((1, 7, 23)):
        arguments = [str(book.path), made_book.key.hex(), str(made_book.actor.id), str(turn)]
        process = subprocess.Popen([sys.executable, "-c", SAVER, *arguments], stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            confirmed.append(int(line))
            if len(confirmed) >= enough:
                process.kill()
                break
        confirmed += [int(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()
        opened = open_with_key(book.path, made_book.key, made_book.actor)
        try:
            with opened.read() as connection:
                rows = set(connection.execute(text("SELECT id FROM organization")).scalars())
                assert set(confirmed) <= rows
                assert list(broken_links(connection)) == []
                assert connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
                query = ORGANIZATION.select().where(matches(ORGANIZATION, "组织"))
                assert {row.id for row in connection.execute(query)} == rows
        finally:
            opened.close()


def test_the_day_inside_a_query_is_that_of_the_clock(book):
    with book.read() as connection:
        today, later = connection.execute(select(book_today(), days_between(book_today(), literal("2022-07-01")))).one()
    assert (today, later) == (book.now().date(), (date(2022, 7, 1) - book.now().date()).days)
