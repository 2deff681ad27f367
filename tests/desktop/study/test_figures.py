"""学时 and 参学率: computed in the background, traced to records, printed, written to Excel."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from python_calamine import CalamineWorkbook

from db.rules.actions import set_rule
from db.study.actions import add_outside
from db.study.draft import OutsideDraft
from db.study.rates import By
from desktop.app.page import PageSpec
from desktop.app.theme import color
from desktop.shell.page_host import PageHost
from desktop.study.page import StudyPage

COURSE = OutsideDraft(title="轮训", form="集中培训", starts_on=date(2022, 5, 1), hours=40.0, certificate="训7")


def behind(view, cells):
    """What the right half lists under 名称 or 姓名."""
    first = view.detail.model.columns
    title = next(column.title for column in first if column.key in ("title", "name"))
    return cells(view.detail, title)


def test_hours_by_person_with_what_they_come_from(office, page, cells, click_row, requested, qtbot, settle):
    meeting = office.meeting(away=["丁小云"])
    add_outside(office.book, COURSE, [office.people["张喆"], office.people["李志强"]])
    settle()
    view = page.view
    assert cells(view, "姓名") == ["丁小云", "李志强", "王小红", "张喆"]
    assert cells(view, "应学") == ["32", "32", "32", "56"]
    assert cells(view, "已学") == ["0", "42", "2", "42"]
    assert cells(view, "还差") == ["32", "", "30", "14"]
    assert cells(view, "结论") == ["未达标", "达标", "未达标", "未达标"]
    assert view.subtitle.text() == "2022 年 · 4 名党员 · 达标 1 人（25.0%） · 人均 21.5 学时"
    click_row(view, 3)
    assert behind(view, cells) == ["周一学习", "轮训"]
    assert "已学 42 学时，应学 56，还差 14；集中培训 1 次，应 1 次" in view.detail.figures.text()
    view.detail.view.opened.emit(0)
    assert requested == [("meeting", meeting)]


def test_verdicts_are_coloured(office, page, settle):
    add_outside(office.book, COURSE, [office.people["李志强"]])
    settle()
    model = page.view.model
    last = model.columnCount() - 1
    tones = [model.index(row, last).data(Qt.ItemDataRole.ForegroundRole) for row in (0, 1)]
    assert tones == [color("error"), color("success")]


def test_only_those_behind_and_only_whom_one_looks_for(office, page, cells, qtbot, settle):
    add_outside(office.book, COURSE, [office.people["李志强"]])
    settle()
    page.view.behind.click()
    assert cells(page.view, "姓名") == ["丁小云", "王小红", "张喆"]
    qtbot.keyClicks(page.view.filters.search, "wxh")
    settle(40)
    assert cells(page.view, "姓名") == ["王小红"]


def test_hours_by_organization_and_body(office, page, press, cells, click_row, settle):
    office.meeting()
    settle()
    press(page.view, "organizations")
    assert cells(page.view, "组织") == ["和平社区党委", "　第一党支部"]
    assert cells(page.view, "达标率") == ["0.0%", "0.0%"]
    press(page.view, "bodies")
    assert cells(page.view, "组织") == ["第一党支部"]
    click_row(page.view, 0)
    assert behind(page.view, cells) == ["张喆"]


def test_lists_are_sorted_by_their_headings(office, page, cells, settle):
    add_outside(office.book, COURSE, [office.people["王小红"]])
    settle()
    page.view.view.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    assert cells(page.view, "姓名")[0] == "王小红"


def test_a_rule_changed_in_the_settings_counts_at_once(office, page, cells, settle):
    set_rule(office.book, "hours.member", "40", date(2022, 1, 1), "区委通知")
    settle()
    assert cells(page.view, "应学") == ["40", "40", "40", "56"]


def test_a_cancelled_computation_says_so(office, page, context, settle):
    page.view.recompute()
    context.jobs.jobs[-1].cancel()
    settle()
    assert page.view.subtitle.text() in ("计算已取消，按 F5 重新计算", "正在计算…")
    page.set_scope(context.scope)
    settle()
    assert page.view.subtitle.text().startswith("2022 年 · 4 名党员")


def test_study_records_of_those_selected(office, page, previews, click_row, settle):
    office.meeting()
    settle()
    page.view.files.click()
    settle()
    assert previews == []  # nobody is selected
    page.view.view.selectAll()
    page.view.files.click()
    settle()
    [texts] = previews
    assert len(texts) == 4
    assert "丁小云" in texts[0]
    assert "应学学时" in texts[3].replace("\n", "")


def test_the_study_ledger_printed_and_in_excel(office, page, previews, saved_as, settle):
    office.meeting(readings=("党章",))
    office.meeting("大会", kind="支部党员大会")
    page.view.printing.ledger()
    settle()
    assert "党章" in previews[0][0]
    page.view.printing.ledger_to_excel()
    settle()
    rows = CalamineWorkbook.from_path(str(saved_as)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows] == ["名称", "周一学习"]


def test_what_the_list_shows_goes_to_excel(office, page, saved_as, presenter, settle):
    office.meeting()
    settle()
    page.view.excel.click()
    settle()
    rows = CalamineWorkbook.from_path(str(saved_as)).get_sheet_by_index(0).to_python()
    assert (len(rows), rows[4][0], rows[4][4]) == (5, "张喆", 2)
    assert presenter.notes[-1] == "已导出 4 行：表.xlsx"


def test_rates_by_person(office, go, cells, click_row, requested):
    office.meeting(away=["丁小云"])
    office.meeting("第二次", datetime(2022, 5, 16, 9))
    view = go("rates")
    assert cells(view, "姓名") == ["丁小云", "李志强", "王小红", "张喆"]
    assert cells(view, "参学率") == ["50.0%", "100.0%", "100.0%", "100.0%"]
    assert cells(view, "评价") == ["偏低", "好", "好", "好"]
    assert "应到 8 人次，到会 7 人次 · 参学率 87.5%" in view.subtitle.text()
    click_row(view, 0)
    assert cells(view.detail, "会议名称") == ["第二次", "周一学习"]
    assert cells(view.detail, "出席") == ["到会", "请假"]
    view.view.opened.emit(office.people["丁小云"])
    assert requested == [("person", office.people["丁小云"])]


@pytest.mark.parametrize(
    ("by", "title", "keys"),
    [
        (By.ORGANIZATION, "召开组织", ["第一党支部"]), (By.KIND, "会议类型", ["例会学习"]),
        (By.MONTH, "月份", ["2022 年 5 月"]),
    ],
)  # fmt: skip
def test_rates_otherwise(office, go, press, cells, click_row, by, title, keys):
    office.meeting(away=["丁小云"])
    view = go("rates")
    press(view, by)
    assert cells(view, title) == keys
    assert cells(view, "参学率") == ["75.0%"]
    click_row(view, 0)
    assert cells(view.detail, "到会/应到") == ["3/4"]


def test_rates_of_all_meetings_or_of_one_kind(office, go, press, cells, settle):
    office.meeting()
    office.meeting("大会", kind="支部党员大会")
    view = go("rates")
    press(view, By.KIND)
    for choice, shown in (("全部会议", ["支部党员大会", "例会学习"]), ("支部党员大会", ["支部党员大会"])):
        view.kinds.setCurrentText(choice)
        view.kinds.activated.emit(view.kinds.currentIndex())
        settle()
        assert cells(view, "会议类型") == shown
    assert view.table(view._result).empty.endswith("没有已召开的支部党员大会")


def test_another_page_has_a_study_record_printed(office, context, qtbot, previews, settle):
    """Before the page of studies was ever visited, and without leaving the one that asks."""
    asking = PageSpec("asking", "问", "people", "", lambda _context: QWidget())
    study = PageSpec("study", "学习", "study", "study.read", StudyPage, (), ("study_file",))
    host = PageHost(context, [asking, study])
    qtbot.addWidget(host)
    host.open("asking")
    assert host.print_out("study_file", [office.people["张喆"]])
    settle()
    [texts] = previews
    assert "张喆" in texts[0]
    assert host.current == "asking"
    assert not host.print_out("ballots", [1])
