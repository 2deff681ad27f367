"""Responsibility lists as offices keep them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.exchange.headings import best_table
from db.exchange.ledgers import responsibilities
from db.exchange.proposals import proposed
from db.exchange.reading import read_table
from db.exchange.run import run_import
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList

LIST = {"title": "2022 年党建工作责任清单", "organization_id": "和平街道党工委", "level": "街道", "year": 2022}


def lists(book):
    """Each list with its items: (category, text, …) in their order."""
    with book.read() as connection:
        rows = connection.execute(
            select(ResponsibilityList.title, ResponsibilityList.year, ResponsibilityList.level,
                   ResponsibilityItem.no, ResponsibilityItem.category, ResponsibilityItem.text)
            .join(ResponsibilityItem).order_by(ResponsibilityList.title, ResponsibilityItem.no)
        ).all()  # fmt: skip
    found = {}
    for title, year, level, no, category, text in rows:
        found.setdefault((title, year, level), []).append((no, category, text))
    return found


def item(book, text):
    with book.read() as connection:
        query = select(ResponsibilityItem.__table__).where(ResponsibilityItem.text == text)
        return connection.execute(query).one()


def test_what_a_title_says_of_its_sheet(office, workbook):
    rows = [["附件1"], ["和平街道2022年社区党建责任清单"], ["填报时间：2021年12月1日"], *SECTIONS[1:4]]
    path = workbook(rows)
    table = best_table(read_table(path), responsibilities)
    with office.book.read() as connection:
        assert proposed(connection, responsibilities, table, path) == {
            "title": "和平街道2022年社区党建责任清单", "organization_id": office.street, "level": "社区", "year": 2022,
        }  # fmt: skip


def actions(plan):
    return [row.action.value for row in plan.rows]


MERGED = [
    ["和平街道2022年基层党建工作责任清单"],
    ["类别", "序号", "责任内容", "工作标准", "频次", "牵头部门", "配合部门", "责任人", "完成时限",
     "对应记录", "目标数"],
    ["组织建设", 1, "召开支部党员大会", "有议题、有记录", "每季度1次", "党建办", "各社区", "书记", "全年",
     "党员大会", "4次"],
    ["", 2, "按期换届", "", "", "党建办", "", "书记", "2022年11月底前", "", ""],
    ["党员教育", 3, "书记讲党课", "", "半年1次", "宣传办", "", "书记", "12月31日前", "党课", 2],
    ["", 4, "走访困难党员", "", "每月", "民生办", "", "", "长期坚持", "走访记录", ""],
    ["", "合计", "4项"], ["注：牵头部门是第一责任部门。"],
]  # fmt: skip


def merged_cells(_book, page):
    page.merge_range(0, 0, 0, 10, MERGED[0][0])
    page.merge_range(2, 0, 3, 0, "组织建设")
    page.merge_range(4, 0, 5, 0, "党员教育")


@pytest.mark.parametrize("prepare", [merged_cells, None])
def test_categories_merged_or_written_once_stand_for_the_rows_below(office, planned, prepare):
    made = planned(office.book, "responsibilities", MERGED, prepare=prepare, given=LIST)
    assert list(made.complaints()) == []
    run_import(office.book, made)
    assert lists(office.book) == {("2022 年党建工作责任清单", 2022, "街道"): [
        (1, "组织建设", "召开支部党员大会"), (2, "组织建设", "按期换届"), (3, "党员教育", "书记讲党课"),
        (4, "党员教育", "走访困难党员"),
    ]}  # fmt: skip
    first, second, last = (item(office.book, text) for text in ("召开支部党员大会", "按期换届", "走访困难党员"))
    assert (first.counted, first.kind_id, first.target) == ("meeting", office.kinds["branch_assembly"], 4)
    assert (first.standard, first.frequency, first.lead, first.assist, first.responsible, first.due_on) == (
        "有议题、有记录", "每季度1次", "党建办", "各社区", "书记", date(2022, 12, 31),
    )  # fmt: skip
    assert (second.due_on, second.counted, second.target) == (date(2022, 11, 30), "", None)
    assert (last.due_on, last.counted) == (None, "")
    told = "\n".join(made.warnings())
    assert "第 6 行：完成时限写的是“长期坚持”，没有记日期" in told
    assert "第 6 行：没有“走访记录”这类记录，完成情况由手工填写" in told


def test_the_same_sheet_again_changes_nothing_and_more_of_it_goes_to_the_same_list(office, planned):
    run_import(office.book, planned(office.book, "responsibilities", MERGED, given=LIST))
    assert actions(planned(office.book, "responsibilities", MERGED, given=LIST)) == ["same"] * 4
    more = [MERGED[1], ["党员教育", "", "每月一学"], ["党员教育", "", "书记讲党课", "有讲稿"]]
    made = planned(office.book, "responsibilities", more, given=LIST)
    assert actions(made) == ["new", "update"]
    run_import(office.book, made)
    (items,) = lists(office.book).values()
    assert items[-1] == (5, "党员教育", "每月一学")
    assert item(office.book, "书记讲党课").standard == "有讲稿"


def test_what_is_added_stands_last_in_its_category(office, planned, rows):
    run_import(office.book, planned(office.book, "responsibilities", MERGED, given=LIST))
    before = rows(office.book)
    more = [["类别", "责任内容"], ["组织建设", "配齐班子"], ["廉政", "警示教育"], ["组织建设", "发展党员"]]
    run_import(office.book, planned(office.book, "responsibilities", more, given=LIST))
    (items,) = lists(office.book).values()
    assert items == [
        (1, "组织建设", "召开支部党员大会"), (2, "组织建设", "按期换届"), (3, "组织建设", "配齐班子"),
        (4, "组织建设", "发展党员"), (5, "党员教育", "书记讲党课"), (6, "党员教育", "走访困难党员"),
        (7, "廉政", "警示教育"),
    ]  # fmt: skip
    office.book.undo()
    assert rows(office.book) == before


SECTIONS = [
    ["社区党委责任清单"], ["序号", "责任事项", "工作要求", "责任单位"],
    ["一、加强党的政治建设"], [1, "学习贯彻党的二十大精神", "全覆盖", "党建办"], [2, "落实第一议题制度", "", "党建办"],
    ["（二）抓实组织建设和党员队伍的经常教育管理"], [3, "按期换届", "", "党建办"],
    ["三", "党风廉政"], [4, "开展警示教育", "", "纪工委"], ["负责人（签字）：", "", "", "2022年1月10日"],
]  # fmt: skip


def test_rows_between_that_say_the_category(office, planned):
    made = planned(
        office.book, "responsibilities", SECTIONS, given=LIST | {"title": "社区党委责任清单", "level": "社区"}
    )
    assert list(made.complaints()) == []
    run_import(office.book, made)
    assert lists(office.book) == {("社区党委责任清单", 2022, "社区"): [
        (1, "加强党的政治建设", "学习贯彻党的二十大精神"), (2, "加强党的政治建设", "落实第一议题制度"),
        (3, "抓实组织建设和党员队伍的经常教育管理", "按期换届"), (4, "党风廉政", "开展警示教育"),
    ]}  # fmt: skip


def test_a_sheet_that_names_its_lists_needs_nothing_else(office, planned):
    sheet = [
        ["清单名称", "制定组织", "层级", "年度", "类别", "责任内容", "完成进度"],
        ["街道清单", "和平街道党工委", "街道级", 2022, "组织建设", "按期换届", 0.4],
        ["社区清单", "春和社区党委", "社区", "2022", "组织建设", "按期换届", "60%"],
        ["街道清单", "和平街道党工委", "街道", 2022, "", "", ""],
    ]  # fmt: skip
    made = planned(office.book, "responsibilities", sheet)
    assert [row.problems for row in made.refused] == [{"text": "请填写责任内容"}]
    run_import(office.book, made, partly=True)
    assert lists(office.book) == {
        ("街道清单", 2022, "街道"): [(1, "组织建设", "按期换届")],
        ("社区清单", 2022, "社区"): [(1, "组织建设", "按期换届")],
    }  # fmt: skip


@pytest.mark.parametrize(("given", "column", "why"), [
    ({"level": "县"}, "level", "没有“县”这一项"), ({"organization_id": "没有的街道"}, "organization_id", "没有名为"),
    ({"year": 22}, "year", "年份应是四位数"), ({"title": "长" * 81}, "title", "最多 80 个字"),
])  # fmt: skip
def test_what_is_told_of_the_list_is_checked_too(office, planned, given, column, why):
    made = planned(office.book, "responsibilities", MERGED, given=LIST | given)
    assert len(made.refused) == 4
    assert why in made.refused[0].problems[column]


def test_undone_it_is_as_before(office, planned, rows):
    before = rows(office.book)
    run_import(office.book, planned(office.book, "responsibilities", MERGED, given=LIST))
    office.book.undo()
    assert rows(office.book) == before
