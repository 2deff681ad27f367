from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QPushButton

from db.core.errors import UserError
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from db.people.actions import save_post
from db.people.draft import PostDraft
from db.people.queries import find_people, get_person, members_on, stays_of
from desktop.app.page import Scope
from desktop.people.transfer import TransferDialog

NUMBER = "11010519491231002X"
WRONG = "110105194912310021"
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, DISCARD, STAY = range(3)


def person(book, id):
    with book.read() as connection:
        return get_person(connection, id)


def named(book, name):
    with book.read() as connection:
        return [found.id for found in find_people(connection, name)]


def names(page):
    model: QAbstractItemModel = page.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cells(page, title):
    model = page.view.model()
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
    return [model.index(row, titles.index(title)).data() for row in range(model.rowCount())]


@pytest.fixture
def click(qtbot, settle):
    """``click(page, name)`` on the list."""

    def on_row(page, name, modifier=Qt.KeyboardModifier.NoModifier):
        place = page.view.visualRect(page.view.model().index(names(page).index(name), 0)).center()
        qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        settle()

    return on_row


@pytest.fixture
def fill(type_text):
    """``fill(page, name, text)`` in place of what a field holds."""

    def into(page, name, text):
        line = page.form.editors[name].line
        line.setFocus()
        line.selectAll()
        type_text(line, text)

    return into


def press(qtbot, page, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or page, key, modifier)


def test_new_person_is_typed_saved_and_found(qtbot, office, context, start, fill, settle):
    context.scope = Scope(office.first, "第一党支部", 3, context.scope.period)
    office.person("赵敏")
    page = start()
    press(qtbot, page, Qt.Key.Key_N, CTRL)
    assert QApplication.focusWidget() is page.form.editors["name"].line
    assert page.form.editors["organization_id"].line.text() == "第一党支部"
    assert not page.card.dirty
    fill(page, "name", "单雄英")
    fill(page, "id_number", NUMBER)
    assert page.form.editors["born_on"].line.text() == "1949-12-31"
    assert page.form.editors["sex"].combo.currentText() == "女"
    fill(page, "phone", "13812345678")
    assert page.card.dirty
    press(qtbot, page, Qt.Key.Key_S, CTRL)
    settle()
    [id] = named(office.book, "shanxiongying")
    saved = person(office.book, id)
    assert (saved.name, saved.id_number, saved.sex, saved.born_on) == ("单雄英", NUMBER, "女", date(1949, 12, 31))
    assert (saved.phone, saved.organization_id) == ("13812345678", office.first)
    assert saved.since == date(2022, 6, 27), "without a date the membership starts today"
    assert page.form.editors["since"].line.text() == "2022-06-27"
    assert page.card.title.text() == "单雄英"
    assert page.card.state.text() == "已保存 09:41"
    assert not page.card.dirty
    assert names(page) == ["单雄英", "赵敏"]
    assert list(page.view.selected_ids()) == [id]
    assert page._subtitle.text().endswith("· 2 人")


def test_what_the_user_typed_is_not_overwritten_by_the_number(office, start, fill, presenter):
    page = start()
    page.begin_new()
    fill(page, "name", "单雄英")
    fill(page, "born_on", "1950-01-01")
    fill(page, "id_number", NUMBER)
    assert page.form.editors["born_on"].line.text() == "1950-01-01"
    assert page.form.editors["born_on"].problem == "身份证号上是 1949-12-31"
    assert page.form.editors["sex"].value() == "女"
    assert not page.save()
    assert page.form.editors["born_on"].problem
    assert named(office.book, "单雄英") == []
    assert presenter.told == [], "the field says it"


