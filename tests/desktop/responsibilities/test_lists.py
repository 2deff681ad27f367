from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from python_calamine import CalamineWorkbook

from db.attachments.queries import of_record
from db.organizations.actions import save_organization
from db.organizations.queries import get_organization
from db.progress.draft import ProgressDraft
from db.tasks.actions import save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, tasks_of
from db.tasks.states import START
from desktop.app import ask_file
from desktop.responsibilities.choose_dialog import ChooseDialog
from desktop.responsibilities.standing_dialog import StandingDialog


@pytest.fixture
def view(go):
    return go()


def select(view, settle, id):
    assert view.items.select(id)
    settle()


def test_a_list_with_its_items_by_category_and_what_is_done(office, go, cells):
    office.meeting(office.street, date(2022, 2, 1))
    office.meeting(office.street, date(2022, 3, 1))
    view = go()
    assert cells(view, "清单名称") == ["2022年党建责任清单"]
    assert cells(view.items, "责任内容") == [
        "一、思想教育（1 项）", "书记讲党课", "二、组织建设（1 项）", "配备副书记",
    ]  # fmt: skip
    assert cells(view.items, "完成") == ["50%", "2/4", "0%", "未填"]
    assert cells(view.items, "牵头 / 配合")[1] == "党建办 / 组织办"
    assert cells(view.items, "目标") == ["", "党课 4 次", "", "手工填写"]
    assert view.items.figures.text() == "和平街道党工委 · 街道层级 · 2 类 2 项，完成 25% · 逾期 1 项"


def test_the_figures_follow_the_records(office, view, cells, settle):
    office.meeting(office.street, date(2022, 2, 1))
    settle()
    assert cells(view.items, "完成")[1] == "1/4"


def test_a_new_list_is_entered(office, view, dialog, type_text, overwrite, cells, settle):
    view.new_button.click()
    form = dialog(view)
    overwrite(form.form.editors["title"].input, "社区责任清单")
    form.ok.click()
    settle()
    assert sorted(cells(view, "清单名称")) == ["2022年党建责任清单", "社区责任清单"]
    view.new_button.click()
    again = dialog(view)
    overwrite(again.form.editors["title"].input, "社区责任清单")
    again.ok.click()
    assert again.isVisible()
    assert again.form.editors["title"].problem == "已有同名清单"


def test_an_item_is_added_in_the_category_of_the_one_selected(office, view, dialog, type_text, settle):
    select(view, settle, office.lecture)
    view.items.add_button.click()
    form = dialog(view)
    assert form.form.editors["category"].value() == "思想教育"
    type_text(form.form.editors["text"].text, "组织集中学习")
    form.ok.click()
    settle()
    assert [(row.no, row.draft.text) for row in office.items()] == [
        (1, "书记讲党课"), (2, "组织集中学习"), (3, "配备副书记"),
    ]  # fmt: skip
    assert view.items.current.draft.text == "组织集中学习"


def test_items_are_added_one_after_another(office, view, dialog, type_text, qtbot, settle):
    select(view, settle, office.lecture)
    view.items.add_button.click()
    form = dialog(view)
    form.more.click()
    assert form.form.editors["text"].problem == "请填写责任内容"
    type_text(form.form.editors["text"].text, "甲")
    type_text(form.form.editors["lead"].input, "党建办")
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert form.isVisible()
    assert [form.form.editors[name].value() for name in ("category", "text", "lead")] == ["思想教育", "", ""]
    assert form.form.editors["text"].problem is None
    type_text(form.form.editors["text"].text, "乙")
    form.ok.click()
    settle()
    assert [row.draft.text for row in office.items()] == ["书记讲党课", "甲", "乙", "配备副书记"]


def test_a_share_that_tasks_decide_is_not_typed(office, view, dialog, settle):
    save_task(office.book, TaskDraft(title="配备"), source=Origin("responsibility_item", office.by_hand))
    settle()
    select(view, settle, office.by_hand)
    view.items.change_button.click()
    form = dialog(view)
    assert not form.form.editors["share"].isEnabled()
    assert form.form.editors["share"].toolTip().startswith("由任务计算：完成 0/1")
    assert not form.more.isVisible()
    form.reject()


def test_an_item_without_words_is_refused_at_its_field(view, dialog, settle):
    view.items.add_button.click()
    form = dialog(view)
    form.ok.click()
    assert form.isVisible()
    assert form.form.editors["category"].problem == "请填写类别"
    assert form.form.editors["text"].problem == "请填写责任内容"


