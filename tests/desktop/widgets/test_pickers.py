from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from db.core.errors import UserError
from db.core.pinyin import pinyin
from desktop.widgets.pickers import Choice, PersonPicker

PEOPLE = [
    Choice((7 << 32) + 1, "张建国", "第一党支部"),
    Choice((7 << 32) + 2, "赵建国", "机关支部"),
    Choice((7 << 32) + 3, "李梅", "第一党支部"),
    Choice((7 << 32) + 4, "李梅", "第二党支部"),
]


def find(text):
    return [person for person in PEOPLE if text in person.title or pinyin(person.title)[1].startswith(text)]


@pytest.fixture
def picker(qtbot, request):
    made = PersonPicker(
        find, title_of={person.id: person.title for person in PEOPLE}.get, **getattr(request, "param", {})
    )
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.line.setFocus()
    return made


free_text = pytest.mark.parametrize("picker", [{"free_text": True}], indirect=True)


def leave(qtbot, picker):
    picker.popup.popup().hide()
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)


def test_person_is_picked_by_initials_and_enter(qtbot, picker, type_text):
    type_text(picker.line, "zjg")
    with qtbot.waitSignal(picker.changed):
        qtbot.keyClick(picker.popup.popup(), Qt.Key.Key_Down)
        qtbot.keyClick(picker.popup.popup(), Qt.Key.Key_Return)
    assert picker.line.text() == "赵建国"
    assert picker.value() == PEOPLE[1].id


def test_first_hit_needs_only_enter(qtbot, picker, type_text):
    type_text(picker.line, "张")
    qtbot.keyClick(picker.popup.popup(), Qt.Key.Key_Return)
    assert picker.value() == PEOPLE[0].id


def test_hits_show_what_tells_namesakes_apart(picker, type_text):
    type_text(picker.line, "李梅")
    model = picker.popup.completionModel()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["李梅　第一党支部", "李梅　第二党支部"]


def test_name_written_out_is_taken_when_it_is_one_persons(qtbot, picker, type_text):
    type_text(picker.line, "张建国")
    leave(qtbot, picker)
    assert picker.value() == PEOPLE[0].id


@pytest.mark.parametrize(("typed", "told"), [("李梅", "有 2 位“李梅”"), ("王五", "没有找到“王五”")])
def test_name_that_is_not_clear_is_refused(qtbot, picker, type_text, typed, told):
    type_text(picker.line, typed)
    leave(qtbot, picker)
    assert told in picker.problem
    with pytest.raises(UserError):
        picker.value()


def test_editing_the_name_forgets_the_person(qtbot, picker):
    picker.set_value(PEOPLE[0].id)
    assert (picker.line.text(), picker.value()) == ("张建国", PEOPLE[0].id)
    qtbot.keyClick(picker.line, Qt.Key.Key_End)
    qtbot.keyClick(picker.line, Qt.Key.Key_Backspace)
    with pytest.raises(UserError):
        picker.value()


@free_text
def test_outsiders_name_is_kept(qtbot, picker, type_text):
    type_text(picker.line, "张建")
    assert picker.popup.popup().isVisible()
    qtbot.keyClick(picker.popup.popup(), Qt.Key.Key_Return)
    leave(qtbot, picker)
    assert picker.value() == "张建"
    assert picker.chosen is None
    assert picker.problem is None


@free_text
def test_free_text_still_knows_the_chosen_person(qtbot, picker, type_text):
    type_text(picker.line, "lm")
    qtbot.keyClick(picker.popup.popup(), Qt.Key.Key_Return)
    assert (picker.value(), picker.chosen) == ("李梅", PEOPLE[2])


def test_draft_keeps_person_and_text(picker):
    picker.set_value(PEOPLE[2])
    draft = picker.draft()
    picker.set_value(None)
    assert picker.value() is None
    picker.set_draft(draft)
    assert picker.value() == PEOPLE[2].id
