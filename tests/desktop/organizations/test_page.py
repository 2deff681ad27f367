from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from db.core.period import Period
from db.organizations.actions import save_organization
from db.organizations.queries import get_organization
from desktop.app.page import Scope
from desktop.widgets.form_dialog import FormDialog

CTRL = Qt.KeyboardModifier.ControlModifier


def draft_of(book, id):
    with book.read() as connection:
        return get_organization(connection, id)


def click(qtbot, page, id):
    """Click an organization's row; the page hears of it a moment later."""
    tree = page.view.tree
    index = page.view.model.index_of(id)
    tree.scrollTo(index)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())


def open_(qtbot, page, id):
    click(qtbot, page, id)
    qtbot.waitUntil(lambda: page.open_id == id)


def choose(page, id, text):
    """Press *text* in the context menu of *id*."""
    menu = QMenu()
    page._fill_menu(menu, id)
    next(action for action in menu.actions() if action.text() == text).trigger()


def dialog(page):
    return next(found for found in page.findChildren(FormDialog) if found.isVisible())


def type_name(page, type_text, name):
    line = page.card.form.editors["name"].line
    line.selectAll()
    type_text(line, name)


def test_new_organization_is_saved_under_the_current_one(page, book, street, qtbot, type_text, presenter):
    open_(qtbot, page, street["和平"])
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    form = page.card.form
    assert form.editors["parent_id"].line.text() == "和平社区党委"
    assert (form.editors["kind"].value(), form.editors["sector"].value()) == ("党支部", "社区")
    assert not page.card.dirty
    type_name(page, type_text, "和平社区第三党支部")
    assert page.card.dirty
    qtbot.keyClick(page.card, Qt.Key.Key_S, CTRL)
    saved = page.open_id
    draft = draft_of(book, saved)
    assert (draft.name, draft.parent_id, draft.kind) == ("和平社区第三党支部", street["和平"], "党支部")
    assert page.view.current_id == saved
    assert page.view.tree.currentIndex() == page.view.model.index_of(saved)
    assert (page.card.dirty, page.card.state.text()) == (False, "已保存 09:41")
    assert presenter.notes == ["组织已新建。"]


def test_name_is_asked_for(page, street):
    page.begin_new(street["和平"])
    assert not page.save()
    assert page.card.form.editors["name"].problem == "请填写组织名称"


def test_refused_place_is_marked_at_its_field(page, street, type_text, presenter):
    page.begin_new(street["一支部"])
    type_name(page, type_text, "新党委")
    page.card.form.editors["kind"].set_value("党委")
    assert not page.save()
    assert page.card.form.editors["parent_id"].problem == "党支部之下不设党委"
    assert presenter.told == []
    assert page.card.dirty


def test_cleared_sector_can_be_saved(page, book, street, qtbot):
    open_(qtbot, page, street["二支部"])
    page.card.form.editors["sector"].set_value(None)
    assert page.save()
    assert draft_of(book, street["二支部"]).sector == ""


@pytest.mark.parametrize(("answer", "name", "opened"), [(0, "改名", True), (1, "二支部", True), (2, "二支部", False)])
def test_leaving_unsaved_work_asks(page, book, street, qtbot, type_text, presenter, answer, name, opened):
    presenter.answers = [answer]
    open_(qtbot, page, street["二支部"])
    type_name(page, type_text, "改名")
    click(qtbot, page, street["新华"])
    qtbot.waitUntil(lambda: len(presenter.asked) == 1)
    qtbot.waitUntil(lambda: page.view.current_id == page.open_id)
    assert presenter.asked == ["“二支部”有未保存的修改。要保存吗？"]
    assert page.open_id == (street["新华"] if opened else street["二支部"])
    assert page.card.dirty is not opened
    assert draft_of(book, street["二支部"]).name == name


def test_opening_is_no_change(page, street, qtbot, presenter):
    for short in ("和平", "二支部", "街道"):
        open_(qtbot, page, street[short])
        assert not page.card.dirty
    assert presenter.asked == []


def test_move_by_dialog(page, book, street, presenter):
    choose(page, street["一支部"], "移动到…")
    asked = dialog(page)
    assert asked.note.text() == "“一支部”现在的上级：和平社区党委\n它的 1 个下级组织一起移动。"
    picker = asked.form.editors["parent_id"]
    offered = [node.name for node in picker._nodes()]
    assert offered == ["和平街道党工委", "和平社区党委", "二支部", "新华社区党总支"]
    asked.accept()
    assert picker.problem == "就是现在的上级"
    picker.set_value(street["二支部"])
    asked.accept()
    assert picker.problem == "党支部之下不设党支部"
    presenter.answers = [1]
    picker.set_value(street["新华"])
    asked.accept()
    assert asked.isVisible()
    assert draft_of(book, street["一支部"]).parent_id == street["和平"]
    asked.accept()
    assert presenter.asked[-1].startswith("把“一支部”从“和平社区党委”移到“新华社区党总支”之下？")
    assert draft_of(book, street["一支部"]).parent_id == street["新华"]
    assert page.view.model.index_of(street["一支部"]).parent() == page.view.model.index_of(street["新华"])


def test_cycle_is_refused_with_its_reason(page, book, street, presenter):
    page.tending.move(street["和平"], street["一组"])
    assert presenter.told[0][1] == "不能把组织移到它自己或它的下级之下。"
    assert draft_of(book, street["和平"]).parent_id == street["街道"]


