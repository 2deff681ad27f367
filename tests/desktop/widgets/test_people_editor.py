from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.errors import UserError
from db.people.queries import Found
from desktop.widgets.people_editor import PeopleEdit
from desktop.widgets.pickers import Choice

BOOK = {1 << 40: "张喆", 2: "王小红", 3: "李强", 4: "李强"}


@pytest.fixture
def editor(qtbot):
    made = PeopleEdit(
        lambda text: [Choice(id, name, f"{id} 支部") for id, name in BOOK.items() if text in name],
        lambda ids: {id: BOOK[id] for id in ids if id in BOOK},
        lambda names: {one: [Found(id, name, "") for id, name in BOOK.items() if name == one] for one in names},
    )
    qtbot.addWidget(made)
    made.resize(420, 40)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def changes(editor):
    fired = []
    editor.changed.connect(lambda: fired.append(editor.draft()))
    return fired


def enter(qtbot, editor, type_text, text):
    type_text(editor.picker.line, text)
    qtbot.keyClick(QApplication.activePopupWidget() or editor.picker.line, Qt.Key.Key_Return)


def chips(editor):
    return [chip.text() for chip in editor._chips]


def test_loading_is_silent(editor, changes):
    editor.set_value((2, 99, 1 << 40))
    assert chips(editor) == ["王小红 ×", "（已删除） ×", "张喆 ×"]
    assert editor.value() == (2, 99, 1 << 40), "what the book lacks is still what was loaded"
    editor.set_value(None)
    assert editor.value() == ()
    assert changes == []


def test_people_are_added_one_after_another_each_once(qtbot, editor, changes, type_text):
    for name in ("张喆", "王小红", "张喆"):
        enter(qtbot, editor, type_text, name)
        assert editor.picker.line.text() == ""
    assert editor.value() == (1 << 40, 2)
    assert editor.picker.line.hasFocus(), "the next name follows"
    assert len(changes) == 2


def test_people_are_taken_off(qtbot, editor, type_text):
    editor.set_value((2, 3, 4))
    qtbot.keyClick(editor.picker.line, Qt.Key.Key_Backspace)
    assert editor.value() == (2, 3)
    qtbot.mouseClick(editor._chips[0], Qt.MouseButton.LeftButton)
    assert editor.value() == (3,)
    type_text(editor.picker.line, "a")
    qtbot.keyClick(editor.picker.line, Qt.Key.Key_Backspace)
    assert editor._chips, "Backspace takes typing off first"


def test_a_name_nobody_has_is_no_value_and_kept(editor, type_text):
    type_text(editor.picker.line, "李逵")
    with pytest.raises(UserError, match="李逵"):
        editor.value()
    kept = editor.draft()
    editor.set_value(())
    editor.set_draft(kept)
    assert editor.picker.line.text() == "李逵"
    editor.set_value((2,))
    assert editor.worded(editor.draft()) == "王小红"


def test_namesakes_are_chosen_in_the_list(qtbot, editor, type_text):
    type_text(editor.picker.line, "李强")
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value() == (4,)


def test_a_pasted_list_is_taken_but_for_what_is_nobodys_or_several_peoples(qtbot, editor, changes, type_text):
    QApplication.clipboard().setText("1. 张喆\n2. 李强\n3. 王小红（到会）\n4. 李逵\n5. 张喆")
    editor.picker.line.paste()
    qtbot.keyClick(editor.picker.line, Qt.Key.Key_Return)
    assert chips(editor) == ["张喆 ×", "王小红 ×"]
    assert editor.picker.line.text() == "李强、李逵"
    assert editor.picker.problem == "有 2 位“李强”，没有找到“李逵”，请从列表里选一个人"
    assert editor.draft() in changes


def test_who_is_written_to_have_been_away_is_asked_about(qtbot, editor, type_text):
    enter(qtbot, editor, type_text, "张喆、王小红 病假")
    assert chips(editor) == ["张喆 ×"]
    assert "“王小红”写的是没有参加" in editor.picker.problem
