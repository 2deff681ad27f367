from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from db.attachments.models import Attachment, AttachmentLink
from db.audit.recycle import deleted, restore
from db.core.errors import UserError
from db.core.listing import Filter
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.kinds import KindDraft, delete_kind, save_kind
from db.meetings.records import get_meeting
from db.meetings.status import Status
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.queries import get_organization
from db.people.actions import delete_people, save_person, save_post, transfer_people
from db.people.draft import PersonDraft, PostDraft
from db.people.queries import get_person, people
from db.rules.actions import drop_rule, set_rule
from db.rules.models import Rule
from db.study.actions import delete_plans, save_plan
from db.study.draft import PlanDraft


@pytest.fixture
def person(office):
    def save(name="张喆", place=None, **given):
        draft = PersonDraft(name, stage="正式党员", organization_id=place or office.branch, since=date(2020, 1, 1))
        return save_person(office.book, replace(draft, **given))

    return save


def meeting(office, *roster, **given):
    draft = MeetingDraft(
        next(iter(office.kinds.values())), office.branch, "六月党员大会", starts_at=datetime(2022, 6, 24, 9),
        agenda=items("选举"), readings=("《条例》",), roster=roster,
    )  # fmt: skip
    return save_meeting(office.book, replace(draft, **given))


@pytest.fixture
def bin_of(office):
    def read(**wanted):
        with office.book.read() as connection:
            return [(one.kind, one.name) for one in deleted(connection, **wanted)]

    return read


def test_the_bin_tells_what_was_deleted_when_by_whom_in_which_action(office, person):
    id = person()
    delete_people(office.book, [id])
    with office.book.read() as connection:
        [one] = deleted(connection)
    assert (one.id, one.table, one.kind, one.name, one.user, one.action) == (
        id, "person", "人员", "张喆", "周文", "删除人员",
    )  # fmt: skip
    assert one.at == datetime(2022, 6, 27, 9, 41)


def test_what_was_made_by_mistake_and_taken_back_is_not_deleted(office, person, bin_of):
    """Made, deleted, Ctrl+Z, Ctrl+Z: it was never there."""
    id = person()
    delete_people(office.book, [id])
    office.book.undo()
    office.book.undo()
    assert bin_of() == []
    office.book.redo()
    assert bin_of() == []
    office.book.redo()
    assert bin_of() == [("人员", "张喆")], "deleted again"


def test_a_restored_record_goes_back_to_the_bin_when_the_restoring_is_taken_back(office, person, bin_of):
    id = person()
    delete_people(office.book, [id])
    restore(office.book, "person", id)
    assert bin_of() == []
    for _ in range(2):
        office.book.undo()
        assert bin_of() == [("人员", "张喆")]
        office.book.redo()
        assert bin_of() == []


def test_the_bin_is_narrowed_by_kind_and_text(office, person, bin_of):
    id, other = person(), person("李华")
    held = meeting(office)
    delete_meetings(office.book, [held])
    delete_people(office.book, [id])
    delete_people(office.book, [other])
    assert bin_of() == [("人员", "李华"), ("人员", "张喆"), ("会议记录", "六月党员大会")]
    assert bin_of(tables=("meeting",)) == [("会议记录", "六月党员大会")]
    assert bin_of(text=" 张 ") == [("人员", "张喆")]


def test_parts_and_what_an_undo_took_are_not_in_the_bin(office, person, bin_of):
    id = person()
    save_post(office.book, PostDraft(office.branch, id, "党组织委员会", "书记", date(2021, 1, 1)))
    office.book.undo()
    office.book.undo()
    assert bin_of() == []


def test_a_restored_record_leaves_the_bin_and_comes_back_to_it_when_that_is_undone(office, person, bin_of):
    id = person()
    delete_people(office.book, [id])
    assert restore(office.book, "person", id) == ()
    assert bin_of() == []
    assert office.book.steps().undo[-1].name == "恢复人员“张喆”"
    office.book.undo()
    assert bin_of() == [("人员", "张喆")]
    restore(office.book, "person", id)
    assert bin_of() == []


