"""A damaged book read into a new one: all that can be read, what is lost is said, the damaged one is untouched."""

from __future__ import annotations

import os
import random
import shutil
import stat
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlcipher3 import dbapi2

from db.core.base import Base
from db.core.book import Actor
from db.core.book_row import BookRow
from db.core.companions import files_folder, keys_path
from db.core.engine import key_pragma, make_engine
from db.core.errors import CancelledError, DamagedBook, EnvironmentFault, UserError
from db.core.journal import ActionRow, broken_links
from db.core.listing import Filter
from db.core.search import numbers
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.models import Attendance, Meeting
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft
from db.people.models import Person
from db.people.queries import people
from db.security.keyslots import KeyFile
from db.security.opening import open_with_key
from db.security.salvage import report_path, salvage

PAGE = 4096


@pytest.fixture(scope="module")
def made_full(made_office, made_book, tmp_path_factory):
    """The office's book with people and meetings, closed; everything in the file itself."""
    path, office = tmp_path_factory.mktemp("full") / "和平街道.ybz", made_office
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_office.book.path}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor)
    ids = [
        save_person(book, PersonDraft(f"张{chr(0x4E00 + place)}", stage="正式党员", organization_id=office.branch,
                                      since=date(2020, 1, 1), note="备注" * 60))
        for place in range(60)
    ]  # fmt: skip
    for place in range(12):
        roster = tuple(RosterLine(person, "") for person in ids[place::6])
        save_meeting(book, MeetingDraft(
            kind_id=office.kinds["branch_assembly"], organization_id=office.branch,
            title=f"第{place}次会", starts_at=datetime(2022, 1, 1 + place, 9), text="会议记录" * 300, roster=roster,
        ))  # fmt: skip
    delete_people(book, [save_person(book, PersonDraft("误录", stage="群众"))])
    book.close()
    return path


@pytest.fixture
def full(made_full, tmp_path):
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_full}{suffix}", f"{tmp_path / made_full.name}{suffix}")
    return tmp_path / made_full.name


@pytest.fixture
def read_out(made_book, tmp_path):
    """``read_out(path)``: the report and the new book's path."""

    def run(path, target=None, cancelled=lambda: False):
        target = target or tmp_path / "新" / "抢救.ybz"
        return salvage(path, made_book.key, target, progress=lambda *_: None, cancelled=cancelled), target

    return run


@pytest.fixture
def opened(made_book):
    books = []

    def open_(path):
        books.append(open_with_key(path, made_book.key, made_book.actor))
        return books[-1]

    yield open_
    for book in books:
        book.close()


def spoil(path, *pages):
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            file.write(os.urandom(PAGE))


def root(path, key, name):
    engine = make_engine(path, key, writes=False)
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).scalar_one()
    finally:
        engine.dispose()


def contents(book):
    """Every row of every table, by table."""
    with book.read() as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: {tuple(row) for row in connection.execute(select(table))} for table in tables}


def sound(book):
    with book.read() as connection:
        for table in Base.metadata.sorted_tables:
            if "search" in table.info:
                held = set(connection.exec_driver_sql(f"SELECT rowid FROM {table.name}_fts").scalars())
                assert held == set(numbers(connection, table))
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def told(report, name):
    return next(table for table in report.tables if table.name == name)


def test_a_sound_book_comes_out_as_it_was(full, read_out, opened):
    before = full.read_bytes()
    (files_folder(full) / "ab").mkdir(parents=True)
    (files_folder(full) / "ab" / "abc").write_bytes(b"sealed")
    report, target = read_out(full)
    assert report.whole
    assert "没有丢失任何记录" in report.text()
    assert "校验链完好" in report.text()
    assert contents(opened(target)) == contents(opened(full))
    assert full.read_bytes() == before
    assert {file.name for file in target.parent.iterdir()} >= {
        target.name, keys_path(target).name, files_folder(target).name, report_path(target).name,
    }  # fmt: skip
    assert (files_folder(target) / "ab" / "abc").read_bytes() == b"sealed"
    assert report_path(target).read_text("utf-8-sig") == report.text()


