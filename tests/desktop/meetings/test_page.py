from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from db.core.errors import UserError
from db.core.period import Period
from db.meetings.draft import items
from db.meetings.status import Status
from desktop.app.page import Scope

CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, DISCARD, STAY = range(3)
YES, NO = range(2)


def test_new_meeting_is_typed_marked_and_saved(qtbot, office, start, keys, type_text, settle):
    page = start()
    keys.press(Qt.Key.Key_N, CTRL)
    assert page.card.title.text() == "新建会议记录"
    assert not page.card.dirty
    form, editors = page.form, page.form.basics.editors
    assert editors["kind_id"].isAncestorOf(QApplication.focusWidget())
    keys.type("zbdydh")
    keys.press(Qt.Key.Key_Tab)
    assert editors["kind_id"].combo.currentText() == "支部党员大会"
    keys.type("dyd")
    assert QApplication.activePopupWidget().search.text() == "dyd"
    keys.press(Qt.Key.Key_Return)
    assert editors["organization_id"].line.text() == "第一党支部"
    keys.press(Qt.Key.Key_Tab)
    keys.type("0627 0900")
    keys.press(Qt.Key.Key_Tab)
    assert editors["starts_at"].line.text() == "2022-06-27 09:00"
    keys.type("1130")
    keys.press(Qt.Key.Key_Tab)
    assert editors["ends_at"].line.text() == "2022-06-27 11:30"
    settle()
    assert [line.name for line in form.roster.lines] == ["丁小云", "李志强", "王小红", "张喆", "赵敏"]
    assert editors["ordinal"].value() == 1
    assert editors["title"].value() == "2022年第1次支部党员大会"  # proposed; typing replaces it
    editors["title"].line.selectAll()
    type_text(editors["title"].line, "六月支部党员大会")
    page.activateWindow()  # the off-screen platform forgets that when a popup has been open
    form._card.tabs.setCurrentIndex(1)
    form.content.editor.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.content.editor.text)
    type_text(form.content.editor.text, "会议由张喆主持。")
    keys.press(Qt.Key.Key_Return, CTRL)
    for title in ("通报工作", "讨论计划", ""):
        if title:
            type_text(QApplication.focusWidget(), title)
        keys.press(Qt.Key.Key_Return)
        settle()
    form.content.readings_list.setFocus()
    type_text(form.content.readings_list, "《党章》")
    keys.press(Qt.Key.Key_Return)
    settle()
    form._card.tabs.setCurrentWidget(form.roster)
    form.roster.view.setFocus()
    form.roster.view.selectRow(0)
    for key in "13":
        keys.type(key)
    type_text(QApplication.focusWidget(), "因病")
    keys.press(Qt.Key.Key_Return)
    settle()
    page.activateWindow()  # the off-screen platform forgets that when a popup has been open
    qtbot.waitUntil(lambda: QApplication.focusWidget() is form.roster.view)
    assert form._card.tabs.tabText(2) == "出席 4/5"
    keys.press(Qt.Key.Key_S, CTRL)
    settle()
    id, present, expected = office.stored("六月支部党员大会")
    assert (present, expected) == (4, 5)
    saved = office.get(id)
    assert (saved.starts_at, saved.ends_at) == (datetime(2022, 6, 27, 9), datetime(2022, 6, 27, 11, 30))
    assert (saved.kind_id, saved.organization_id) == (office.kinds["支部党员大会"], office.branch)
    assert (saved.agenda, saved.readings, saved.text) == (
        items("通报工作", "讨论计划"),
        ("《党章》",),
        "会议由张喆主持。",
    )
    assert [(line.name, line.status, line.reason) for line in saved.roster][:2] == [
        ("丁小云", Status.PRESENT, ""), ("李志强", Status.ABSENT, "因病"),
    ]  # fmt: skip
    assert page.card.state.text() == "已保存 09:41"
    assert not page.card.dirty
    assert office.titles(page) == ["六月支部党员大会"]
    assert page.open_id == id
    assert list(page.view.selected_ids()) == [id]