def test_what_was_done_is_written_by_hand(office, view, dialog, overwrite, cells, settle):
    select(view, settle, office.by_hand)
    view.items.change_button.click()
    form = dialog(view)
    overwrite(form.form.editors["share"].input, "60")
    form.ok.click()
    settle()
    assert office.item(office.by_hand).draft.share == 60
    assert cells(view.items, "完成")[-1] == "60%"


def test_the_dialog_of_an_item_fits_the_screen(office, view, dialog, settle):
    select(view, settle, office.lecture)
    view.items.change_button.click()
    assert dialog(view).height() <= 700


def test_the_records_behind_a_figure_lead_to_their_meeting(office, go, dialog, context, cells, settle):
    office.pledge()
    first = office.meeting(office.spring, date(2022, 2, 1), "春天的课")
    office.meeting(office.autumn, date(2022, 3, 1), "秋天的课")
    view = go()
    select(view, settle, office.lecture)
    view.items.drill_button.click()
    shown = dialog(view, StandingDialog)
    assert "党课完成 2/8" in shown.records.told.text()
    assert [one.title for one in shown.records.shown] == ["春天的课", "秋天的课"]
    shown.records.parts.select_id(0)
    settle()
    assert [one.title for one in shown.records.shown] == ["春天的课"]
    wanted = []
    context.bus.record_requested.connect(lambda table, id: wanted.append((table, id)))
    shown.records.view.select_id(0)
    shown.records.view.opened.emit(0)
    assert wanted == [("meeting", first)]
    assert not shown.isVisible()


def test_evidence_hangs_on_the_item(office, view, dialog, settle, tmp_path, monkeypatch):
    photo = tmp_path / "照片.txt"
    photo.write_text("证明", encoding="utf-8")
    select(view, settle, office.by_hand)
    view.items.drill_button.click()
    shown = dialog(view, StandingDialog)
    monkeypatch.setattr(ask_file, "several", lambda *_given: [str(photo)])
    shown.attachments.add.click()
    settle()
    with office.book.read() as connection:
        assert [row.name for row in of_record(connection, "responsibility_item", office.by_hand)] == ["照片.txt"]
    shown.close_button.click()


def test_items_become_tasks_of_all_pledging_organizations(office, go, dialog, cells, settle):
    office.pledge()
    view = go()
    select(view, settle, office.by_hand)
    view.items.assign_button.click()
    form = dialog(view)
    assert form.form.editors["organizations"].value() == (office.spring, office.autumn)
    form.ok.click()
    settle()
    with office.book.read() as connection:
        [task] = tasks_of(connection, "responsibility_item", [office.by_hand])[office.by_hand]
    assert (task.title, task.due_on, task.parts) == ("配备副书记", date(2022, 6, 1), 2)
    assert cells(view.items, "完成")[-1] == "0/2"
    select(view, settle, office.by_hand)
    view.items.drill_button.click()
    shown = dialog(view, StandingDialog)
    model = shown.records.parts.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["春和社区党委", "秋实社区党委"]


def test_organizations_to_pledge_are_chosen_by_level_and_kind(office, view, dialog, context, qtbot, settle):
    wanted = []
    context.bus.record_requested.connect(lambda table, id: wanted.append((table, id)))
    view.items.pledge_button.click()
    chosen = dialog(view, ChooseDialog)
    assert chosen.chosen() == [office.street]  # what the list's level means
    chosen.line.setText("秋实")
    assert [item.text(0) for item in chosen._items.values() if not item.isHidden()] == [
        "和平街道党工委", "秋实社区党委",
    ]  # fmt: skip
    qtbot.keyClick(chosen.line, Qt.Key.Key_Return)
    assert chosen.isVisible()
    chosen.line.clear()
    chosen.chips.chosen.emit("党支部")
    assert len(chosen.chosen()) == 1
    chosen.chips.chosen.emit("")
    assert not chosen.ok.isEnabled()
    chosen.chips.chosen.emit("direct")
    chosen.ok.click()
    settle()
    assert wanted == [("pledge", office.signings().pledges[0].id)]  # the new ones are gone to
    assert [one.organization for one in office.signings().pledges] == ["春和社区党委", "秋实社区党委"]
    assert "责任书已签订 0/2" in view.items.figures.text()
    view.items.pledge_button.click()
    again = dialog(view, ChooseDialog)
    assert again.chosen() == [office.street]
    again.chips.chosen.emit("direct")
    assert again.chosen() == []  # they have one already
    again.cancel.click()


