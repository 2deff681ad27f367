from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from db.core.errors import UserError
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from desktop.app.page import Scope

NUMBER = "11010519491231002X"
WRONG = "110105194912310021"
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, DISCARD, STAY = range(3)


def test_new_person_is_typed_saved_and_found(office, context, start, fill, settle, press):
    context.scope = Scope(office.first, "第一党支部", 3, context.scope.period)
    office.person("赵敏")
    page = start()
    press(page, Qt.Key.Key_N, CTRL)
    assert QApplication.focusWidget() is page.form.editors["name"].line
    assert page.form.editors["organization_id"].line.text() == "第一党支部"
    assert not page.card.dirty
    fill(page, "name", "单雄英")
    fill(page, "id_number", NUMBER)
    assert page.form.editors["born_on"].line.text() == "1949-12-31"
    assert page.form.editors["sex"].combo.currentText() == "女"
    fill(page, "phone", "13812345678")
    assert page.card.dirty
    press(page, Qt.Key.Key_S, CTRL)
    settle()
    [id] = office.named("shanxiongying")
    saved = office.get(id)
    assert (saved.name, saved.id_number, saved.sex, saved.born_on) == ("单雄英", NUMBER, "女", date(1949, 12, 31))
    assert (saved.phone, saved.organization_id) == ("13812345678", office.first)
    assert saved.since == date(2022, 6, 27), "without a date the membership starts today"
    assert page.form.editors["since"].line.text() == "2022-06-27"
    assert page.card.title.text() == "单雄英"
    assert page.card.state.text() == "已保存 09:41"
    assert not page.card.dirty
    assert office.names(page) == ["单雄英", "赵敏"]
    assert list(page.view.selected_ids()) == [id]
    assert page._subtitle.text().endswith("· 2 人")


def test_unsaved_work_is_asked_about(office, start, click, fill, presenter, settle):
    first = office.person("钱进")
    office.person("赵敏")
    page = start()
    click(page, "钱进")
    fill(page, "name", "钱进进")
    presenter.answers = [STAY]
    click(page, "赵敏")
    assert (page.card.title.text(), page.view.current_id) == ("钱进", first)
    assert page.form.editors["name"].value() == "钱进进"
    presenter.answers = [SAVE]
    click(page, "赵敏")
    settle()
    assert office.get(first).name == "钱进进"
    assert page.card.title.text() == "赵敏"
    assert office.names(page)[page.view.currentIndex().row()] == "赵敏"
    fill(page, "name", "赵大敏")
    presenter.answers = [DISCARD]
    assert page.can_leave()
    assert page.form.editors["name"].value() == "赵敏", "what was given up is not shown as if it were stored"
    assert office.named("赵大敏") == []
    assert len(presenter.asked) == 3


def test_refused_save_keeps_the_user_here(office, start, click, fill, presenter):
    office.person("钱进")
    office.person("赵敏")
    page = start()
    click(page, "钱进")
    fill(page, "id_number", WRONG)
    presenter.answers = [SAVE]
    click(page, "赵敏")
    assert page.card.title.text() == "钱进"
    assert page.form.id_number.line.text() == WRONG


def test_undo_refreshes_list_and_form(office, context, start, click, fill, settle):
    id = office.person("钱进")
    page = start()
    click(page, "钱进")
    fill(page, "name", "钱大进")
    assert page.save()
    settle()
    assert office.names(page) == ["钱大进"]
    context.jobs.now(office.book.undo)
    settle()
    assert office.names(page) == ["钱进"]
    assert page.form.editors["name"].value() == "钱进"
    assert page.card.title.text() == "钱进"
    context.jobs.now(office.book.undo)  # its creation
    settle()
    assert office.names(page) == []
    assert not page.card.is_open
    with pytest.raises(UserError):
        office.get(id)


def test_saved_person_stays_selected_where_the_list_has_it_now(office, start, click, fill, settle):
    ids = {name: office.person(name) for name in ("安平", "钱进", "赵敏")}
    page = start()
    click(page, "安平")
    fill(page, "name", "周平")
    assert page.save()
    settle()
    assert office.names(page) == ["钱进", "赵敏", "周平"]
    assert list(page.view.selected_ids()) == [ids["安平"]]
    assert page.card.title.text() == "周平"


def test_person_saved_out_of_the_filter_is_told(office, start, presenter, settle):
    office.person("钱进", categories=("流动",))
    page = start()
    chip = next(button for button in page.filters.findChildren(QPushButton) if button.text() == "流动")
    chip.click()
    settle()
    page.begin_new()
    page.form.editors["name"].line.setText("赵敏")
    assert page.save()
    settle()
    assert office.names(page) == ["钱进"]
    assert page.card.title.text() == "赵敏"
    assert presenter.notes == ["已保存。这个人不符合当前的筛选，所以不在列表里。"]


def test_scope_and_period_narrow_the_list(office, context, start, settle):
    moved = office.person("钱进")
    office.person("孙立", office.second)
    from db.people.actions import transfer_people

    transfer_people(office.book, [moved], office.second, None, date(2022, 4, 1), "")
    page = start()

    def show(organization, period):
        context.scope = Scope(organization, "范围", 1, Period.parse(period))
        page.set_scope(context.scope)
        settle()
        return office.names(page)

    assert show(None, "2022H1") == ["钱进", "孙立"]
    assert show(office.top, "2022H1") == ["钱进", "孙立"]
    assert show(office.first, "2022Q1") == ["钱进"]
    assert show(office.first, "2022Q3") == []
    assert show(office.second, "2022Q1") == ["孙立"]
    assert show(office.second, "2022Q2") == ["钱进", "孙立"]


