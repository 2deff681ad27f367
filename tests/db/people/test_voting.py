"""Who may vote on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.models import Person, Suspension
from db.people.voting import Voters

DAY = date(2022, 6, 1)


@pytest.fixture
def may_vote(office):
    def ask(draft, day=DAY, spans=()):
        person = save_person(office.book, draft)
        with office.book.action("留党察看", "people.edit") as work:
            row = work.get(Person, person, "")
            row.suspensions = [Suspension(starts_on=first, ends_on=last) for first, last in spans]
        with office.book.read() as connection:
            return Voters(connection, [person, 7]).may_vote(person, day)

    return ask


@pytest.mark.parametrize(
    ("stage", "full", "votes"),
    [
        ("正式党员", date(2010, 7, 1), True),
        ("正式党员", None, True),
        ("正式党员", DAY - timedelta(1), True),
        ("正式党员", DAY, False),  # whom the meeting of that day confirms
        ("正式党员", DAY + timedelta(1), False),
        ("预备党员", None, False),
        ("发展对象", None, False),
        ("群众", None, False),
    ],
)
def test_full_members_of_the_day_vote(may_vote, stage, full, votes):
    joined = full and full - timedelta(400)
    assert may_vote(PersonDraft("张伟", stage=stage, joined_on=joined, full_member_on=full)) is votes


@pytest.mark.parametrize(
    ("first", "last", "votes"),
    [
        (DAY, DAY, False), (DAY, None, False), (date(2021, 1, 1), DAY, False),
        (date(2021, 1, 1), DAY - timedelta(1), True), (DAY + timedelta(1), None, True),
    ],
)  # fmt: skip
def test_who_is_on_probation_does_not_vote(may_vote, first, last, votes):
    assert may_vote(PersonDraft("张伟", stage="正式党员"), spans=[(first, last)]) is votes


def test_an_unknown_person_does_not_vote(office):
    with office.book.read() as connection:
        assert not Voters(connection, [5]).may_vote(5, DAY)
        assert not Voters(connection, []).may_vote(5, DAY)
