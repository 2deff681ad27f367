"""The main window as a user meets it: pages, keys, scope, undo, locking, closing."""

from __future__ import annotations

from itertools import pairwise
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMenu

from db.core.changes import Changes
from db.core.period import Period
from desktop.app.page import Scope
from desktop.shell.commands import shortcuts_of
from desktop.shell.window import MainWindow

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def checked(desk):
    return [key for key, button in desk.window.navigation.buttons.items() if button.isChecked()]


def test_pages_are_made_on_their_first_visit(desk, qtbot):
    assert list(desk.pages) == ["home"]
    qtbot.mouseClick(desk.window.navigation.buttons["people"], Qt.MouseButton.LeftButton)
    assert list(desk.pages) == ["home", "people"]
    first = desk.pages["people"]
    desk.window.open_page("home")
    desk.window.open_page("people")
    assert desk.pages["people"] is first
    assert first.isVisible()
    assert checked(desk) == ["people"]


def test_ctrl_and_a_number_opens_a_page(desk, qtbot):
    qtbot.keyClick(desk.window, Qt.Key.Key_3, CTRL)
    assert desk.pages["meetings"].isVisible()
    assert checked(desk) == ["meetings"]
    qtbot.keyClick(desk.window, Qt.Key.Key_1, CTRL)
    assert desk.pages["home"].isVisible()


def test_navigation_by_keyboard(desk, qtbot):
    buttons = desk.window.navigation.buttons
    buttons["home"].setFocus()
    qtbot.keyClick(buttons["home"], Qt.Key.Key_Down)
    assert buttons["people"].hasFocus()
    qtbot.keyClick(buttons["people"], Qt.Key.Key_Space)
    assert desk.pages["people"].isVisible()
    qtbot.keyClick(buttons["people"], Qt.Key.Key_Up)
    assert buttons["home"].hasFocus()


def test_enter_opens_the_page_of_the_focused_button(desk, qtbot):
    button = desk.window.navigation.buttons["meetings"]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert desk.pages["meetings"].isVisible()


def test_page_with_unsaved_work_stays(desk, qtbot):
    desk.window.open_page("people")
    desk.pages["people"].leaves = False
    qtbot.mouseClick(desk.window.navigation.buttons["meetings"], Qt.MouseButton.LeftButton)
    assert desk.pages["people"].isVisible()
    assert checked(desk) == ["people"]
    assert "meetings" not in desk.pages
    desk.window.lock()
    desk.window.scope_picker.chosen.emit(2, "第一社区党委", 2)
    desk.window.period_picker.chosen.emit(Period.parse("2021"))
    assert not desk.window.close()
    assert desk.done == []
    assert desk.context.scope.organization == 1
    assert desk.context.scope.period == Period.parse("2022H1")


@pytest.mark.parametrize("width", [860, 1139, 1140])
def test_top_bar_fits_with_the_longest_labels(desk, qtbot, width):
    scope = Scope(1, "和平街道办事处直属机关第一联合党支部委员会", 110, Period.parse("2022-01-05至2022-02-03"))
    desk.context.set_scope(scope)
    desk.window.resize(width, 600)
    qtbot.wait(1)
    bar = desk.window.top_bar
    assert desk.window.width() == bar.width() == width
    for button in bar.findChildren(QAbstractButton):
        if button.parent() is bar:
            assert bar.rect().contains(button.geometry()), button.text()
            assert button.width() >= button.sizeHint().width(), button.text()


def test_scope_and_period_reach_the_pages(desk, qtbot):
    desk.window.open_page("people")
    with qtbot.waitSignal(desk.context.bus.scope_changed):
        desk.window.scope_picker.chosen.emit(2, "第一社区党委", 2)
    desk.window.period_picker.chosen.emit(Period.parse("2021"))
    scopes = [told[1] for told in desk.pages["people"].told]
    assert [(scope.organization, scope.period.code) for scope in scopes] == [(1, "2022H1"), (2, "2022H1"), (2, "2021")]
    assert desk.window.scope_picker.full_text == "第一社区党委及下级（2 个组织）"
    assert desk.window.period_picker.full_text == "2021 年"


def test_hidden_page_hears_of_scope_and_changes_when_it_comes_back(desk):
    desk.window.open_page("people")
    page = desk.pages["people"]
    desk.window.open_page("home")
    page.told.clear()
    desk.context.bus.changed.emit(Changes({"people": frozenset({1})}))
    desk.context.bus.changed.emit(Changes({"people": frozenset({2}), "meetings": frozenset()}))
    desk.context.bus.changed.emit(Changes({"meetings": frozenset({5})}))
    desk.window.period_picker.chosen.emit(Period.parse("2021"))
    assert page.told == []
    desk.window.open_page("people")
    everything = Changes({"people": frozenset({1, 2}), "meetings": frozenset()})
    assert page.told == [("scope", desk.context.scope), ("refresh", everything)]
    page.told.clear()
    desk.window.open_page("home")
    desk.window.open_page("people")
    assert page.told == []


