from __future__ import annotations

import os
from datetime import date, datetime
from io import BytesIO

import pytest

from db.attachments.actions import attach, detach, rename, set_role, sweep
from db.attachments.fields import file_name
from db.attachments.queries import counts, of_record
from db.attachments.store import store_of
from db.core.book import Actor, Book
from db.core.errors import CancelledError, UserError
from db.core.journal import broken_links
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft
from db.organizations.actions import delete_organization
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft


def meeting(office, title="支委会"):
    draft = MeetingDraft(
        kind_id=next(iter(office.kinds.values())), organization_id=office.branch, title=title,
        starts_at=datetime(2022, 6, 1, 9),
    )  # fmt: skip
    return save_meeting(office.book, draft)


def person(office):
    return save_person(office.book, PersonDraft("王建国", organization_id=office.branch, since=date(2020, 1, 1)))


def give(office, table, row_id, *names, role=""):
    return attach(office.book, table, row_id, [(BytesIO(name.encode()), name) for name in names], role)


def names(office, table, row_id):
    with office.book.read() as connection:
        return [row.name for row in of_record(connection, table, row_id)]


def test_files_are_on_the_record_they_were_given_to(office):
    one, two = meeting(office), meeting(office, "党课")
    give(office, "meeting", one, "签到表.jpg", "照片.jpg", role="照片")
    with office.book.read() as connection:
        rows = of_record(connection, "meeting", one)
        assert [(row.name, row.role, row.size) for row in rows] == [
            ("签到表.jpg", "照片", 13),
            ("照片.jpg", "照片", 10),
        ]
        assert rows[0].added_at == office.book.now()
        assert of_record(connection, "meeting", two) == of_record(connection, "person", one) == []
        assert counts(connection, "meeting", [one, two]) == {one: 2}
        assert b"".join(store_of(office.book).read(rows[0].digest)).decode() == "签到表.jpg"


def test_one_content_is_one_row_and_comes_to_a_record_once(office, rows):
    one, two = meeting(office), meeting(office, "党课")
    give(office, "meeting", one, "甲.jpg")
    assert give(office, "meeting", one, "甲.jpg") == []
    assert len(give(office, "meeting", two, "甲.jpg")) == 1
    assert len(rows(office.book)["attachment"]) == 1


def test_adding_is_undone_and_redone_and_the_file_stays(office):
    at = meeting(office)
    give(office, "meeting", at, "甲.jpg")
    assert office.book.undo() == "添加附件"
    assert names(office, "meeting", at) == []
    office.book.redo()
    assert names(office, "meeting", at) == ["甲.jpg"]
    with office.book.read() as connection:
        [row] = of_record(connection, "meeting", at)
        assert row.added_at == office.book.now()
    assert store_of(office.book).check(row.digest) is None


def test_taking_off_is_undone(office):
    at = meeting(office)
    first, _second = give(office, "meeting", at, "甲.jpg", "乙.jpg")
    detach(office.book, [first])
    assert names(office, "meeting", at) == ["乙.jpg"]
    assert office.book.undo() == "删除附件"
    assert names(office, "meeting", at) == ["甲.jpg", "乙.jpg"]
    give(office, "meeting", at, "丙.jpg")
    assert names(office, "meeting", at) == ["甲.jpg", "乙.jpg", "丙.jpg"]


def test_name_and_role_are_changed_and_checked(office):
    at = meeting(office)
    [link] = give(office, "meeting", at, "IMG_0001.jpg")
    rename(office.book, link, "签到表.jpg")
    set_role(office.book, [link], "签到表")
    with office.book.read() as connection:
        [row] = of_record(connection, "meeting", at)
    assert (row.name, row.role) == ("签到表.jpg", "签到表")
    with pytest.raises(UserError, match="文件名里不能有 / :"):
        rename(office.book, link, "a:b/c.jpg")
    with pytest.raises(UserError, match="请填写文件名"):
        rename(office.book, link, "  ")
    with pytest.raises(UserError, match="不在可选项中"):
        set_role(office.book, [link], "别的")


def test_a_record_that_is_gone_takes_no_file(office):
    at = meeting(office)
    delete_meetings(office.book, [at])
    with pytest.raises(UserError, match="已被删除"):
        give(office, "meeting", at, "甲.jpg")
    assert list(store_of(office.book).digests()) == []


