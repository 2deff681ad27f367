from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from db.core.dates import Month
from db.core.errors import CancelledError, UserError
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import (
    completed,
    delete_people,
    delete_post,
    delete_suspension,
    save_person,
    save_post,
    save_suspension,
    transfer_people,
)
from db.people.draft import PersonDraft, PostDraft, SuspensionDraft
from db.people.queries import duplicates, get_person, members_on, people, stays_of
from db.people.voting import Voters, suspensions_of

TODAY = date(2022, 6, 27)
WOMAN, MAN = "11010519491231002X", "440524188001010014"
DAY = timedelta(days=1)


def person(office, **more) -> PersonDraft:
    return PersonDraft(**{"name": "张伟", "organization_id": office.branch, "since": date(2020, 1, 1)} | more)


def stored(office, row_id: int) -> PersonDraft:
    with office.book.read() as connection:
        return get_person(connection, row_id)


def stays(office, row_id: int) -> list[tuple]:
    with office.book.read() as connection:
        return [
            (stay.organization[-5:], stay.group, stay.starts_on, stay.ends_on) for stay in stays_of(connection, row_id)
        ]


def refused(call, *arguments) -> UserError:
    with pytest.raises(UserError) as caught:
        call(*arguments)
    assert caught.value.text.endswith("。")
    return caught.value


def test_what_is_saved_is_read_back(office):
    full = PersonDraft(
        name="阿依古丽·买买提", sex="女", born_on=date(1949, 12, 31), ethnic="维吾尔族", id_number=WOMAN,
        phone="13800001234", education="本科", stage="正式党员", joined_on=date(1970, 1, 1),
        full_member_on=date(1971, 1, 1), categories=("离退休", "困难"),
        organization_id=office.branch, group_id=office.group, since=date(2010, 1, 1), note="一\n二",
    )  # fmt: skip
    row_id = save_person(office.book, full)
    assert stored(office, row_id) == full
    save_person(office.book, replace(full, name="古丽"), row_id)
    assert stored(office, row_id).name == "古丽"


