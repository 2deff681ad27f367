"""A small street with its communities, branches and groups, and the page that shows it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from desktop.organizations.page import OrganizationsPage


@pytest.fixture
def street(book):
    """Ids by short name: 街道 over 和平 (一支部 with its 一组, 二支部) and 新华 (旧支部, dissolved)."""

    def organization(short, kind, parent=None, sector="社区", **more):
        names = {"街道": "和平街道党工委", "和平": "和平社区党委", "新华": "新华社区党总支"}
        draft = OrganizationDraft(
            names.get(short, short), kind, sector, short, ids.get(parent), date(2015, 1, 1), **more
        )  # fmt: skip
        ids[short] = save_organization(book, draft)

    ids: dict[str, int] = {}
    organization("街道", "党工委", sector="机关")
    organization("和平", "党委", "街道")
    organization("新华", "党总支", "街道")
    organization("一支部", "党支部", "和平")
    organization("二支部", "党支部", "和平")
    organization("一组", "党小组", "一支部")
    organization("旧支部", "党支部", "新华", dissolved_on=date(2021, 5, 1))
    return ids


@pytest.fixture
def people(book, street):
    """Ids by name; all joined long ago. 王小红 is in the group of the first branch."""

    def person(name, place, group=None, stage="正式党员"):
        ids[name] = save_person(
            book,
            PersonDraft(
                name, stage=stage, joined_on=date(2010, 7, 1) if "党员" in stage else None,
                organization_id=street[place], group_id=street.get(group), since=date(2018, 3, 1),
            ),
        )  # fmt: skip

    ids: dict[str, int] = {}
    person("周文", "和平")
    person("单小梅", "一支部")
    person("王小红", "一支部", "一组")
    person("李志强", "二支部")
    person("张喆", "二支部", stage="入党积极分子")
    return ids


@pytest.fixture
def seats(book, street, people):
    """The committee of 和平: 周文 leads since 2021, before her 单小梅."""

    def seat(name, title, rank, since, until=None, body="党组织委员会"):
        return save_post(book, PostDraft(street["和平"], people[name], body, title, since, rank, until))

    return SimpleNamespace(
        led=seat("单小梅", "书记", 1, date(2016, 1, 1), date(2020, 12, 31)),
        leads=seat("周文", "书记", 1, date(2021, 1, 1)),
        member=seat("李志强", "组织委员", 3, date(2021, 1, 1)),
    )


@pytest.fixture
def page(shown, street):
    return shown(OrganizationsPage)
