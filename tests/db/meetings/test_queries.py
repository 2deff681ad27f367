from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.queries import KindRow, Number, expected_people, kinds, number_at, starting_roster
from db.meetings.sheets import sheets
from db.meetings.status import Status
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, save_post
from db.people.bodies import body_on
from db.people.draft import PersonDraft, PostDraft
from db.people.queries import Found

DAY = date(2022, 6, 1)


@pytest.fixture
def staffed(office):
    """Members in a group, a branch and the office's own branch; a secretary; someone who is no member."""
    own = save_organization(
        office.book, OrganizationDraft(name="机关党支部", kind="党支部", sector="机关", parent_id=office.street)
    )
    member = PersonDraft(stage="正式党员", since=date(2020, 1, 1))
    ids = {
        name: save_person(office.book, replace(member, name=name, organization_id=place, group_id=group, stage=stage))
        for name, place, group, stage in (
            ("张伟", office.branch, office.group, "正式党员"),
            ("李小红", office.other_branch, None, "预备党员"),
            ("单强", own, None, "正式党员"),
            ("群众甲", office.branch, None, "群众"),
        )
    }
    save_post(office.book, PostDraft(office.street, ids["李小红"], "党组织委员会", "书记", date(2022, 1, 1), 1))
    return office


@pytest.mark.parametrize(
    ("expected", "place", "names"),
    [
        ("members", "street", ["李小红", "单强", "张伟"]),
        ("members", "branch", ["张伟"]),
        ("group", "group", ["张伟"]),
        ("group", "second_group", []),
        ("committee", "street", ["李小红"]),
        ("committee", "branch", []),
        ("body", "street", ["李小红"]),
        ("cadres", "street", ["单强"]),
        ("cadres", "community", ["李小红", "张伟"]),  # it has no branch of the office's own
        ("invited", "street", []),
    ],
)
def test_the_roster_starts_with_those_expected(staffed, expected, place, names):
    kind = KindRow(1, "x", "会", "work", expected)
    with staffed.book.read() as connection:
        found = starting_roster(connection, kind, getattr(staffed, place), DAY)
    assert [one.name for one in found] == names


def test_who_holds_two_posts_is_expected_once(staffed):
    with staffed.book.read() as connection:
        [seat] = body_on(connection, staffed.street, DAY)
    second = PostDraft(staffed.street, seat.person_id, "党组织委员会", "组织委员", date(2021, 1, 1), 4)
    save_post(staffed.book, second)
    with staffed.book.read() as connection:
        found = expected_people(connection, "committee", staffed.street, DAY)
    assert found == [Found(seat.person_id, "李小红", "书记")]


def test_the_roster_is_of_the_day_of_the_meeting(staffed):
    kind = KindRow(1, "x", "会", "work", "body")
    with staffed.book.read() as connection:
        assert starting_roster(connection, kind, staffed.street, date(2021, 12, 31)) == []
        (seat,) = starting_roster(connection, kind, staffed.street, date(2022, 1, 1))
        assert (seat.name, seat.detail) == ("李小红", "书记")
        members = KindRow(1, "x", "会", "work", "members")
        assert starting_roster(connection, members, staffed.street, date(2019, 12, 31)) == []


def test_every_kind_has_a_roster_to_start_from(staffed):
    with staffed.book.read() as connection:
        for kind in kinds(connection):
            starting_roster(connection, kind, staffed.street, DAY)


def meeting(office, at: datetime, **more) -> MeetingDraft:
    return MeetingDraft(
        **{"kind_id": office.kinds["theme_day"], "organization_id": office.branch, "title": "会", "starts_at": at}
        | more
    )


def test_meetings_are_numbered_by_kind_organization_and_year(office):
    theme, party_class = office.kinds["theme_day"], office.kinds["party_class"]
    save_meeting(office.book, meeting(office, datetime(2021, 12, 31, 23, 59), ordinal=12))
    save_meeting(office.book, meeting(office, datetime(2022, 1, 1), ordinal=1))
    save_meeting(office.book, meeting(office, datetime(2022, 12, 31, 23, 59, 30), ordinal=7))
    save_meeting(office.book, meeting(office, datetime(2022, 5, 1)))  # without a number
    with office.book.read() as connection:

        def ordinal(kind, place, at):
            return number_at(connection, kind, place, at).ordinal

        assert ordinal(theme, office.branch, datetime(2021, 12, 31, 23, 59)) == 13
        assert ordinal(theme, office.branch, datetime(2022, 12, 31, 23, 59, 30)) == 8
        assert ordinal(theme, office.branch, datetime(2023, 1, 1)) == 1
        assert ordinal(theme, office.other_branch, datetime(2022, 12, 31)) == 1
        assert ordinal(party_class, office.branch, datetime(2022, 12, 31)) == 1


def test_a_meeting_before_those_planned_is_numbered_by_its_date(office):
    theme = office.kinds["theme_day"]
    for month, number in ((1, 1), (2, 2), (9, 3), (10, 4)):
        save_meeting(office.book, meeting(office, datetime(2022, month, 1), ordinal=number))
    with office.book.read() as connection:
        assert number_at(connection, theme, office.branch, datetime(2022, 5, 1)) == Number(3, behind=3)
        assert number_at(connection, theme, office.branch, datetime(2022, 11, 1)) == Number(5)
    save_meeting(office.book, meeting(office, datetime(2022, 5, 1), ordinal=3))
    with office.book.read() as connection:
        assert [Number(4, behind).later for behind in (3, 4, 5, None)] == [3, 4, None, None]
        assert number_at(connection, theme, office.branch, datetime(2022, 6, 1)) == Number(4, behind=3)
        assert number_at(connection, theme, office.branch, datetime(2022, 1, 1)) == Number(2, behind=2)
        assert number_at(connection, theme, office.branch, datetime(2021, 1, 1)) == Number(1)


def test_sheets_come_complete_in_the_order_asked_for(staffed):
    first = save_meeting(staffed.book, meeting(
        staffed, datetime(2022, 6, 1, 9), agenda=items("一", "二"), readings=("章程",), text="正文",
        roster=(RosterLine(None, "来宾", Status.GUEST), RosterLine(None, "张伟", Status.LEAVE, "生病")),
    ))  # fmt: skip
    second = save_meeting(staffed.book, meeting(staffed, datetime(2022, 5, 1, 9), title="空会"))
    with staffed.book.read() as connection:
        found = sheets(connection, [second, 5, first])
    assert [sheet.id for sheet in found] == [second, first]
    empty, full = found
    assert (empty.agenda, empty.readings, empty.attendance, empty.expected) == ((), (), (), 0)
    assert (full.organization, full.kind, full.agenda, full.readings) == (
        "春和社区第一党支部", "主题党日", items("一", "二"), ("章程",),
    )  # fmt: skip
    assert [(line.name, line.status, line.reason) for line in full.attendance] == [
        ("来宾", Status.GUEST, ""), ("张伟", Status.LEAVE, "生病"),
    ]  # fmt: skip
    assert (full.expected, full.count(Status.PRESENT)) == (1, 0)
