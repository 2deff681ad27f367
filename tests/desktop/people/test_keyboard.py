"""The page by keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(office, start, click):
    office.person("赵敏", id_number="11010519491231002X", phone="13812345678")
    made = start()
    click(made, "赵敏")
    return made


def place_of(page):
    """What part of the page has the focus."""
    focus = QApplication.focusWidget()
    parts = {
        "excel": page.excel.button, "new": page.new_button,
        "chips": page.filters.chips, "search": page.filters.search, "list": page.view,
        "tab": page.card.tabs.tabBar(), "save": page.card.save,
        **page.form.editors,
    }  # fmt: skip
    return next((name for name, part in parts.items() if part is focus or part.isAncestorOf(focus)), "other")


def walk(qtbot, page, key):
    """Every stop of the page, from the list round to the list."""
    page.view.setFocus()
    places = []
    while len(places) < 60:
        qtbot.keyClick(QApplication.focusWidget(), key)
        places.append(place_of(page))
        if places[-1] == "list":
            break
    return places


def test_tab_goes_through_the_whole_page_in_its_order(qtbot, page):
    fields = list(page.form.editors)
    expected = ["tab", *fields, "save", "other", "excel", "new", "chips", "search", "list"]  # other: 更多操作
    assert walk(qtbot, page, Qt.Key.Key_Tab) == expected
    assert walk(qtbot, page, Qt.Key.Key_Backtab) == [*reversed(expected[:-1]), "list"]


def test_chips_are_one_stop_with_arrow_keys(qtbot, page, settle):
    page.new_button.setFocus()
    qtbot.keyClick(page.new_button, Qt.Key.Key_Tab)
    assert QApplication.focusWidget().text() == "全部"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert QApplication.focusWidget().text() == "党员"
    assert page.filters.chip is None, "only looked at"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.filters.chip is not None
    settle()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert page.filters.search.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget().text() == "党员", "where it left"


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Tab, CTRL), (Qt.Key.Key_PageDown, CTRL)])
def test_next_tab_by_key_takes_the_focus_along(qtbot, page, key, modifiers):
    page.form.editors["note"].setFocus()
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)
    assert page.card.tabs.currentWidget() is page.record.stays
    assert page.record.stays.isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert page.form.editors["name"].line.hasFocus()


def test_disabled_tabs_are_passed_over(qtbot, page):
    page.begin_new()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, CTRL)
    assert page.card.tabs.currentWidget() is page.record.attachments
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab, CTRL)
    assert page.form.editors["name"].line.hasFocus()


def test_numbers_are_masked_again_after_saving(qtbot, page, fill):
    for name in ("id_number", "phone"):
        page.form.editors[name].toggle()
        assert not page.form.editors[name].masked
    fill(page, "phone", "13987654321")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, CTRL)
    assert page.card.state.text().startswith("已保存")
    assert page.form.editors["phone"].value() == "13987654321"
    for name in ("id_number", "phone"):
        assert page.form.editors[name].masked
        assert "*" in page.form.editors[name].line.text()
    assert not page.card.dirty


def test_enter_presses_the_focused_button(qtbot, page):
    page.new_button.setFocus()
    qtbot.keyClick(page.new_button, Qt.Key.Key_Return)
    assert page.card.title.text() == "新建人员"
    tag = page.form.editors["categories"].findChildren(QPushButton)[2]
    tag.setFocus()
    qtbot.keyClick(tag, Qt.Key.Key_Enter)
    assert page.form.editors["categories"].value() == (tag.text(),)
