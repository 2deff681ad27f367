"""The page 工作计划 as it is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QMenu
from python_calamine import CalamineWorkbook

from db.core.listing import Filter
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.tasks.queries import tasks_of
from db.work_plans.actions import save_plan
from db.work_plans.queries import get_plan, plan_sheet, work_plans
from desktop.duties.goal_share import SHARE
from desktop.widgets.organization_picker import OrganizationPicker

STUDY, PLACES = "（一）加强学习调研", "（二）优化党建载体"


def hold(office, at=datetime(2022, 5, 9, 9)):
    return save_meeting(office.book, MeetingDraft(
        kind_id=office.kinds["党课"], organization_id=office.community, title="党课", starts_at=at,
    ))  # fmt: skip


def shares(tree):
    return {
        item.text(0): item.data(4, SHARE).text
        for at in range(tree.topLevelItemCount())
        for item in [tree.topLevelItem(at).child(place) for place in range(tree.topLevelItem(at).childCount())]
    }


def tasks(office):
    with office.book.read() as connection:
        found = tasks_of(connection, "work_plan_item", list(office.items.values()))
    return {title: found[id] for title, id in office.items.items() if id in found}


def test_a_plan_shows_its_items_by_section_with_how_far_they_are(office, view, lines, settle):
    assert lines(view.items.tree, 0, 2, 3) == [
        f"{STUDY} · 2 项，完成 1 项", ("讲党课", "", "2022-06-30"), ("养老课题", "周文", ""),
        f"{PLACES} · 1 项，完成 0 项，逾期 1 项", ("红色会客厅", "春和社区党委", "2022-05-01"),
    ]  # fmt: skip
    assert shares(view.items.tree) == {"讲党课": "0/2", "养老课题": "100%", "红色会客厅": "0%"}
    hold(office)
    settle()
    assert shares(view.items.tree)["讲党课"] == "1/2"
    assert view.card.tabs.tabText(0) == "事项 3"


def test_a_new_plan_with_an_item(office, page, dialog, lines, type_text, cells, settle):
    view = page
    view.new_button.click()
    form = dialog(view).form
    assert form.editors["title"].value() == "2022年上半年工作计划"
    assert form.editors["organization_id"].value() == office.street
    dialog(view).ok.click()
    assert "已有同名计划" in form.editors["title"].problem
    form.editors["title"].line.setText("党建计划")
    form.editors["title"].line.textEdited.emit("党建计划")
    dialog(view).ok.click()
    settle()
    assert sorted(cells(view, "计划名称")) == ["2022年上半年工作计划", "党建计划"]
    assert view.items.hint.isVisible()
    view.items.add_button.click()
    asked = dialog(view.items)
    type_text(asked.form.editors["title"].line, "六家企业星级创建")
    assert asked.form.editors["due_on"].value() == date(2022, 6, 30)
    asked.ok.click()
    settle()
    assert lines(view.items.tree, 0) == ["未分板块 · 1 项，完成 0 项", ("六家企业星级创建",)]


def test_an_item_is_changed_moved_and_deleted(office, view, lines, dialog, overwrite, presenter, settle):
    tree = view.items.tree
    tree.choose(office.items["养老课题"])
    view.items.up_button.click()
    settle()
    assert [line[0] for line in lines(tree, 0) if isinstance(line, tuple)] == ["养老课题", "讲党课", "红色会客厅"]
    view.items.change_button.click()
    asked = dialog(view.items)
    overwrite(asked.form.editors["share"].line, "120")
    asked.ok.click()
    assert "0—100" in asked.form.editors["share"].problem
    overwrite(asked.form.editors["share"].line, "60")
    asked.ok.click()
    settle()
    assert shares(tree)["养老课题"] == "60%"
    view.items.delete_button.click()
    settle()
    assert presenter.asked == ["删除“养老课题”？可以用 Ctrl+Z 撤销。"]
    assert "养老课题" not in shares(tree)
    office.book.undo()
    settle()
    assert shares(tree)["养老课题"] == "60%"


def test_a_new_item_goes_to_the_section_of_the_chosen_one(office, view, dialog):
    view.items.tree.choose(office.items["讲党课"])
    view.items.add_button.click()
    asked = dialog(view.items)
    assert asked.form.editors["section"].value() == STUDY
    asked.reject()


def test_one_item_becomes_a_task_in_a_dialog(office, view, dialog, lines, presenter, settle):
    view.items.tree.choose(office.items["红色会客厅"])
    view.items.task_button.click()
    asked = dialog(view.items)
    assert asked.form.editors["title"].value() == "红色会客厅"
    assert isinstance(asked.form.editors["organization_id"], OrganizationPicker)
    assert asked.form.editors["organization_id"].value() == office.community
    asked.form.editors["starts_on"].set_value(date(2022, 4, 1))
    asked.ok.click()
    settle()
    assert presenter.notes[-1] == "已把“红色会客厅”布置成任务，在“任务”中办理。"
    [task] = tasks(office)["红色会客厅"]
    assert (task.title, task.organization, task.due_on) == ("红色会客厅", "春和社区党委", date(2022, 5, 1))
    assert ("红色会客厅", "0/1") in lines(view.items.tree, 0, 5)


def test_many_items_become_tasks_at_once(office, view, presenter, settle):
    view.items.tree.selectAll()
    view.items.task_button.click()
    settle()
    assert presenter.asked[0].startswith("把所选 3 个事项各布置成一项任务？")
    assert presenter.notes[-1] == "已布置 3 项任务，可按 Ctrl+Z 逐项撤销。"
    assert {title: len(found) for title, found in tasks(office).items()} == dict.fromkeys(office.items, 1)
    view.items.task_button.click()
    settle()
    assert "其中 3 个事项已有任务" in presenter.asked[1]
    presenter.answers.append(1)
    view.items.delete_button.click()
    assert presenter.asked[2] == (
        "删除所选 3 个事项？由它们布置的“讲党课”、“讲党课”、“养老课题”等 6 项任务一并删除。可以用 Ctrl+Z 撤销。"
    )
    for _task in range(6):
        office.book.undo()
    assert tasks(office) == {}


def test_what_is_counted_is_a_click_away(office, view, context, settle):
    held = hold(office)
    settle()
    asked = []
    context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    view.items.tree.choose(office.items["讲党课"])
    menu = QMenu(view)
    view.items.fill_menu(menu)
    [records] = menu.findChildren(QMenu)
    assert [action.text() for action in records.actions()] == ["2022-05-09 党课"]
    records.actions()[0].trigger()
    assert asked == [("meeting", held)]


def test_the_summary_tells_plan_against_done(office, view, lines):
    view.card.tabs.setCurrentWidget(view.summary)
    assert lines(view.summary.tree, 0, 1, 2, 3, 4, 5) == [
        (STUDY, "2", "1", "0", "1", "0"), (PLACES, "1", "0", "0", "1", "1"), ("合计", "3", "1", "0", "2", "1"),
    ]  # fmt: skip
    assert view.summary.told.text() == (
        "截至 2022-06-27：计划 3 项，已完成 1 项，进行中 0 项，未开始 2 项，逾期 1 项，完成率 33%。"
    )


def test_plan_and_summary_are_printed(office, view, previews, settle):
    with office.book.read() as connection:
        draft = get_plan(connection, office.plan)
    save_plan(office.book, replace(draft, note="按季度小结"), office.plan)
    settle()
    view.card.preview.click()
    settle()
    view.summary.print_button.click()
    settle()
    plan, summary = ("".join(text.split()) for text in previews)
    for words in ("2022年上半年工作计划", STUDY, "红色会客厅", "整合辖区资源", "目标：党课2次（含下级）", "周文"):
        assert words in plan
    for words in ("完成情况小结", "合计", "33%", "形成报告1篇", "未开始逾期", "0/2"):
        assert words in summary
    assert "说明：按季度小结" in summary


def test_the_items_go_out_to_excel_with_how_far_they_are(view, monkeypatch, tmp_path, settle):
    target = tmp_path / "计划.xlsx"
    monkeypatch.setattr("desktop.work_plans.exporting.ask_target", lambda *_given: target)
    view.excel.click()
    settle()
    rows = [row for row in CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python() if "讲党课" in row]
    assert len(rows) == 1
    assert {"和平街道党工委", "党课 2 次", "0/2", "未开始"} <= set(map(str, rows[0]))


def test_a_plan_is_carried_on_with_what_is_unfinished(office, view, dialog, presenter, settle):
    view.copy_button.click()
    asked = dialog(view)
    assert asked.form.editors["title"].value() == "2022年下半年工作计划"
    assert asked.form.editors["starts_on"].value() == date(2022, 7, 1)
    asked.ok.click()
    settle()
    with office.book.read() as connection:
        made = [id for id in work_plans.ids(connection, Filter()) if id != office.plan]
        sheet = plan_sheet(connection, made[0], office.book.now())
    assert [item.draft.title for item in sheet.items] == ["讲党课", "红色会客厅"]
    assert sheet.items[1].draft.due_on == date(2022, 11, 1)
    assert view.open_id == made[0]
    assert "换一个时期就能看到" in presenter.notes[-1]


def test_a_plan_is_changed_and_deleted(office, view, dialog, overwrite, cells, presenter, settle):
    view.edit_button.click()
    asked = dialog(view)
    overwrite(asked.form.editors["ends_on"].line, "20211231")
    asked.ok.click()
    assert "早于起始日期" in asked.form.editors["ends_on"].problem
    overwrite(asked.form.editors["ends_on"].line, "20221231")
    asked.ok.click()
    settle()
    with office.book.read() as connection:
        assert get_plan(connection, office.plan).ends_on == date(2022, 12, 31)
    view.delete_chosen()
    settle()
    assert presenter.asked == ["删除这份工作计划和其中的事项、由事项布置的任务？可以用 Ctrl+Z 撤销。"]
    assert cells(view, "计划名称") == []
    assert not view.card.is_open


def test_an_item_asked_for_brings_its_plan(office, page, settle):
    assert page.open_record("work_plan_item", office.items["养老课题"])
    settle()
    assert page.open_id == office.plan
    assert page.items.tree.current.draft.title == "养老课题"


def test_files_and_history_are_the_plans(office, view, settle):
    assert view.attachments.add.isEnabled()
    view.card.tabs.setCurrentWidget(view.history)
    settle()
    assert "讲党课" in view.history.text.toPlainText()


def test_the_tables_on_paper_are_as_wide_as_the_page():
    from desktop.work_plans import printouts

    for grid in (printouts._PLAN, printouts._DONE, printouts._SUMS):
        assert sum(column.wide for column in grid.columns) == pytest.approx(printouts.MARGINS.measure)


def test_a_day_outside_the_plan_is_told_at_its_field_and_can_be_kept(office, view, dialog, overwrite, settle):
    view.items.tree.choose(office.items["养老课题"])
    view.items.change_button.click()
    asked = dialog(view.items)
    due_on = asked.form.editors["due_on"]
    assert due_on.problem is None
    overwrite(due_on.line, "20220801")
    assert due_on.problem == "晚于计划的截止日期 2022-06-30，仍可保存"
    overwrite(due_on.line, "20220601")
    assert due_on.problem is None
    overwrite(due_on.line, "20211201")
    assert due_on.problem == "早于计划的起始日期 2022-01-01，仍可保存"
    asked.ok.click()
    settle()
    with office.book.read() as connection:
        rows = plan_sheet(connection, office.plan, office.book.now()).items
    assert date(2021, 12, 1) in [row.draft.due_on for row in rows]