@pytest.mark.parametrize("last", ["kind_id", "organization_id", "starts_at"])
def test_roster_comes_whichever_of_the_three_is_filled_in_last(office, start, keys, fill, last, settle):
    page = start()
    page.begin_new()
    editors = page.form.basics.editors

    def enter(name):
        if name == "starts_at":
            fill(page, name, "0501 0900")
        elif name == "organization_id":
            editors[name]._picked(office.branch)
        else:
            editors[name].setFocus()
            keys.type("zbdydh")
        keys.press(Qt.Key.Key_Tab)
        settle()

    for name in sorted(editors.keys() & {"kind_id", "organization_id", "starts_at"}, key=lambda name: name == last):
        assert page.form.roster.lines == ()
        enter(name)
    assert [line.name for line in page.form.roster.lines] == ["丁小云", "李志强", "王小红", "张喆"], "of that day"


def begin(page, office, fill, at="0501 0900", kind="支部党员大会"):
    page.begin_new()
    page.form.basics.editors["kind_id"].set_value(office.kinds[kind])
    page.form.basics.editors["organization_id"].set_value(office.branch)
    fill(page, "starts_at", at)


def test_new_record_follows_its_day_until_the_roster_is_touched(office, start, fill):
    page = start()
    begin(page, office, fill)
    assert len(page.form.roster.lines) == 4
    fill(page, "starts_at", "0627 0900")
    assert len(page.form.roster.lines) == 5
    page.form.roster.model.mark([0], Status.LEAVE)
    fill(page, "starts_at", "0501 0900")
    assert len(page.form.roster.lines) == 5
    assert page.form.roster.lines[0].status is Status.LEAVE


def test_number_is_proposed_and_what_was_typed_stays(office, start, fill):
    office.meeting(ordinal=3)
    page = start()
    begin(page, office, fill, "0601 0900")
    assert page.form.basics.editors["ordinal"].value() == 4
    fill(page, "starts_at", "2021-05-01 0900")
    assert page.form.basics.editors["ordinal"].value() == 1, "counted by the year"
    fill(page, "ordinal", "12")
    fill(page, "starts_at", "0502 0900")
    assert page.form.basics.editors["ordinal"].value() == 12


def test_number_is_proposed_after_the_roster_was_touched_too(office, start, fill):
    office.meeting(ordinal=3)
    page = start()
    page.begin_new()
    page.form.roster.model.add(*office.roster("孙立"))
    page.form.basics.editors["kind_id"].set_value(office.kinds["支部党员大会"])
    page.form.basics.editors["organization_id"].set_value(office.branch)
    fill(page, "starts_at", "0601 0900")
    assert page.form.basics.editors["ordinal"].value() == 4
    assert [line.name for line in page.form.roster.lines] == ["孙立"]


def test_new_record_begins_with_the_scope_and_the_chip(office, context, start):
    context.scope = Scope(office.branch, "一支部", 1, context.scope.period)
    page = start()
    page.filters.chips._choose(office.kinds["党课"])
    page.begin_new()
    assert page.form.basics.editors["organization_id"].line.text() == "第一党支部"
    assert page.form.basics.editors["kind_id"].value() == office.kinds["党课"]
    assert not page.card.dirty


def test_loading_is_not_a_change(office, start, click):
    office.meeting(
        "一", roster=office.roster("张喆"), agenda=items("议题"), text="正文", ends_at=datetime(2022, 5, 9, 11)
    )
    office.meeting("二", datetime(2022, 5, 8, 9), place=office.other)
    page = start()
    undoable = len(office.book.steps().undo)
    for title in ("一", "二", "一"):
        click(page, title)
        assert page.form.basics.editors["title"].value() == title
        assert not page.card.dirty
    assert len(office.book.steps().undo) == undoable


def test_stored_roster_stays_when_the_day_changes(office, start, click, fill, settle):
    id = office.meeting(roster=office.roster("张喆", "孙立"))
    page = start()
    click(page, "学习")
    fill(page, "starts_at", "0627 0900")
    assert [line.name for line in page.form.roster.lines] == ["张喆", "孙立"]
    assert page.save()
    assert [line.name for line in office.get(id).roster] == ["张喆", "孙立"]
    page.form.roster.model.mark([0], Status.LEAVE)
    page.form.roster.fill_button.click()
    settle()
    names = [(line.name, line.status) for line in page.form.roster.lines]
    assert names[:2] == [("张喆", Status.LEAVE), ("孙立", Status.PRESENT)], "marks stay"
    assert {name for name, _ in names[2:]} == {"丁小云", "李志强", "王小红", "赵敏"}