def test_rows_the_journal_still_tells_are_written_again(full, made_book, read_out, opened):
    whole = contents(opened(full))
    spoil(full, root(full, made_book.key, "person"))
    damaged = full.read_bytes()
    report, target = read_out(full)
    people_told = told(report, "person")
    assert (people_told.read, people_told.expected, people_told.rebuilt, people_told.missing) == (0, 60, 60, 0)
    assert "由操作日志补回 60 条" in report.text()
    new = opened(target)
    assert contents(new) | {"book": ()} == whole | {"book": ()}, "ids are left out"
    assert sound(new)
    with new.read() as connection:
        assert len(list(people.all(connection, Filter(text="张")))) == 60
    assert full.read_bytes() == damaged


def test_what_hangs_on_the_lost_is_emptied_or_left_out(full, made_book, read_out, opened):
    """People and the journal are gone: memberships cannot be without their person, roster lines can."""
    spoil(full, root(full, made_book.key, "person"), root(full, made_book.key, "change"))
    report, target = read_out(full)
    assert (told(report, "person").missing, len(told(report, "person").lost)) == (60, 60)
    assert told(report, "membership").left_out == 60
    assert told(report, "attendance").cut == told(report, "attendance").read == 114
    assert report.broken
    text = report.text()
    assert "校验链已断" in text
    assert "60 条因所属记录丢失而未收入" in text
    assert "丢失记录的编号：" in text
    assert f"人员：{min(told(report, 'person').lost)}" in text
    assert "（共 60 条）" in text
    new = opened(target)
    assert sound(new)
    with new.read() as connection:
        assert set(connection.execute(select(Attendance.name)).scalars()) == {"（姓名已丢失）"}
        assert len(connection.execute(select(Meeting.id)).all()) == 12


def test_the_books_own_row_is_made_anew_and_no_id_given_twice(full, made_book, read_out, opened):
    spoil(full, root(full, made_book.key, "book"))
    report, target = read_out(full)
    assert "单位名称" in report.text()
    assert not report.broken
    new = opened(target)
    with new.read() as connection:
        used = connection.execute(select(func.max(Person.id))).scalar_one()
        last = connection.execute(select(func.max(ActionRow.id))).scalar_one()
    fresh = save_person(new, PersonDraft("新来", stage="群众"))
    assert fresh > max(used, last)
    assert fresh >> 32 == made_book.actor.id >> 32, "the book kept its number"
    with new.read() as connection:
        assert list(broken_links(connection)) == []


@pytest.mark.parametrize("lost", ["book", "action", "change", "person"])
def test_ids_of_rows_lost_with_all_traces_are_not_given_again(full, made_book, read_out, opened, lost):
    """The last person and what tells of them are gone: only ids left out keep theirs from another row."""
    book = opened(full)
    with book.read() as connection:
        counter = connection.execute(select(BookRow.counter)).scalar_one()
    gone = save_person(book, PersonDraft("最后", stage="群众"))
    book.close()
    engine = make_engine(full, made_book.key, writes=True, foreign_keys=False)
    with engine.begin() as connection:  # as if the pages at the end had never been written
        for name, column in (("person", "id"), ("change", "action_id"), ("action", "id")):
            connection.exec_driver_sql(f"DELETE FROM {name} WHERE {column} >= ?", (gone,))
        connection.execute(update(BookRow).values(counter=counter))
    engine.dispose()
    spoil(full, root(full, made_book.key, lost))
    _report, target = read_out(full)
    assert save_person(opened(target), PersonDraft("新来", stage="群众")) > gone + 2**20


def test_a_whole_book_leaves_out_no_ids(full, read_out, opened):
    _report, target = read_out(full)
    counters = []
    for path in (full, target):
        with opened(path).read() as connection:
            counters.append(connection.execute(select(BookRow.counter)).scalar_one())
    assert counters[0] == counters[1]