def test_page_on_screen_is_refreshed_at_once_and_rereads_on_f5(desk, qtbot):
    desk.window.open_page("people")
    desk.pages["people"].told.clear()
    changes = Changes({"people": frozenset({1})})
    desk.context.bus.changed.emit(changes)
    qtbot.keyClick(desk.window, Qt.Key.Key_F5)
    assert desk.pages["people"].told == [("refresh", changes), ("scope", desk.context.scope)]


def test_record_asked_for_opens_on_the_page_of_its_table(desk):
    desk.context.bus.record_requested.emit("attendance", 2**62)
    assert desk.pages["meetings"].isVisible()
    assert desk.pages["meetings"].told[-1] == ("open", "attendance", 2**62)
    assert not desk.window.open_record("no_such_table", 1)


def test_undo_and_redo_say_what_they_do(desk, qtbot):
    undo, redo = desk.window.commands.undo, desk.window.commands.redo
    assert undo.text() == "撤销“保存会议”(&U)"
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    assert desk.done == ["undo"]
    desk.undo_name, desk.redo_name = None, "保存会议"
    desk.context.bus.changed.emit(Changes({"meetings": frozenset({1})}))
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    assert undo.toolTip() == "没有可以撤销的操作"
    qtbot.keyClick(desk.window, Qt.Key.Key_Y, CTRL)
    qtbot.keyClick(desk.window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert desk.done == ["undo", "redo", "redo"]


def test_first_key_goes_to_no_text_box(desk):
    assert not desk.window.search_box.hasFocus()


def test_undo_key_in_a_text_box_takes_back_typing_not_records(desk, qtbot):
    desk.window.open_page("people")
    box = desk.pages["people"].box
    box.setFocus()
    qtbot.keyClicks(box, "abc")
    qtbot.keyClick(box, Qt.Key.Key_Z, CTRL)
    assert box.text() == ""
    assert desk.done == []


def test_lock_by_key(desk, qtbot):
    qtbot.keyClick(desk.window, Qt.Key.Key_L, CTRL)
    assert desk.done == ["lock"]


@pytest.mark.parametrize(("key", "first"), [("F", "锁定"), ("E", "撤销“保存会议”"), ("V", "工作台"), ("H", "快捷键")])
def test_menus_open_by_alt_and_letter(desk, qtbot, key, first):
    qtbot.keyClick(desk.window, getattr(Qt.Key, f"Key_{key}"), ALT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert menu.actions()[0].text().startswith(first)
    menu.close()


def test_shortcut_list_names_what_works(desk):
    listed = dict(shortcuts_of(desk.window))
    assert listed["Ctrl+K"] == "搜索"
    assert listed["Ctrl+3"] == "会议"
    assert listed["Ctrl+Y / Ctrl+Shift+Z"] == "重做"
    assert not any("&" in text for text in listed.values())


def test_f1_shows_the_shortcuts(desk, qtbot):
    seen = []

    def close_it():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            seen.extend(label.text() for label in dialog.findChildren(QLabel))
            dialog.reject()

    timer = desk.window.startTimer(0)
    desk.window.timerEvent = lambda _event: close_it()
    qtbot.keyClick(desk.window, Qt.Key.Key_F1)
    desk.window.killTimer(timer)
    keys = {"Ctrl+L", "Ctrl+N", "Ctrl+S", "Ctrl+P", "Ctrl+D", "Delete", "Ctrl+Tab", "1 / 2 / 3 / 4"}
    assert keys <= set(seen)


def test_closing_asks_about_running_work(desk, presenter, qtbot):
    go = Event()
    desk.context.jobs.run("导入花名册", lambda _job: go.wait(5))
    presenter.answers = [1]
    assert not desk.window.close()
    assert "导入花名册" in presenter.asked[0]
    go.set()
    qtbot.waitUntil(lambda: not desk.context.jobs.jobs)
    assert desk.window.close()


def test_window_remembers_its_place(desk, qtbot):
    desk.window.resize(1100, 555)
    desk.window.close()
    again = MainWindow(desk.context, [desk.spec("home", "工作台", "home")], desk.actions())
    qtbot.addWidget(again)
    assert again.height() == 555  # the width is cut to the test screen


def test_narrow_window_keeps_every_control_on_screen(desk):
    """1366×768 at 150 % leaves 911×512 logical pixels."""
    window = desk.window
    window.resize(911, 512)
    QApplication.processEvents()
    row = [window.search_box, window.scope_picker, window.period_picker]
    row += [button for button in window.top_bar.children() if hasattr(button, "clicked") and button.isVisible()]
    edges = sorted({(w.geometry().left(), w.geometry().right()) for w in row})
    assert len(edges) == 7
    assert edges[-1][1] < 911
    assert all(left[1] < right[0] for left, right in pairwise(edges))


def test_status_bar_shows_the_text_and_what_is_added(desk):
    least = desk.window.minimumSizeHint().width()
    desk.window.set_status("数据已加密 · 周文 · " + "很长的文件夹/" * 40 + "和平街道.ybz")
    added = QLabel("后台工作")
    desk.window.add_status_widget(added)
    QApplication.processEvents()
    assert added.isVisible()
    assert added.geometry().right() < desk.window.width()
    assert desk.window.minimumSizeHint().width() == least
