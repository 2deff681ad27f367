from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from db.core.pinyin import pinyin
from db.meetings.draft import RosterLine
from db.meetings.status import Status
from desktop.meetings.roster import Roster
from desktop.meetings.roster_model import NAME, REASON, STATUS, RosterModel
from desktop.widgets.pickers import Choice

BOOK = [
    Choice(1 << 40, "张喆", "一支部"),
    Choice(2, "王小红", "一支部"),
    Choice(3, "李强", "一支部"),
    Choice(4, "李强", "二支部"),
]
LINES = (RosterLine(1 << 40, "张喆"), RosterLine(2, "王小红"), RosterLine(None, "杜甫", Status.GUEST, "党建办"))


def find(text):
    return [choice for choice in BOOK if text in choice.title or any(text in way for way in pinyin(choice.title))]


@pytest.fixture
def told():
    return []


@pytest.fixture
def roster(qtbot, told):
    made = Roster(find, told.append)
    qtbot.addWidget(made)
    made.resize(620, 420)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.load(LINES)
    made.view.setFocus()
    return made


@pytest.fixture
def edits(roster):
    fired = []
    roster.edited.connect(lambda: fired.append(1))
    return fired


def names(roster):
    return [line.name for line in roster.lines]


def statuses(roster):
    return [line.status for line in roster.lines]


def test_loading_is_silent(roster, edits):
    roster.load(LINES)
    roster.load(())
    assert edits == []


def test_keys_mark_the_row_and_go_on(qtbot, roster, edits):
    roster.view.selectRow(0)
    qtbot.keyClick(roster.view, Qt.Key.Key_4)
    assert statuses(roster)[0] is Status.GUEST
    qtbot.keyClick(roster.view, Qt.Key.Key_1)
    assert statuses(roster)[0] is Status.PRESENT
    assert roster.view.selected_rows == [1], "present needs no more: on to the next"
    qtbot.keyClick(roster.view, Qt.Key.Key_3)
    assert statuses(roster)[1] is Status.ABSENT
    assert QApplication.focusWidget() is not roster.view, "the reason is asked for at once"
    assert len(edits) == 3


def test_tab_into_the_list_shows_the_row_that_the_keys_mark(qtbot, roster):
    roster.adder.setFocus()
    roster.view.clearSelection()
    qtbot.keyClick(roster.adder.line, Qt.Key.Key_Backtab)
    assert roster.view.hasFocus()
    assert roster.view.selected_rows == [0]
    qtbot.keyClick(roster.view, Qt.Key.Key_2)
    assert statuses(roster) == [Status.LEAVE, Status.PRESENT, Status.GUEST]


def test_keys_mark_the_current_row_when_none_is_selected(qtbot, roster):
    roster.view.selectRow(1)
    roster.view.clearSelection()
    qtbot.keyClick(roster.view, Qt.Key.Key_4)
    assert statuses(roster) == [Status.PRESENT, Status.GUEST, Status.GUEST]