def test_a_journal_without_its_actions_breaks_the_chain_and_says_where(full, made_book, read_out, opened):
    spoil(full, root(full, made_book.key, "action"))
    report, target = read_out(full)
    assert told(report, "action").missing > 70
    assert report.broken == (0,)
    assert "末尾有缺失" in report.text()
    assert sound(opened(target))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_pages_are_spoilt_the_new_book_is_sound_and_true(full, read_out, opened, seed):
    whole = contents(opened(full))
    count = full.stat().st_size // PAGE
    spoil(full, *random.Random(seed).sample(range(10, count + 1), count // 15))
    report, target = read_out(full)
    new = opened(target)
    assert sound(new)
    kept = contents(new)
    for table in report.tables:
        assert len(kept[table.name]) == table.read + table.rebuilt - table.left_out
        assert len(kept[table.name] - whole[table.name]) <= table.cut + (table.name == "book"), table
    assert report.bad_pages == count // 15


def blanked(path, key):
    """Whether a text in the journal is read with zeros in it."""
    connection = dbapi2.connect(str(path))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(key_pragma(key))
        return any("\0" in (row[0] or "") for row in connection.execute("SELECT after FROM change"))
    except dbapi2.DatabaseError:
        return False
    finally:
        connection.close()


def test_a_text_blanked_by_a_spoilt_page_is_lost_not_taken_over(full, made_book, read_out, opened):
    """Where a long text runs on to a page that does not decrypt, the engine gives zeros and no error for that row."""
    book = opened(full)
    save_person(book, PersonDraft("张长文", stage="群众", note="记录" * 4000))
    whole = contents(book)
    book.close()
    for page in range(full.stat().st_size // PAGE, 10, -1):
        spoilt = full.with_name("坏.ybz")
        shutil.copy(full, spoilt)
        spoil(spoilt, page)
        if blanked(spoilt, made_book.key):
            break
    else:
        pytest.fail("no text runs on to a further page")
    spoil(full, page)
    _report, target = read_out(full)
    new = opened(target)
    assert sound(new)
    kept = contents(new)
    assert all(kept[name] <= whole[name] for name in kept if name != "book")


def test_a_file_cut_short_gives_what_is_before_the_cut(full, read_out, opened):
    with full.open("r+b") as file:
        file.truncate(full.stat().st_size * 8 // 10 + 100)
    report, target = read_out(full)
    assert sound(opened(target))
    assert told(report, "organization").whole
    assert told(report, "person").read > 0


def test_what_the_disk_no_longer_gives_is_passed_over(full, read_out, opened, monkeypatch):
    """A bad sector: reading it is an error, what lies beside it can be read."""
    really = os.read
    at = os.lseek

    def failing(file, size):
        start = at(file, 0, os.SEEK_CUR)
        if start <= 100 * PAGE < start + size:
            raise OSError(5, "Input/output error")
        return really(file, size)

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        report, target = read_out(full)
    assert report.bad_pages == 1
    assert sound(opened(target))


def test_a_read_that_breaks_off_at_a_bad_sector_shifts_nothing(full, read_out, opened, monkeypatch):
    """The system gives what lies before the bad page, and its error only when asked for that page first."""
    really, bad = os.read, (100, 101)

    def failing(file, size):
        start = os.lseek(file, 0, os.SEEK_CUR)
        if any(page * PAGE <= start < (page + 1) * PAGE for page in bad):
            raise OSError(5, "Input/output error")
        return really(file, min([size, *(page * PAGE - start for page in bad if page * PAGE > start)]))

    whole = contents(opened(full))
    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        report, target = read_out(full)
    assert report.bad_pages == 2
    kept = contents(opened(target))
    assert sum(map(len, kept.values())) > sum(map(len, whole.values())) * 0.9


def test_the_list_of_tables_is_taken_from_a_new_book(full, made_book, read_out, opened):
    whole = contents(opened(full))
    engine = make_engine(full, made_book.key, writes=False)
    with engine.connect() as connection:
        roots = set(connection.exec_driver_sql("SELECT rootpage FROM sqlite_master").scalars())
    engine.dispose()
    spoil(full, next(page for page in range(2, 75) if page not in roots))
    with pytest.raises(DamagedBook):
        opened(full)
    _report, target = read_out(full)
    assert contents(opened(target)) == whole


def test_a_head_that_is_gone_is_said_and_leaves_nothing(full, read_out, tmp_path):
    spoil(full, 1)
    with pytest.raises(DamagedBook, match="文件头") as caught:
        read_out(full)
    assert "备份" in caught.value.way_out
    assert list((tmp_path / "新").iterdir()) == []


def test_an_empty_file_is_said(full, read_out):
    full.write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="没有数据"):
        read_out(full)


def test_nothing_is_overwritten(full, read_out, tmp_path):
    target = tmp_path / "有了.ybz"
    target.write_bytes(b"x")
    with pytest.raises(UserError, match="已经存在"):
        read_out(full, target)
    assert target.read_bytes() == b"x"


def test_cancelled_it_leaves_nothing(full, read_out, tmp_path):
    asked = []
    with pytest.raises(CancelledError):
        read_out(full, cancelled=lambda: asked.append(1) or len(asked) > 5)
    assert list((tmp_path / "新").iterdir()) == []


def test_what_cannot_be_put_in_place_leaves_nothing(full, read_out, tmp_path, monkeypatch):
    (files_folder(full) / "ab").mkdir(parents=True)
    replace = Path.replace

    def failing(path, target):
        if path.name == "fresh.ybz":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        read_out(full)
    assert list((tmp_path / "新").iterdir()) == []


def test_attachments_that_cannot_be_read_are_counted(full, read_out):
    folder = files_folder(full) / "ab"
    folder.mkdir(parents=True)
    (folder / "sound").write_bytes(b"sealed")
    (folder / "gone").symlink_to(folder / "nowhere")
    report, target = read_out(full)
    assert "有 1 个附件文件读不出来" in report.text()
    assert [file.name for file in (files_folder(target) / "ab").iterdir()] == ["sound"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_attachments_that_cannot_be_written_are_not_given_up(full, read_out, tmp_path):
    import resource

    (files_folder(full) / "ab").mkdir(parents=True)
    with (files_folder(full) / "ab" / "large").open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 * 1024 * 1024, before[1]))
    try:
        with pytest.raises(EnvironmentFault):
            read_out(full)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "新").iterdir()) == []


