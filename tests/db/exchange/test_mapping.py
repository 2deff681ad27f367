"""Which heading is which column."""

from __future__ import annotations

import pytest

from db.core.errors import UserError
from db.exchange import mapping
from db.exchange.ledgers import LEDGERS, people


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_every_label_is_recognized_and_no_word_means_two_columns(ledger):
    labels = [column.heading for column in ledger.columns]
    assert list(mapping.guess(ledger, labels).values()) == [column.name for column in ledger.columns]
    for column in ledger.columns:
        for alias in column.aliases:
            others = [one.heading for one in ledger.columns if one is not column]
            assert alias in others or mapping.guess(ledger, [alias]) == {0: column.name}


def test_hints_brackets_width_and_breaks_do_not_matter():
    headings = ["*姓　名", "身份证号码\n（18位）", "入党时间【年月日】", "联系电话：", "性 别(男/女)", "ＸＸ"]
    assert mapping.guess(people, headings) == {0: "name", 1: "id_number", 2: "joined_on", 3: "phone", 4: "sex"}


def test_likeness_is_a_last_resort_and_what_differs_in_the_word_stays_out():
    assert mapping.guess(people, ["居民身份证号码"]) == {0: "id_number"}
    headings = ["姓名", "配偶姓名", "转出时间", "入党介绍人", "出生地", "联系电话", "联系电话2"]
    assert mapping.guess(people, headings) == {0: "name", 5: "phone"}


def test_a_given_mapping_beats_the_guess_and_is_written_back(tmp_path):
    headings = ("大名", "备注", "电话", "说明文字", "姓名")
    path = tmp_path / "map.toml"
    path.write_text('"大名" = "姓名"\n"备注" = ""\n"说明文字" = "note"\n', encoding="utf-8-sig")
    found = mapping.apply(mapping.load(path), people, headings)
    assert found == {0: "name", 2: "phone", 3: "note"}
    path.write_text(mapping.written(people, headings, found), encoding="utf-8")
    assert mapping.apply(mapping.load(path), people, headings) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [('"没有" = "姓名"', "没有“没有”"), ('"大名" = "职称"', "“职称”不是人员的字段"), ("大名 = 姓名", "读不懂"),
     ("大名 = 1", "读不懂"), ('"大名" = 1', "带引号"), ('"大名" = "姓名"\n"电话" = "姓名"', "同一个字段")],
)  # fmt: skip
def test_a_wrong_mapping_is_explained(tmp_path, text, says):
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        mapping.apply(mapping.load(path), people, ["大名", "电话"])
    assert says in refused.value.text


def test_the_signature_is_that_of_the_headings():
    one = mapping.signature(people, ["姓名", "性 别"])
    assert one == mapping.signature(people, ["*姓名", "性别（男/女）"])
    assert one != mapping.signature(people, ["性别", "姓名"])
    assert one != mapping.signature(LEDGERS[0], ["姓名", "性别"])


def below(*columns):
    """Rows of a table with these *columns*."""
    return [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 2)]


def test_what_stands_below_a_heading_decides_where_it_can_mean_two_things():
    stages, kinds = ["正式党员", "预备党员", "中共党员"] * 5, ["离退休", "流动、困难", ""] * 5
    assert mapping.guess(people, ["党员类别"], below(stages)) == {0: "stage"}
    assert mapping.guess(people, ["党员类别"], below(kinds)) == {0: "categories"}
    assert mapping.guess(people, ["党员类别"], below(["", "无", "—"])) == {0: "categories"}
    assert mapping.guess(people, ["人员类型", "类别"], below(kinds, stages)) == {0: "categories", 1: "stage"}
    stages[3] = "团员"  # a wrong word among many right ones
    assert mapping.guess(people, ["党员类别"], below(stages)) == {0: "stage"}


def test_a_column_that_holds_the_words_of_another_one_found_already_is_left_out():
    stages = ["正式党员"] * 5
    assert mapping.guess(people, ["党员类别", "政治面貌"], below(stages, stages)) == {1: "stage"}


def test_words_that_fit_nowhere_leave_the_guess_as_it_is():
    assert mapping.guess(people, ["党员类别"], below(["甲", "乙", "丙"])) == {0: "categories"}
    assert mapping.guess(people, ["性别"], below(["男", "女", "正式党员"])) == {0: "sex"}


def test_the_lower_part_of_a_heading_on_two_rows_is_enough():
    headings = ("姓名", "党籍信息／党员类别", "党籍信息／日期", "任职／日期")
    given = {"党员类别": "政治面貌"}
    assert mapping.apply(given, people, headings) == {0: "name", 1: "stage"}
    assert mapping.apply({"党籍信息／党员类别": "政治面貌"}, people, headings) == {0: "name", 1: "stage"}
    with pytest.raises(UserError, match="“日期”可以是几列：党籍信息／日期、任职／日期"):
        mapping.apply({"日期": "入党日期"}, people, headings)
    with pytest.raises(UserError, match="标题是：姓名、党籍信息／党员类别"):
        mapping.apply({"大名": "姓名"}, people, headings)


def test_the_reasons_of_refused_rows_do_not_change_the_signature():
    headings = ("大名", "性别")
    assert mapping.signature(people, (*headings, mapping.REASON)) == mapping.signature(people, headings)
    assert mapping.guess(people, ("姓名", mapping.REASON)) == {0: "name"}
    assert mapping.signature(people, (mapping.REASON, *headings)) != mapping.signature(people, headings)