def test_a_failing_file_stops_all_before_anything_is_linked(office):
    at = meeting(office)
    with pytest.raises(CancelledError):
        attach(office.book, "meeting", at, [(BytesIO(b"x"), "甲")], cancelled=lambda: True)
    with pytest.raises(UserError, match="是文件夹"):
        attach(office.book, "meeting", at, [(BytesIO(b"x"), "甲"), (office.book.path.parent, "夹")])
    assert names(office, "meeting", at) == []


@pytest.mark.parametrize("table", ["meeting", "person", "organization"])
def test_files_go_with_their_record_and_return_with_it(office, rows, table):
    kept = meeting(office, "留下的")
    give(office, "meeting", kept, "留下.jpg")
    delete, at = {
        "meeting": (lambda at: delete_meetings(office.book, [at]), meeting(office)),
        "person": (lambda at: delete_people(office.book, [at]), person(office)),
        "organization": (lambda at: delete_organization(office.book, at), office.second_group),
    }[table]
    give(office, table, at, "甲.jpg", "乙.jpg")
    before = rows(office.book)
    told = []
    office.book.subscribe(told.append)
    delete(at)
    assert [row[1:4] for row in rows(office.book)["attachment_link"]] == [("meeting", kept, 1)]
    assert len(told) == 1
    assert len(told[0].ids["attachment_link"]) == 2
    office.book.undo()
    assert rows(office.book) == before
    office.book.redo()
    assert names(office, table, at) == []
    with office.book.read() as connection:
        assert list(broken_links(connection)) == []


def test_what_someone_else_hung_on_a_record_goes_when_its_making_is_undone(office, rows, made_book):
    at = meeting(office)
    other = Book(office.book.path, made_book.key, Actor(made_book.actor.id + 7, "李敏"), now=office.book.now)
    try:
        attach(other, "meeting", at, [(BytesIO(b"x"), "甲.jpg")])
        assert office.book.undo() == "新建会议记录"
        assert rows(office.book)["attachment_link"] == []
        office.book.redo()
        assert names(office, "meeting", at) == ["甲.jpg"]
    finally:
        other.close()


def test_a_file_does_not_return_to_a_record_that_is_gone(office, rows, made_book):
    at = meeting(office)
    [link] = give(office, "meeting", at, "甲.jpg")
    other = Book(office.book.path, made_book.key, Actor(made_book.actor.id + 7, "李敏"), now=office.book.now)
    try:
        detach(other, [link])
        delete_meetings(office.book, [at])
        with pytest.raises(UserError, match="附件所属的记录已被删除"):
            other.undo()
    finally:
        other.close()
    assert rows(office.book)["attachment_link"] == []


def test_only_what_no_undo_can_bring_back_is_swept(office):
    at = meeting(office)
    give(office, "meeting", at, "留着.jpg")
    give(office, "meeting", at, "撤销了的.jpg")
    office.book.undo()
    store = store_of(office.book)
    lost = store.add(BytesIO(b"broken off"), name="没加成.jpg").digest
    for digest in store.digests():
        os.utime(store.place(digest), (1_000_000_000, 1_000_000_000))
    assert sweep(office.book) == [lost]
    office.book.redo()
    with office.book.read() as connection:
        assert [store.check(row.digest) for row in of_record(connection, "meeting", at)] == [None, None]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("签到表.jpg", "签到表.jpg"),
        ("2022/6/1 会议: 纪要?.docx", "2022_6_1 会议_ 纪要_.docx"),
        ("CON.txt", "_CON.txt"),
        ("com1", "_com1"),
        ("结尾的点. . ", "结尾的点"),
        ("", "附件"),
        ("坏\udcff名.pdf", "坏_名.pdf"),
    ],
)
def test_names_are_such_as_windows_takes(name, clean):
    assert file_name(name) == clean


def test_long_names_keep_their_ending(tmp_path):
    name = file_name("会" * 300 + ".docx")
    assert name.endswith("会.docx")
    (tmp_path / name).write_bytes(b"")  # the file system takes it


def test_a_content_someone_else_uses_meanwhile_is_not_taken_from_them(office, made_book):
    one, two = meeting(office), meeting(office, "党课")
    [link] = give(office, "meeting", one, "甲.jpg")
    other = Book(office.book.path, made_book.key, Actor(made_book.actor.id + 7, "李敏"), now=office.book.now)
    try:
        attach(other, "meeting", two, [(BytesIO("甲.jpg".encode()), "乙.jpg")])
    finally:
        other.close()
    with pytest.raises(UserError, match="还有其他记录用到这里的内容，不能撤销“添加附件”"):
        office.book.undo()
    detach(office.book, [link])
    assert (names(office, "meeting", one), names(office, "meeting", two)) == ([], ["乙.jpg"])
