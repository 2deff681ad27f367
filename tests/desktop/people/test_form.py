from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.people.actions import save_post
from db.people.draft import PostDraft

NUMBER = "11010519491231002X"
WRONG = "110105194912310021"
CTRL = Qt.KeyboardModifier.ControlModifier


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
    assert office.named("单雄英") == []
    assert presenter.told == [], "the field says it"


def test_a_corrected_number_corrects_what_it_filled(start, fill):
    page = start()
    page.begin_new()
    fill(page, "id_number", "110105198001010014")
    assert page.form.editors["born_on"].value() is None, "wrong check character: nothing is taken from it"
    fill(page, "id_number", "440524188001010014")
    assert page.form.entered("born_on") == date(1880, 1, 1)
    fill(page, "id_number", NUMBER)
    assert (page.form.entered("born_on"), page.form.entered("sex")) == (date(1949, 12, 31), "女")


def test_wrong_number_is_marked_on_leaving_and_nothing_is_saved(office, start, fill, press):
    page = start()
    page.begin_new()
    fill(page, "name", "单雄英")
    fill(page, "id_number", WRONG)
    assert page.form.id_number.problem is None, "not while it is being typed"
    press(page, Qt.Key.Key_Tab)
    assert "校验码不对" in page.form.id_number.problem
    fill(page, "phone", "13812345678")
    press(page, Qt.Key.Key_S, CTRL)
    assert office.named("单雄英") == []
    assert "校验码不对" in page.form.id_number.problem
    assert page.form.id_number.line.text() == WRONG
    assert page.form.editors["name"].value() == "单雄英"
    assert page.form.editors["phone"].value() == "13812345678"
    assert page.card.dirty
    fill(page, "id_number", " 110105 19491231 002x ")
    assert page.form.id_number.problem is None
    assert page.save()
    assert office.get(office.named("单雄英")[0]).id_number == NUMBER


def test_missing_name_is_said_at_the_field(start):
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
    assert len(office.named("赵敏")) == 2


def test_joining_before_eighteen_is_remarked_and_does_not_block(office, start, fill, click):
    office.person("赵敏", born_on=date(1993, 4, 2), joined_on=date(2001, 7, 1))
    page = start()
    page.begin_new()
    fill(page, "name", "赵敏敏")
    fill(page, "born_on", "1993-04-02")
    fill(page, "joined_on", "2001-07-01")
    assert page.record.notices.isVisible()
    assert page.record.notices.text() == "入党时不满 18 周岁，请核对。"
    assert page.save()
    click(page, "赵敏")
    assert page.record.notices.text() == "入党时不满 18 周岁，请核对。"
    fill(page, "joined_on", "2011-07-01")
    assert not page.record.notices.isVisible()


def test_a_stored_person_is_no_duplicate_of_itself(office, start, click, settle):
    office.person("赵敏", id_number=NUMBER)
    page = start()
    click(page, "赵敏")
    settle()
    assert not page.record.notices.isVisible()


def test_numbers_are_masked_and_the_mask_is_never_saved(qtbot, office, start, click, fill, settle, press):
    id = office.person("赵敏", id_number=NUMBER, phone="13812345678")
    office.person("钱进", phone="13987654321")
    page = start()
    assert office.cells(page, "身份证号")[1] == "110105********002X"
    assert office.cells(page, "手机号") == ["139****4321", "138****5678"]
    click(page, "赵敏")
    number, phone = page.form.id_number, page.form.editors["phone"]
    assert (number.line.text(), phone.line.text()) == ("110105********002X", "138****5678")
    qtbot.keyClicks(phone.line, "7")
    assert phone.line.text() == "138****5678", "a mask cannot be typed into"
    fill(page, "name", "赵敏敏")
    assert page.save()
    stored = office.get(id)
    assert (stored.name, stored.id_number, stored.phone) == ("赵敏敏", NUMBER, "13812345678")
    phone.line.setFocus()
    press(page, Qt.Key.Key_F2)
    assert phone.line.text() == "13812345678"
    assert not page.card.dirty, "looking is not a change"
    assert number.masked, "each is shown for itself"
    fill(page, "phone", "13700001111")
    press(page, Qt.Key.Key_F2)
    assert phone.line.text() == "137****1111"
    assert page.save()
    assert office.get(id).phone == "13700001111"
    press(page, Qt.Key.Key_F2)
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


def test_groups_follow_the_organization(office, start, click):
    office.person("钱进", group_id=office.group_a)
    page = start()
    click(page, "钱进")
    organization, group = page.form.editors["organization_id"], page.form.editors["group_id"]
    assert [node.name for node in organization._nodes()] == ["和平社区党委", "第一党支部", "第二党支部"]
    assert [node.name for node in group._nodes()] == ["第一党小组", "第二党小组"]
    organization._picked(office.second)
    assert group.value() is None
    assert group._nodes() == []
    assert "更正" in page.record.notices.text(), "a change in the form is not a move with a history"


def test_keyboard_goes_from_the_list_through_the_form(office, start, click, press):
    office.person("钱进")
    page = start()
    click(page, "钱进")
    press(page, Qt.Key.Key_Return)
    visited = []
    editors = page.form.editors
    for _ in range(len(editors) - 1):
        focus = QApplication.focusWidget()
        visited += [name for name, editor in editors.items() if editor.isAncestorOf(focus)]
        press(page, Qt.Key.Key_Tab)
        if visited[-1] == "categories":
            break
    assert visited == [name for name in editors if name != "note"]


def test_tabs_count_and_show_dated_facts(qtbot, office, context, start, click):
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