def test_birth_and_sex_come_from_the_identity_number():
    filled = completed(PersonDraft(id_number=" 110105 19491231 002x "), TODAY)
    assert (filled.id_number, filled.born_on, filled.sex) == (WOMAN, date(1949, 12, 31), "女")
    assert completed(PersonDraft(id_number=MAN), TODAY).sex == "男"
    assert completed(PersonDraft(id_number="  "), TODAY) == PersonDraft()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " 　"}, "name"),
        ({"name": None}, "name"),
        ({"name": "张\0伟"}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"note": "\ud83d"}, "note"),
        ({"sex": "无"}, "sex"),
        ({"ethnic": "火星族"}, "ethnic"),
        ({"phone": "138"}, None),
        ({"phone": "1380000123"}, "phone"),
        ({"categories": ("在职|流动",)}, "categories"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"id_number": "1" * 10_000}, "id_number"),
        ({"id_number": WOMAN, "born_on": date(1949, 12, 30)}, "born_on"),
        ({"id_number": WOMAN, "sex": "男"}, "sex"),
        ({"born_on": TODAY + DAY}, "born_on"),
        ({"born_on": date(2000, 1, 1), "joined_on": date(1999, 1, 1)}, "joined_on"),
        ({"joined_on": date(2020, 1, 1), "full_member_on": date(2019, 1, 1)}, "full_member_on"),
        ({"joined_on": TODAY + DAY}, "joined_on"),
        ({"joined_on": date(2020, 1, 1), "full_member_on": TODAY + DAY}, "full_member_on"),
        ({"since": TODAY + DAY}, "since"),
        ({"full_member_on": date(2019, 1, 1)}, "joined_on"),
        ({"organization_id": 5}, "organization_id"),
        ({"group_id": 5}, "group_id"),
        ({"organization_id": None, "group_id": "street"}, "group_id"),
        ({"organization_id": "other_branch", "group_id": "group"}, "group_id"),
        ({"organization_id": "community", "group_id": "branch"}, "group_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(office, rows, wrong, field):
    values = {name: getattr(office, value) if name.endswith("_id") and value in office.__dict__ else value
              for name, value in wrong.items()}  # fmt: skip
    before = rows(office.book)
    if field is None:  # short numbers are in use within an office
        assert save_person(office.book, person(office, **values))
        return
    assert set(refused(save_person, office.book, person(office, **values)).fields) == {field}
    assert rows(office.book) == before


def test_a_month_of_birth_takes_its_day_from_the_number():
    assert type(completed(PersonDraft(id_number=WOMAN, born_on=Month.of(1949, 12)), TODAY).born_on) is date
    for month in (Month.of(1949, 11), Month.of(1950, 12)):
        error = refused(completed, PersonDraft(id_number=WOMAN, born_on=month), TODAY)
        assert error.fields == {"born_on": "身份证号上是 1949-12-31"}


@pytest.mark.parametrize(("founded", "since"), [(None, date(1975, 7, 1)), (date(2018, 3, 12), date(2018, 3, 12))])
def test_a_membership_is_not_guessed_to_be_older_than_its_organization(office, founded, since):
    place = save_organization(office.book, OrganizationDraft("新支部", "党支部", founded_on=founded))
    row_id = save_person(office.book, PersonDraft("张喆", organization_id=place, joined_on=date(1975, 7, 1)))
    assert stored(office, row_id).since == since


def test_a_transfer_keeps_where_everyone_was_on_each_day(office):
    row_id = save_person(office.book, person(office, stage="正式党员", group_id=office.group))
    transfer_people(office.book, [row_id], office.other_branch, None, date(2022, 3, 1), "搬家")

    def places(day: date) -> list[int]:
        with office.book.read() as connection:
            return [place for place in (office.branch, office.group, office.other_branch)
                    if members_on(connection, place, day)]  # fmt: skip

    assert places(date(2019, 12, 31)) == []
    assert places(date(2020, 1, 1)) == places(date(2022, 2, 28)) == [office.branch, office.group]
    assert places(date(2022, 3, 1)) == places(date(2099, 1, 1)) == [office.other_branch]
    now = stored(office, row_id)
    assert (now.organization_id, now.group_id, now.since) == (office.other_branch, None, date(2022, 3, 1))


def test_leaving_ends_membership_and_returning_begins_another(office):
    row_id = save_person(office.book, person(office))
    transfer_people(office.book, [row_id], None, None, date(2022, 3, 1), "转往外地")
    gone = stored(office, row_id)
    assert (gone.organization_id, gone.since) == (None, None)
    for day in (date(2020, 5, 1), date(2022, 2, 28)):
        error = refused(transfer_people, office.book, [row_id], office.other_branch, None, day, "")
        assert set(error.fields) == {"on"}
    transfer_people(office.book, [row_id], office.other_branch, None, date(2022, 3, 1), "转回")
    assert stays(office, row_id) == [
        ("第二党支部", "", date(2022, 3, 1), None), ("第一党支部", "", date(2020, 1, 1), date(2022, 2, 28)),
    ]  # fmt: skip


def test_a_transfer_before_the_present_membership_is_refused_for_all(office, rows):
    early = save_person(office.book, person(office, since=date(2010, 1, 1)))
    late = save_person(office.book, person(office, name="李小红", since=date(2022, 3, 1)))
    before = rows(office.book)
    for day in (date(2022, 3, 1), date(2022, 2, 1)):
        error = refused(transfer_people, office.book, [early, late], office.other_branch, None, day, "")
        assert set(error.fields) == {"on"}
        assert "李小红" in error.text
    assert rows(office.book) == before


def test_naming_someone_twice_transfers_them_once(office):
    row_id = save_person(office.book, person(office))
    transfer_people(office.book, [row_id, row_id], office.other_branch, None, date(2022, 3, 1), "")
    assert len(stays(office, row_id)) == 2


@pytest.mark.parametrize(
    ("place", "group", "field"),
    [
        (5, None, "organization_id"),
        ("other_branch", "group", "group_id"),
        (None, "group", "group_id"),
        ("branch", 5, "group_id"),
    ],
)
def test_a_transfer_to_nowhere_is_refused(office, place, group, field):
    row_id = save_person(office.book, person(office))
    ids = [getattr(office, value) if isinstance(value, str) else value for value in (place, group)]
    assert set(refused(transfer_people, office.book, [row_id], *ids, date(2022, 3, 1), "").fields) == {field}


def test_saving_corrects_the_present_membership_without_a_new_one(office):
    row_id = save_person(office.book, person(office))
    save_person(office.book, person(office, organization_id=office.other_branch, since=date(2019, 1, 1)), row_id)
    assert stays(office, row_id) == [("第二党支部", "", date(2019, 1, 1), None)]
    cleared = person(office, organization_id=None, since=None)
    assert set(refused(save_person, office.book, cleared, row_id).fields) == {"organization_id"}


def test_a_corrected_membership_does_not_overlap_an_earlier_one(office):
    row_id = save_person(office.book, person(office))
    transfer_people(office.book, [row_id], office.other_branch, None, date(2022, 3, 1), "")
    now = stored(office, row_id)
    assert set(refused(save_person, office.book, replace(now, since=date(2022, 2, 28)), row_id).fields) == {"since"}
    save_person(office.book, replace(now, since=date(2022, 3, 15)), row_id)
    assert stays(office, row_id)[0][2] == date(2022, 3, 15)


def test_without_a_date_membership_begins_on_joining_or_today(office):
    joined = save_person(office.book, person(office, since=None, joined_on=date(2001, 7, 1)))
    new = save_person(office.book, person(office, since=None))
    assert (stored(office, joined).since, stored(office, new).since) == (date(2001, 7, 1), TODAY)


def test_people_who_may_be_the_same_are_told(office):
    row_id = save_person(office.book, person(office, id_number=WOMAN))
    with office.book.read() as connection:
        assert duplicates(connection, "别人", None, WOMAN, None) == ["与“张伟”（春和社区第一党支部）身份证号相同"]
        assert duplicates(connection, "张伟", date(1949, 12, 31), "", None) == [
            "与“张伟”（春和社区第一党支部）姓名和出生日期相同"
        ]
        assert duplicates(connection, "张伟", date(1949, 12, 31), WOMAN, row_id) == []
        assert duplicates(connection, "张伟", None, "", None) == []


def test_people_in_a_record_are_not_deleted_others_are_with_their_history(office, rows):
    before = rows(office.book)
    row_id = save_person(office.book, person(office))
    other = save_person(office.book, person(office, name="李小红"))
    save_post(office.book, PostDraft(office.branch, other, "党组织委员会", "书记", date(2021, 1, 1)))
    meeting = MeetingDraft(office.kinds["theme_day"], office.branch, "会", None, datetime(2022, 6, 1, 9),
                           roster=(RosterLine(row_id, "张伟"),))  # fmt: skip
    save_meeting(office.book, meeting)
    assert "还有其他记录用到" in refused(delete_people, office.book, [other, row_id]).text
    delete_people(office.book, [other])
    after = rows(office.book)
    (kept,) = after["person"]
    assert "张伟" in kept
    assert (len(after["membership"]), after["post"]) == (1, before["post"])


def test_what_is_gone_is_said_to_be(office):
    row_id = save_person(office.book, person(office))
    post = save_post(office.book, PostDraft(office.branch, row_id, "党组织委员会", "书记", date(2021, 1, 1)))
    delete_post(office.book, post)
    delete_people(office.book, [row_id])
    for call in (
        lambda: save_person(office.book, person(office), row_id),
        lambda: delete_people(office.book, [row_id]),
        lambda: transfer_people(office.book, [row_id], None, None, TODAY, ""),
        lambda: delete_post(office.book, post),
        lambda: stored(office, row_id),
    ):
        assert "已被删除" in refused(call).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person_id": None}, "person_id"),
        ({"person_id": 5}, "person_id"),
        ({"organization_id": 5}, "organization_id"),
        ({"organization_id": None}, "organization_id"),
        ({"body": "董事会"}, "body"),
        ({"title": "经理"}, "title"),
        ({"title": "主任"}, "title"),
        ({"title": ""}, "title"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": date(2020, 12, 31)}, "ends_on"),
        ({"reason": "长" * 61}, "reason"),
    ],
)
def test_a_wrong_post_is_refused(office, wrong, field):
    row_id = save_person(office.book, person(office))
    good = PostDraft(office.branch, row_id, "党组织委员会", "书记", date(2021, 1, 1))
    assert field in refused(save_post, office.book, replace(good, **wrong)).fields
    assert save_post(office.book, replace(good, ends_on=good.starts_on))


