from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from db.core.listing import Filter
from db.core.search import matches, searched
from db.features import metadata
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.queries import ORGANIZATION, organizations

HAN = st.text(st.sampled_from("春和社区第一二支部党委会〇々𠮷ABCabc12 ，·-"), min_size=1, max_size=12)


def save(book, name: str, row_id: int | None = None, short: str = "") -> int:
    return save_organization(book, OrganizationDraft(name=name, kind="党委", short_name=short), row_id)


def found(book, typed: str) -> list[int]:
    with book.read() as connection:
        return list(organizations.ids(connection, Filter(text=typed)))


def test_any_run_of_characters_finds_its_text(book):
    row_id = save(book, "春和社区第12党支部（ABC园区）", short="春和十二")
    for typed in ("春", "社区第", "第12", "12党支部", "ABC", "abc", "ａｂｃ", "ab", "园区", "春和 园区", "十二"):
        assert found(book, typed) == [row_id], typed
    for typed in ("春社", "区社", "bc园", "春和 不在"):
        assert found(book, typed) == [], typed


def test_the_index_follows_change_and_deletion(book):
    row_id = save(book, "春和社区党委")
    save(book, "夏至社区党委", row_id)
    assert (found(book, "春和"), found(book, "夏至")) == ([], [row_id])
    delete_organization(book, row_id)
    assert found(book, "夏至") == []
    book.undo()
    assert found(book, "夏至") == [row_id]


def test_other_columns_do_not_touch_the_index(book):
    row_id = save(book, "春和社区党委")
    save_organization(book, OrganizationDraft(name="春和社区党委", kind="党委", note="夏至"), row_id)
    assert (found(book, "春和"), found(book, "夏至")) == ([row_id], [])


def test_nothing_to_search_for_is_told(book):
    assert matches(ORGANIZATION, " ，。!") is None
    save(book, "春和")
    assert found(book, "，。!") == found(book, "") != []


@pytest.mark.parametrize("table", [table for table in metadata().sorted_tables if searched(table)], ids=str)
def test_the_index_keeps_no_second_copy_of_anything(book, table):
    with book.read() as connection:
        (statement,) = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": f"{table.name}_fts"}
        ).scalars()
    assert "content=''" in statement


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=HAN, data=st.data())
def test_every_part_of_a_text_in_han_finds_it(book, name, data):
    if not name.strip():
        return
    row_id = save(book, name)
    try:
        han = [place for place, char in enumerate(name) if char not in "ABCabc12 ，·-"]
        if han:
            first, last = sorted(data.draw(st.tuples(st.sampled_from(han), st.sampled_from(han))))
            assert row_id in found(book, name[first : last + 1])
    finally:
        delete_organization(book, row_id)
