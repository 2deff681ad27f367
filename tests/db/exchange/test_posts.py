"""Posts from a sheet."""

from __future__ import annotations

from datetime import date

import pytest

from db.exchange.run import run_import
from db.people.actions import save_person
from db.people.bodies import body_on
from db.people.draft import PersonDraft

HEADINGS = ["党组织", "姓名", "班子", "职务", "任职时间", "免职时间", "备注"]


@pytest.fixture
def people(office):
    return {
        name: save_person(office.book, PersonDraft(name, organization_id=office.branch)) for name in ("张喆", "李华")
    }


def test_a_body_goes_in_and_ends(office, planned, people, rows):
    before = rows(office.book)
    sheet = [HEADINGS, ["春和一支部", "张喆", "", "支部书记", "2021.3.20", "", "换届"],
             ["春和社区党委", "李华", "居委会", "主任", "2021-03-20", "", ""]]  # fmt: skip
    made = planned(office.book, "posts", sheet)
    assert run_import(office.book, made).name == "导入班子任职（2 行）"
    with office.book.read() as connection:
        (seat,) = body_on(connection, office.branch, date(2022, 1, 1))
    assert (seat.person_id, seat.title, seat.rank, seat.reason) == (people["张喆"], "书记", 1, "换届")
    sheet[1][5] = "2022-05-01"
    made = planned(office.book, "posts", sheet)
    assert [(row.action.value, row.changes) for row in made.rows] == [("update", ("ends_on",)), ("same", ())]
    run_import(office.book, made)
    with office.book.read() as connection:
        assert body_on(connection, office.branch, date(2022, 6, 1)) == []
    office.book.undo()
    office.book.undo()
    assert rows(office.book) == before


def test_what_cannot_be_says_why(office, planned, people):
    made = planned(office.book, "posts", [
        HEADINGS, ["春和一支部", "王敏", "", "书记", "2021-03-20"],
        ["春和一支部", "张喆", "居委会", "书记", "2021-03-20"],
        ["春和一支部", "张喆", "", "书记", "2021-03-20", "2020-01-01"], ["", "张喆", "", "书记", "2021-03-20"],
        ["春和一支部", "张喆", "", "委员", ""], ["春和一支部", "李华", "", "委员", "2021-03-20"],
        ["春和一支部", "李华", "", "委员", "2021-03-20"],
    ])  # fmt: skip
    assert {row.number: row.problems for row in made.refused} == {
        2: {"person_id": "账本里没有“王敏”，请先导入人员"}, 3: {"title": "居委会没有这一职务"},
        4: {"ends_on": "早于任职日期"},
        5: {"organization_id": "请选择任职组织"}, 6: {"starts_on": "请选择任职日期"}, 8: {"": "与第 7 行是同一任职"},
    }  # fmt: skip