def test_lit_word_stands_out_from_a_selected_row(roster):
    """Its border has the word's own colour, whatever is behind it."""
    roster.view.selectRow(2)
    cell = roster.view.visualRect(roster.model.index(2, STATUS))
    picture = roster.view.viewport().grab(cell).toImage()
    left = 4 + (Status.GUEST - 1) * 40
    edge = [picture.pixelColor(x, picture.height() // 2) for x in (left - 1, left, left + 1)]
    behind = picture.pixelColor(left - 6, picture.height() // 2)
    assert min(color.lightness() for color in edge) < behind.lightness() - 80


def test_reason_is_typed_after_the_mark(qtbot, roster, type_text):
    roster.view.selectRow(1)
    qtbot.keyClick(roster.view, Qt.Key.Key_2)
    type_text(QApplication.focusWidget(), "外出学习")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: roster.lines[1] == RosterLine(2, "王小红", Status.LEAVE, "外出学习"))
    assert QApplication.focusWidget() is roster.view, "the keys mark again"


def test_escape_leaves_the_reason_as_it_was(qtbot, roster, type_text):
    roster.view.selectRow(1)
    qtbot.keyClick(roster.view, Qt.Key.Key_2)
    type_text(QApplication.focusWidget(), "外出学习")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert roster.lines[1].reason == ""
    assert roster.lines[1].status is Status.LEAVE


def test_several_rows_are_marked_together(qtbot, roster, edits):
    roster.view.selectAll()
    qtbot.keyClick(roster.view, Qt.Key.Key_3)
    assert statuses(roster) == [Status.ABSENT] * 3
    assert len(edits) == 1
    assert QApplication.focusWidget() is roster.view


@pytest.mark.parametrize("status", list(Status))
def test_click_on_the_word_marks(qtbot, roster, edits, status):
    cell = roster.view.visualRect(roster.model.index(1, STATUS))
    word = cell.topLeft() + cell.center() - cell.topLeft()
    word.setX(cell.left() + 4 + (status - 1) * 40 + 16)
    qtbot.mouseClick(roster.view.viewport(), Qt.MouseButton.LeftButton, pos=word)
    assert statuses(roster)[1] is status
    assert [roster.lines[0], roster.lines[2]] == [LINES[0], LINES[2]]
    assert edits


def test_other_button_and_other_column_mark_nothing(qtbot, roster, edits):
    view = roster.view
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(roster.model.index(1, NAME)).center()
    )
    cell = view.visualRect(roster.model.index(1, STATUS))
    cell.setWidth(90)  # 请假
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=cell.center())
    assert roster.lines == LINES
    assert edits == []


def test_counts_are_shown(roster):
    assert roster.counts.text() == "应到 2　实到 2　请假 0　缺席 0　列席 1"
    assert roster.summary == "2/2"
    roster.model.mark([0], Status.LEAVE)
    assert roster.counts.text() == "应到 2　实到 1　请假 1　缺席 0　列席 1"
    roster.load(())
    assert roster.counts.text() == "应到 0　实到 0　请假 0　缺席 0"
    assert roster.summary == ""


def test_all_present_leaves_guests(qtbot, roster):
    roster.model.mark([0, 1], Status.ABSENT)
    qtbot.mouseClick(roster.all_present, Qt.MouseButton.LeftButton)
    assert statuses(roster) == [Status.PRESENT, Status.PRESENT, Status.GUEST]


def add(qtbot, roster, type_text, text):
    roster.adder.setFocus()
    type_text(roster.adder.line, text)
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup or roster.adder.line, Qt.Key.Key_Return)


def test_person_is_added_by_initials(qtbot, roster, type_text):
    roster.load(())
    add(qtbot, roster, type_text, "wxh")
    assert roster.lines == (RosterLine(2, "王小红"),)
    assert roster.adder.line.text() == ""
    assert QApplication.focusWidget() is roster.adder.line, "the next name follows"
    add(qtbot, roster, type_text, "zz")
    assert names(roster) == ["王小红", "张喆"]


def test_person_whose_name_is_written_out_is_not_an_outsider(qtbot, roster, type_text):
    roster.load(())
    add(qtbot, roster, type_text, "王小红")
    assert roster.lines == (RosterLine(2, "王小红"),)


def test_person_is_added_by_a_click_in_the_list(qtbot, roster, type_text):
    roster.load(())
    roster.adder.setFocus()
    type_text(roster.adder.line, "lq")
    popup = QApplication.activePopupWidget()
    place = popup.visualRect(popup.model().index(1, 0)).center()
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert roster.lines == (RosterLine(4, "李强"),)


def test_outsider_is_added_by_name(qtbot, roster, type_text):
    roster.load(())
    add(qtbot, roster, type_text, "苏轼")
    assert roster.lines == (RosterLine(None, "苏轼", Status.GUEST),)
    assert roster.counts.text() == "应到 0　实到 0　请假 0　缺席 0　列席 1"
    assert roster.model.index(0, NAME).data() == "苏轼（外单位）"


