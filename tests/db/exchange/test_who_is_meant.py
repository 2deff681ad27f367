"""Whether a row of a sheet is about someone of the book: never on a number or a birth that may be another's."""

from __future__ import annotations

from datetime import date

import pytest

from db.exchange import roster
from db.exchange.rows import Action
from db.exchange.run import run_import
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.identity import checksum
from db.people.queries import get_person

NUMBER = "11010519491231002X"


def number_of(day: str) -> str:
    first = f"110105{day}001"
    return first + checksum(first)


FIRST_OF_MAY = number_of("19490501")


def outcome(made):
    return [row.action.value for row in made.rows]


def test_a_number_of_somebody_with_another_name_is_refused(office, planned):
    shao = save_person(office.book, PersonDraft("邵强军", id_number=NUMBER, organization_id=office.branch))
    for duplicates in ("update", "skip"):
        made = planned(
            office.book,
            "people",
            [["姓名", "身份证号", "学历"], ["邵健", NUMBER, "大专"], ["李华", "", "本科"]],
            duplicates,
        )
        assert outcome(made) == ["refused", "new"]
        told = "是账本里“邵强军”（春和社区第一党支部）的，姓名却不同，请核对；确实改了名的，请先在“人员”里改姓名"
        assert made.rows[0].problems == {"id_number": told}
    run_import(office.book, made, partly=True)
    with office.book.read() as connection:
        assert get_person(connection, shao).name == "邵强军"


@pytest.mark.parametrize(
    ("known", "written"),
    [("张喆", "张　喆"), ("张 喆", "张喆"), ("古丽·买买提", "古丽•买买提"), ("古丽买买提", "古丽·买买提"),
     ("张喆", "张?"), ("张\ue863", "张喆"), ("Anna Lee", "ANNA LEE")],
)  # fmt: skip
def test_another_spelling_is_the_same_name_and_changes_nothing(office, planned, known, written):
    person = save_person(office.book, PersonDraft(known, id_number=NUMBER))
    made = planned(office.book, "people", [["姓名", "身份证号", "学历"], [written, NUMBER, "大专"]])
    assert (made.rows[0].action, made.rows[0].changes) == (Action.UPDATE, ("education",))
    run_import(office.book, made)
    with office.book.read() as connection:
        assert get_person(connection, person).name == known


def test_a_guessed_day_of_birth_is_nobodys_identity(office, planned):
    run_import(office.book, planned(office.book, "people", [
        ["姓名", "出生年月", "所在支部"], ["王建国", "1949.05", "春和社区第一党支部"],
    ]))  # fmt: skip
    namesake = ["王建国", FIRST_OF_MAY, "春和社区第二党支部"]
    made = planned(office.book, "people", [["姓名", "身份证号", "所在支部"], namesake])
    assert outcome(made) == ["new"]
    told = "账本里另有同名的人：王建国（春和社区第一党支部）；这一行当作另一个人新增，请核对"
    assert made.rows[0].warnings[0] == told
    nowhere = planned(office.book, "people", [["姓名", "身份证号"], namesake[:2]])
    assert (outcome(nowhere), nowhere.rows[0].warnings[0]) == (["new"], told)
    here = planned(
        office.book, "people", [["姓名", "身份证号", "所在支部"], ["王建国", FIRST_OF_MAY, "春和社区第一党支部"]]
    )
    assert (outcome(here), here.rows[0].changes) == (["update"], ("sex", "id_number"))


def test_a_month_tells_who_is_meant_in_the_same_organization_only(office, planned):
    known = save_person(office.book, PersonDraft("王建国", id_number=FIRST_OF_MAY, organization_id=office.branch))
    heading = ["姓名", "出生年月", "所在支部", "学历"]
    made = planned(office.book, "people", [heading, ["王建国", "1949.05", "春和社区第二党支部", "大专"]])
    assert outcome(made) == ["new"]
    assert "另有同名的人" in made.rows[0].warnings[0]
    here = planned(office.book, "people", [heading, ["王建国", "1949.05", "春和社区第一党支部", "大专"]])
    assert (here.rows[0].record_id, here.rows[0].warnings) == (known, ())
    nowhere = planned(office.book, "people", [heading, ["王建国", "1949.05", "", "大专"]])
    assert (nowhere.rows[0].record_id, nowhere.rows[0].warnings) == (
        known, ("可能只知道出生年月，按姓名和出生年月认作：王建国（春和社区第一党支部），请核对",),
    )  # fmt: skip


def test_a_day_the_number_tells_is_not_called_unknown(office, planned):
    made = planned(office.book, "people", [
        ["姓名", "身份证号", "出生年月"], ["王建国", FIRST_OF_MAY, "1949.05"], ["李华", "", "1949.05"],
    ])  # fmt: skip
    assert [row.warnings for row in made.rows] == [(), ("出生日期没有写日，按 1949-05-01 记",)]
    assert type(made.rows[0].draft.born_on) is date


def test_who_joined_before_eighteen_is_remarked(office, planned):
    made = planned(office.book, "people", [
        ["姓名", "出生日期", "入党时间"], ["张喆", "1993-04-02", "2001-07-01"], ["李华", "1983-07-02", "2001-07-01"],
        ["王敏", "1983-07-01", "2001-07-01"],
    ])  # fmt: skip
    young = ("入党时不满 18 周岁，请核对",)
    assert [row.warnings for row in made.rows] == [young, young, ()]
    assert not made.refused


def test_what_a_loose_word_was_taken_for_is_told(office, planned):
    made = planned(office.book, "people", [["姓名", "党员类别"], ["张喆", "党员"], ["李华", "中共党员"]])
    assert [row.draft.stage for row in made.rows] == ["正式党员", "正式党员"]
    assert [row.warnings for row in made.rows] == [("政治面貌写的是“党员”，按“正式党员”记",), ()]


def test_a_short_name_of_a_branch_is_answered_with_its_full_one(office, planned):
    made = planned(office.book, "people", [["姓名", "支部"], ["张喆", "春和社区第一支部"], ["李华", "春合一支部"]])
    assert made.rows[0].problems["organization_id"] == "没有“春和社区第一支部”，是不是“春和社区第一党支部”？"
    assert made.rows[1].problems["organization_id"] == "没有“春合一支部”，是不是“春和社区第一党支部”？"


@pytest.mark.parametrize("cell", ["曹 睿川、方 素梅", "曹 睿川 方 素梅", "曹睿川，方　素梅"])
def test_a_blank_inside_a_name_does_not_make_two_people(cell):
    assert [name for name, _aside in roster.named(cell)] == ["曹睿川", "方素梅"]