def test_an_undone_deletion_leaves_the_bin(office, person, bin_of):
    delete_people(office.book, [person()])
    office.book.undo()
    assert bin_of() == []
    office.book.redo()
    assert bin_of() == [("人员", "张喆")]


def test_what_is_there_cannot_be_restored(office, person):
    id = person()
    with pytest.raises(UserError, match="不在回收站|没有这条"):
        restore(office.book, "person", id)
    delete_people(office.book, [id])
    restore(office.book, "person", id)
    with pytest.raises(UserError, match="已经恢复"):
        restore(office.book, "person", id)


def test_a_restored_person_is_found_again(office, person):
    id = person()
    delete_people(office.book, [id])
    restore(office.book, "person", id)
    with office.book.read() as connection:
        for typed in ("张喆", "喆", "zz"):
            assert [row[0] for row in people.first(connection, Filter(text=typed), 5)] == [id]


def test_one_of_several_deleted_together_is_restored_alone(office, person, bin_of, rows):
    id, other = person(), person("李华")
    save_post(office.book, PostDraft(office.branch, id, "党组织委员会", "书记", date(2021, 1, 1)))
    save_post(office.book, PostDraft(office.branch, other, "党组织委员会", "委员", date(2021, 1, 1)))
    delete_people(office.book, [id, other])
    restore(office.book, "person", id)
    assert bin_of() == [("人员", "李华")]
    assert {len(rows(office.book)[name]) for name in ("person", "membership", "post")} == {1}


def test_a_required_reference_that_is_gone_is_named(office, person):
    place = save_organization(office.book, OrganizationDraft("第三党支部", "党支部", parent_id=office.community))
    id = person(place=place)
    delete_people(office.book, [id])
    delete_organization(office.book, place)
    with pytest.raises(UserError, match="组织“第三党支部”已被删除。请先恢复组织“第三党支部”"):
        restore(office.book, "person", id)
    restore(office.book, "organization", place)
    restore(office.book, "person", id)
    with office.book.read() as connection:
        assert get_person(connection, id).organization_id == place


def test_an_optional_reference_that_is_gone_is_emptied_and_said(office, person):
    id = person()
    held = meeting(office, RosterLine(id, "张喆", Status.LEAVE, "因病"))
    delete_meetings(office.book, [held])
    delete_people(office.book, [id])
    assert restore(office.book, "meeting", held) == ("人员“张喆”已被删除，只保留了姓名。",)
    with office.book.read() as connection:
        assert get_meeting(connection, held).roster == (RosterLine(None, "张喆", Status.LEAVE, "因病", voting=True),)


def test_files_come_back_with_their_record(office, rows):
    held = meeting(office)
    with office.book.action("添加附件", "attachments.edit") as work:
        link = {"table_name": "meeting", "row_id": held, "no": 1, "name": "签到表.jpg", "role": ""}
        work.session.add(AttachmentLink(attachment=Attachment(digest="0" * 64, size=10), **link))
    before = rows(office.book)
    delete_meetings(office.book, [held])
    assert rows(office.book)["attachment_link"] == []
    assert restore(office.book, "meeting", held) == ()
    assert rows(office.book) == before


def test_a_child_waits_for_its_parent(office):
    branch = save_organization(office.book, OrganizationDraft("第三党支部", "党支部", parent_id=office.community))
    group = save_organization(office.book, OrganizationDraft("第三小组", "党小组", parent_id=branch))
    delete_organization(office.book, group)
    delete_organization(office.book, branch)
    with pytest.raises(UserError, match="它的上级组织“第三党支部”已被删除。请先恢复组织“第三党支部”"):
        restore(office.book, "organization", group)
    restore(office.book, "organization", branch)
    assert restore(office.book, "organization", group) == ()
    with office.book.read() as connection:
        assert get_organization(connection, group).parent_id == branch


