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