def test_a_corrected_number_corrects_what_it_filled(office, start, fill):
    page = start()
    page.begin_new()
    fill(page, "id_number", "110105198001010014")
    assert page.form.editors["born_on"].value() is None, "wrong check character: nothing is taken from it"
    fill(page, "id_number", "440524188001010014")
    assert page.form.entered("born_on") == date(1880, 1, 1)
    fill(page, "id_number", NUMBER)
    assert (page.form.entered("born_on"), page.form.entered("sex")) == (date(1949, 12, 31), "女")


def test_wrong_number_is_marked_on_leaving_and_nothing_is_saved(qtbot, office, start, fill):
    page = start()
    page.begin_new()
    fill(page, "name", "单雄英")
    fill(page, "id_number", WRONG)
    assert page.form.id_number.problem is None, "not while it is being typed"
    press(qtbot, page, Qt.Key.Key_Tab)
    assert "校验码不对" in page.form.id_number.problem
    fill(page, "phone", "13812345678")
    press(qtbot, page, Qt.Key.Key_S, CTRL)
    assert named(office.book, "单雄英") == []
    assert "校验码不对" in page.form.id_number.problem
    assert page.form.id_number.line.text() == WRONG
    assert page.form.editors["name"].value() == "单雄英"
    assert page.form.editors["phone"].value() == "13812345678"
    assert page.card.dirty
    fill(page, "id_number", " 110105 19491231 002x ")
    assert page.form.id_number.problem is None
    assert page.save()
    assert person(office.book, named(office.book, "单雄英")[0]).id_number == NUMBER


def test_missing_name_is_said_at_the_field(qtbot, office, start):
    page = start()
    page.begin_new()
    assert not page.save()
    assert page.form.editors["name"].problem == "请填写姓名"


def test_duplicates_are_warned_of_and_do_not_block(office, start, fill, settle):
    office.person("赵敏", id_number=NUMBER)
    page = start()
    page.begin_new()
    fill(page, "name", "赵敏敏")
    settle()
    assert not page.record.notices.isVisible()
    fill(page, "id_number", NUMBER)
    settle()
    assert page.record.notices.isVisible()
    assert page.record.notices.text() == "可能重复：与“赵敏”（第一党支部）身份证号相同。"
    fill(page, "name", "赵敏")
    settle()
    assert "姓名和出生日期相同" in page.record.notices.text()
    assert page.save()
    assert len(named(office.book, "赵敏")) == 2


def test_a_stored_person_is_no_duplicate_of_itself(office, start, click, settle):
    office.person("赵敏", id_number=NUMBER)
    page = start()
    click(page, "赵敏")
    settle()
    assert not page.record.notices.isVisible()


def test_numbers_are_masked_and_the_mask_is_never_saved(qtbot, office, start, click, fill, settle):
    id = office.person("赵敏", id_number=NUMBER, phone="13812345678")
    office.person("钱进", phone="13987654321")
    page = start()
    assert cells(page, "身份证号")[1] == "110105********002X"
    assert cells(page, "手机号") == ["139****4321", "138****5678"]
    click(page, "赵敏")
    number, phone = page.form.id_number, page.form.editors["phone"]
    assert (number.line.text(), phone.line.text()) == ("110105********002X", "138****5678")
    qtbot.keyClicks(phone.line, "7")
    assert phone.line.text() == "138****5678", "a mask cannot be typed into"
    fill(page, "name", "赵敏敏")
    assert page.save()
    stored = person(office.book, id)
    assert (stored.name, stored.id_number, stored.phone) == ("赵敏敏", NUMBER, "13812345678")
    phone.line.setFocus()
    press(qtbot, page, Qt.Key.Key_F2)
    assert phone.line.text() == "13812345678"
    assert not page.card.dirty, "looking is not a change"
    assert number.masked, "each is shown for itself"
    fill(page, "phone", "13700001111")
    press(qtbot, page, Qt.Key.Key_F2)
    assert phone.line.text() == "137****1111"
    assert page.save()
    assert person(office.book, id).phone == "13700001111"
    press(qtbot, page, Qt.Key.Key_F2)
    settle()
    click(page, "钱进")
    assert phone.masked, "another person is masked again"
    click(page, "赵敏敏")
    assert phone.masked


