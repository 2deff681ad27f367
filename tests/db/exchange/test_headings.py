"""Where the table is on a sheet."""

from __future__ import annotations

import pytest

from db.core.errors import UserError
from db.exchange.headings import best_table, find_table
from db.exchange.ledgers import organizations, people
from db.exchange.mapping import guess
from db.exchange.reading import Sheet, read_table

HEADINGS = ["序号", "姓名", "性别", "联系电话"]


def test_titles_above_totals_and_notes_below():
    rows = [
        ["和平街道党员花名册"], ["单位：春和社区", "", "", "时间：2022年6月"], [], HEADINGS,
        [1, "张喆", "女", "13900000000"], ["", "", "", ""],
        [2, "李华", "男", ""], HEADINGS, [3, "王敏", "女", ""], [4, "", "", ""], ["合　计", 3, "", ""],
        ["", "小计：", 3, ""],
        ["填表人：周文", "", "审核人：", ""], ["说明：1.本表一式两份", "", "", ""],
        ["本表由各支部于每季度末报送街道党工委", "", "", ""],
    ]  # fmt: skip
    table = find_table(Sheet("花名册", rows), people)
    assert (table.heading_row, list(table.headings)) == (4, HEADINGS)
    assert [(number, row[1]) for number, row in table.rows] == [(5, "张喆"), (7, "李华"), (9, "王敏")]
    assert [why for _, why in table.skipped] == ["重复的标题行", "合计行", "合计行", *["表下的说明"] * 3]
    assert [number for number, _ in table.skipped] == [8, 11, 12, 13, 14, 15]


def test_headings_on_two_rows():
    rows = [
        ["党员花名册", "", "", "", ""], ["姓名", "党籍", "", "组织关系", ""],
        ["", "入党时间", "转正时间", "所在支部", "转入时间"],
        ["张喆", "1975.7.1", "", "一支部", ""],
    ]  # fmt: skip
    merged = (((0, 0), (0, 4)), ((1, 0), (2, 0)), ((1, 1), (1, 2)), ((1, 3), (1, 4)))
    for known in (merged, ()):
        table = find_table(Sheet("表", [*rows], merged=known), people)
        assert guess(people, table.headings) == {
            0: "name", 1: "joined_on", 2: "full_member_on", 3: "organization_id", 4: "since",
        }  # fmt: skip
        assert [number for number, _ in table.rows] == [4]


def test_a_cell_merged_down_says_the_same_in_every_row(workbook):
    def merge(_book, page):
        page.merge_range(1, 0, 3, 0, "春和一支部")

    table = best_table(
        read_table(workbook([["所在支部", "姓名"], ["", "张喆"], ["", "李华"], ["", "王敏"]], prepare=merge)), people
    )
    assert [row for _, row in table.rows] == [["春和一支部", name] for name in ("张喆", "李华", "王敏")]


def test_the_best_sheet_in_view_is_taken():
    sheets = (
        Sheet("说明", [["怎样填写本表", "一", "二"]]), Sheet("旧", [HEADINGS, [1, "旧", "", ""]], hidden=True),
        Sheet("新", [HEADINGS, [1, "新", "", ""]]),
    )  # fmt: skip
    assert best_table(sheets, people).sheet == "新"


def test_without_headings_the_sheet_is_named():
    with pytest.raises(UserError, match="“流水”里找不到标题行.*组织名称"):
        find_table(Sheet("流水", [[1, 2, 3], [4, 5, 6]]), organizations)


def test_strange_headings_are_found_for_mapping_by_hand():
    table = find_table(Sheet("表", [["大名", "号码甲", "去处"], ["张喆", 1, 2]]), people)
    assert (table.heading_row, table.headings) == (1, ("大名", "号码甲", "去处"))


def test_given_headings_help_to_find_the_row():
    rows = [["某某", "某某"], ["备注栏", "大名", ""], ["", "张喆", ""]]
    assert find_table(Sheet("表", rows), people, ["大名", "备注栏"]).heading_row == 2
