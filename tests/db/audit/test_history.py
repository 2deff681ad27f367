from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import insert

from db.attachments.models import Attachment, AttachmentLink
from db.audit.actions import actions, people_of_journal, targets
from db.audit.history import entry_of, history_of
from db.core.journal import ActionRow, ChangeRow
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.models import Attendance, Meeting
from db.meetings.records import get_meeting
from db.meetings.status import Status
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import delete_people, delete_post, save_person, save_post, transfer_people
from db.people.draft import PersonDraft, PostDraft
from db.people.models import Membership, Person
from db.people.queries import get_person

ID = "11010519491231002X"


@pytest.fixture
def history(office):
    def read(table, record):
        with office.book.read() as connection:
            return history_of(connection, table, record)

    return read


@pytest.fixture
def person(office):
    def save(name="张喆", **given):
        values = {"stage": "正式党员", "organization_id": office.branch, "since": date(2020, 1, 1), **given}
        return save_person(office.book, PersonDraft(name, **values))

    return save


@pytest.fixture
def meeting(office, person):
    people = {name: person(name) for name in ("张喆", "李华")}
    draft = MeetingDraft(
        next(iter(office.kinds.values())), office.branch,
        "六月党员大会", starts_at=datetime(2022, 6, 24, 9), agenda=items("选举", "总结"),
        roster=(RosterLine(people["张喆"], "张喆"), RosterLine(people["李华"], "李华", Status.LEAVE, "因病"),
                RosterLine(None, "王敏", Status.GUEST)),
    )  # fmt: skip
    return save_meeting(office.book, draft)


def change(book, person_id, **given):
    with book.read() as connection:
        draft = get_person(connection, person_id)
    save_person(book, replace(draft, **given), person_id)


def test_a_change_is_told_field_by_field_newest_first(office, person, history):
    id = person(phone="13900001234")
    change(office.book, id, name="张哲", born_on=date(1949, 12, 31), categories=("在职", "流动"), note="新来")
    newest, first = history("person", id)
    assert (newest.name, newest.user, newest.at) == ("修改人员", "周文", datetime(2022, 6, 27, 9, 41))
    assert newest.host
    assert newest.lines == (
        "姓名：张喆 → 张哲", "出生日期：（空） → 1949-12-31", "人员类别：（空） → 在职、流动", "备注：（空） → 新来",
    )  # fmt: skip
    assert first.name == "新建人员"
    assert "姓名：张喆" in first.lines[0]
    assert "组织关系加入：春和社区第一党支部（2020-01-01 起）" in first.lines


def test_sensitive_numbers_stay_masked_in_whatever_happens_to_them(office, person, history):
    id = person(phone="13900001234", id_number=ID)
    change(office.book, id, phone="13900009999")
    change(office.book, id, phone="13911119999")
    delete_people(office.book, [id])
    told = "\n".join(line for entry in history("person", id) for line in entry.lines)
    assert "13900001234" not in told
    assert ID not in told
    assert "手机号：139****1234 → 139****9999" in told
    assert "手机号：139****9999 → 已修改" not in told
    assert "手机号：已修改" in told  # both look alike behind the mask
    assert "110105********002X" in told


def test_derived_columns_are_not_told(office, person, history):
    id = person()
    change(office.book, id, name="李喆")
    assert history("person", id)[0].lines == ("姓名：张喆 → 李喆",)


def test_parts_are_told_with_their_record(office, meeting, history):
    with office.book.read() as connection:
        draft = get_meeting(connection, meeting)
    roster = (replace(draft.roster[0], status=Status.ABSENT, reason="外出"), draft.roster[2])
    save_meeting(office.book, replace(draft, agenda=items("总结"), roster=roster), meeting)
    newest, first = history("meeting", meeting)
    assert set(newest.lines) == {
        "议题移除：选举", "出席“张喆”　状态：到会 → 缺席；事由：（空） → 外出", "出席移除：李华（请假，因病）",
    }  # fmt: skip
    assert "召开组织：春和社区第一党支部" in first.lines[0]
    assert "开始时间：2022-06-24 09:00" in first.lines[0]
    assert first.lines[0].startswith("新建：会议类型：")
    assert "出席加入：张喆（到会）、李华（请假，因病）、王敏（列席）" in first.lines
    assert "议题加入：选举、总结" in first.lines


def test_what_is_deleted_is_still_called_by_its_name(office, person, history):
    gone = save_organization(office.book, OrganizationDraft("第三党支部", "党支部", parent_id=office.community))
    id = person(organization_id=gone)
    transfer_people(office.book, [id], office.branch, office.group, date(2022, 3, 1), "调动")
    newest = history("person", id)[0]
    assert set(newest.lines) == {
        "组织关系“第三党支部”　截止日期：（空） → 2022-02-28；事由：（空） → 调动",
        "组织关系加入：春和社区第一党支部（第一党小组，2022-03-01 起，调动）",
    }
    delete_people(office.book, [id])
    delete_organization(office.book, gone)
    assert set(history("person", id)[1].lines) == set(newest.lines)
    assert history("organization", gone)[0].lines == (
        "删除：组织名称：第三党支部；组织类型：党支部；上级组织：春和社区党委",
    )