def test_the_people_of_one_scope_are_read_by_a_worker(office, context, start, settle):
    office.person("钱进")
    office.person("孙立", office.second)
    page = start()
    page.set_scope(replace(context.scope, organization=office.second))
    assert not page.model.complete
    assert office.names(page) == ["钱进", "孙立"]  # until the answer is there: no flicker
    settle()
    assert office.names(page) == ["孙立"]


def test_chips_search_and_header_narrow_and_order(office, start, settle):
    office.person("钱进", categories=("流动", "困难"))
    office.person("孙立", stage="预备党员")
    office.person("赵敏", stage="入党积极分子", born_on=date(1990, 1, 1))
    page = start()
    chips = {button.text(): button for button in page.filters.findChildren(QPushButton)}

    def pressed(label):
        chips[label].click()
        settle()
        return office.names(page)

    assert pressed("党员") == ["钱进", "孙立"]
    assert pressed("预备党员") == ["孙立"]
    assert pressed("入党积极分子") == ["赵敏"]
    assert pressed("困难") == ["钱进"]
    assert pressed("全部") == ["钱进", "孙立", "赵敏"]
    for typed in ("zm", "zhaomin", "敏"):
        page.search(typed)
        assert office.names(page) == ["赵敏"]
    page.search("")
    page.model.sort_requested.emit("name", True)
    assert office.names(page) == ["赵敏", "孙立", "钱进"]


def test_nothing_found_offers_to_clear_the_filter(qtbot, office, start):
    office.person("钱进")
    page = start()
    assert not page.empty.isVisible()
    qtbot.keyClicks(page.filters.search, "zzz")
    qtbot.waitUntil(lambda: office.names(page) == [])
    assert page.empty.button.text() == "清除筛选"
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert office.names(page) == ["钱进"]
    assert not page.empty.isVisible()


def test_book_without_organizations_says_where_to_begin(start):
    page = start()
    assert "请先在“组织”页建立党组织" in page.empty.text.text()
    assert not page.empty.button.isVisible()


def test_deleting_asks_by_name_and_can_be_undone(office, context, start, click, presenter, settle, press):
    office.person("钱进")
    office.person("赵敏")
    page = start()
    click(page, "钱进")
    presenter.answers = [1]
    press(page, Qt.Key.Key_Delete)
    settle()
    assert presenter.asked[-1].startswith("删除“钱进”？")
    assert office.names(page) == ["钱进", "赵敏"]
    press(page, Qt.Key.Key_Delete)
    settle()
    assert office.names(page) == ["赵敏"]
    assert not page.card.is_open
    context.jobs.now(office.book.undo)
    settle()
    assert office.names(page) == ["钱进", "赵敏"]


def test_a_person_in_a_meeting_is_not_deleted(office, start, click, presenter, settle, press):
    id = office.person("钱进")
    with office.book.read() as connection:
        kind = kinds(connection)[0].id
    from datetime import datetime

    save_meeting(
        office.book,
        MeetingDraft(
            kind_id=kind, organization_id=office.first, title="学习", starts_at=datetime(2022, 6, 1, 9),
            roster=(RosterLine(id, "钱进"),),
        ),
    )  # fmt: skip
    page = start()
    click(page, "钱进")
    press(page, Qt.Key.Key_Delete)
    settle()
    assert "还有其他记录用到" in presenter.told[-1][1]
    assert office.names(page) == ["钱进"]
    assert page.card.title.text() == "钱进"


def test_copy_starts_a_person_of_the_same_place(office, start, click, fill, press):
    office.person("钱进", group_id=office.group_b, phone="13812345678", id_number=NUMBER, ethnic="回族")
    page = start()
    click(page, "钱进")
    press(page, Qt.Key.Key_D, CTRL)
    fill(page, "name", "孙立")
    assert page.save()
    [id] = office.named("孙立")
    stored = office.get(id)
    assert (stored.organization_id, stored.group_id, stored.ethnic) == (office.first, office.group_b, "回族")
    assert (stored.phone, stored.id_number, stored.born_on) == ("", "", None)


def test_record_asked_for_by_another_page_is_opened(office, context, start, settle):
    id = office.person("钱进", office.second)
    context.scope = replace(context.scope, organization=office.first)
    page = start()
    page.open_record("person", id)
    settle()
    assert page.card.title.text() == "钱进"


def test_every_field_is_within_reach_at_911_by_512(office, start, click):
    office.person("赵敏")
    page = start()
    click(page, "赵敏")
    page.resize(775, 428)  # what the window leaves
    assert (page.width(), page.height()) == (775, 428)
    assert page.card.rect().contains(QRect(page.card.save.mapTo(page.card, QPoint()), page.card.save.size()))
    body = page.form.widget()
    assert body.width() == page.form.viewport().width() < page.card.width()
    for name, editor in page.form.editors.items():
        assert body.rect().contains(editor.geometry()), name
        assert editor.width() >= editor.minimumSizeHint().width(), name


def test_what_is_typed_while_many_are_deleted_stays(office, start, presenter, settle, monkeypatch, qtbot):
    monkeypatch.setattr("desktop.app.jobs.MANY", 1)
    ids = [office.person("钱进"), office.person("孙立")]
    page = start()
    page.delete(ids)
    page.begin_new()
    qtbot.keyClicks(page.form.editors["name"].line, "zhouwen")
    settle()
    assert office.names(page) == []
    assert page.card.is_open
    assert page.form.entered("name") == "zhouwen"
    page.card.set_dirty(False)