def test_loading_is_not_a_change(office, start, click):
    office.person("赵敏", id_number=NUMBER, phone="13812345678", group_id=office.group_a, categories=("流动",))
    office.person("钱进", office.second)
    page = start()
    for name in ("赵敏", "钱进", "赵敏"):
        click(page, name)
        assert page.card.title.text() == name
        assert not page.card.dirty


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
    assert person(office.book, first).name == "钱进进"
    assert page.card.title.text() == "赵敏"
    assert names(page)[page.view.currentIndex().row()] == "赵敏"
    fill(page, "name", "赵大敏")
    presenter.answers = [DISCARD]
    assert page.can_leave()
    assert page.form.editors["name"].value() == "赵敏", "what was given up is not shown as if it were stored"
    assert named(office.book, "赵大敏") == []
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


def test_transfer_of_several_from_a_date(qtbot, office, start, click, settle, presenter):
    movers = [office.person("钱进", group_id=office.group_a), office.person("孙立")]
    stays = office.person("赵敏")
    page = start()
    click(page, "钱进")
    click(page, "孙立", CTRL)
    QApplication.sendEvent(
        page.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    )
    menu = QApplication.activePopupWidget()
    [move] = [action for action in menu.actions() if action.text() == "转移组织关系（2 人）…"]
    menu.close()
    move.trigger()
    dialog = page.findChild(TransferDialog)
    editors = dialog.form.editors
    assert editors["on"].line.text() == "2022-06-27"
    dialog.confirm.click()
    assert editors["organization_id"].problem == "请选择转入的组织"
    editors["organization_id"].open_tree("dedzb")
    qtbot.keyClick(QApplication.activePopupWidget().search, Qt.Key.Key_Return)
    assert editors["organization_id"].value() == office.second
    editors["on"].line.selectAll()
    qtbot.keyClicks(editors["on"].line, "0401")
    qtbot.keyClick(editors["on"].line, Qt.Key.Key_Tab)
    dialog.confirm.click()
    settle()
    with office.book.read() as connection:

        def members(place, day):
            return sorted(found.id for found in members_on(connection, place, day))

        before, after = date(2022, 3, 31), date(2022, 4, 1)
        assert members(office.first, before) == sorted([*movers, stays])
        assert members(office.first, after) == [stays]
        assert members(office.second, before) == []
        assert members(office.second, after) == sorted(movers)
        assert members(office.group_a, before) == movers[:1]
        assert members(office.group_a, after) == []
    assert sorted(cells(page, "所在组织")) == ["第一党支部", "第二党支部", "第二党支部"]
    assert page.card.tabs.tabText(1) == "组织关系 2"
    assert presenter.notes[-1].startswith("已转移")


def test_transfer_that_is_refused_stays_open(office, start, click, settle):
    id = office.person("钱进", since=date(2022, 5, 1))
    page = start()
    click(page, "钱进")
    page.record.stays.transfer.click()
    dialog = page.findChild(TransferDialog)
    dialog.form.load({"organization_id": office.second, "on": date(2022, 4, 1)})
    dialog.confirm.click()
    settle()
    assert dialog.isVisible()
    assert "2022-05-01 才转入" in dialog.problem.text()
    assert dialog.form.editors["on"].problem
    with office.book.read() as connection:
        assert len(stays_of(connection, id)) == 1


def test_transfer_out_of_the_book(office, start, click, settle):
    id = office.person("钱进")
    page = start()
    click(page, "钱进")
    page.record.stays.transfer.click()
    dialog = page.findChild(TransferDialog)
    dialog.away.click()
    dialog.confirm.click()
    settle()
    assert person(office.book, id).organization_id is None
    with office.book.read() as connection:
        assert stays_of(connection, id)[0].ends_on == date(2022, 6, 26)
    assert page.form.editors["organization_id"].value() is None
    assert not page.card.dirty


