from __future__ import annotations

from datetime import date

import pytest

from db.core.errors import UserError
from db.meetings.elected import Mandate, seat_elected, taking
from db.people.actions import delete_people, save_person, save_post
from db.people.bodies import body_on, posts_of_organization
from db.people.draft import PersonDraft, PostDraft

DAY = date(2022, 6, 27)
BODY = "党组织委员会"


@pytest.fixture
def people(office):
    return {
        name: save_person(office.book, PersonDraft(name, stage="正式党员", organization_id=office.branch))
        for name in ("张伟", "李小红", "王敏", "赵强")
    }


def post(office, person, title, since=date(2019, 1, 1), body=BODY):
    return save_post(office.book, PostDraft(office.branch, person, body, title, since))


def mandate(office, *person_ids, title="委员", day=DAY):
    return Mandate(office.branch, BODY, title, day, person_ids)


def told(office, wanted):
    with office.book.read() as connection:
        return taking(connection, wanted)


def sitting(office, day=DAY):
    with office.book.read() as connection:
        return {seat.person: seat.title for seat in body_on(connection, office.branch, day)}


def test_a_new_committee_comes_and_the_old_one_goes(office, people, rows):
    head, second = post(office, people["张伟"], "书记"), post(office, people["李小红"], "组织委员")
    other = post(office, people["李小红"], "主任", body="居委会")
    wanted = mandate(office, people["王敏"], people["李小红"])
    found = told(office, wanted)
    assert found.comes == ("王敏",)
    assert [seat.id for seat in found.changes] == [second]
    assert [seat.id for seat in found.others] == [head]
    assert found.ends == {head}
    before = rows(office.book)
    seat_elected(office.book, wanted, found.ends)
    assert sitting(office) == {"王敏": "委员", "李小红": "委员"}
    assert sitting(office, date(2022, 6, 26)) == {"张伟": "书记", "李小红": "组织委员"}
    with office.book.read() as connection:
        ended = {seat.id: (seat.ends_on, seat.reason) for seat in posts_of_organization(connection, office.branch)}
    assert ended[head] == (date(2022, 6, 26), "换届选举")
    assert ended[other] == (None, ""), "another body's seats stay"
    office.book.undo()
    assert rows(office.book) == before


def test_a_by_election_ends_nobodys_seat(office, people):
    for name, title in (("张伟", "书记"), ("李小红", "组织委员"), ("赵强", "宣传委员")):
        post(office, people[name], title)
    found = told(office, mandate(office, people["王敏"]))
    assert (found.comes, found.ends, len(found.others)) == (("王敏",), frozenset(), 3)


def test_the_head_elected_on_the_same_day_is_no_longer_a_plain_member(office, people):
    seat_elected(office.book, mandate(office, people["王敏"], people["李小红"], people["赵强"]))
    head = mandate(office, people["王敏"], title="书记")
    assert told(office, head).ends == frozenset(), "members of the committee stay"
    seat_elected(office.book, head)
    assert sitting(office) == {"王敏": "书记", "李小红": "委员", "赵强": "委员"}
    with office.book.read() as connection:
        assert len(posts_of_organization(connection, office.branch)) == 3


def test_a_new_head_follows_the_old_one(office, people):
    old = post(office, people["张伟"], "书记")
    member = post(office, people["李小红"], "宣传委员")
    found = told(office, mandate(office, people["王敏"], title="书记"))
    assert (found.ends, len(found.others)) == ({old}, 2)
    assert member not in found.ends


def test_who_is_elected_again_stays(office, people, rows):
    kept = post(office, people["张伟"], "书记")
    found = told(office, mandate(office, people["张伟"], title="书记"))
    assert ([seat.id for seat in found.stays], found.comes, found.others) == ([kept], (), ())
    before = rows(office.book)
    seat_elected(office.book, mandate(office, people["张伟"], title="书记"))
    assert rows(office.book) == before


def test_unticked_seats_stay_and_a_seat_of_the_same_day_never_was(office, people):
    post(office, people["张伟"], "书记")
    mistaken = post(office, people["赵强"], "委员", since=DAY)
    seat_elected(office.book, mandate(office, people["王敏"]), [mistaken])
    assert sitting(office) == {"张伟": "书记", "王敏": "委员"}
    with office.book.read() as connection:
        assert mistaken not in {seat.id for seat in posts_of_organization(connection, office.branch)}


def test_what_is_gone_meanwhile_is_said_and_nothing_written(office, people, rows):
    delete_people(office.book, [people["赵强"]])
    before = rows(office.book)
    for wanted, ended, said in (
        (mandate(office, people["王敏"], people["赵强"]), (), "人员记录已被删除"),
        (mandate(office, people["王敏"]), [12345], "任职已被删除"),
        (mandate(office), (), "没有当选人"),
    ):
        with pytest.raises(UserError, match=said):
            seat_elected(office.book, wanted, ended)
    assert rows(office.book) == before


def held(office, name):
    with office.book.read() as connection:
        seats = posts_of_organization(connection, office.branch)
    return sorted((seat.starts_on, seat.ends_on, seat.title) for seat in seats if seat.person == name)


@pytest.mark.parametrize("since", ["书记", "委员"])
def test_an_older_election_leaves_later_posts_as_they_are(office, people, since):
    later = post(office, people["张伟"], since, date(2021, 5, 1))
    old = mandate(office, people["张伟"], people["王敏"], day=date(2018, 5, 1))
    assert [seat.id for seat in told(office, old).later] == [later]
    seat_elected(office.book, old)
    assert held(office, "张伟") == [
        (date(2018, 5, 1), date(2021, 4, 30), "委员"), (date(2021, 5, 1), None, since),
    ]  # fmt: skip
    assert held(office, "王敏") == [(date(2018, 5, 1), None, "委员")]


def test_who_is_named_twice_takes_one_seat(office, people):
    wanted = mandate(office, people["张伟"], people["张伟"])
    assert told(office, wanted).comes == ("张伟",)
    seat_elected(office.book, wanted)
    assert held(office, "张伟") == [(DAY, None, "委员")]
