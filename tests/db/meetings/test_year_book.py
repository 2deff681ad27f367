"""Which records belong into the year book."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.core.errors import UserError
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.queries import kinds
from db.meetings.year_book import year_book
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft


@pytest.fixture
def tree(book):
    top = save_organization(book, OrganizationDraft("花园社区党委", "党委", "社区"))
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "", top))
    group = save_organization(book, OrganizationDraft("第一党小组", "党小组", "社区", "", branch))
    with book.read() as connection:
        kind = kinds(connection)[0].id

    def hold(title, place, at):
        save_meeting(book, MeetingDraft(kind_id=kind, organization_id=place, title=title, starts_at=at))

    hold("年末", branch, datetime(2022, 12, 31, 23, 59))
    hold("小组", group, datetime(2022, 3, 1, 9))
    hold("年初", branch, datetime(2022, 1, 1))
    hold("去年", branch, datetime(2021, 12, 31, 23, 59))
    hold("明年", branch, datetime(2023, 1, 1))
    hold("上级", top, datetime(2022, 5, 1, 9))
    return top, branch, group


def titles(book, organization, year):
    with book.read() as connection:
        return [sheet.title for sheet in year_book(connection, organization, year).sheets]


def test_records_of_the_year_by_date_its_groups_included(book, tree):
    assert titles(book, tree[1], 2022) == ["年初", "小组", "年末"]
    assert titles(book, tree[2], 2022) == ["小组"]


def test_branches_below_have_their_own(book, tree):
    assert titles(book, tree[0], 2022) == ["上级"]


@pytest.mark.parametrize("year", [2019, 0, 99999])
def test_a_year_without_records_is_refused(book, tree, year):
    with pytest.raises(UserError):
        titles(book, tree[1], year)