def test_filling_needs_kind_organization_and_start(start, presenter):
    page = start()
    page.begin_new()
    page.form.roster.fill_button.click()
    assert presenter.notes[-1].startswith("请先填写会议类型")


def test_bad_input_is_marked_on_its_tab(office, start, click, fill, presenter):
    id = office.meeting()
    page = start()
    click(page, "学习")
    page.card.tabs.setCurrentIndex(2)
    fill(page, "starts_at", "13月45日")
    assert not page.save()
    editors = page.form.basics.editors
    assert page.card.tabs.currentIndex() == 0
    assert editors["starts_at"].problem
    fill(page, "starts_at", "0627 1000")
    fill(page, "ends_at", "0627 0900")
    page.card.tabs.setCurrentIndex(1)
    assert not page.save()
    assert page.card.tabs.currentIndex() == 0
    assert editors["ends_at"].problem == "应晚于开始时间"
    fill(page, "ends_at", "1100")
    fill(page, "title", "")
    page.form.basics.editors["title"].line.clear()
    assert not page.save()
    assert editors["title"].problem == "请填写会议名称"
    assert page.card.dirty
    assert office.get(id).starts_at == datetime(2022, 5, 9, 9)
    assert presenter.told == [], "the fields say it"


def test_unsaved_work_is_asked_about(office, start, click, fill, presenter, settle):
    first = office.meeting("一")
    office.meeting("二", datetime(2022, 5, 8, 9))
    page = start()
    click(page, "一")
    fill(page, "title", "一改")
    presenter.answers = [STAY]
    click(page, "二")
    assert (page.open_id, page.form.basics.editors["title"].value()) == (first, "一改")
    presenter.answers = [SAVE]
    click(page, "二")
    settle()
    assert office.get(first).title == "一改"
    assert page.form.basics.editors["title"].value() == "二"
    page.form.roster.model.add(*office.roster("张喆"))
    presenter.answers = [DISCARD]
    click(page, "一改")
    assert office.get(office.stored("二")[0]).roster == ()
    assert page.form.basics.editors["title"].value() == "一改"
    assert len(presenter.asked) == 3


def test_new_record_that_is_given_up_is_gone(office, start, fill, click, presenter):
    office.meeting("一")
    page = start()
    begin(page, office, fill)
    presenter.answers = [DISCARD]
    click(page, "一")
    assert office.titles(page) == ["一"]
    assert page.form.basics.editors["title"].value() == "一"


def test_deleting_asks_and_can_be_undone(office, context, start, click, keys, presenter, settle):
    kept = office.meeting("一", roster=office.roster("张喆"))
    office.meeting("二", datetime(2022, 5, 8, 9))
    page = start()
    click(page, "一")
    presenter.answers = [NO]
    keys.press(Qt.Key.Key_Delete)
    assert office.titles(page) == ["一", "二"]
    keys.press(Qt.Key.Key_Delete)
    settle()
    assert len(presenter.asked) == 2
    assert office.titles(page) == ["二"]
    assert not page.card.is_open
    assert "这条会议记录已被删除，请刷新列表。" not in presenter.notes, "the user did it and knows"
    context.jobs.now(office.book.undo)
    settle()
    assert office.titles(page) == ["一", "二"]
    assert [line.name for line in office.get(kept).roster] == ["张喆"]


def test_all_selected_are_deleted_together(office, start, click, keys, presenter, settle):
    for day in (7, 8, 9):
        office.meeting(f"第{day}日", datetime(2022, 5, day, 9))
    page = start()
    click(page, "第8日")
    keys.press(Qt.Key.Key_A, CTRL)
    keys.press(Qt.Key.Key_Delete)
    settle()
    assert presenter.asked == ["删除所选 3 条会议记录？可以用 Ctrl+Z 撤销。"]
    assert office.titles(page) == []


