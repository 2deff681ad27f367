"""Ledgers of problems as offices keep them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from db.core.listing import Filter
from db.exchange.run import run_import
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.problems.actions import save_problem, take_step
from db.problems.draft import ProblemDraft
from db.problems.fields import CLOSED, STATES, TO_CLOSE
from db.problems.merging import merge
from db.problems.models import Problem
from db.problems.queries import get_problem, problems
from db.progress.draft import ProgressDraft
from db.progress.queries import entries_of

TODAY = date(2022, 6, 27)


def drafts(book):
    with book.read() as connection:
        ids = connection.execute(select(Problem.id).order_by(Problem.number)).scalars().all()
        return {one.number: one for one in (get_problem(connection, problem) for problem in ids)}


def course(book, number):
    with book.read() as connection:
        problem = connection.execute(select(Problem.id).where(Problem.number == number)).scalar_one()
        return [
            (entry.noted_on, entry.by, entry.state, entry.text) for entry in entries_of(connection, "problem", problem)
        ]


def actions(plan):
    return [row.action.value for row in plan.rows]


STREET = [
    ["和平街道2022年党建工作问题整改台账"], ["填报单位：和平街道党工委", "", "", "", "", "",
     "填报时间：2022年6月20日"],
    ["序号", "问题来源", "问题类别", "存在问题", "整改目标", "整改措施", "整改责任", "", "", "整改时限",
     "是否难点", "整改进展", "状态"],
    ["", "", "", "", "", "", "领导", "单位", "人", "", "", "", ""],
    [1, "巡视巡察", "组织建设", "班子不健全。", "配齐班子", "补选委员", "王敏", "春和社区党委", "张喆",
     "2022年6月底前", "√", "已研究人选", "正在整改"],
    [2, "", "", "党员活动室没有制度。", "制度上墙", "重新制作", "王敏", "第一党支部", "李华", "立行立改", "",
     "4月2日 制度已上墙", "已整改"],
    [3, "检查", "作风建设", "走访不够经常。", "", "每月走访", "王敏", "春和一支部", "周文", "长期坚持", "×", "", ""],
    [], [4, "督查", "", "活动室没有制度！", "", "", "", "春和社区党委", "", "6月30日", "", "", "未整改"],
    ["合计", "", "", "4 项"], ["填表人：周文", "", "", "审核人：王敏"],
]  # fmt: skip


def merged_cells(_book, page):
    page.merge_range(0, 0, 0, 12, STREET[0][0])
    page.merge_range(2, 6, 2, 8, "整改责任")
    for column in (*range(6), *range(9, 13)):
        page.merge_range(2, column, 3, column, STREET[2][column])
    page.merge_range(4, 1, 5, 1, "巡视巡察")
    page.merge_range(4, 2, 5, 2, "组织建设")


def test_a_streets_ledger_with_titles_two_rows_of_headings_and_merged_cells(office, planned):
    made = planned(office.book, "problems", STREET, prepare=merged_cells)
    assert list(made.complaints()) == []
    assert run_import(office.book, made).new == 4
    found = drafts(office.book)
    assert list(found) == ["2022-001", "2022-002", "2022-003", "2022-004"]
    first, second, third, fourth = found.values()
    assert (first.source, first.category, first.text, first.goal, first.measures, first.leader, first.responsible) == (
        "巡察", "组织建设", "班子不健全。", "配齐班子", "补选委员", "王敏", "张喆",
    )  # fmt: skip
    assert (first.organization_id, first.due_on, first.hard, first.state) == (
        office.community, date(2022, 6, 30), True, "整改中",
    )  # fmt: skip
    assert course(office.book, "2022-001") == [(TODAY, "张喆", "整改中", "已研究人选")]
    assert (second.source, second.category, second.state, second.closed_on, second.note) == (
        "巡察", "组织建设", "已销号", date(2022, 4, 2), "整改时限：立行立改",
    )  # fmt: skip
    assert course(office.book, "2022-002") == [(date(2022, 4, 2), "李华", "已销号", "制度已上墙")]
    assert (third.state, third.due_on, third.hard, third.organization_id) == ("长期坚持", None, False, office.branch)
    assert (fourth.due_on, fourth.state, fourth.category) == (date(2022, 6, 30), "未启动", "")
    told = "\n".join(made.warnings())
    for text in ("第 5 行：整改时限写的是“2022年6月底前”，按 2022-06-30 记", "第 7 行：按状态“长期坚持”记",
                 "第 6 行：状态写的是“已整改”，按“已销号”记", "第 6 行：没有销号日期，按 2022-04-02 记",
                 "第 9 行：没有发现日期，按 2022-06-27 记"):  # fmt: skip
        assert text in told


def test_the_same_sheet_again_changes_nothing_and_one_with_news_only_adds_them(office, planned):
    run_import(office.book, planned(office.book, "problems", STREET, prepare=merged_cells))
    assert actions(planned(office.book, "problems", STREET, prepare=merged_cells)) == ["same"] * 4
    news = [list(row) for row in STREET]
    news[4][11] = "已研究人选\n6月25日：大会补选了委员"
    made = planned(office.book, "problems", news, prepare=merged_cells)
    assert actions(made) == ["update", "same", "same", "same"]
    run_import(office.book, made)
    assert [text for *_, text in course(office.book, "2022-001")] == ["已研究人选", "大会补选了委员"]
    assert actions(planned(office.book, "problems", news, prepare=merged_cells)) == ["same"] * 4


def test_a_countys_ledger_on_one_row_of_headings_with_its_own_numbers(office, planned):
    sheet = [
        ["编号", "问题来源", "问题描述", "责任领导", "责任单位", "责任人", "完成时限", "整改情况", "完成状态",
         "销号日期", "备注"],
        ["XC-2021-07", "县委巡察", "记录不全", "", "", "", date(2022, 5, 31), "", "", "", ""],
        ["XC-2021-07", "巡察", "记录不全", "王敏", "春和一支部", "张喆", date(2022, 5, 31), "已补齐", "已销号",
         date(2022, 5, 20), "无"],
        ["XC-2021-08", "巡察", "记录不全", "王敏", "春和一支部", "张喆", date(2022, 7, 31), "", "", date(2022,
         6, 1), ""],
        [3.0, "上年度通报", "换届不及时", "王敏", "春和社区党委", "张喆", "2022年第三季度", "已完成", "", "", ""],
    ]  # fmt: skip
    made = planned(office.book, "problems", sheet)
    assert [row.problems for row in made.refused] == [{"source": "没有“县委巡察”这一项，是不是“巡察”？"}]
    del sheet[1]
    made = planned(office.book, "problems", sheet)
    assert list(made.complaints()) == []
    run_import(office.book, made)
    found = drafts(office.book)
    assert list(found) == ["2022-001", "XC-2021-07", "XC-2021-08"]
    assert (found["XC-2021-07"].state, found["XC-2021-07"].closed_on) == ("已销号", date(2022, 5, 20))
    assert found["XC-2021-07"].found_on == date(2022, 5, 20)
    assert found["XC-2021-08"].state == "已销号"  # it has a day
    assert (found["2022-001"].state, found["2022-001"].due_on) == ("已销号", date(2022, 9, 30))
    assert course(office.book, "2022-001") == []


def test_a_source_the_ledger_does_not_name_stays_in_words(office, planned):
    sheet = [
        ["问题来源", "问题描述", "责任单位", "整改时限", "备注"],
        ["12345热线", "路灯不亮", "春和一支部", "2022-07-31", "已转街道"],
        ["群众来信", "井盖破损", "春和一支部", "立行立改", ""],
        ["检查", "记录不全", "春和一支部", "2022-07-31", ""],
    ]
    made = planned(office.book, "problems", sheet)
    assert list(made.complaints()) == []
    told = "\n".join(made.warnings())
    assert "第 2 行：来源没有“12345热线”这一项，按“其他”记，原文记在备注里" in told
    assert "第 4 行：来源写的是“检查”，按“督查”记" in told
    run_import(office.book, made)
    found = [(one.source, one.note) for one in drafts(office.book).values()]
    assert found == [
        ("其他", "已转街道；问题来源：12345热线"),
        ("其他", "整改时限：立行立改；问题来源：群众来信"),
        ("督查", ""),
    ]
    assert actions(planned(office.book, "problems", sheet)) == ["same"] * 3


def test_a_branchs_ledger_without_a_source_or_a_unit(office, planned):
    sheet = [
        ["问题", "措施", "时限"],
        ["学习不够深入", "每月学一次", "年底前"],
        ["学习，不够深入。", "每月学一次", "年底前"],
    ]
    made = planned(office.book, "problems", sheet)
    assert [row.problems for row in made.refused] == [{"": "与第 2 行是同一问题"}]
    run_import(office.book, planned(office.book, "problems", sheet[:2]))
    (found,) = drafts(office.book).values()
    assert (found.source, found.found_on, found.due_on) == ("其他", TODAY, date(2022, 12, 31))


def led_to(book, state, **values):
    """A problem in the book that steps have led to *state*."""
    steps = {TO_CLOSE: ("request",), CLOSED: ("request", "review")}.get(state, ())
    draft = ProblemDraft("", "督查", date(2022, 3, 1), **values, state="整改中" if steps else state)
    problem = save_problem(book, draft)
    for code, by in zip(steps, ("张喆", "李华"), strict=False):
        files = [(BytesIO(b"picture"), "照片.jpg")] if code == "request" else ()
        take_step(book, problem, code, ProgressDraft(date(2022, 4, 1), by), files)
    return problem


@pytest.fixture
def closed(office):
    """A problem closed out in the book."""
    return led_to(office.book, CLOSED, text="没有制度", organization_id=office.branch)


@pytest.mark.parametrize("state", ["整改中", "未启动", "待销号"])
def test_a_sheet_opens_no_problem_again(office, planned, closed, state):
    sheet = [["编号", "问题描述", "状态", "整改成效"], ["2022-001", "没有制度", state, "有了"]]
    made = planned(office.book, "problems", sheet)
    assert list(made.warnings()) == [f"第 2 行：账本里的状态是“已销号”，表中的“{state}”没有读入，请在账本里办理"]
    run_import(office.book, made)
    found = drafts(office.book)["2022-001"]
    assert (found.state, found.closed_on, found.result) == ("已销号", date(2022, 4, 1), "有了")


@pytest.mark.parametrize("wanted", STATES)
@pytest.mark.parametrize("state", STATES)
def test_only_steps_lead_to_where_evidence_or_a_second_person_is_asked_for(office, planned, state, wanted):
    """A sheet may tell that a problem was taken up, or is to be kept up for good: nothing else."""
    led_to(office.book, state, text="甲")
    made = planned(office.book, "problems", [["编号", "问题描述", "状态"], ["2022-001", "甲", wanted]])
    assert not made.refused
    run_import(office.book, made)
    now = drafts(office.book)["2022-001"].state
    assert now == (state if {state, wanted} & {TO_CLOSE, CLOSED} else wanted)
    assert (now == wanted) != bool(list(made.warnings()))


def test_a_sheet_finds_no_problem_after_what_was_done_about_it(office, planned):
    made = led_to(office.book, "整改中", text="没有制度")
    take_step(office.book, made, "request", ProgressDraft(date(2022, 4, 1), "张喆"), [(BytesIO(b"1"), "照片.jpg")])
    sheet = [["编号", "问题描述", "发现日期"], ["2022-001", "没有制度", "2022-05-01"]]
    (row,) = planned(office.book, "problems", sheet).refused
    assert row.problems == {"found_on": "晚于 2022-04-01 的启动整改等步骤"}


def test_a_sheet_closes_no_problem_out(office, planned):
    save_problem(office.book, ProblemDraft("", "督查", date(2022, 3, 1), text="没有制度", state="整改中"))
    made = planned(office.book, "problems", [["编号", "问题描述", "状态", "销号日期"],
                                             ["2022-001", "没有制度", "已销号", date(2022, 5, 1)]])  # fmt: skip
    assert actions(made) == ["same"]
    assert "请在账本里办理" in next(made.warnings())


def test_nothing_new_begins_where_only_steps_lead(office, planned):
    """What was closed out long ago is told so; what is asked for is asked for in the book."""
    head = ["问题描述", "状态", "销号日期"]
    made = planned(office.book, "problems", [head, ["甲", "待销号", ""], ["乙", "已销号", date(2022, 5, 1)]])
    told = "\n".join(made.warnings())
    assert "第 2 行：新问题不能一开始就是“待销号”，按“整改中”记，请在账本里申请销号" in told
    assert "第 3 行：按“已销号”照录，没有经过账本里的申请和审核" in told
    run_import(office.book, made)
    assert {one.text: one.state for one in drafts(office.book).values()} == {"甲": "整改中", "乙": "已销号"}


def test_a_number_of_another_book_does_not_overwrite(office, planned):
    save_problem(
        office.book, ProblemDraft("", "督查", date(2022, 3, 1), text="没有制度", organization_id=office.branch)
    )
    sheet = [["编号", "问题描述", "责任单位"], ["2022-001", "班子不全", "春和社区党委"]]
    (row,) = planned(office.book, "problems", sheet).refused
    assert row.problems == {"number": (
        "账本里的 2022-001 是另一个问题（没有制度）。新的问题请改编号，或留空自动编号；如果是改了描述，请先在账本里修改"
    )}  # fmt: skip


@pytest.mark.parametrize("place", ["", "春和一支部"])
@pytest.mark.parametrize(("text", "fits"), [
    ("班子不健全，没有补选委员。", False), ("活动室没有制度，资料没有整理归档。", True), ("活动室没有制度", True),
])  # fmt: skip
def test_a_number_means_the_problem_of_its_words(office, planned, place, text, fits):
    """Within one organization, and without one."""
    organization = office.branch if place else None
    save_problem(office.book, ProblemDraft(
        "", "督查", date(2022, 3, 1), text="活动室没有制度，资料没有归档。", organization_id=organization,
    ))  # fmt: skip
    sheet = [["编号", "问题描述", "责任单位"], ["２０２２－１", text, place]]
    assert actions(planned(office.book, "problems", sheet)) == ["update" if fits else "refused"]


@pytest.mark.parametrize(("state", "found_on", "told", "what"), [
    ("整改中", "2022-05-01", "", "update"), ("整改中", "", "", "same"), ("整改中", "2021-05-01", "", "new"),
    ("已销号", "2022-05-01", "", "new"), ("已销号", "2022-03-01", "", "same"), ("已销号", "", "", "new"),
    ("已销号", "", "已销号", "same"),
])  # fmt: skip
def test_the_same_words_mean_what_is_open_of_the_year(office, planned, state, found_on, told, what):
    led_to(office.book, state, text="没有制度", organization_id=office.branch)
    sheet = [["问题描述", "责任单位", "发现日期", "状态"], ["没有制度", "春和一支部", found_on, told]]
    assert actions(planned(office.book, "problems", sheet)) == [what]


def test_what_was_merged_is_left_alone(office, planned):
    first, second = (
        save_problem(office.book, ProblemDraft("", "督查", date(2022, 3, 1), text=text))
        for text in ("没有制度", "制度没有")
    )
    merge(office.book, first, [second])
    made = planned(office.book, "problems", [["编号", "问题描述", "整改措施"], ["2022-001", "没有制度", "上墙"],
                                             ["2022-002", "制度没有", "上墙"]])  # fmt: skip
    assert actions(made) == ["update", "skip"]
    assert list(made.warnings()) == ["第 3 行：2022-002 已并入另一个问题，没有读入"]


def test_undone_it_is_as_before(office, planned, rows):
    before = rows(office.book)
    run_import(office.book, planned(office.book, "problems", STREET, prepare=merged_cells))
    assert rows(office.book) != before
    office.book.undo()
    assert rows(office.book) == before


def test_duplicates_can_be_left_alone(office, planned):
    save_organization(office.book, OrganizationDraft("云溪社区党委", "党委", parent_id=office.street))
    run_import(office.book, planned(office.book, "problems", STREET, prepare=merged_cells))
    news = [list(row) for row in STREET]
    news[4][5] = "另一个措施"
    assert actions(planned(office.book, "problems", news, "skip", prepare=merged_cells)) == ["skip"] * 4


@pytest.mark.parametrize(("row", "column", "why"), [
    (["", "春和一支部", "2月30日", ""], "text", "请填写问题描述"),
    (["甲", "没有的支部", "", ""], "organization_id", "没有名为"),
    (["甲", "", "2022-02-30", ""], "due_on", "没有 2022 年 2 月 30 日"),
    (["甲", "", "", "搁置"], "state", "没有“搁置”这一项"),
])  # fmt: skip
def test_what_cannot_be_says_why(office, planned, row, column, why):
    made = planned(office.book, "problems", [["存在问题", "责任单位", "整改时限", "状态"], row, ["乙", "", "", ""]])
    assert why in made.refused[0].problems[column]
    assert len(made.refused) == 1
    with office.book.read() as connection:
        assert problems.count(connection, Filter()) == 0
