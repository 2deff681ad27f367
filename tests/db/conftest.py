"""A small office for tests of the core: street → community → two branches, one with two groups."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from sqlalchemy import select

from db.core.base import table_of
from db.core.book import Actor, Book
from db.features import FEATURES
from db.meetings.models import MeetingKind
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.security.keyslots import KeyFile
from db.security.opening import open_with_key

NOW = datetime(2022, 6, 27, 9, 41)


@dataclass(frozen=True)
class Office:
    book: Book
    street: int
    community: int
    branch: int
    other_branch: int
    group: int
    second_group: int
    kinds: dict[str, int]  # by code


def table_rows(book: Book) -> dict[str, list[tuple]]:
    """Every row of every table a feature owns, by id."""
    with book.read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in (table_of(model) for feature in FEATURES for model in feature.models)
        }


@pytest.fixture(scope="session")
def made_office(made_book, tmp_path_factory):
    """The office made once, closed; ``office`` opens copies of it."""
    path = tmp_path_factory.mktemp("office") / "和平街道.ybz"
    shutil.copy(made_book.path, path)
    shutil.copy(KeyFile.path_for(made_book.path), KeyFile.path_for(path))
    book = open_with_key(path, made_book.key, made_book.actor, lambda: NOW)

    def organization(name, kind, parent=None, short=""):
        return save_organization(book, OrganizationDraft(name=name, kind=kind, parent_id=parent, short_name=short))

    street = organization("和平街道党工委", "党工委")
    community = organization("春和社区党委", "党委", street, "春和社区")
    branch = organization("春和社区第一党支部", "党支部", community, "春和一支部")
    other = organization("春和社区第二党支部", "党支部", community)
    group = organization("第一党小组", "党小组", branch)
    second = organization("第二党小组", "党小组", branch)
    with book.read() as connection:
        kinds = {code: row_id for row_id, code in connection.execute(select(MeetingKind.id, MeetingKind.code))}
    book.close()
    return Office(book, street, community, branch, other, group, second, kinds)


@pytest.fixture
def office(made_office, made_book, tmp_path):
    path = tmp_path / made_office.book.path.name
    shutil.copy(made_office.book.path, path)
    shutil.copy(KeyFile.path_for(made_office.book.path), KeyFile.path_for(path))
    book = open_with_key(path, made_book.key, made_book.actor, lambda: NOW)
    yield replace(made_office, book=book)
    book.close()


@pytest.fixture
def rows():
    """``rows(book)``: every row of every table a feature owns."""
    return table_rows


@pytest.fixture
def as_user(book, made_book):
    """``as_user(name)``: the same book opened by someone else."""
    opened = []

    def open_as(name: str) -> Book:
        actor = Actor(made_book.actor.id + 1000 + len(opened), name, "另一台电脑")
        opened.append(Book(book.path, made_book.key, actor, now=book.now))
        return opened[-1]

    yield open_as
    for other in opened:
        other.close()