def test_deleting_others_does_not_take_what_is_being_typed(office, start, fill, keys, presenter, settle):
    office.meeting("一")
    page = start()
    page.begin_new()
    fill(page, "title", "正在写")
    page.view.setFocus()
    keys.press(Qt.Key.Key_A, CTRL)
    presenter.answers = [STAY]
    keys.press(Qt.Key.Key_Delete)
    settle()
    assert page.form.basics.editors["title"].value() == "正在写"
    assert office.titles(page) == ["一"]
    assert len(presenter.asked) == 1


def test_undo_of_a_change_and_of_the_creation(office, context, start, click, fill, presenter, settle):
    office.meeting("一")
    page = start()
    click(page, "一")
    fill(page, "title", "一改")
    assert page.save()
    context.jobs.now(office.book.undo)
    settle()
    assert office.titles(page) == ["一"]
    assert page.form.basics.editors["title"].value() == "一"
    context.jobs.now(office.book.undo)
    settle()
    assert office.titles(page) == []
    assert not page.card.is_open
    assert page.open_id is None


def test_undo_elsewhere_leaves_what_is_being_typed(office, context, start, click, fill, settle):
    office.meeting("一")
    page = start()
    click(page, "一")
    fill(page, "title", "一改")
    context.jobs.now(office.book.undo)  # its creation
    settle()
    assert page.card.dirty
    assert page.form.basics.editors["title"].value() == "一改"


def test_chips_search_and_header_narrow_and_order(office, start, settle):
    office.meeting("学习贯彻", datetime(2022, 5, 1, 9), text="讨论拆迁")
    office.meeting("安全检查", datetime(2022, 5, 2, 9), roster=office.roster("张喆"))
    office.meeting("上党课", datetime(2022, 5, 3, 9), kind="党课")
    page = start()
    assert office.titles(page) == ["上党课", "安全检查", "学习贯彻"]
    assert page._subtitle.text() == "2022 年上半年 · 3 条"
    chips = {button.text(): button for button in page.filters.findChildren(QPushButton)}
    chips["全部"].click()
    page.filters.chips._choose(office.kinds["党课"])
    assert office.titles(page) == ["上党课"]
    page.filters.chips._choose(None)
    for typed in ("拆迁", "贯彻"):
        page.search(typed)
        settle()
        assert office.titles(page) == ["学习贯彻"]
    page.search("没有这种")
    settle()
    assert office.titles(page) == []
    page.search("")
    page.model.sort_requested.emit("title", False)
    settle()
    ordered = office.titles(page)
    page.model.sort_requested.emit("title", True)
    settle()
    assert office.titles(page) == ordered[::-1]
    page.model.sort_requested.emit("day", False)
    assert office.titles(page) == ["学习贯彻", "安全检查", "上党课"]
    page.model.sort_requested.emit("attended", True)
    settle()
    assert office.titles(page)[0] == "安全检查"


def test_scope_and_period_narrow(office, context, start, settle):
    office.meeting("一支部", datetime(2022, 3, 31, 23, 30))
    office.meeting("二支部", datetime(2022, 4, 1, 0, 0), place=office.other)
    office.meeting("党委", datetime(2022, 12, 31, 20), place=office.top)
    page = start()

    def show(organization, period):
        context.set_scope(Scope(organization, "范围", 1, Period.parse(period)))
        settle()
        return office.titles(page)

    assert show(None, "2022") == ["党委", "二支部", "一支部"]
    assert show(None, "2022Q1") == ["一支部"]
    assert show(office.top, "2022Q2") == ["二支部"]
    assert show(office.branch, "2022") == ["一支部"]


def test_record_saved_outside_the_list_is_said_to_be_saved(office, start, click, fill, presenter, settle):
    id = office.meeting("一")
    page = start()
    click(page, "一")
    fill(page, "starts_at", "2021-06-27 0900")
    assert page.save()
    settle()
    assert office.titles(page) == []
    assert office.get(id).starts_at.date() == date(2021, 6, 27)
    assert presenter.notes[-1] == "已保存。这条会议记录不在当前的组织、时期或筛选之内，所以列表里没有它。"
    assert page.card.is_open
    assert page.card.state.text() == "已保存 09:41"
    fill(page, "starts_at", "0601 0900")
    assert page.save()
    settle()
    assert office.titles(page) == ["一"]
    assert list(page.view.selected_ids()) == [id]
    assert len([note for note in presenter.notes if note.startswith("已保存")]) == 1


