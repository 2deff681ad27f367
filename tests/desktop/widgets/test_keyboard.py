"""Choices, tags and buttons by keyboard."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from db.core.fields import Field, Kind, choices
from db.core.pinyin import pinyin
from desktop.widgets.editors import make_editor
from desktop.widgets.pickers import Choice, PersonPicker
from desktop.widgets.tool_button import ToolButton

FEW = Field("a", "职务", Kind.CHOICE, choices=choices("书记", "副书记", "委员"))
MANY = Field(
    "a",
    "民族",
    Kind.CHOICE,
    choices=choices("汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族"),
)
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot):
    """``desk(*widgets)`` shows them in one column, active."""

    windows = []  # kept alive

    def show(*widgets):
        window = QWidget()
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        windows.append(window)
        return window

    return show


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    """A key as the user's keyboard gives it: to the open list, else where the focus is."""
    qtbot.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key, modifier)


def editor(field):
    return make_editor(field, lambda: date(2022, 6, 30))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
@pytest.mark.parametrize(("field", "typed", "meant"), [(FEW, "sj", "书记"), (FEW, "wy", "委员"), (MANY, "han", "汉族")])
def test_enter_and_tab_take_the_first_that_fits(qtbot, desk, type_text, field, typed, meant, key):
    made, following = editor(field), editor(Field("b", "备注"))
    desk(made, following)
    made.setFocus()
    changes = []
    made.changed.connect(lambda: changes.append(made.combo.currentText()))
    type_text(made.combo.lineEdit(), typed)
    press(qtbot, key)
    assert made.value() == meant
    assert made.problem is None
    assert changes[-1] == meant
    assert QApplication.activePopupWidget() is None
    assert following.line.hasFocus() is (key == Qt.Key.Key_Tab)


def test_choice_written_out_is_not_another_that_contains_it(qtbot, desk, type_text):
    made = editor(Field("a", "职务", Kind.CHOICE, choices=choices("副书记", "书记")))
    desk(made)
    made.setFocus()
    type_text(made.combo.lineEdit(), "书记")
    press(qtbot, Qt.Key.Key_Return)
    assert made.value() == "书记"


def test_row_picked_by_arrow_keys_stays(qtbot, desk, type_text):
    made = editor(FEW)
    desk(made)
    made.setFocus()
    type_text(made.combo.lineEdit(), "sj")
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    assert made.value() == "副书记"


def test_the_choice_before_the_typing_can_be_taken_again(qtbot, desk, type_text):
    made = editor(FEW)
    desk(made)
    made.set_value("书记")
    made.setFocus()
    made.combo.lineEdit().selectAll()
    type_text(made.combo.lineEdit(), "sj")
    press(qtbot, Qt.Key.Key_Return)
    assert made.combo.currentText() == "书记"


def test_click_shows_all_choices_and_typing_narrows_them(qtbot, desk):
    made = editor(FEW)
    desk(made)
    line = made.combo.lineEdit()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    shown = QApplication.activePopupWidget().model()
    assert shown.rowCount() == 1 + 3
    qtbot.keyClicks(QApplication.activePopupWidget(), "wy")
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["委员"]
    press(qtbot, Qt.Key.Key_Return)
    assert made.value() == "委员"


def test_tags_are_one_stop(qtbot, desk):
    before, after = editor(Field("b", "姓名")), editor(Field("c", "备注"))
    tags = editor(Field("a", "标签", Kind.TAGS, choices=choices("在职", "流动", "困难")))
    desk(before, tags, after)
    before.setFocus()
    press(qtbot, Qt.Key.Key_Tab)
    chips = tags.findChildren(QPushButton)
    assert chips[0].hasFocus()
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    assert tags.value() == ("流动", "困难")
    press(qtbot, Qt.Key.Key_Left)
    press(qtbot, Qt.Key.Key_Tab)
    assert after.line.hasFocus()
    press(qtbot, Qt.Key.Key_Backtab)
    assert chips[1].hasFocus()
    press(qtbot, Qt.Key.Key_Backtab)
    assert before.line.hasFocus()


