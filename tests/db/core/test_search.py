from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlcipher3 import dbapi2

from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.search import breakable, ids_found, kept, matches, moment_number, numbers_statement, searched
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


def test_a_long_scan_is_broken_off_and_the_connection_goes_on(book):
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000000) SELECT count(*) FROM n"
    looked = []
    with book.read() as connection:
        with pytest.raises(CancelledError), breakable(connection, lambda: len(looked) > 2 or looked.append(1)):
            connection.exec_driver_sql(count).scalar_one()
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_what_is_kept_with_a_connection_is_made_anew_after_a_commit(book):
    made = []

    def read():
        with book.read() as connection:
            return kept(connection, "test", lambda: made.append(1) or len(made))

    assert (read(), read()) == (1, 1)
    save_organization(book, OrganizationDraft("一支部", "党支部"))
    assert (read(), read()) == (2, 2)


def test_ids_come_in_the_order_of_entry_and_whole_words_first(book):
    names = ("A1 甲", "A12 乙", "A1 丙", "A1 丁")
    ids = [save_organization(book, OrganizationDraft(f"{name}支部", "党支部")) for name in names]
    with book.read() as connection:
        assert ids_found(connection, ORGANIZATION, "支部", 3) == ids[:0:-1]
        assert ids_found(connection, ORGANIZATION, "支部", 2, newest=False) == ids[:2]
        assert ids_found(connection, ORGANIZATION, "a1", 3) == [ids[3], ids[2], ids[0]]
        assert ids_found(connection, ORGANIZATION, "a1", 9) == ids[::-1]
        assert ids_found(connection, ORGANIZATION, "，", 9) == []


@settings(max_examples=200, deadline=None)
@given(
    moment=st.datetimes(), row_id=st.integers(1, 2**63 - 1),
    other=st.datetimes(), other_id=st.integers(1, 2**63 - 1),
)  # fmt: skip
def test_a_moments_number_is_that_of_the_engine_and_grows_with_it(moment, row_id, other, other_id):
    engine = dbapi2.connect(":memory:")
    try:
        engine.execute("CREATE TABLE meeting (id INTEGER PRIMARY KEY, at TEXT)")
        engine.execute(numbers_statement("meeting", "at"))
        engine.execute("INSERT INTO meeting VALUES (?, ?)", (row_id, moment.strftime("%4Y-%m-%d %H:%M:%S.%f")))
        expression = numbers_statement("meeting", "at").split(" ON meeting ", 1)[1]
        assert engine.execute(f"SELECT {expression} FROM meeting").fetchall() == [(moment_number(moment, row_id),)]
    finally:
        engine.close()
    first, second = sorted(((moment, row_id), (other, other_id)))
    if second[0].year < 4083 and second[0] - first[0] >= timedelta(minutes=1):
        assert moment_number(*first) < moment_number(*second)