def test_a_disk_without_room_is_told_before_anything_is_copied(full, read_out, tmp_path, monkeypatch):
    usage = type(shutil.disk_usage(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(1, 1, 4096))
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        read_out(full)
    assert list((tmp_path / "新").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_all_of_it_is_on_the_disk_before_it_is_told(full, read_out, monkeypatch):
    """Keys, attachments, the book and the names of them in their folder."""
    (files_folder(full) / "ab").mkdir(parents=True)
    (files_folder(full) / "ab" / "abc").write_bytes(b"sealed")
    really, synced, listed = os.fsync, {}, {}

    def noting(handle):
        found = os.fstat(handle)
        synced[found.st_ino] = found.st_mtime_ns
        if stat.S_ISDIR(found.st_mode):
            listed[found.st_ino] = os.listdir(handle)
        return really(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", noting)
        _report, target = read_out(full)
    files = files_folder(target)
    for path in (target, keys_path(target), files, files / "ab", files / "ab" / "abc"):
        assert synced.get(path.stat().st_ino) == path.stat().st_mtime_ns, path
    assert {target.name, keys_path(target).name, files.name} <= set(listed[target.parent.stat().st_ino])


def test_without_its_key_file_nothing_is_begun(full, read_out, tmp_path):
    keys_path(full).unlink()
    with pytest.raises(EnvironmentFault, match="密钥文件"):
        read_out(full)
    assert not (tmp_path / "新").exists()


def test_what_is_only_in_the_log_is_read_too(office, read_out, opened, tmp_path):
    """The program was killed: the last saves are in the -wal file."""
    person = save_person(office.book, PersonDraft("张喆", stage="群众"))
    copied = tmp_path / "断电" / "账.ybz"
    copied.parent.mkdir()
    for suffix in ("", "-wal", ".keys"):
        shutil.copy(f"{office.book.path}{suffix}", f"{copied}{suffix}")
    _report, target = read_out(copied)
    with opened(target).read() as connection:
        assert connection.execute(select(Person.name).where(Person.id == person)).scalar() == "张喆"


def test_a_damaged_book_of_an_earlier_program_is_brought_up_to_date(tmp_path, book_passphrase):
    source = Path(__file__).parents[2] / "fixtures" / "books" / "0001.ybz"
    damaged = tmp_path / "旧.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{source}{suffix}", f"{damaged}{suffix}")
    key, slot = KeyFile.load(damaged).unlock(book_passphrase)
    spoil(damaged, root(damaged, key, "person"))
    target = tmp_path / "新.ybz"
    report = salvage(damaged, key, target, progress=lambda *_: None, cancelled=lambda: False)
    assert told(report, "person").rebuilt == told(report, "person").expected > 0
    book = open_with_key(target, key, Actor(slot.user_id, slot.user_name))
    try:
        with book.read() as connection:
            assert {row[1] for row in people.all(connection, Filter())} >= {"张喆", "王𬭎"}
        assert sound(book)
    finally:
        book.close()
    assert not list(tmp_path.glob("*.before-*"))