@pytest.mark.parametrize(("first", "last", "fine"), [
    (date(2021, 1, 1), None, False), (date(2021, 12, 31), None, False), (date(2020, 1, 1), None, False),
    (date(2020, 1, 1), date(2021, 1, 1), False), (date(2022, 1, 1), None, True),
    (date(2020, 1, 1), date(2020, 12, 31), True),
])  # fmt: skip
def test_nobody_holds_one_post_twice_at_a_time(office, first, last, fine):
    row_id = save_person(office.book, person(office))
    held = PostDraft(office.branch, row_id, "党组织委员会", "书记", date(2021, 1, 1), ends_on=date(2021, 12, 31))
    post = save_post(office.book, held)
    again = replace(held, starts_on=first, ends_on=last)
    if fine:
        save_post(office.book, again)
    else:
        assert "2021-01-01 至2021-12-31已任" in refused(save_post, office.book, again).text
    save_post(office.book, replace(again, title="组织委员"))
    save_post(office.book, replace(again, organization_id=office.other_branch))
    save_post(office.book, replace(held, reason="届满"), post)


def test_a_long_deletion_that_is_stopped_leaves_everyone(office):
    def stop():
        raise CancelledError

    ids = [save_person(office.book, PersonDraft(name="张伟", organization_id=office.branch)) for _ in range(3)]
    with pytest.raises(CancelledError):
        delete_people(office.book, ids, stop)
    with office.book.read() as connection:
        assert len(people.rows(connection, ids)) == 3