def test_new_record_saved_outside_the_list(office, start, fill, presenter, settle):
    page = start()
    begin(page, office, fill, "2021-05-01 0900")
    fill(page, "title", "去年")
    assert page.save()
    settle()
    assert "不在当前的组织、时期" in presenter.notes[-1]
    assert page.form.basics.editors["title"].value() == "去年"
    assert page.open_id == office.stored("去年")[0]


def test_record_asked_for_outside_the_period_is_opened(office, start, fill, settle):
    id = office.meeting("去年", datetime(2021, 5, 1, 9))
    page = start()
    page.open_record("meeting", id)
    settle()
    assert page.form.basics.editors["title"].value() == "去年"
    assert office.titles(page) == []
    fill(page, "title", "去年改")
    assert page.save()
    assert office.get(id).title == "去年改"


def test_record_deleted_meanwhile_is_said_and_not_shown(office, start, presenter, settle):
    id = office.meeting("一")
    page = start()
    from db.meetings.actions import delete_meetings

    delete_meetings(office.book, [id])
    page.open_record("meeting", id)
    settle()
    assert not page.card.is_open
    assert page.open_id is None
    assert "已被删除" in presenter.notes[-1]
    with pytest.raises(UserError):
        office.get(id)


def test_saving_again_keeps_what_is_marked(office, start, click, settle):
    """A second save right after the first writes the same record, not another."""
    office.meeting("一", roster=office.roster("张喆", "孙立"))
    page = start()
    click(page, "一")
    page.form.roster.model.mark([1], Status.LEAVE)
    assert page.save()
    assert page.save()
    settle()
    assert office.stored("一")[1:] == (1, 2)
    assert office.titles(page) == ["一"]


def test_an_undo_of_the_agenda_alone_is_seen_in_the_open_form(qtbot, office, start, settle, type_text):
    """Else the next save would bring back what was undone."""
    page = start()
    made = office.meeting(agenda=items("通报工作"))
    page.open_record("meeting", made)
    settle()
    page.card.tabs.setCurrentIndex(1)
    agenda = page.form.content.agenda_list
    agenda.setFocus()
    qtbot.keyClick(agenda, Qt.Key.Key_Down)
    qtbot.keyClick(agenda, Qt.Key.Key_F2)
    type_text(QApplication.focusWidget(), "另一项议题")
    assert page.save()
    settle()
    assert office.get(made).agenda == items("另一项议题")
    office.book.undo()
    qtbot.waitUntil(lambda: page.form.content.titles_typed() == ["通报工作"])


def test_files_are_added_once_the_record_is_saved_and_go_with_it(
    qtbot, office, start, click, tmp_path, settle, presenter
):
    office.meeting()
    page = start()
    page.begin_new()
    assert not page.attachments.add.isEnabled()
    click(page, "学习")
    photo = tmp_path / "签到表.jpg"
    photo.write_bytes(b"x")
    page.attachments.work.add(page.open_id, [photo])
    settle()
    assert page.card.tabs.tabText(5) == "附件 1"
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    settle()
    assert not page.card.is_open
    page._book.undo()
    settle()
    click(page, "学习")
    assert page.card.tabs.tabText(5) == "附件 1"


def test_the_list_says_whose_meeting_where_there_are_several(office, context, start, cells, settle):
    office.meeting("第二季度党员大会")
    office.meeting("第二季度党员大会", place=office.other)
    page = start()
    context.set_scope(replace(context.scope, count=3))
    settle()
    assert cells(page, "组织") == ["一支部", "二支部"]
    context.set_scope(replace(context.scope, organization=office.branch, count=1))
    settle()
    titles = [page.model.headerData(at, Qt.Orientation.Horizontal) for at in range(page.model.columnCount())]
    assert titles == ["日期", "类型", "会议名称", "到会/应到"]