def test_namesakes_have_to_be_told_apart(qtbot, roster, told, type_text):
    roster.load(())
    add(qtbot, roster, type_text, "李强")
    assert roster.lines == ()
    assert "2 位“李强”" in told[-1]
    qtbot.keyClick(roster.adder.line, Qt.Key.Key_Escape)


def test_initials_of_nobody_are_no_name(qtbot, roster, told, type_text):
    roster.load(())
    add(qtbot, roster, type_text, "xyz")
    assert roster.lines == ()
    assert "没有找到“xyz”" in told[-1]
    assert roster.adder.line.text() == "xyz"


def test_nobody_is_on_the_roster_twice(qtbot, roster, told, edits, type_text):
    add(qtbot, roster, type_text, "zz")
    add(qtbot, roster, type_text, "王小红")
    add(qtbot, roster, type_text, "杜甫")
    assert roster.lines == LINES
    assert edits == []
    assert told == ["“张喆”已在名单中。", "“王小红”已在名单中。", "“杜甫”已在名单中。"]


def test_rows_are_taken_off(qtbot, roster, edits):
    roster.view.selectRow(1)
    qtbot.keyClick(roster.view, Qt.Key.Key_Delete)
    assert names(roster) == ["张喆", "杜甫"]
    roster.view.selectAll()
    qtbot.mouseClick(roster.remove_button, Qt.MouseButton.LeftButton)
    assert roster.lines == ()
    assert len(edits) == 2
    assert not roster.remove_button.isEnabled()
    assert not roster.all_present.isEnabled()


def test_fill_keeps_marks_and_says_what_came(roster, told):
    roster.model.mark([0], Status.LEAVE)
    people = [RosterLine(choice.id, choice.title) for choice in BOOK]
    roster.fill(people)
    assert roster.lines[0].status is Status.LEAVE
    assert len(roster.lines) == 5
    roster.fill(people)
    roster.fill([])
    assert told == [
        "加入 2 人。",
        "应到人员都已在名单中。",
        "按这个组织、类型和日期没有找到应到人员。请在下方逐个添加。",
    ]


def test_typing_initials_goes_to_the_name(qtbot, roster):
    roster.view.selectRow(0)
    qtbot.keyClicks(roster.view, "wxh")
    assert roster.view.selected_rows == [1]


def test_insert_goes_to_the_field_for_adding(qtbot, roster):
    qtbot.keyClick(roster.view, Qt.Key.Key_Insert)
    assert QApplication.focusWidget() is roster.adder.line


def test_who_came_after_all_needs_no_reason(roster):
    roster.load([RosterLine(7, "曹植", Status.LEAVE, "因病"), RosterLine(8, "曹丕", reason="线上")])
    roster.model.mark([0, 1], Status.ABSENT)
    assert [line.reason for line in roster.lines] == ["因病", "线上"]
    roster.model.mark([0], Status.PRESENT)
    assert roster.lines[0] == RosterLine(7, "曹植")
    roster.model.setData(roster.model.index(0, REASON), "线上")
    roster.model.mark([0], Status.PRESENT)
    assert roster.lines[0].reason == "线上", "marked again, nothing changes"


def test_problem_stands_where_the_counts_are(roster):
    roster.set_problem("“张喆”出现了两次")
    assert roster.counts.text() == "“张喆”出现了两次"
    roster.model.remove([0])
    assert roster.counts.text().startswith("应到 1")


def test_model_keeps_qts_rules(qtbot, qtmodeltester):
    model = RosterModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.load(LINES)
    qtmodeltester.check(model)
    model.fill([RosterLine(7, "曹植")])
    assert model.add(RosterLine(None, "杜甫")) is None
    assert model.add(RosterLine(None, "苏轼")) == 4
    model.mark([0, 3], Status.LEAVE)
    assert model.setData(model.index(0, REASON), " 因病 ")
    assert model.lines[0].reason == "因病"
    model.remove([0, 2, 4])
    assert [line.name for line in model.lines] == ["王小红", "曹植"]
    model.load(())
    assert model.rowCount() == 0
    del tester
