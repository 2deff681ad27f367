from __future__ import annotations

from datetime import date

import pytest

from db.core.errors import UserError
from db.people.actions import save_person, save_post
from db.people.bodies import body_on
from db.people.draft import PersonDraft, PostDraft
from db.people.queries import find_people, get_person, members_on


def save(office, name: str, **more) -> int:
    return save_person(office.book, PersonDraft(**{"name": name, "organization_id": office.branch} | more))


@pytest.fixture
def seats(office):
    """A secretary of 2021, followed on the next day by another, and a member throughout."""
    people = [save(office, name) for name in ("张伟", "李小红", "单强")]
    for who, title, rank, starts, ends in (
        (2, "委员", 6, date(2020, 1, 1), None),
        (0, "书记", 1, date(2021, 1, 1), date(2021, 12, 31)),
        (1, "书记", 1, date(2022, 1, 1), None),
    ):
        save_post(office.book, PostDraft(office.branch, people[who], "党组织委员会", title, starts, rank, ends))
    save_post(office.book, PostDraft(office.branch, people[0], "居委会", "主任", date(2020, 1, 1), 1))
    return office


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), ["单强"]),
        (date(2020, 12, 31), ["单强"]),
        (date(2021, 1, 1), ["张伟", "单强"]),
        (date(2021, 12, 31), ["张伟", "单强"]),
        (date(2022, 1, 1), ["李小红", "单强"]),
    ],
)
def test_a_body_sits_from_its_first_to_its_last_day_in_the_order_of_rank(seats, day, names):
    with seats.book.read() as connection:
        assert [seat.person for seat in body_on(connection, seats.branch, day)] == names
        assert body_on(connection, seats.other_branch, day) == []


def test_members_belong_from_joining_whatever_they_are_called_now(office):
    save(office, "张伟", stage="正式党员", joined_on=date(2020, 7, 1), since=date(2019, 1, 1))
    save(office, "李小红", stage="正式党员", since=date(2019, 1, 1))
    save(office, "单强", stage="群众", since=date(2019, 1, 1))

    def names(day: date) -> list[str]:
        with office.book.read() as connection:
            return [found.name for found in members_on(connection, office.branch, day)]

    assert names(date(2018, 12, 31)) == []
    assert names(date(2020, 6, 30)) == ["李小红"]
    assert names(date(2020, 7, 1)) == ["李小红", "张伟"]


def test_members_below_are_counted_once(office):
    row_id = save(office, "张伟", stage="正式党员", group_id=office.group, since=date(2020, 1, 1))
    day = date(2022, 1, 1)
    with office.book.read() as connection:
        assert members_on(connection, office.street, day) == []
        for place in (office.street, office.community, office.branch, office.group):
            assert [found.id for found in members_on(connection, place, day, below=True)] == [row_id]
        assert members_on(connection, office.second_group, day, below=True) == []


def test_a_picker_tells_namesakes_apart(office):
    save(office, "张伟", group_id=office.group)
    save(office, "张伟", organization_id=office.other_branch)
    with office.book.read() as connection:
        details = [found.detail for found in find_people(connection, "zw")]
        assert len(set(details)) == 2
        assert all("春和社区" in detail for detail in details)
        assert len(find_people(connection, "张", limit=1)) == 1
        assert find_people(connection, "") != []


def test_someone_who_is_gone_is_said_to_be(office):
    with office.book.read() as connection, pytest.raises(UserError, match="已被删除"):
        get_person(connection, 5)