def test_groups_follow_the_organization(office, start, click):
    office.person("钱进", group_id=office.group_a)
    page = start()
    click(page, "钱进")
    organization, group = page.form.editors["organization_id"], page.form.editors["group_id"]
    assert [name for _, _, name in organization._nodes()] == ["和平社区党委", "第一党支部", "第二党支部"]
    assert [name for _, _, name in group._nodes()] == ["第一党小组", "第二党小组"]
    organization._picked(office.second)
    assert group.value() is None
    assert group._nodes() == []
    assert "更正" in page.record.notices.text(), "a change in the form is not a move with a history"


def test_undo_refreshes_list_and_form(office, context, start, click, fill, settle):
    id = office.person("钱进")
    page = start()
    click(page, "钱进")
    fill(page, "name", "钱大进")
    assert page.save()
    settle()
    assert names(page) == ["钱大进"]
    context.jobs.now(office.book.undo)
    settle()
    assert names(page) == ["钱进"]
    assert page.form.editors["name"].value() == "钱进"
    assert page.card.title.text() == "钱进"
    context.jobs.now(office.book.undo)  # its creation
    settle()
    assert names(page) == []
    assert not page.card.is_open
    with pytest.raises(UserError):
        person(office.book, id)


def test_saved_person_stays_selected_where_the_list_has_it_now(office, start, click, fill, settle):
    ids = {name: office.person(name) for name in ("安平", "钱进", "赵敏")}
    page = start()
    click(page, "安平")
    fill(page, "name", "周平")
    assert page.save()
    settle()
    assert names(page) == ["钱进", "赵敏", "周平"]
    assert list(page.view.selected_ids()) == [ids["安平"]]
    assert page.card.title.text() == "周平"


def test_person_saved_out_of_the_filter_is_told(office, start, click, presenter, settle):
    office.person("钱进", categories=("流动",))
    page = start()
    chip = next(button for button in page.filter_bar.findChildren(QPushButton) if button.text() == "流动")
    chip.click()
    settle()
    page.begin_new()
    page.form.editors["name"].line.setText("赵敏")
    assert page.save()
    settle()
    assert names(page) == ["钱进"]
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
        return names(page)

    assert show(None, "2022H1") == ["钱进", "孙立"]
    assert show(office.top, "2022H1") == ["钱进", "孙立"]
    assert show(office.first, "2022Q1") == ["钱进"]
    assert show(office.first, "2022Q3") == []
    assert show(office.second, "2022Q1") == ["孙立"]
    assert show(office.second, "2022Q2") == ["钱进", "孙立"]


def test_chips_search_and_header_narrow_and_order(qtbot, office, start, settle):
    office.person("钱进", categories=("流动", "困难"))
    office.person("孙立", stage="预备党员")
    office.person("赵敏", stage="入党积极分子", born_on=date(1990, 1, 1))
    page = start()
    chips = {button.text(): button for button in page.filter_bar.findChildren(QPushButton)}

    def pressed(label):
        chips[label].click()
        settle()
        return names(page)

    assert pressed("党员") == ["钱进", "孙立"]
    assert pressed("预备党员") == ["孙立"]
    assert pressed("入党积极分子") == ["赵敏"]
    assert pressed("困难") == ["钱进"]
    assert pressed("全部") == ["钱进", "孙立", "赵敏"]
    for typed in ("zm", "zhaomin", "敏"):
        page.search(typed)
        assert names(page) == ["赵敏"]
    page.search("")
    page.model.sort_requested.emit("name", True)
    assert names(page) == ["赵敏", "孙立", "钱进"]


def test_nothing_found_offers_to_clear_the_filter(qtbot, office, start, settle):
    office.person("钱进")
    page = start()
    assert not page.empty.isVisible()
    qtbot.keyClicks(page.filter_bar.search, "zzz")
    qtbot.waitUntil(lambda: names(page) == [])
    assert page.empty.button.text() == "清除筛选"
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert names(page) == ["钱进"]
    assert not page.empty.isVisible()


