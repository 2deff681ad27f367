"""外部培训 and 补学, and how the page hands on what the shell asks."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from db.core.listing import Filter
from db.study.absences import absences
from db.study.actions import add_outside
from db.study.draft import OutsideDraft
from db.study.outside import trainings
from desktop.app.page import Scope
from desktop.study.outside_view import OutsideDialog
from desktop.widgets.form_dialog import FormDialog

COURSE = OutsideDraft(title="轮训", form="集中培训", starts_on=date(2022, 5, 1), hours=40.0)


def stored(office, listing, *names):
    with office.book.read() as connection:
        return sorted(row[1:] for row in listing.showing(*names).all(connection, Filter()))


@pytest.fixture
def entering(go, qtbot, settle):
    """The dialog for a training, open on its view."""
    view = go("outside")
    view.new_button.click()
    settle()
    [dialog] = view.findChildren(OutsideDialog)
    return dialog


def test_one_training_for_many_by_keyboard(office, entering, qtbot, type_text, presenter, settle):
    line = entering.people.picker.line
    qtbot.keyClicks(line, "wxh")
    qtbot.keyClick(entering.people.picker.popup.popup(), Qt.Key.Key_Return)
    type_text(line, "张喆、李志强，某某")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert entering.heading.text() == "参加人员（已选 3 人）"
    assert entering.people.picker.problem == "没有找到“某某”，请从列表里选一个人"
    form = entering.form.editors
    type_text(form["title"].line, "党务培训")
    type_text(form["hours"].line, "8")
    type_text(form["starts_on"].line, "0510")
    entering.ok.click()
    assert "“某某”没有认出" in entering.problem.text()
    line.clear()
    entering.ok.click()
    settle()
    assert stored(office, trainings, "person", "title", "hours", "starts_on") == [
        (name, "党务培训", 8.0, date(2022, 5, 10)) for name in ("张喆", "李志强", "王小红")
    ]
    assert presenter.notes[-1].startswith("已登记 3 人的培训")
    assert office.book.undo() == "登记外部培训"
    assert stored(office, trainings, "person") == []


def test_a_training_that_cannot_be_keeps_the_dialog(office, entering, type_text, qtbot, presenter):
    type_text(entering.form.editors["hours"].line, "八")
    entering.ok.click()
    assert entering.form.editors["title"].problem == "请填写培训名称"
    assert "不是数字" in entering.form.editors["hours"].problem
    assert entering.isVisible()
    presenter.answers.append(1)  # 取消
    qtbot.keyClick(entering, Qt.Key.Key_Escape)
    assert entering.isVisible()
    assert presenter.asked == ["放弃已经填写的培训？"]
    qtbot.keyClick(entering, Qt.Key.Key_Escape)
    assert not entering.isVisible()


def test_a_training_is_changed_in_its_form(office, go, cells, click_row, overwrite, settle):
    add_outside(office.book, COURSE, [office.people["张喆"]])
    view = go("outside")
    assert cells(view, "培训名称") == ["轮训"]
    click_row(view, 0)
    overwrite(view.form.editors["hours"].line, "16.5")
    overwrite(view.form.editors["certificate"].line, "证 8")
    assert view.card.dirty
    assert view.save()
    settle()
    assert stored(office, trainings, "person", "hours", "certificate") == [("张喆", 16.5, "证 8")]
    assert view.attachments.add.isEnabled()
    assert cells(view, "学时") == ["16.5"]


def test_trainings_are_deleted_and_written_to_excel(office, go, click_row, saved_as, settle):
    add_outside(office.book, COURSE, list(office.people.values()))
    view = go("outside")
    view.excel.click()
    settle()
    rows = CalamineWorkbook.from_path(str(saved_as)).get_sheet_by_index(0).to_python()
    assert len(rows) == 5
    click_row(view, 0)
    view.delete(view.chosen())
    settle()
    assert len(stored(office, trainings, "person")) == 3


@pytest.fixture
def missed(office, go):
    """Two of four missed a meeting; the view."""
    office.meeting(away=["丁小云", "张喆"])
    return go("make_up")


def test_many_absentees_are_marked_at_once(office, missed, cells, qtbot, presenter, settle):
    assert cells(missed, "姓名") == ["丁小云", "张喆"]
    assert not missed.mark_button.isEnabled()
    missed.view.selectAll()
    missed.mark_button.click()
    settle()
    [dialog] = missed.findChildren(FormDialog)
    assert "2 人次，缺 1 次会议" in dialog.note.text()
    dialog.ok.click()
    settle()
    assert cells(missed, "姓名") == []
    assert presenter.notes[-1] == "已登记 2 人次补学，可按 Ctrl+Z 撤销。"
    assert stored(office, absences, "person", "made_up_on", "made_up_how") == [
        ("丁小云", date(2022, 6, 27), "自学材料"), ("张喆", date(2022, 6, 27), "自学材料"),
    ]  # fmt: skip
    office.book.undo()
    settle()
    assert cells(missed, "姓名") == ["丁小云", "张喆"]


def test_a_day_before_the_meeting_is_refused_at_its_field(missed, click_row, overwrite, settle):
    click_row(missed, 0)
    missed.mark_button.click()
    settle()
    [dialog] = missed.findChildren(FormDialog)
    overwrite(dialog.form.editors["made_up_on"].line, "20220501")
    dialog.ok.click()
    assert dialog.form.editors["made_up_on"].problem == "补学日期 2022-05-01 早于会议日期 2022-05-09"
    assert dialog.isVisible()
    dialog.reject()


def test_a_mark_is_taken_back(office, missed, press, cells, click_row, settle):
    missed.view.selectAll()
    missed.mark()
    settle()
    missed.findChildren(FormDialog)[0].ok.click()
    settle()
    press(missed, "made_up")
    click_row(missed, 0)
    missed.drop_button.click()
    settle()
    assert cells(missed, "姓名") == ["张喆"]


def test_the_meeting_missed_is_opened(office, missed, requested, settle):
    missed.view.opened.emit(missed.model.id_at(0))
    assert requested[0][0] == "meeting"


def test_a_record_asked_for_brings_its_view(office, page, settle):
    [training] = add_outside(office.book, COURSE, [office.people["张喆"]])
    assert page.open_record("outside_training", training)
    settle()
    assert (page.current, page.tabs.key, page.view.open_id) == ("outside", "outside", training)


def test_a_view_that_is_being_typed_in_is_not_left(office, go, page, click_row, overwrite, presenter, settle):
    add_outside(office.book, COURSE, [office.people["张喆"]])
    view = go("outside")
    click_row(view, 0)
    overwrite(view.form.editors["hours"].line, "9")
    presenter.answers.append(2)  # 取消
    go("hours")
    assert (page.current, page.tabs.key) == ("outside", "outside")
    presenter.answers.append(1)  # 不保存
    go("hours")
    assert page.current == "hours"


def test_views_catch_up_when_they_come_back(office, page, go, cells, context, settle):
    go("make_up")
    office.meeting(away=["丁小云"])
    settle()
    assert cells(page.view, "姓名") == ["丁小云"]
    go("hours")
    assert cells(page.view, "已学") == ["0", "2", "2", "2"]
    context.set_scope(Scope(office.branch, "一支部", 1, context.scope.period.previous()))
    settle()
    assert cells(page.view, "已学") == ["0", "0", "0", "0"]
    go("make_up")
    assert cells(page.view, "姓名") == []