def test_a_deleted_post_stays_in_the_history_of_its_person(office, person, history):
    id, other = person(), person("李华")
    for each, title in ((id, "书记"), (other, "委员")):
        post = save_post(office.book, PostDraft(office.branch, each, "党组织委员会", title, date(2021, 3, 20)))
        delete_post(office.book, post)
    gone, made, _ = history("person", id)
    assert (gone.name, made.name) == ("删除任职", "任职")
    assert "书记" in gone.lines[0]
    assert "书记" in made.lines[0]


def test_posts_are_told_at_the_organization_and_at_the_person(office, person, history):
    id = person()
    save_post(office.book, PostDraft(office.branch, id, "党组织委员会", "书记", date(2021, 3, 20)))
    for table, record in (("person", id), ("organization", office.branch)):
        assert history(table, record)[0].lines == ("班子任职加入：张喆（党组织委员会书记）（2021-03-20 起）",)


def test_undo_and_redo_are_told_as_such(office, person, history):
    id = person()
    change(office.book, id, sex="女")
    office.book.undo()
    office.book.redo()
    assert [entry.name for entry in history("person", id)][:3] == ["重做“修改人员”", "撤销“修改人员”", "修改人员"]
    assert [entry.lines for entry in history("person", id)][:2] == [("性别：（空） → 女",), ("性别：女 → （空）",)]


def test_a_long_text_is_told_where_it_differs(office, meeting, history):
    with office.book.read() as connection:
        draft = get_meeting(connection, meeting)
    text = "会议由张喆主持，讨论了下半年的安排。" * 20
    save_meeting(office.book, replace(draft, text=text), meeting)
    save_meeting(office.book, replace(draft, text=text + "会后参观。"), meeting)
    line = history("meeting", meeting)[0].lines[0]
    assert line == "会议内容：…持，讨论了下半年的安排。 → …持，讨论了下半年的安排。会后参观。"


def test_files_are_told_with_the_record_they_hang_on(office, meeting, history):
    with office.book.action("添加附件", "meetings.edit") as work:
        file = Attachment(digest="0" * 64, size=10)
        work.session.add(file)
        work.session.add(AttachmentLink(
            attachment=file, table_name="meeting", row_id=meeting, no=1, name="签到表.jpg", role="签到表",
        ))  # fmt: skip
    assert history("meeting", meeting)[0].lines == ("附件加入：签到表.jpg（签到表）",)
    with office.book.read() as connection:
        newest = actions.first(connection, Filter(), 1)[0][0]
        assert targets(connection, [newest])[newest].called == "会议记录“六月党员大会”"
        assert len(actions.first(connection, Filter(choices={"table": "attachment_link"}), 9)) == 1


def imported(office, count):
    """*count* people with a membership each and one meeting they all attended, at bulk speed."""
    with office.book.action("导入", "people.edit") as work:
        ids = work.insert_many(
            Person,
            [
                {"name": f"党员{no}", "pinyin": "dy", "initials": "dy", "organization_id": office.branch}
                for no in range(count)
            ],
        )
        work.insert_many(
            Membership,
            [{"person_id": id, "organization_id": office.branch, "starts_on": date(2020, 1, 1)} for id in ids],
        )
    with office.book.action("导入会议", "meetings.edit") as work:
        [meeting] = work.insert_many(Meeting, [{
            "kind_id": next(iter(office.kinds.values())), "organization_id": office.branch, "title": "大会",
            "starts_at": datetime(2022, 1, 1, 9),
        }])  # fmt: skip
        work.insert_many(
            Attendance,
            [{"meeting_id": meeting, "no": no, "person_id": id, "status": 1} for no, id in enumerate(ids, 1)],
        )
    return ids, meeting


def test_the_import_that_brought_a_row_is_found(office, history):
    ids, meeting = imported(office, 300)
    change(office.book, ids[150], sex="女")
    for id in (ids[0], ids[150], ids[-1]):
        assert history("person", id)[-1].name == "导入"
    assert history("person", ids[150])[0].lines == ("性别：（空） → 女",)
    assert history("person", ids[150])[1].lines == ("由这次成批录入建立",)
    assert [entry.name for entry in history("meeting", meeting)] == ["导入会议"]


def test_parts_that_came_in_bulk_later_are_found(office, meeting, history):
    ids, _ = imported(office, 3)
    with office.book.action("导入名单", "meetings.edit") as work:
        work.insert_many(
            Attendance,
            [{"meeting_id": meeting, "no": 10 + no, "person_id": id, "status": 1} for no, id in enumerate(ids)],
        )
    assert [entry.name for entry in history("meeting", meeting)] == ["导入名单", "新建会议记录"]