@pytest.mark.parametrize("make", [QPushButton, ToolButton])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_a_button_outside_dialogs(qtbot, desk, make, key):
    button = make()
    desk(button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.CHOICE])
def test_undo_key_takes_back_typing_first_then_belongs_to_the_window(qtbot, desk, type_text, kind):
    made = editor(Field("a", "内容", kind, choices=choices("党课", "党员大会")))
    window = desk(made)
    action = QAction(window)
    action.setShortcut("Ctrl+Z")
    window.addAction(action)
    asked = []
    action.triggered.connect(lambda: asked.append(1))
    made.setFocus()
    focus = QApplication.focusWidget()
    assert not override(focus), "nothing typed: the key is the window's"
    type_text(focus, "今天")
    assert override(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Z, CTRL)
    assert (made.draft(), asked) == ("", [])
    qtbot.keyClick(focus, Qt.Key.Key_Z, CTRL)
    assert asked == [1]


def override(widget):
    """Whether *widget* keeps Ctrl+Z from being a shortcut."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, CTRL)
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize("field", [Field("a", "备注"), Field("a", "内容", Kind.LONG_TEXT)], ids=["line", "text"])
def test_typing_is_done_again_before_the_books_actions(qtbot, desk, type_text, field):
    made = editor(field)
    window = desk(made)
    redone = []
    QShortcut(QKeySequence("Ctrl+Y"), window, lambda: redone.append(1))
    made.setFocus()
    type_text(QApplication.focusWidget(), "AB")
    press(qtbot, Qt.Key.Key_Z, CTRL)
    assert not made.value()
    press(qtbot, Qt.Key.Key_Y, CTRL)
    assert made.value() == "AB"
    assert redone == []
    press(qtbot, Qt.Key.Key_Y, CTRL)
    assert redone == [1], "nothing typed is left to do again"


def found(text):
    people = (Choice(1, "方思敏", "第一党支部"), Choice(2, "方世明", "机关支部"))
    return [one for one in people if text in one.title or pinyin(one.title)[1].startswith(text)]


@pytest.mark.parametrize("free", [True, False])
@pytest.mark.parametrize(("downs", "name"), [(0, "方思敏"), (1, "方世明"), (2, "方世明")])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_take_the_person_marked(qtbot, desk, type_text, key, downs, name, free):
    made, following = PersonPicker(found, free_text=free), editor(Field("b", "备注"))
    desk(made, following)
    made.setFocus()
    type_text(made.line, "fsm")
    for _ in range(downs):
        press(qtbot, Qt.Key.Key_Down)
    press(qtbot, key)
    assert (made.line.text(), made.chosen and made.chosen.title) == (name, name)
    assert following.line.hasFocus() is (key == Qt.Key.Key_Tab)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_arrow_keys_do_not_let_go_of_the_only_person(qtbot, desk, type_text, key):
    made, following = PersonPicker(lambda text: found(text)[:1], free_text=True), editor(Field("b", "备注"))
    desk(made, following)
    made.setFocus()
    type_text(made.line, "fsm")
    press(qtbot, key)
    press(qtbot, Qt.Key.Key_Tab)
    assert made.line.text() == "方思敏"


def test_tab_keeps_a_name_written_out(qtbot, desk, type_text):
    made, following = PersonPicker(found, free_text=True), editor(Field("b", "备注"))
    desk(made, following)
    made.setFocus()
    type_text(made.line, "方")
    press(qtbot, Qt.Key.Key_Tab)
    assert (made.value(), made.chosen, made.problem) == ("方", None, None)
    assert following.line.hasFocus()


def test_initials_that_are_nobodys_are_told_of(qtbot, desk, type_text):
    made, following = PersonPicker(found, free_text=True), editor(Field("b", "备注"))
    desk(made, following)
    made.setFocus()
    type_text(made.line, "wf")
    press(qtbot, Qt.Key.Key_Tab)
    assert (made.value(), made.problem) == ("wf", "没有叫 wf 的人员，请写姓名")
    made.setFocus()
    type_text(made.line, "王芳")
    assert made.problem is None
