"""What a leading body lacks, by the rules of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meetings.actions import save_meeting
from db.meetings.draft import ElectionLine, MeetingDraft
from db.meetings.duties import full_members
from db.meetings.elected import last_election
from db.organizations.queries import Node
from db.people.actions import save_person
from db.people.bodies import LEADING_BODY, Known, Seat, missing, term_end
from db.people.draft import PersonDraft
from db.rules.defaults import Value
from db.rules.queries import Rules

DAY = date(2022, 6, 27)
RULES = Rules({})
STREET = Node(1, None, "街道党工委", "", "党工委", "机关", None)
COMMUNITY = Node(2, 1, "和平社区党委", "", "党委", "社区", None)
BRANCH = Node(3, 1, "一支部", "", "党支部", "机关", None)


def seats(*titles, since=date(2021, 1, 1), body=LEADING_BODY):
    return [Seat(no, 3, no, f"成员{no}", body, title, no, since, None, "") for no, title in enumerate(titles, 1)]


def told(node, *titles, above=STREET, rules=RULES, since=date(2021, 1, 1), **known):
    return missing(node, above, Known(DAY, seats(*titles, since=since), **known), rules)


@pytest.mark.parametrize(("members", "few"), [(6, []), (7, ["党组织委员会只有 2 人，应至少 3 人"])])
def test_a_branch_of_seven_needs_three_on_its_committee(members, few):
    assert told(BRANCH, "书记", "组织委员", full_members=members) == few
    assert told(BRANCH, "书记", "组织委员", "宣传委员", full_members=members) == []
    assert told(replace(BRANCH, kind="党总支"), "书记", full_members=members) == []


def test_a_community_needs_a_deputy_unless_the_office_says_otherwise():
    body = [*seats("书记", "委员"), *seats("主任", body="居委会")]
    known = Known(DAY, body)
    assert missing(COMMUNITY, STREET, known, RULES) == ["党组织委员会缺副书记"]
    assert missing(replace(COMMUNITY, sector="村"), STREET, known, RULES) == []
    off = {"bodies.community_deputy": [Value(date(2022, 1, 1), "0", "街道规定", own=True)]}
    assert missing(COMMUNITY, STREET, known, Rules(off)) == []
    assert missing(COMMUNITY, STREET, Known(DAY, [*body, *seats("副书记")]), RULES) == []


@pytest.mark.parametrize(
    ("node", "years"),
    [(BRANCH, 3), (replace(BRANCH, kind="党总支"), 3), (replace(BRANCH, kind="党委"), 5),
     (replace(BRANCH, sector="社区"), 5)],
)  # fmt: skip
def test_a_term_is_over_after_so_many_years(node, years):
    above = replace(STREET, sector=node.sector)
    begun = DAY.replace(year=DAY.year - years)
    assert told(node, "书记", above=above, since=begun) == [f"党组织委员会从 {begun} 起已满 {years} 年任期，应换届"]
    assert told(node, "书记", above=above, since=begun.replace(day=28)) == []
    assert told(node, "书记", above=above, since=begun, elected_on=date(2022, 1, 1)) == []


def test_an_office_that_is_appointed_has_no_term():
    assert told(STREET, "书记", above=None, since=date(1990, 1, 1)) == []


def test_the_last_election_is_that_of_the_organization_by_the_day(office):
    def elect(at, body=LEADING_BODY):
        election = ElectionLine("选举", body=body)
        draft = MeetingDraft(office.kinds["election"], office.branch, "换届", starts_at=at, elections=(election,))
        save_meeting(office.book, draft)

    for at in (datetime(2019, 3, 1, 9), datetime(2021, 3, 1, 9), datetime(2022, 6, 28, 9)):
        elect(at)
    elect(datetime(2022, 5, 1, 9), "居委会")
    with office.book.read() as connection:
        assert last_election(connection, office.branch, DAY) == date(2021, 3, 1)
        assert last_election(connection, office.branch, date(2021, 2, 28)) == date(2019, 3, 1)
        assert last_election(connection, office.other_branch, DAY) is None


def test_full_members_of_one_organization(office):
    for name, place in (("张伟", office.branch), ("李强", office.branch), ("赵敏", office.other_branch)):
        save_person(office.book, PersonDraft(name, stage="正式党员", organization_id=place, since=date(2020, 1, 1)))
    with office.book.read() as connection:
        assert full_members(connection, [DAY], office.branch) == {office.branch: [2]}
        assert full_members(connection, [DAY]) == {office.branch: [2], office.other_branch: [1]}


@given(st.dates(date(2010, 1, 1), date(2022, 6, 27)), st.dates(date(2022, 6, 27), date(2030, 1, 1)))
def test_a_term_is_over_from_its_last_day_on(since, day):
    known = Known(day, seats("书记", since=since))
    ends_on = term_end(BRANCH, known, RULES)
    assert ends_on.year == since.year + 3
    assert any("任期" in sentence for sentence in missing(BRANCH, STREET, known, RULES)) == (ends_on <= day)
