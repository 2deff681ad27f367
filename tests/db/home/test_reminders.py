"""Terms, bodies, probation, birthdays, the clock, communities, an empty book."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.period import Period
from db.home.asked import Asked, months_later
from db.home.clock import Doubt
from db.home.today import today
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_post
from db.people.draft import PostDraft
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.rules.actions import set_rule

DAY = date(2022, 6, 22)


@pytest.fixture
def secretary(office, person):
    def sit(since, place=None):
        place = place or office.branch
        id = person(place=place)
        save_post(office.book, PostDraft(place, id, "党组织委员会", "书记", since, 1))

    return sit


@pytest.mark.parametrize(
    ("since", "ends_on", "over"),
    [
        (date(2019, 6, 22), DAY, True), (date(2019, 6, 23), date(2022, 6, 23), False),
        (date(2019, 12, 22), date(2022, 12, 22), False),
    ],
)  # fmt: skip
def test_terms_over_or_ending_within_six_months(read, secretary, office, since, ends_on, over):
    secretary(since)
    (term,) = read().leading.terms
    assert (term.organization_id, term.ends_on, term.over) == (office.branch, ends_on, over)


def test_a_term_that_has_time_is_not_told(read, secretary):
    secretary(date(2019, 12, 23))
    assert read().leading.terms == ()


def test_bodies_that_lack_somebody(read, secretary, office):
    secretary(date(2015, 1, 1))
    told = {one.organization_id: one.told for one in read().leading.incomplete}
    assert office.branch not in told  # its term is over, which is told elsewhere
    assert told[office.other_branch] == ("党组织委员会没有成员",)
    assert office.group not in told
    assert {one.organization_id for one in read(office.branch).leading.incomplete} == set()


def test_an_organization_dissolved_is_asked_nothing(read, office):
    save_organization(
        office.book,
        OrganizationDraft(name="老支部", kind="党支部", parent_id=office.community, dissolved_on=date(2022, 1, 1)),
    )
    assert "老支部" not in {one.organization for one in read().leading.incomplete}


def test_probation_ends_a_year_after_joining(read, person, office):
    over = person("甲", "预备党员", date(2021, 5, 1))
    soon = person("乙", "预备党员", date(2021, 7, 22))
    person("丙", "预备党员", date(2021, 7, 23))
    person("丁", "正式党员", date(2021, 7, 1))
    assert [(one.id, one.day) for one in read().probation] == [(over, date(2022, 5, 1)), (soon, date(2022, 7, 22))]
    set_rule(office.book, "probation.months", "18", date(2022, 1, 1), "试行")
    assert read().probation == ()


def test_political_birthdays_of_the_month(read, person, office):
    old = person("甲", joined_on=date(1972, 6, 30))
    person("乙", joined_on=date(2022, 6, 1))  # joined this year
    person("丙", "群众", date(1990, 6, 1))
    person("丁", joined_on=date(1990, 7, 1))
    person("戊", joined_on=date(2000, 6, 1), place=office.other_branch)
    assert [(one.id, one.day, one.years) for one in read(office.branch).birthdays] == [(old, date(2022, 6, 30), 50)]
    assert [one.name for one in read().birthdays] == ["戊", "甲"]


@given(st.dates(date(1921, 7, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_later_is_in_that_month_and_never_on_a_later_day(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).month != later.month)


@pytest.mark.parametrize(
    ("now", "doubt"),
    [
        (datetime(2022, 6, 27, 9, 37), None),  # recorded at 9:41: clocks differ by minutes
        (datetime(2022, 6, 27, 9, 30), Doubt.BACK),
        (datetime(2021, 6, 27), Doubt.BACK),
        (datetime(2022, 8, 26, 12), None),
        (datetime(2022, 8, 27, 12), Doubt.FORWARD),
    ],
)
def test_the_clock(read, office, now, doubt):
    found = read(now=now).clock
    assert (found and found.doubt) == doubt
    if doubt is not None:
        assert "核对电脑的日期" in found.told


def test_how_long_a_gap_is_gently_told_of_is_a_rule(read, office):
    set_rule(office.book, "clock.gap_days", "0", date(2022, 1, 1), "本单位决定")
    assert read(now=datetime(2030, 1, 1)).clock is None


def test_communities_by_the_meetings_due(read, hold, office):
    other = save_organization(office.book, OrganizationDraft("秋实社区党委", "党委", "社区", "秋实社区", office.street))
    branch = save_organization(office.book, OrganizationDraft("秋实支部", "党支部", "社区", "", other))
    save_organization(
        office.book, OrganizationDraft("春和社区党委", "党委", "社区", "春和社区", office.street), office.community
    )
    hold("theme_day", datetime(2022, 5, 5, 9), branch)
    rows = read(period="2022-05").comparison.rows
    assert [row.name for row in rows] == ["秋实社区", "春和社区"]
    assert rows[0].told.startswith("1/")
    assert rows[0].share > rows[1].share == 0


def test_below_a_community_its_branches_are_compared(read, hold, office):
    hold("theme_day", datetime(2022, 5, 5, 9), office.other_branch)
    rows = read(office.community, "2022-05").comparison.rows
    assert [row.organization_id for row in rows] == [office.other_branch, office.branch]


@pytest.fixture
def listed(office, enter):
    """A list of 2022 with two items that both branches of the community answer for."""

    def make(*places):
        duty = ResponsibilityList(organization_id=office.community, level="支部", year=2022, title="责任清单")
        items = [
            ResponsibilityItem(list=duty, no=1, category="党课", text="讲党课", counted="meeting",
                               kind_id=office.kinds["party_class"], target=2),
            ResponsibilityItem(list=duty, no=2, category="阵地", text="建好阵地", share=50),
        ]  # fmt: skip
        return enter(*items, *(Pledge(list=duty, organization_id=place) for place in places), duty)

    return make


def test_where_a_list_is_in_force_its_items_are_compared(read, hold, office, listed):
    id = listed(office.branch, office.other_branch)
    for day in (1, 2, 3):  # one more than it aims at: no surplus
        hold("party_class", datetime(2022, 5, day, 9), office.other_branch)
    found = read(office.community).comparison
    assert (found.by, found.list_ids) == ("责任清单完成率", (id,))
    assert [(row.organization_id, row.share, row.told) for row in found.rows] == [
        (office.other_branch, 1.0, "清单 1 项"), (office.branch, 0.0, "清单 1 项"),
    ]  # fmt: skip


def test_a_list_of_one_alone_compares_nothing(read, office, listed):
    listed(office.branch)
    assert read(office.community).comparison.list_ids == ()


def test_a_list_counts_in_its_own_year(read, office, listed):
    listed(office.branch, office.other_branch)
    found = read(office.community, "2021").comparison
    assert (found.by, found.list_ids) == ("三会一课完成率", ())


def test_nothing_is_due_in_a_period_to_come(read):
    assert read(period="2023").comparison.rows == ()


def test_an_empty_book(book):
    with book.read() as connection:
        found = today(connection, Asked(None, Period.parse("2022H1"), datetime(2022, 6, 27, 9, 41)))
    assert not found.filled.begun
    assert (found.due, found.month.rows, found.comparison.rows, found.clock) == ((), (), (), None)
