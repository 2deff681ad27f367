from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.organization_picker import Node, OrganizationPicker

BASE = 7 << 32
NODES = [
    Node(BASE + 3, BASE + 2, "第一网格党支部", "一网格"),
    Node(BASE + 1, None, "街道党工委"),
    Node(BASE + 2, BASE + 1, "第一社区党委"),
    Node(BASE + 4, BASE + 1, "第二社区党委"),
]


@pytest.fixture
def picker(qtbot):
    made = OrganizationPicker(lambda: NODES)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.line.setFocus()
    return made


def popup():
    return QApplication.activePopupWidget()


def shown(tree):
    items = tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
    return {item.text(0) for item in items if not item.isHidden()}


def test_organization_is_found_by_initials_and_enter(qtbot, picker, type_text):
    type_text(picker.line, "d")
    type_text(popup().search, "yw")
    assert shown(popup().tree) == {"街道党工委", "第一社区党委", "第一网格党支部"}, "what is above the match stays"
    with qtbot.waitSignal(picker.changed):
        qtbot.keyClick(popup().search, Qt.Key.Key_Return)
    assert picker.value() == BASE + 3
    assert picker.line.text() == "第一网格党支部"
    assert popup() is None


def test_chinese_typed_into_the_field_searches(qtbot, picker, type_text):
    type_text(picker.line, "第二")
    assert popup().search.text() == "第二"
    qtbot.keyClick(popup().search, Qt.Key.Key_Return)
    assert picker.value() == BASE + 4


def test_arrows_walk_the_tree_from_the_search_line(qtbot, picker):
    picker.set_value(BASE + 1)
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup().search, Qt.Key.Key_Down)
    qtbot.keyClick(popup().search, Qt.Key.Key_Return)
    assert picker.value() == BASE + 2


def test_enter_without_a_match_takes_nothing(qtbot, picker):
    picker.set_value(BASE + 1)
    picker.open_tree("没有这个")
    qtbot.keyClick(popup().search, Qt.Key.Key_Return)
    assert picker.value() == BASE + 1
    popup().close()


def test_delete_empties_and_paste_does_not_write(qtbot, picker):
    picker.set_value(BASE + 2)
    QApplication.clipboard().setText("乱贴")
    qtbot.keySequence(picker.line, QKeySequence(QKeySequence.StandardKey.Paste))
    assert picker.line.text() == "第一社区党委"
    with qtbot.waitSignal(picker.changed):
        qtbot.keyClick(picker.line, Qt.Key.Key_Delete)
    assert (picker.value(), picker.line.text()) == (None, "")


def test_read_only_picker_opens_nothing(qtbot, picker):
    picker.set_value(BASE + 2)
    picker.set_read_only(True)
    qtbot.mouseClick(picker.line, Qt.MouseButton.LeftButton)
    assert popup() is None
    assert picker.value() == BASE + 2


def test_organization_is_found_by_its_other_name_and_a_miss_is_told(qtbot, picker, type_text):
    type_text(picker.line, "y")
    type_text(popup().search, "wg")
    assert shown(popup().tree) >= {"第一网格党支部"}
    type_text(popup().search, "x")
    assert popup()._none.isVisible()
    popup().close()


@pytest.fixture
def form(qtbot):
    """A picker between two lines."""
    whole = QWidget()
    whole.before, whole.picker, whole.behind = QLineEdit(), OrganizationPicker(lambda: NODES), QLineEdit()
    column = QVBoxLayout(whole)
    for part in (whole.before, whole.picker, whole.behind):
        column.addWidget(part)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
        whole.activateWindow()
    whole.picker.line.setFocus()
    return whole


@pytest.mark.parametrize(("key", "goal"), [(Qt.Key.Key_Tab, "behind"), (Qt.Key.Key_Backtab, "before")])
def test_tab_takes_the_row_and_goes_on(qtbot, form, type_text, key, goal):
    type_text(form.picker.line, "第二")
    with qtbot.waitSignal(form.picker.changed):
        qtbot.keyClick(popup().search, key)
    assert form.picker.value() == BASE + 4
    assert popup() is None
    assert QApplication.focusWidget() is getattr(form, goal)


def test_tab_over_what_was_chosen_before_is_no_change(qtbot, form):
    form.picker.set_value(BASE + 4)
    changed = []
    form.picker.changed.connect(lambda: changed.append(True))
    qtbot.keyClick(form.picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(popup().search, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.behind
    assert (form.picker.value(), changed) == (BASE + 4, [])


def test_tab_stays_where_what_is_typed_finds_nothing_and_leaves_where_nothing_is_typed(qtbot, form):
    form.picker.open_tree("没有这个")
    qtbot.keyClick(popup().search, Qt.Key.Key_Tab)
    assert popup().search.text() == "没有这个"
    popup().close()
    form.picker.open_tree()
    qtbot.keyClick(popup().search, Qt.Key.Key_Tab)
    assert (form.picker.value(), QApplication.focusWidget()) == (None, form.behind)