def test_book_without_organizations_says_where_to_begin(start):
    page = start()
    assert "请先在“组织”页建立党组织" in page.empty.text.text()
    assert not page.empty.button.isVisible()


def test_deleting_asks_by_name_and_can_be_undone(qtbot, office, context, start, click, presenter, settle):
    office.person("钱进")
    office.person("赵敏")
    page = start()
    click(page, "钱进")
    presenter.answers = [1]
    press(qtbot, page, Qt.Key.Key_Delete)
    settle()
    assert presenter.asked[-1].startswith("删除“钱进”？")
    assert names(page) == ["钱进", "赵敏"]
    press(qtbot, page, Qt.Key.Key_Delete)
    settle()
    assert names(page) == ["赵敏"]
    assert not page.card.is_open
    context.jobs.now(office.book.undo)
    settle()
    assert names(page) == ["钱进", "赵敏"]


def test_a_person_in_a_meeting_is_not_deleted(qtbot, office, start, click, presenter, settle):
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
    press(qtbot, page, Qt.Key.Key_Delete)
    settle()
    assert "还有其他记录用到" in presenter.told[-1][1]
    assert names(page) == ["钱进"]
    assert page.card.title.text() == "钱进"


def test_copy_starts_a_person_of_the_same_place(qtbot, office, start, click, fill, settle):
    office.person("钱进", group_id=office.group_b, phone="13812345678", id_number=NUMBER, ethnic="回族")
    page = start()
    click(page, "钱进")
    press(qtbot, page, Qt.Key.Key_D, CTRL)
    fill(page, "name", "孙立")
    assert page.save()
    [id] = named(office.book, "孙立")
    stored = person(office.book, id)
    assert (stored.organization_id, stored.group_id, stored.ethnic) == (office.first, office.group_b, "回族")
    assert (stored.phone, stored.id_number, stored.born_on) == ("", "", None)


def test_keyboard_goes_from_the_list_through_the_form(qtbot, office, start, click):
    office.person("钱进")
    page = start()
    click(page, "钱进")
    press(qtbot, page, Qt.Key.Key_Return)
    visited = []
    editors = page.form.editors
    for _ in range(len(editors) - 1):
        focus = QApplication.focusWidget()
        visited += [name for name, editor in editors.items() if editor.isAncestorOf(focus)]
        press(qtbot, page, Qt.Key.Key_Tab)
        if visited[-1] == "categories":
            break
    assert visited == [name for name in editors if name != "note"]


def test_tabs_count_and_show_dated_facts(qtbot, office, context, start, click, settle):
    id = office.person("钱进", group_id=office.group_a)
    save_post(office.book, PostDraft(office.first, id, "党组织委员会", "书记", date(2021, 3, 1), 1))
    page = start()
    click(page, "钱进")
    assert [page.card.tabs.tabText(at) for at in range(3)] == ["基本信息", "组织关系 1", "任职 1"]
    table = page.record.posts.table
    assert [table.item(0, column).text() for column in range(5)] == [
        "第一党支部", "党组织委员会", "书记", "2021-03-01", "在任",
    ]  # fmt: skip
    with qtbot.waitSignal(context.bus.record_requested) as asked:
        table.itemActivated.emit(table.item(0, 0))
    assert asked.args == ["organization", office.first]
    page.begin_new()
    assert [page.card.tabs.isTabEnabled(at) for at in range(3)] == [True, False, False]


def test_record_asked_for_by_another_page_is_opened(office, context, start, settle):
    id = office.person("钱进", office.second)
    context.scope = replace(context.scope, organization=office.first)
    page = start()
    page.open_record("person", id)
    settle()
    assert page.card.title.text() == "钱进"
