"""会议类型 as a user changes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from db.core.changes import Changes
from db.meetings.actions import save_meeting
from db.meetings.dated import FIRST_DAY, WorthDraft
from db.meetings.draft import MeetingDraft
from db.meetings.kinds import get_kind
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft


def chip(page, text):
    return next(chip for chip in page.kinds.findChildren(QPushButton) if chip.text() == text)


def known(book):
    with book.read() as connection:
        return {kind.name: kind for kind in kinds(connection)}


def test_kinds_are_listed_with_what_they_require_and_where_that_is_written(page, click, texts):
    rows = {row[0]: row for row in texts(page.kinds.list)}
    assert rows["支部党员大会"][1:] == ("支部组织生活", "不计学时", "每季度 1 次（党支部、联合党支部）")
    click(page.kinds.list, "党课")
    assert page.kinds.record.form.editors["source"].line.text().startswith("《中国共产党支部工作条例")
    page.kinds.card.tabs.setCurrentIndex(1)
    assert [row[1] for row in texts(page.kinds.record.often.list)] == ["每季度 1 次", "每年 1 次"]


def test_an_own_kind_with_fixed_hours_is_added_by_keyboard(page, book, qtbot, click, type_text, settle, texts):
    click(page.kinds.new)
    type_text(QApplication.focusWidget(), "党员夜校")
    page.kinds.card.tabs.setCurrentIndex(2)
    worth = page.kinds.record.worth
    assert texts(worth.list) == [("1921-07-01", "不计学时", "惯例")]
    worth.list.setFocus()
    worth.list.select_id(0)
    qtbot.keyClick(worth.list, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    line = dialog.form.editors["hours_by"].combo.lineEdit()
    line.setFocus()
    line.selectAll()
    type_text(line, "固定")
    qtbot.keyClick(dialog.form.editors["hours_by"].combo.completer().popup(), Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert "每次" in dialog.form.editors["hours"].problem
    type_text(dialog.form.editors["hours"].line, "1.5")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert texts(worth.list) == [("1921-07-01", "每次 1.5 学时", "惯例")]
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert known(book)["党员夜校"].worth == (WorthDraft("fixed", 1.5),)
    assert page.kinds.card.state.text().startswith("已保存")


def test_what_a_kind_is_worth_changes_from_a_day_on(page, book, click, texts, type_text):
    click(page.kinds.list, "党课")
    record = page.kinds.record
    page.kinds.card.tabs.setCurrentIndex(2)
    assert page.kinds.card.tabs.tabText(2) == "学时折算 1"
    click(record.worth.list, "1921-07-01")
    click(record.worth.add)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["hours_by"].set_value("day")
    dialog.form.editors["holds_from"].set_value(FIRST_DAY)
    click(dialog.ok)
    assert "有两条学时折算" in dialog.problem
    dialog.form.editors["holds_from"].set_value(date(2022, 1, 1))
    click(dialog.ok)
    assert [row[:2] for row in texts(record.worth.list)] == [("2022-01-01", "按半天、一天"), ("1921-07-01", "按时长")]
    click(page.kinds.card.save)
    assert [worth.hours_by for worth in known(book)["党课"].worth] == ["hour", "day"]
    rows = {row[0]: row for row in texts(page.kinds.list)}
    assert rows["党课"][2] == "按半天、一天"
    book.undo()
    page.refresh(Changes({"meeting_worth": frozenset({1})}, frozenset({known(book)["党课"].id})))
    assert [row[1] for row in texts(record.worth.list)] == ["按时长"]


def test_a_taken_name_is_told_at_the_name(page, click, type_text, settle, qtbot):
    click(page.kinds.new)
    type_text(QApplication.focusWidget(), "党课")
    click(page.kinds.card.save)
    assert page.kinds.record.form.editors["name"].problem == "名称已有"
    page.kinds.card.set_dirty(False)


def test_a_used_kind_is_taken_out_of_use_instead_of_deleted(page, book, click, presenter, texts):
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部"))
    save_meeting(book, MeetingDraft(known(book)["党课"].id, branch, "党课", None, datetime(2022, 6, 1, 9)))
    click(page.kinds.list, "党课")
    click(page.kinds.delete)
    assert "已用于1 条会议记录，不能删除" in presenter.told[-1][1]
    page.kinds.record.form.editors["active"].set_value(False)
    page.kinds.card.set_dirty(True)
    click(page.kinds.card.save)
    assert not known(book)["党课"].active
    assert "党课（停用）" in {row[0] for row in texts(page.kinds.list)}


def test_kinds_move_in_the_order_they_are_offered_in(page, book, click, texts):
    click(page.kinds.list, "支委会")
    click(page.kinds.up)
    assert [row[0] for row in texts(page.kinds.list)][:2] == ["支委会", "支部党员大会"]
    assert next(iter(known(book))) == "支委会"
    book.undo()


def test_a_requirement_ends_from_a_day_on(page, book, click, type_text, settle, texts):
    click(page.kinds.list, "党小组会")
    record = page.kinds.record
    page.kinds.card.tabs.setCurrentIndex(1)
    click(record.often.list, "2018-10-28")
    click(record.often.add)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["times"].line.setText("0")
    click(dialog.ok)
    assert page.kinds.card.dirty
    assert [row[1] for row in texts(record.often.list)] == ["不再要求", "每月 1 次"]
    click(page.kinds.card.save)
    with book.read() as connection:
        kept = get_kind(connection, known(book)["党小组会"].id)
    assert [often.times for often in kept.frequencies] == [0, 1]
    rows = {row[0]: row for row in texts(page.kinds.list)}
    assert rows["党小组会"][3] == ""


@pytest.mark.parametrize("answer", [1, -1])
def test_unsaved_changes_are_asked_about_before_the_rules_are_shown(page, click, type_text, presenter, answer):
    click(page.kinds.list, "党课")
    type_text(page.kinds.record.form.editors["name"].line, "二")
    presenter.answers.append(answer)
    click(chip(page, "工作规则"))
    assert (page.currentWidget() is page.rules) == (answer == 1)
    page.kinds.card.set_dirty(False)


def test_a_frequency_is_added_like_the_one_chosen_and_every_organization_stays_in_reach(page, click, settle):
    click(page.kinds.list, "党课")
    page.kinds.card.tabs.setCurrentIndex(1)
    often = page.kinds.record.often
    often.list.select_id(1)
    click(often.add)
    dialog = QApplication.activeModalWidget()
    editor = dialog.form.editors["organization_kinds"]
    assert editor.value() == often.entries[1].organization_kinds
    assert "已经开始的月、季、年仍按原来的要求判断" in dialog.note.text()
    first = next(iter(dialog.form.editors.values()))
    assert first.isAncestorOf(QApplication.focusWidget())
    editor.set_value(())
    click(dialog.ok)
    assert editor.problem
    chips = editor.findChildren(QPushButton)
    assert len({chip.y() for chip in chips}) > 1, "they take more than a line"
    low = max(chip.geometry().bottom() for chip in chips)
    assert low < editor.input.height(), "no line is cut"
    body = dialog.form.widget()
    assert body.height() <= dialog.form.viewport().height(), "nothing has to be scrolled to"
