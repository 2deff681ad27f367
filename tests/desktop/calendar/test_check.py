"""检查记录: the list of faults, its filters, where a row leads, Excel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from desktop.app import ask_file


@pytest.fixture
def check(start):
    return start("check").check


def shown(check):
    model = check.model
    return [(model.index(row, 1).data(), model.index(row, 4).data()) for row in range(model.rowCount())]


def test_checks_when_it_is_first_seen(check, office):
    assert check.checked.records == 2
    assert ("第一党支部", "没有内容") in shown(check)
    assert ("第一党支部", "无结束时间") in shown(check)


def test_a_row_leads_to_where_it_is_put_right(check, office, heard, qtbot):
    row = shown(check).index(("第一党支部", "无结束时间"))
    check.list.setCurrentIndex(check.model.index(row, 0))
    qtbot.keyClick(check.list, Qt.Key.Key_Return)
    assert heard == [("part", "meeting", office.second, "ends_at")]


def test_by_fault_and_by_what_is_typed(check, qtbot, type_text, settle):
    check.filters.chips._choose("no_text")
    assert {name for _, name in shown(check)} == {"没有内容"}
    check.filters.chips._choose(None)
    type_text(check.filters.search, "一季度")
    settle(50)
    assert len(shown(check)) == len(check.checked.faulty[1].faults)
    type_text(check.filters.search, "没有这个")
    settle(50)
    assert shown(check) == []


def test_another_scope_is_checked_anew(check, office, context, settle):
    context.set_scope(replace(context.scope, organization=office.other))
    settle(30)
    assert (check.checked.records, shown(check)) == (0, [])


def test_cancelled_it_can_be_asked_for_again(start, context, settle):
    page = start("matrix")
    page.show_view("check")
    for job in context.jobs.jobs:
        job.cancel()
    settle(30)
    page.check.run.click()
    settle(30)
    assert page.check.checked.records == 2


def test_excel(start, monkeypatch, tmp_path, settle):
    target = tmp_path / "检查.xlsx"
    monkeypatch.setattr(ask_file, "new", lambda *_: str(target))
    page = start("check")
    page.excel.click()
    settle(30)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert rows[0] == ["日期", "召开组织", "类型", "会议名称", "问题", "程度", "说明"]
    assert len(rows) == len(shown(page.check)) + 1
