"""What is wrong with a book is found, and named in the place it is in."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

import db.features  # noqa: F401 - makes the searched tables known
from db.core.book import Book
from db.core.companions import files_folder
from db.core.engine import make_engine
from db.core.errors import CancelledError, EnvironmentFault, NotAllowedError
from db.people.models import Person
from db.security.search_check import rebuild_search
from db.security.verify import verify

DIGEST = "ab" * 32


@pytest.fixture
def check(filled):
    """``check()``: findings by check, those that are not ok; the book itself is not changed by it."""

    def call(**more):
        path = filled.book.path
        report = verify(path, filled.book.key, **more)
        return report, {finding.check: finding for finding in report.findings if not finding.ok}

    return call


@pytest.fixture
def spoil(filled):
    """``spoil(sql, **values)``: change the book as no action would."""

    def call(statement, **values):
        engine = make_engine(filled.book.path, filled.book.key, writes=True, foreign_keys=False)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    return call


def person(book: Book, name: str) -> int:
    with book.read() as connection:
        return connection.execute(select(Person.id).where(Person.name == name)).scalar_one()


def test_a_sound_book_has_nothing_to_tell(check, attach, filled):
    attach(DIGEST, b"sealed")
    told = []
    filled.book.close()
    before = filled.book.path.read_bytes()
    report, wrong = check(progress=lambda *now: told.append(now))
    assert (report.ok, wrong, len(report.findings)) == (True, {}, 6)
    assert filled.book.path.read_bytes() == before
    assert told[0][:2] == (0, 6)
    assert told[-1][:2] == (6, 6)


@pytest.mark.parametrize("where", ["first", "schema", "last"])
def test_a_flipped_byte_is_found_by_its_page(check, filled, where):
    path = filled.book.path
    filled.book.close()
    data = bytearray(path.read_bytes())
    page = {"first": 1, "schema": 21, "last": len(data) // 4096}[where]
    data[(page - 1) * 4096 + 77] ^= 1
    path.write_bytes(data)
    report, wrong = check()
    assert wrong["engine"].details == (f"第 {page} 页",)
    assert "损坏" in wrong["engine"].text
    assert not report.ok
    assert not report.only_search
    assert ("search" in wrong) == (where != "last"), "what can be read is checked nevertheless"


def test_damaged_pages_are_told_once(check, filled):
    path = filled.book.path
    filled.book.close()
    data = bytearray(path.read_bytes())
    pages = (20, 21, 40)
    for page in pages:
        data[(page - 1) * 4096 + 100 : page * 4096 - 100] = bytes(3896)
    path.write_bytes(data)
    report, wrong = check()
    assert len(wrong) > 1
    details = [line for finding in report.findings for line in finding.details]
    assert sorted(details) == sorted(f"第 {page} 页" for page in pages)


def test_an_orphaned_reference(check, spoil, filled):
    spoil("DELETE FROM organization WHERE id = :id", id=filled.other_branch)
    spoil("UPDATE membership SET organization_id = :id", id=filled.other_branch)
    _, wrong = check()
    assert wrong["references"].count == 2
    assert "引用的组织不存在" in wrong["references"].details[0]


def test_a_cut_journal(check, spoil):
    spoil("DELETE FROM change WHERE action_id = (SELECT max(id) FROM action)")
    spoil("DELETE FROM action WHERE id = (SELECT max(id) FROM action)")
    _, wrong = check()
    assert wrong["journal"].details == ("日志末尾缺失",)


def test_a_changed_journal_names_the_action(check, spoil):
    spoil("UPDATE action SET user_name = '别人' WHERE id = (SELECT max(id) FROM action)")
    _, wrong = check()
    assert wrong["journal"].count == 1
    assert wrong["journal"].details[0].startswith("2022-06-27 09:41 别人 ")


@pytest.mark.parametrize(
    ("statement", "how"),
    [
        ("UPDATE person SET name = '张三丰' WHERE id = :id", "过时"),
        ("UPDATE person SET name = '张' WHERE id = :id", "过时"),
        ("DELETE FROM person_fts WHERE rowid = :id", "不在索引里"),
        ("DELETE FROM person WHERE id = :id", "仍在索引里"),
    ],
)
def test_a_stale_index_is_found_and_made_anew(check, spoil, filled, statement, how):
    row = person(filled.book, "张喆")
    spoil(statement, id=row)
    _, wrong = check()
    [detail] = wrong["search"].details
    assert str(row) in detail
    assert how in detail
    told = []
    assert rebuild_search(filled.book, progress=lambda *now: told.append(now)) > 5
    assert told[-1][0] == told[-1][1]
    assert "search" not in check()[1]


def test_only_the_index_is_wrong(check, spoil, filled):
    spoil("DELETE FROM person_fts WHERE rowid = :id", id=person(filled.book, "张喆"))
    report, _ = check()
    assert report.only_search


def test_a_rebuilding_that_is_cancelled_or_not_allowed_changes_nothing(check, spoil, filled):
    spoil("DELETE FROM person_fts WHERE rowid = :id", id=person(filled.book, "张喆"))
    with pytest.raises(CancelledError):
        rebuild_search(filled.book, cancelled=lambda: True)
    assert check()[1]["search"].count == 1

    def refuse(_actor, _permission):
        raise NotAllowedError("不行")

    filled.book.permit = refuse
    with pytest.raises(NotAllowedError):
        rebuild_search(filled.book)


def test_odd_words_are_indexed_as_they_are_checked(check, filled):
    from datetime import date

    from db.people.actions import save_person
    from db.people.draft import PersonDraft

    for name in ("𰻞𰻞 O'Neil-２号", "é combining ÅSTRÖM ẞ", "\ue123私用", "№5㎡ ½ ³", "ﬁ…🙂 ไทย नमस्ते"):
        save_person(filled.book, PersonDraft(name, stage="群众", organization_id=filled.branch, since=date(2020, 1, 1)))
    assert check()[1] == {}


def test_missing_and_empty_attachments_are_named_and_spare_ones_counted(check, attach, filled):
    attach(DIGEST, None, "签到表.jpg")
    attach("cd" * 32, b"", "照片.jpg")
    attach("ef" * 32, b"sealed", "好.jpg")
    spare = files_folder(filled.book.path) / "99" / "9999"
    spare.parent.mkdir()
    spare.write_bytes(b"nobody's")
    report, wrong = check()
    assert wrong["attachments"].details == ("签到表.jpg：文件缺失", "照片.jpg：文件是空的")
    assert set(wrong) == {"attachments"}
    [left] = [finding for finding in report.findings if finding.check == "spare_files"]
    assert (left.ok, left.count) == (True, 1)


def test_files_that_an_undo_brings_back_are_neither_missing_nor_spare(check, attach, filled):
    attach(DIGEST, b"sealed")
    attach("cd" * 32, None)
    filled.book.undo()
    filled.book.undo()
    report, wrong = check()
    assert wrong == {}
    [left] = [finding for finding in report.findings if finding.check == "spare_files"]
    assert left.count == 0


def test_the_attachment_store_may_look_inside(check, attach):
    attach(DIGEST, b"sealed")
    _, wrong = check(check_file=lambda digest: "内容不符" if digest == DIGEST else None)
    assert wrong["attachments"].details == ("签到表.jpg：内容不符",)


def test_it_can_be_cancelled_and_tells_of_a_book_that_is_not_there(check, filled, tmp_path):
    with pytest.raises(CancelledError):
        check(cancelled=lambda: True)
    with pytest.raises(EnvironmentFault):
        verify(tmp_path / "没有.ybz", filled.book.key)
    assert not (tmp_path / "没有.ybz").exists()