def test_a_members_vote_is_taken_and_given_back(office, rows):
    person = save_person(office.book, PersonDraft("张伟", stage="正式党员", organization_id=office.branch))
    before = rows(office.book)
    draft = SuspensionDraft(person, date(2022, 1, 10), None, "留党察看一年")
    row = save_suspension(office.book, draft)
    with office.book.read() as connection:
        assert [(one.id, one.starts_on, one.ends_on) for one in suspensions_of(connection, person)] == [
            (row, date(2022, 1, 10), None)
        ]
        assert not Voters(connection, [person]).may_vote(person, date(2022, 3, 1))
    save_suspension(office.book, replace(draft, ends_on=date(2022, 2, 1)), row)
    with office.book.read() as connection:
        assert Voters(connection, [person]).may_vote(person, date(2022, 3, 1))
    save_suspension(office.book, SuspensionDraft(person, date(2022, 5, 1), None, "留党察看"))
    delete_suspension(office.book, row)
    for _ in range(4):
        office.book.undo()
    assert rows(office.book) == before


@pytest.mark.parametrize(
    ("stage", "first", "last", "reason", "said"),
    [
        ("预备党员", date(2022, 3, 1), None, "留党察看", "只有正式党员有表决权"),
        ("正式党员", date(2022, 3, 1), date(2022, 2, 1), "留党察看", "结束日期早于开始日期"),
        ("正式党员", date(2020, 3, 1), None, "留党察看", "重叠"),
        ("正式党员", date(2021, 6, 30), date(2021, 7, 1), "留党察看", "与 2021-01-01 至2021-06-30的停止表决权重叠"),
        ("正式党员", None, None, "留党察看", "请选择从哪天起"),
        ("正式党员", date(2022, 3, 1), None, "", "请填写事由"),
    ],
)
def test_days_without_a_vote_are_checked(office, stage, first, last, reason, said):
    person = save_person(office.book, PersonDraft("张伟", stage="正式党员", organization_id=office.branch))
    save_suspension(office.book, SuspensionDraft(person, date(2021, 1, 1), date(2021, 6, 30), "留党察看"))
    if stage != "正式党员":
        save_person(office.book, PersonDraft("张伟", stage=stage, organization_id=office.branch), person)
    with pytest.raises(UserError, match=said):
        save_suspension(office.book, SuspensionDraft(person, first, last, reason))
