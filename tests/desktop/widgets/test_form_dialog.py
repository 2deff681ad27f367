"""What is typed into a dialog is not lost by one key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from db.core.fields import Field
from desktop.widgets.form_dialog import FormDialog

ESC = Qt.Key.Key_Escape


@pytest.fixture
def dialog(qtbot):
    made = FormDialog("新建专题", (Field("title", "题目"),), lambda _values: True)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
        made.activateWindow()
    made.form.editors["title"].setFocus()
    return made


def line(dialog):
    return dialog.form.editors["title"].line


def test_nothing_typed_is_left_at_once(qtbot, dialog):
    qtbot.keyClick(line(dialog), ESC)
    assert not dialog.isVisible()


@pytest.mark.parametrize("leave", ["key", "button", "window"])
def test_what_is_typed_is_asked_about_once(qtbot, dialog, leave):
    def go():
        {
            "key": lambda: qtbot.keyClick(line(dialog), ESC),
            "button": lambda: qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton),
            "window": dialog.close,
        }[leave]()

    qtbot.keyClicks(line(dialog), "abc")
    go()
    assert dialog.isVisible()
    assert dialog.question.isVisible()
    assert "不保存" in dialog.cancel.text()
    go()
    assert not dialog.isVisible()


def test_typing_on_is_an_answer(qtbot, dialog):
    qtbot.keyClicks(line(dialog), "abc")
    qtbot.keyClick(line(dialog), ESC)
    qtbot.keyClicks(line(dialog), "d")
    assert not dialog.question.isVisible()
    assert dialog.cancel.text() == "取消"
    qtbot.keyClick(line(dialog), ESC)
    assert dialog.isVisible(), "asked anew about what was typed since"


def test_what_was_done_is_not_asked_about(qtbot, dialog):
    qtbot.keyClicks(line(dialog), "abc")
    qtbot.keyClick(line(dialog), Qt.Key.Key_Return)
    assert not dialog.isVisible()
