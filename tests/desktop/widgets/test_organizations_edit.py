"""Several organizations picked one after another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.widgets.organization_picker import Node
from desktop.widgets.organizations_edit import OrganizationsEdit

NODES = [Node(1, None, "春和社区党委"), Node(2, 1, "第一党支部"), Node(3, 1, "第二党支部")]


@pytest.fixture
def edit(qtbot):
    edit = OrganizationsEdit(lambda: NODES)
    edit.changes = []
    edit.changed.connect(lambda: edit.changes.append(edit.value()))
    qtbot.addWidget(edit)
    edit.resize(600, 80)
    with qtbot.waitActive(edit):
        edit.show()
        edit.activateWindow()
    edit.setFocus()
    return edit


def press(qtbot, key):
    popup = QApplication.activePopupWidget()
    qtbot.keyClick((popup and popup.focusWidget()) or QApplication.focusWidget(), key)


def pick(qtbot, initials):
    for letter in initials:
        popup = QApplication.activePopupWidget()
        qtbot.keyClicks((popup and popup.focusWidget()) or QApplication.focusWidget(), letter)
    press(qtbot, Qt.Key.Key_Return)


def test_loading_is_no_change(edit):
    edit.set_value((3, 1))
    assert edit.value() == (3, 1)
    assert [chip.text() for chip in edit._chips] == ["第二党支部 ×", "春和社区党委 ×"]
    assert edit.changes == []


def test_each_one_picked_joins_the_others_and_is_not_offered_again(qtbot, edit):
    pick(qtbot, "dedzb")
    pick(qtbot, "dydzb")
    assert edit.value() == (3, 2)
    assert edit.changes == [(3,), (3, 2)]
    assert [node.id for node in edit._offered()] == [1]
    assert edit.picker.line.text() == ""
    assert edit.picker.line.hasFocus()


def test_backspace_and_a_click_take_off(qtbot, edit):
    edit.set_value((1, 2, 3))
    press(qtbot, Qt.Key.Key_Backspace)
    assert edit.value() == (1, 2)
    edit._chips[0].click()
    assert edit.value() == (2,)
    press(qtbot, Qt.Key.Key_Backspace)
    press(qtbot, Qt.Key.Key_Backspace)
    assert edit.changes == [(1, 2), (2,), ()]


def test_a_draft_comes_back(edit):
    edit.set_value((2, 3))
    kept = edit.draft()
    edit.set_value(())
    edit.set_draft(kept)
    assert edit.value() == (2, 3)
    assert edit.worded(kept) == "第一党支部、第二党支部"
    assert edit.worded([9]) == "（不在可选范围内）"
