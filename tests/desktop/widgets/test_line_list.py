from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.widgets.line_list import LineList
from desktop.widgets.line_model import Item, LineModel


@pytest.fixture
def lines(qtbot):
    """A list of three titles that must differ, on the screen with the focus; what it told is in ``told``."""
    model = LineModel("＋", unique=True)
    model.load([Item("一"), Item("二"), Item("三")])
    view = LineList(model)
    qtbot.addWidget(view)
    view.told, view.edits = [], []
    model.refused.connect(view.told.append)
    model.edited.connect(lambda: view.edits.append(1))
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


def titles(view):
    return [item.title for item in view.model().items]


def type_in(qtbot, text, end=Qt.Key.Key_Return):
    for letter in text:  # the first opens the editor
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    qtbot.keyClick(QApplication.focusWidget(), end)
    qtbot.wait(1)


def test_typing_in_the_last_row_adds_one_after_another(qtbot, lines):
    lines.setCurrentIndex(lines.model().index(3))
    type_in(qtbot, "four")
    type_in(qtbot, "five")
    assert titles(lines) == ["一", "二", "三", "four", "five"]
    heard = []
    lines.done.connect(lambda: heard.append("done"))
    lines.left.connect(lambda: heard.append("left"))
    type_in(qtbot, "", Qt.Key.Key_Return)
    assert heard == ["done"]
    type_in(qtbot, "six", Qt.Key.Key_Tab)
    assert heard == ["done", "left"]
    assert titles(lines)[-1] == "six"


def test_a_title_is_rewritten_or_emptied(qtbot, lines):
    qtbot.keyClick(lines, Qt.Key.Key_F2)
    type_in(qtbot, "one")
    assert titles(lines) == ["one", "二", "三"]
    lines.setCurrentIndex(lines.model().index(0))
    qtbot.keyClick(lines, Qt.Key.Key_F2)
    type_in(qtbot, "x", Qt.Key.Key_Escape)
    assert titles(lines) == ["one", "二", "三"]
    qtbot.keyClick(lines, Qt.Key.Key_F2)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    type_in(qtbot, "")
    assert titles(lines) == ["二", "三"]


def test_what_is_there_already_is_told_and_not_added(qtbot, lines):
    assert lines.model().add(["《一》", "四", "四"]) == 1
    assert titles(lines) == ["一", "二", "三", "四"]
    assert len(lines.told) == 1
    assert not lines.model().setData(lines.model().index(1), "三。")
    assert titles(lines) == ["一", "二", "三", "四"]
    assert len(lines.told) == 2


@pytest.mark.parametrize(("row", "over", "order"), [(0, 2, ["二", "三", "一"]), (2, 0, ["三", "一", "二"])])
def test_a_row_is_dragged(lines, row, over, order):
    lines.setCurrentIndex(lines.model().index(row))
    at = QPointF(lines.visualRect(lines.model().index(over)).center())
    lines.dropEvent(
        QDropEvent(at, Qt.DropAction.MoveAction, QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    assert titles(lines) == order
    assert lines.currentIndex().row() == over


def test_what_was_removed_comes_back(qtbot, lines):
    qtbot.keyClick(lines, Qt.Key.Key_Delete)
    qtbot.keyClick(lines, Qt.Key.Key_Delete)
    assert titles(lines) == ["三"]
    for _ in range(2):
        qtbot.keyClick(lines, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert titles(lines) == ["一", "二", "三"]
    assert len(lines.edits) == 4


def test_a_list_is_pasted_where_the_cursor_is(qtbot, lines):
    QApplication.clipboard().setText("1. 甲\n2. 二\n3. 乙")
    lines.setCurrentIndex(lines.model().index(1))
    qtbot.keyClick(lines, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert titles(lines) == ["一", "甲", "乙", "二", "三"]
    assert len(lines.told) == 1
