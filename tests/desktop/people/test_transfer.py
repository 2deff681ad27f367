from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from db.people.queries import members_on, stays_of
from desktop.people.transfer import TransferDialog

CTRL = Qt.KeyboardModifier.ControlModifier


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
    assert sorted(office.cells(page, "所在组织")) == ["第一党支部", "第二党支部", "第二党支部"]
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
    assert office.get(id).organization_id is None
    with office.book.read() as connection:
        assert stays_of(connection, id)[0].ends_on == date(2022, 6, 26)
    assert page.form.editors["organization_id"].value() is None
    assert not page.card.dirty


def test_study_records_are_asked_for_of_those_selected_and_of_the_one_on_show(office, start, click, context):
    asked = []
    context.bus.printout_requested.connect(lambda which, ids: asked.append((which, ids)))
    people = [office.person("钱进"), office.person("孙立")]
    page = start()
    page.begin_new()
    assert not _entry(page, page._fill_card_menu, "打印学习档案").isEnabled()
    click(page, "钱进")
    _entry(page, page._fill_card_menu, "打印学习档案").trigger()
    click(page, "孙立", CTRL)
    _entry(page, page._fill_menu, "打印学习档案（2 人）").trigger()
    assert asked[0] == ("study_file", people[:1])
    assert (asked[1][0], sorted(asked[1][1])) == ("study_file", sorted(people))


def _entry(page, fill, text):
    menu = QMenu(page)
    fill(menu)
    return next(action for action in menu.actions() if action.text() == text)