def test_cycle_in_the_form_is_marked(page, street, qtbot):
    open_(qtbot, page, street["和平"])
    page.card.form.editors["parent_id"].set_value(street["一支部"])
    assert not page.save()
    assert page.card.form.editors["parent_id"].problem == "是它自己的下级"


@pytest.mark.usefixtures("people")
def test_dissolving_hides_and_restoring_shows(page, book, street, context, qtbot, presenter):
    qtbot.waitUntil(lambda: bool(page._counts) and context.jobs.pending == 0)
    choose(page, street["二支部"], "撤销…")
    asked = dialog(page)
    assert "1 名党员" in asked.note.text()
    assert asked.form.editors["dissolved_on"].value() == date(2022, 6, 27)
    asked.form.editors["dissolved_on"].set_value(date(2014, 1, 1))
    asked.accept()
    assert asked.form.editors["dissolved_on"].problem == "早于成立日期"
    asked.form.editors["dissolved_on"].set_value(date(2022, 6, 27))
    asked.accept()
    assert draft_of(book, street["二支部"]).dissolved_on == date(2022, 6, 27)
    assert not page.view.model.index_of(street["二支部"]).isValid()
    page.view.dissolved.click()
    choose(page, street["二支部"], "恢复")
    assert presenter.asked == ["恢复“二支部”？撤销日期 2022-06-27 将被清除。"]
    page.view.dissolved.click()
    assert page.view.model.index_of(street["二支部"]).isValid()


def test_deleting_opens_what_was_above(page, street, qtbot, presenter):
    open_(qtbot, page, street["一组"])
    choose(page, street["一组"], "删除")
    assert "删除“一组”？" in presenter.asked[0]
    qtbot.waitUntil(lambda: page.open_id == street["一支部"])
    assert page.card.title.text() == "一支部"
    assert page.forest.get(street["一组"]) is None
    assert presenter.notes == []


def test_refused_deletion_is_explained(page, street, presenter):
    choose(page, street["和平"], "删除")
    assert presenter.told == [("请检查", "“和平社区党委”下面还有组织，不能删除。请先移走下级组织。", "")]


def test_another_page_can_open_a_hidden_one(page, street):
    page.search("二")
    page.open_record("organization", street["旧支部"])
    assert page.card.title.text() == "旧支部（2021-05-01 撤销）"
    assert page.view.tree.currentIndex() == page.view.model.index_of(street["旧支部"])


def test_open_record_follows_an_undo(page, book, street, context, qtbot, type_text):
    open_(qtbot, page, street["二支部"])
    type_name(page, type_text, "第二党支部")
    assert page.save()
    with qtbot.waitSignal(context.bus.changed):
        book.undo()
    assert page.card.form.editors["name"].line.text() == "二支部"
    assert page.card.title.text() == "二支部"


def test_what_is_being_typed_survives_changes_elsewhere(page, book, street, context, qtbot, type_text):
    open_(qtbot, page, street["二支部"])
    type_name(page, type_text, "第二党支部")
    with qtbot.waitSignal(context.bus.changed):
        save_organization(
            book, draft_of(book, street["一支部"]).__class__("三支部", "党支部", parent_id=street["和平"])
        )
    assert page.card.dirty
    assert page.card.form.editors["name"].line.text() == "第二党支部"


@pytest.mark.usefixtures("people")
def test_organizations_below_open(page, street, qtbot):
    open_(qtbot, page, street["和平"])
    qtbot.waitUntil(lambda: page.card.below.model().index(0, 3).data() == "2")
    model = page.card.below.model()
    rows = [[model.index(row, column).data() for column in range(5)] for row in range(model.rowCount())]
    assert rows == [["一支部", "党支部", "2", "2", ""], ["二支部", "党支部", "1", "1", ""]]
    assert page.card.tabs.tabText(3) == "下级组织 2"
    page.card.below.opened.emit(street["二支部"])
    assert page.open_id == street["二支部"] == page.view.current_id


def test_members_of_a_day_and_one_opens(page, book, street, people, context, qtbot):
    from db.people.actions import transfer_people

    transfer_people(book, [people["单小梅"]], street["二支部"], None, date(2022, 5, 1), "")
    open_(qtbot, page, street["一支部"])
    tab = page.card.members

    def names():
        model = tab.list.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    qtbot.waitUntil(lambda: names() == ["王小红"])
    assert page.card.tabs.tabText(2) == "党员 1"
    line = tab.day_bar.editor.line
    line.selectAll()
    qtbot.keyClicks(line, "20220430")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names() == ["单小梅", "王小红"])
    assert page.card.posts.day_bar.day == date(2022, 4, 30)
    with qtbot.waitSignal(context.bus.record_requested) as told:
        tab.list.opened.emit(people["单小梅"])
    assert told.args == ["person", people["单小梅"]]


def test_day_is_the_last_of_the_period_but_not_after_today(page, context):
    assert page.card.members.day_bar.day == date(2022, 6, 27)
    context.set_scope(Scope(None, "全部组织", 7, Period.parse("2021")))
    assert page.card.members.day_bar.day == page.card.posts.day_bar.day == date(2021, 12, 31)


def test_undoing_a_new_organization_closes_it(page, book, street, context, qtbot, type_text):
    open_(qtbot, page, street["和平"])
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL)
    type_name(page, type_text, "和平社区第三党支部")
    assert page.save()
    assert page.card.is_open
    book.undo()
    qtbot.waitUntil(lambda: not page.card.is_open)
    assert page.open_id is None