def test_an_organization_whose_name_was_taken_meanwhile_stays_in_the_bin(office, bin_of):
    draft = OrganizationDraft("第三党支部", "党支部", parent_id=office.community)
    first = save_organization(office.book, draft)
    delete_organization(office.book, first)
    save_organization(office.book, draft)
    with pytest.raises(UserError, match="已有名为“第三党支部”"):
        restore(office.book, "organization", first)
    assert bin_of() == [("组织", "第三党支部")]


def _rule(book, value):
    set_rule(book, "calendar.due_days", value, date(2022, 1, 1), "惯例")
    with book.read() as connection:
        return connection.execute(select(Rule.id)).scalar_one()


TWINS = {
    "training_plan": (
        lambda office, _: save_plan(office.book, PlanDraft(office.branch, 2022, "计划")),
        lambda office, row_id: delete_plans(office.book, [row_id]), "计划",
    ),
    "meeting_kind": (
        lambda office, _: save_kind(office.book, KindDraft("走访")),
        lambda office, row_id: delete_kind(office.book, row_id), "走访",
    ),
    "rule": (
        lambda office, time: _rule(office.book, str(5 + time)),
        lambda office, _: drop_rule(office.book, "calendar.due_days", date(2022, 1, 1)), "提前提醒",
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", TWINS)
def test_what_was_entered_again_meanwhile_is_named(office, rows, table):
    make, drop, name = TWINS[table]
    first = make(office, 0)
    drop(office, first)
    second = make(office, 1)
    before = rows(office.book)
    with pytest.raises(UserError, match=f"后来又录入了同样的.*{name}"):
        restore(office.book, table, first)
    assert rows(office.book) == before
    drop(office, second)
    restore(office.book, table, first)


def test_columns_younger_than_the_image_take_their_defaults(office, person):
    id = person(note="旧", born_on=date(1949, 12, 31))
    delete_people(office.book, [id])
    with office.book.aside() as connection:  # as a program of old had written it
        connection.execute(text("UPDATE change SET before = json_remove(before, '$.note', '$.born_on') WHERE op = '-'"))
    restore(office.book, "person", id)
    with office.book.read() as connection:
        found = get_person(connection, id)
    assert (found.name, found.note, found.born_on) == ("张喆", "", None)


NAMES = st.sampled_from(("张伟", "欧阳娜", "阿依古丽·买买提"))
LINES = st.lists(st.sampled_from(("学习", "总结", "选举")), max_size=3, unique=True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_restoring_what_was_deleted_gives_the_same_rows(office, rows, data):
    book, draw = office.book, data.draw
    id = save_person(book, PersonDraft(
        draw(NAMES), categories=draw(st.sampled_from(((), ("在职", "流动")))), organization_id=office.branch,
        since=date(2015, 1, 1), born_on=draw(st.none() | st.just(date(1949, 12, 31))),
        note=draw(st.text("甲\n乙", max_size=5)),
    ))  # fmt: skip
    for no in range(draw(st.integers(0, 2))):
        transfer_people(book, [id], office.other_branch, None, date(2016, 1, 1) + timedelta(400 * no), "调动")
    for title in ("委员", "书记")[: draw(st.integers(0, 2))]:
        save_post(book, PostDraft(office.branch, id, "党组织委员会", title, date(2021, 1, 1)))
    roster = [
        RosterLine(None, name, draw(st.sampled_from(Status))) for name in draw(st.lists(NAMES, max_size=3, unique=True))
    ]
    held = meeting(office, *roster, agenda=items(*draw(LINES)), readings=tuple(draw(LINES)))
    before = rows(book)
    todo = [("person", id, delete_people), ("meeting", held, delete_meetings)]
    for _, row_id, delete in draw(st.permutations(todo)):
        delete(book, [row_id])
    for table, row_id, _ in draw(st.permutations(todo)):
        restore(book, table, row_id)
    assert rows(book) == before