def test_items_move_and_are_deleted(office, view, presenter, settle):
    select(view, settle, office.by_hand)
    view.items.up_button.click()
    settle()
    assert [row.id for row in office.items()] == [office.by_hand, office.lecture]
    assert presenter.notes[-1] == "已上移“配备副书记”，可按 Ctrl+Z 撤销。"
    view.items.up_button.click()
    settle()
    assert presenter.notes[-1] == "“配备副书记”已经在最前面，没有移动。"
    select(view, settle, office.lecture)
    view.items.delete_button.click()
    settle()
    assert [row.id for row in office.items()] == [office.by_hand]
    office.book.undo()
    settle()
    assert len(office.items()) == 2


def test_a_category_s_line_stands_for_its_items(office, view, settle):
    assert view.items.view.select_id(-office.lecture)
    settle()
    assert [row.id for row in view.items.chosen()] == [office.lecture]
    assert not view.items.change_button.isEnabled()
    menu = QMenu()
    view.items._fill_menu(menu)
    assert [action.text() for action in menu.actions() if action.text()] == ["布置任务（1 条）…", "删除（1 条）"]


def test_a_list_is_copied_to_the_next_year(office, view, dialog, presenter, settle):
    view.copy_button.click()
    dialog(view).ok.click()
    settle()
    told = "已复制为 2023 年的“2023年党建责任清单”。它不在当前的时期里，把时期换到 2023 年就能看到。"
    assert presenter.notes[-1] == told
    view.copy_button.click()
    again = dialog(view)
    again.ok.click()
    assert "没有再复制" in again.form.editors["year"].problem
    again.form.set_dirty(False)
    again.reject()


def test_an_item_opened_from_elsewhere_is_selected(office, page, settle):
    assert page.open_record("responsibility_item", office.by_hand)
    settle()
    assert page.view.items.current.id == office.by_hand


def test_a_list_is_deleted_after_a_question(office, view, presenter, cells, settle):
    view.delete_chosen()
    settle()
    assert presenter.asked[-1].startswith("删除这份责任清单")
    assert cells(view, "清单名称") == []
    assert not view.items.add_button.isEnabled()


def test_items_go_out_to_excel_with_all_their_fields(view, monkeypatch, tmp_path, settle):
    target = tmp_path / "清单.xlsx"
    monkeypatch.setattr(view.excel, "ask_target", lambda *_given: target)
    [out] = [action for action in view.excel.menu.actions() if action.text() == "导出全部字段…"]
    out.trigger()
    settle()
    book = CalamineWorkbook.from_path(str(target))
    rows = book.get_sheet_by_index(0).to_python()
    assert [text for row in rows for text in row if text in ("书记讲党课", "配备副书记")] == [
        "书记讲党课",
        "配备副书记",
    ]


def test_what_goes_along_with_an_item_is_said_and_what_was_begun_stays(office, view, presenter, settle):
    task = save_task(office.book, TaskDraft(title="排党课表"), source=Origin("responsibility_item", office.lecture))
    settle()
    select(view, settle, office.lecture)
    presenter.answers.append(1)
    view.items.delete_button.click()
    assert presenter.asked[-1] == "删除“书记讲党课”？由它布置的任务“排党课表”一并删除。可以用 Ctrl+Z 撤销。"
    take_step(office.book, task, START, ProgressDraft(noted_on=date(2022, 6, 1), by="周文"))
    settle()
    select(view, settle, office.lecture)
    view.items.delete_button.click()
    settle()
    assert len(office.items()) == 2
    assert "（进行中）已有进展，不能随它删除" in presenter.told[-1][1]


def test_an_organization_dissolved_since_is_named_and_not_counted(office, view, cells, settle):
    office.pledge()
    settle()
    assert cells(view.items, "完成")[1] == "0/8"
    with office.book.read() as connection:
        draft = get_organization(connection, office.autumn)
    save_organization(office.book, replace(draft, dissolved_on=date(2022, 3, 1)), office.autumn)
    settle()
    assert cells(view.items, "完成")[1] == "0/4"
    assert view.items.figures.text().endswith("已撤销的“秋实社区党委”不计入完成情况")