def test_the_history_of_one_row_of_a_large_import_reads_few_rows(office):
    """However many rows an import brought and however often they were changed, one row's history walks none of them."""
    ids, _ = imported(office, 3000)
    with office.book.aside() as connection:  # as if each of them had been changed since
        after = {"user_id": 1, "user_name": "周文", "host": "", "name": "改", "permission": "people.edit",
                 "kind": "do", "revision": "", "seal": 1, "previous": b"", "hash": b"",
                 "at": datetime(2022, 6, 27)}  # fmt: skip
        first = max(connection.execute(ActionRow.__table__.select()).scalars()) + 1
        rows = [after | {"id": first + no} for no in range(len(ids))]
        connection.execute(insert(ActionRow), rows)
        connection.execute(insert(ChangeRow), [
            {"action_id": row["id"], "seq": 0, "table_name": "person", "row_id": id, "root_id": id, "span": 1,
             "op": "~", "before": "{}", "after": "{}"} for row, id in zip(rows, ids, strict=True)
        ])  # fmt: skip
    steps = 0
    with office.book.read() as connection:
        raw = connection.connection.dbapi_connection

        def count():
            nonlocal steps
            steps += 1

        raw.set_progress_handler(count, 100)  # every 100 instructions of SQLite's machine
        found = history_of(connection, "person", ids[1500])
        raw.set_progress_handler(None, 0)
    assert [entry.name for entry in found] == ["改", "导入"]
    assert steps < 60


@pytest.fixture
def listed(office):
    def read(**wanted):
        with office.book.read() as connection:
            return actions.first(connection, Filter(**wanted), 50)

    return read


def test_the_list_of_actions_tells_who_what_how_much_and_of_which_record(office, meeting, listed):
    office.book.undo()
    rows = listed()
    assert rows[0][1:5] == (datetime(2022, 6, 27, 9, 41), "周文", "撤销：新建会议记录", 6)
    assert rows[1][3:5] == ("新建会议记录", 6)
    with office.book.read() as connection:
        about = targets(connection, [row[0] for row in rows])
    assert about[rows[0][0]].called == "会议记录“六月党员大会”"
    assert not about[rows[0][0]].exists
    assert about[rows[2][0]].called == "人员“李华”"
    assert about[rows[2][0]].exists


def test_an_action_on_many_records_tells_how_many(office, listed):
    with office.book.action("导入人员", "people.edit") as work:
        ids = work.insert_many(
            Person, [{"name": name, "pinyin": "", "initials": ""} for name in ("董素莲", "李华", "王敏")]
        )
        work.insert_many(
            Membership,
            [{"person_id": id, "organization_id": office.branch, "starts_on": date(2020, 1, 1)} for id in ids],
        )
    office.book.undo()
    office.book.redo()
    transfer_people(office.book, ids[:2], office.other_branch, None, date(2021, 1, 1), "")
    transfer_people(office.book, ids[2:], office.other_branch, None, date(2021, 1, 1), "")
    rows = listed()[:5]
    with office.book.read() as connection:
        about = targets(connection, [row[0] for row in rows])
    assert [about[row[0]].called for row in rows] == [
        "人员“王敏”", "人员 2 条", "人员 3 条", "人员 3 条", "人员 3 条"
    ]  # fmt: skip
    assert not about[rows[1][0]].exists


def test_the_list_is_narrowed_by_kind_who_words_and_period(office, meeting, listed):
    kinds = {row[3] for row in listed(choices={"table": "person"})}
    assert kinds == {"新建人员"}
    assert [row[3] for row in listed(choices={"table": "meeting"})] == ["新建会议记录"]
    user = office.book.actor.id
    assert len(listed(choices={"user_id": user})) == len(listed())
    assert listed(choices={"user_id": user + 1}) == []
    assert [row[3] for row in listed(text="李华")] == ["新建人员"]
    assert next(row[3] for row in listed(text="会议")) == "新建会议记录"
    assert listed(period=Period.parse("2021")) == []
    assert len(listed(period=Period.parse("2022H1"))) == len(listed())


def test_one_action_in_words(office, meeting, listed):
    with office.book.read() as connection:
        entry = entry_of(connection, listed()[0][0])
        assert entry_of(connection, 1) is None
        assert people_of_journal(connection) == [(office.book.actor.id, "周文")]
    assert entry.name == "新建会议记录"
    assert any(line.startswith("新建会议记录“六月党员大会”：") for line in entry.lines)


def test_every_action_of_the_journal_can_be_put_into_words(office, meeting, listed):
    imported(office, 5)
    delete_meetings(office.book, [meeting])
    with office.book.read() as connection:
        for row in listed():
            assert all(entry_of(connection, row[0]).lines)
