"""Organizations from a sheet: the tree in any order, near misses, what cannot stand where."""

from __future__ import annotations

import pytest

from db.core.errors import UserError
from db.exchange.cells import BadCellError
from db.exchange.resolve import People, Places
from db.exchange.run import run_import
from db.organizations.queries import nodes
from db.people.actions import save_person
from db.people.draft import PersonDraft

HEADINGS = ["组织名称", "简称", "组织类型", "领域", "上级组织", "成立日期"]


def tree(book):
    with book.read() as connection:
        found = nodes(connection)
    names = {node.id: node.name for node in found}
    return [(node.name, names.get(node.parent_id)) for node in found]


def test_parents_may_come_later_in_the_sheet(office, planned, rows):
    before = rows(office.book)
    made = planned(office.book, "organizations", [
        HEADINGS,
        ["秋实一支部第一党小组", "", "小组", "", "秋实社区/秋实一支部", ""],
        ["秋实社区第一党支部", "秋实一支部", "支部", "社区", "秋实社区党委", "2018.3"],
        ["秋实社区党委", "秋实社区", "党委", "社区", "和平街道党工委", "2017-01-01"],
    ])  # fmt: skip
    assert list(made.complaints()) == []
    outcome = run_import(office.book, made)
    assert (outcome.name, outcome.new) == ("导入组织（3 行）", 3)
    assert tree(office.book)[-3:] == [
        ("秋实社区党委", "和平街道党工委"), ("秋实社区第一党支部", "秋实社区党委"),
        ("秋实一支部第一党小组", "秋实社区第一党支部"),
    ]  # fmt: skip
    office.book.undo()
    assert rows(office.book) == before


def test_known_ones_are_updated_by_name_under_their_parent(office, planned):
    made = planned(office.book, "organizations", [
        [*HEADINGS, "联系人"], ["春和社区第一党支部", "", "", "", "春和社区", "", "周文"],
        ["春和社区第二党支部", "", "", "", "", "", ""],
    ])  # fmt: skip
    assert [(row.action.value, row.changes) for row in made.rows] == [("update", ("contact",)), ("same", ())]
    run_import(office.book, made)
    again = planned(
        office.book,
        "organizations",
        [[*HEADINGS, "联系人"], ["春和社区第一党支部", "", "", "", "春和社区", "", "周文"]],
    )
    assert [row.action.value for row in again.rows] == ["same"]


def test_what_cannot_be_says_why(office, planned):
    made = planned(office.book, "organizations", [
        HEADINGS, ["甲支部", "", "党支部", "", "春合社区", ""], ["乙委", "", "党委", "", "春和社区第一党支部", ""],
        ["丙小组", "", "党小组", "", "乙委", ""], ["丁", "", "", "", "春和社区", ""],
        ["戊支部", "", "党支部", "", "己支部", ""],
        ["己支部", "", "党支部", "", "戊支部", ""], ["春和社区第一党支部", "", "", "", "春和社区", ""],
        ["春和社区第一党支部", "", "", "", "春和社区", ""], ["", "", "党支部", "", "春和社区", ""],
        ["春和社区党委", "", "党小组", "", "和平街道党工委", ""],
    ])  # fmt: skip
    assert {row.number: row.problems for row in made.refused} == {
        2: {"parent_id": "没有“春合社区”，是不是“春和社区党委”？"},
        3: {"parent_id": "党支部之下不设党委"},
        4: {"parent_id": "它的上级在第 3 行，那一行有问题"},
        5: {"kind": "请选择组织类型"},
        6: {"parent_id": "上级“己支部”与它互为上级，或也在等别的行，请核对"},
        7: {"parent_id": "上级“戊支部”与它互为上级，或也在等别的行，请核对"},
        9: {"": "与第 8 行是同一个组织"},
        10: {"name": "请填写组织名称"},
        11: {"parent_id": "党工委之下不设党小组"},
    }


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("春和社区第一党支部", "branch"), ("春和一支部", "branch"), ("中共春和社区第一党支部委员会", "branch"),
        ("第一党支部", "branch"),
        ("和平街道/春和社区/第一党支部", "branch"), ("春和社区 > 第二党支部", "other_branch"),
        (r"春和社区\第二党支部", "other_branch"),
        ("和平街道党工委-春和社区党委-春和一支部", "branch"), ("春和社区、第一党支部", "branch"),
        ("春和社区", "community"),
        ("和平街道春和社区第二党支部", "other_branch"), ("和平街道", "street"),
        ("春和社区第一党支部/第二党小组", "second_group"),
    ],
)  # fmt: skip
def test_ways_to_name_an_organization(office, text, which):
    with office.book.read() as connection:
        assert Places.of(connection).find(text) == getattr(office, which)


def test_namesakes_are_told_apart_by_organization_or_number(office):
    one = save_person(office.book, PersonDraft("张伟", organization_id=office.branch))
    two = save_person(
        office.book, PersonDraft("张伟", organization_id=office.other_branch, id_number="11010519491231002X")
    )
    with office.book.read() as connection:
        people = People(connection, ["张伟", "李华"], Places.of(connection))
    assert people.find("张伟", office.branch).id == one
    assert people.find("张伟", None, "11010519491231002X").id == two
    assert people.find("李华") is None
    with pytest.raises(BadCellError, match="2 个“张伟”（春和社区第一党支部、春和社区第二党支部）"):
        people.find("张伟", office.community)


def test_an_empty_book_takes_a_whole_tree(book, planned):
    made = planned(
        book,
        "organizations",
        [HEADINGS, ["街道党工委", "", "党工委", "", "", ""], ["社区党委", "", "党委", "", "街道党工委", ""]],
    )
    run_import(book, made)
    assert tree(book) == [("街道党工委", None), ("社区党委", "街道党工委")]
    with pytest.raises(UserError, match="没有“组织名称”这一列"):
        planned(book, "organizations", [["领域", "地址"], ["社区", "春和路"]])
