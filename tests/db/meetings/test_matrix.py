"""The matrix of 三会一课 at the ends of months, of organizations, of rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.duties import units
from db.meetings.kinds import get_kind, save_kind
from db.meetings.matrix import State, matrix
from db.meetings.models import Frequency, MeetingKind
from db.meetings.queries import meetings
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.models import Post
from db.rules.actions import set_rule

NOW = datetime(2022, 6, 27, 9, 41)


@pytest.fixture
def hold(office):
    """``hold(code, organization, when)`` keeps a record; returns its id."""

    def save(code, organization, when):
        return save_meeting(office.book, MeetingDraft(
            kind_id=office.kinds[code], organization_id=organization, title="会", starts_at=when
        ))  # fmt: skip

    return save


@pytest.fixture
def read(office):
    """``read(period, …)``: the matrix, by name of organization, kind and unit."""

    def call(period, organization=None, now=NOW):
        with office.book.read() as connection:
            made = matrix(connection, organization, Period.parse(period), now)
        places = [(column.duty.kind, column.label) for column in made.columns]
        return made, {(row.full_name, *places[place]): cell for row in made.rows for place, cell in row.cells.items()}

    return call


@pytest.fixture
def frequency(office):
    """``frequency(code, times, unit, from)`` sets how often a branch must hold it from a day on."""

    def add(code, times, unit, day):
        with office.book.action("改频次", "settings.edit") as work:
            work.session.get(MeetingKind, office.kinds[code])
            work.session.add(Frequency(
                id=work.new_id(), kind_id=office.kinds[code], organization_kinds=("党支部",), times=times, unit=unit,
                holds_from=day,
            ))  # fmt: skip

    return add


BRANCH, GROUP = "春和社区第一党支部", "第一党小组"


def test_states_by_where_today_stands_in_the_unit(read, hold, office):
    first = hold("theme_day", office.branch, datetime(2022, 5, 31, 23, 59))
    later = hold("theme_day", office.branch, datetime(2022, 6, 30, 9))
    made, cells = read("2022H1")
    assert cells[BRANCH, "主题党日", "4月"].state is State.MISSING
    held = cells[BRANCH, "主题党日", "5月"]
    assert (held.state, [one.id for one in held.held], held.text(True)) == (State.HELD, [first], "31日")
    planned = cells[BRANCH, "主题党日", "6月"]
    assert (planned.state, [one.id for one in planned.planned], planned.held) == (State.PLANNED, [later], ())
    assert cells[BRANCH, "党课", "一季度"].state is State.MISSING
    soon = cells[BRANCH, "党课", "二季度"]
    assert (soon.state, soon.days, soon.text(False)) == (State.SOON, 3, "3天内")
    assert cells[BRANCH, "组织生活会", "全年"].state is State.DUE
    assert made.tally.due == made.tally.held + made.tally.missing + sum(
        cell.times - min(len(cell.held), cell.times) for cell in cells.values() if cell.state is not State.MISSING
    )


def test_the_last_day_of_a_unit_is_still_in_it(read, office):
    assert read("2022-06", now=datetime(2022, 6, 30, 23, 59))[1][BRANCH, "主题党日", "6月"].text(True) == "今天"
    assert read("2022-06", now=datetime(2022, 7, 1))[1][BRANCH, "主题党日", "6月"].state is State.MISSING
    assert read("2022-06", now=datetime(2022, 5, 31))[1][BRANCH, "主题党日", "6月"].state is State.LATER


def test_how_soon_is_soon_is_a_rule(read, office):
    at = datetime(2022, 6, 20, 9)  # ten days before the end
    assert read("2022-06", now=at)[1][BRANCH, "主题党日", "6月"].state is State.SOON
    set_rule(office.book, "calendar.due_days", "9", date(2022, 1, 1), "本单位")
    assert read("2022-06", now=at)[1][BRANCH, "主题党日", "6月"].state is State.DUE


def test_meeting_of_this_minute_is_held_and_of_the_next_is_planned(read, hold, office):
    hold("theme_day", office.branch, NOW)
    hold("theme_day", office.other_branch, NOW + timedelta(minutes=1))
    cells = read("2022-06")[1]
    assert cells[BRANCH, "主题党日", "6月"].state is State.HELD
    assert cells["春和社区第二党支部", "主题党日", "6月"].state is State.PLANNED


def test_a_month_shows_the_whole_quarter_and_year_it_lies_in(read, hold, office):
    hold("party_class", office.branch, datetime(2022, 4, 1))
    made, cells = read("2022-05")
    assert cells[BRANCH, "党课", "二季度"].state is State.HELD
    assert {column.label for column in made.columns} == {"5月", "二季度", "全年"}


@pytest.mark.parametrize(("year", "last"), [(2020, 29), (2021, 28), (1900, 28), (2000, 29)])
def test_february(read, hold, office, frequency, year, last):
    frequency("theme_day", 1, "month", date(1890, 1, 1))
    hold("theme_day", office.branch, datetime(year, 2, last, 12))
    hold("theme_day", office.branch, datetime(year, 3, 1))
    held = read(f"{year}-02")[1][BRANCH, "主题党日", "2月"]
    assert [one.day for one in held.held] == [date(year, 2, last)]


def test_rule_changed_in_mid_year_begins_with_its_first_whole_unit(read, office, frequency):
    frequency("theme_day", 2, "quarter", date(2021, 5, 15))
    frequency("theme_day", 0, "quarter", date(2021, 10, 1))  # no longer required
    labels = [key[2] for key in read("2021")[1] if key[:2] == (BRANCH, "主题党日")]
    assert labels == ["1月", "2月", "3月", "4月", "5月", "三季度"]
    cell = read("2021")[1][BRANCH, "主题党日", "三季度"]
    assert (cell.times, cell.missing, cell.text(False)) == (2, 2, "缺 0/2")


def test_one_of_two(read, hold, office, frequency):
    frequency("theme_day", 2, "month", date(2022, 1, 1))
    hold("theme_day", office.branch, datetime(2022, 5, 3))
    hold("theme_day", office.branch, datetime(2022, 6, 3))
    cells = read("2022H1")[1]
    assert (cells[BRANCH, "主题党日", "5月"].missing, cells[BRANCH, "主题党日", "5月"].text(True)) == (1, "缺 1/2")
    assert cells[BRANCH, "主题党日", "6月"].text(True) == "1/2 3天内"


@pytest.mark.parametrize(("founded", "dissolved", "labels"), [
    (date(2022, 2, 1), None, ["2月", "3月", "4月", "5月", "6月"]),
    (date(2022, 2, 2), None, ["3月", "4月", "5月", "6月"]),
    (None, date(2022, 3, 31), ["1月", "2月", "3月"]),
    (None, date(2022, 3, 30), ["1月", "2月"]),
])  # fmt: skip
def test_an_organization_owes_only_units_it_existed_for(read, office, founded, dissolved, labels):
    save_organization(office.book, OrganizationDraft(
        "新支部", "党支部", parent_id=office.community, founded_on=founded, dissolved_on=dissolved
    ))  # fmt: skip
    assert [key[2] for key in read("2022H1")[1] if key[:2] == ("新支部", "主题党日")] == labels


def test_what_was_held_beyond_the_duty_is_shown_and_not_counted(read, hold, office):
    place = save_organization(office.book, OrganizationDraft(
        "新支部", "党支部", parent_id=office.community, founded_on=date(2022, 2, 10)
    ))  # fmt: skip
    hold("theme_day", place, datetime(2022, 2, 20))
    cell = read("2022-02")[1]["新支部", "主题党日", "2月"]
    assert (cell.state, cell.times, cell.text(True)) == (State.EXTRA, 0, "20日")


def test_a_meeting_due_in_its_quarter_is_not_extra_in_the_year(read, hold, office):
    """Party classes are due by quarter in a branch, by year elsewhere."""
    place = save_organization(office.book, OrganizationDraft(
        "新支部", "党支部", parent_id=office.community, founded_on=date(2022, 2, 10)
    ))  # fmt: skip
    hold("party_class", place, datetime(2022, 2, 24))
    hold("party_class", place, datetime(2022, 5, 24))
    hold("party_class", office.branch, datetime(2022, 2, 24))
    cells = read("2022")[1]
    shown = {key[2]: cell.state for key, cell in cells.items() if key[:2] == (BRANCH, "党课") and cell.held}
    assert shown == {"一季度": State.HELD}
    [year] = [cell for key, cell in cells.items() if key == ("新支部", "党课", "全年")]
    assert (year.state, [one.day for one in year.held]) == (State.EXTRA, [date(2022, 2, 24)]), "not due before founded"


def _members(office, count, **given):
    for number in range(count):
        save_person(office.book, PersonDraft(
            f"党员{number}{given.get('stage', '')}", organization_id=office.branch, since=date(2020, 1, 1),
            **{"stage": "正式党员", **given}
        ))  # fmt: skip


def _committee_months(read):
    return [key[2] for key in read("2022H1")[1] if key[:2] == (BRANCH, "支委会")]


def test_committee_meetings_are_due_from_seven_full_members(read, office):
    _members(office, 6)
    assert _committee_months(read) == []
    save_person(office.book, PersonDraft(
        "第七人", stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1),
        joined_on=date(2021, 3, 1), full_member_on=date(2022, 3, 1),
    ))  # fmt: skip
    assert _committee_months(read) == ["3月", "4月", "5月", "6月"]


def test_probationary_members_make_no_committee(read, office):
    _members(office, 6)
    _members(office, 5, stage="预备党员")
    assert _committee_months(read) == []


@pytest.mark.parametrize(("title", "months"), [("组织委员", ["2月", "3月", "4月"]), ("书记", [])])
def test_a_small_branch_that_has_a_committee_holds_its_meetings(read, office, title, months):
    person = save_person(office.book, PersonDraft(
        "一人", stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1)
    ))  # fmt: skip
    with office.book.action("任职", "people.edit") as work:
        work.session.add(Post(
            id=work.new_id(), organization_id=office.branch, person_id=person, body="党组织委员会", title=title,
            starts_on=date(2022, 2, 1), ends_on=date(2022, 4, 1),
        ))  # fmt: skip
    assert _committee_months(read) == months


def test_groups_stand_under_their_branch_and_the_scope_narrows(read, hold, office):
    hold("party_group", office.group, datetime(2022, 5, 5))
    made, cells = read("2022-05")
    names = [(row.full_name, row.level) for row in made.rows]
    branch = names.index((BRANCH, 2))
    assert names[branch + 1 : branch + 3] == [(GROUP, 3), ("第二党小组", 3)]
    assert cells[GROUP, "党小组会", "5月"].state is State.HELD
    only = read("2022-05", office.group)[0]
    assert [(row.full_name, row.level) for row in only.rows] == [(GROUP, 0)]
    missing = [row.full_name for row in made.missing_only().rows if row.kind == "党小组"]
    assert missing == ["第二党小组"]


def test_a_kind_taken_out_of_use_is_no_longer_due_and_was_before(read, office):
    with office.book.read() as connection:
        draft = get_kind(connection, office.kinds["theme_day"])
    save_kind(office.book, replace(draft, active=False), office.kinds["theme_day"])  # on 27 June
    due = {str(column.duty.unit.first) for column in read("2022")[0].columns if column.duty.kind == "主题党日"}
    assert due == {f"2022-{month:02}-01" for month in range(1, 7)}
    with office.book.read() as connection:
        kept = get_kind(connection, office.kinds["theme_day"])
    save_kind(office.book, kept, office.kinds["theme_day"])
    with office.book.read() as connection:
        assert get_kind(connection, office.kinds["theme_day"]) == kept, "it ends once"


day_of_life = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(first=day_of_life, length=st.integers(0, 1500), months=st.sampled_from([1, 3, 12]))
def test_units_cover_the_period_without_gap_and_none_in_vain(first, length, months):
    period = Period(first, first + timedelta(length))
    found = units(period, months)
    assert found[0].first <= period.first <= found[0].last
    assert found[-1].first <= period.last <= found[-1].last
    for one, following in pairwise(found):
        assert following.first == one.last + timedelta(1)
    assert all(unit.first.day == 1 and (unit.first.month - 1) % months == 0 for unit in found)
    assert all((unit.last + timedelta(1)).day == 1 for unit in found)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_meeting_stands_in_exactly_its_units(read, office, data):
    """Whatever days meetings fall on, a month's cell shows those of that month and no other."""
    moments = data.draw(st.lists(
        st.datetimes(datetime(2019, 12, 25), datetime(2021, 1, 6)), min_size=1, max_size=4, unique=True
    ))  # fmt: skip
    with office.book.read() as connection:
        before = list(meetings.ids(connection, Filter()))
    delete_meetings(office.book, before)
    for at in moments:
        save_meeting(office.book, MeetingDraft(
            kind_id=office.kinds["theme_day"], organization_id=office.branch, title="会", starts_at=at
        ))  # fmt: skip
    cells = read("2020")[1]
    for month in range(1, 13):
        shown = [one.day for one in cells[BRANCH, "主题党日", f"{month}月"].held]
        assert shown == sorted(at.date() for at in moments if (at.year, at.month) == (2020, month))
