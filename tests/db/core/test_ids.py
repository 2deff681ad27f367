from __future__ import annotations

import pytest
from sqlalchemy import update

from db.core.action import Work
from db.core.book_row import BookRow
from db.core.errors import EnvironmentFault
from db.core.ids import new_book_number
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.security.opening import open_with_key


def save(book, name: str) -> int:
    return save_organization(book, OrganizationDraft(name=name, kind="党委"))


def test_ids_carry_the_number_of_their_book(book, made_book):
    number = made_book.actor.id >> 32
    first, second = save(book, "甲"), save(book, "乙")
    assert first >> 32 == second >> 32 == number
    assert 0 < first < second < 2**63


def test_no_id_is_given_twice_not_after_undo_deletion_or_reopening(book, made_book):
    given = [save(book, "甲")]
    book.undo()
    given.append(save(book, "乙"))
    delete_organization(book, given[-1])
    given.append(save(book, "丙"))
    book.close()
    reopened = open_with_key(book.path, made_book.key, made_book.actor)
    given.append(save(reopened, "丁"))
    reopened.close()
    assert given == sorted(set(given))


def test_ids_taken_in_one_action_follow_each_other(book):
    with book.action("试", "organizations.edit") as work:
        single = work.new_id()
        run = work.insert_many(Organization, [{"kind": "党委", "name": str(n), "short_name": ""} for n in range(3)])
        assert run == [single + 1, single + 2, single + 3]


def test_a_book_whose_ids_are_used_up_says_so(book):
    with pytest.raises(EnvironmentFault, match="编号已经用完") as caught, book.action("试", "x.edit") as work:
        work.connection.execute(update(BookRow).values(counter=2**32 - 3))
        fresh = Work(work.connection)
        fresh.new_id()
        fresh.new_id()
        fresh.new_id()
    assert "新建" in caught.value.way_out


def test_book_numbers_leave_room_for_the_counter():
    assert all(0 < new_book_number() < 2**31 for _ in range(100))
