"""Votes, speeches, make-ups, whole lists: what the roster says beyond who came."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QApplication

from db.meetings.draft import RosterLine
from db.meetings.status import Status
from db.people.queries import Found
from desktop.meetings.paste_dialog import PasteDialog
from desktop.meetings.rights import Voting
from desktop.meetings.roster import Roster
from desktop.meetings.roster_model import MADE_UP, SPOKE, VOTING
from desktop.widgets.pickers import Choice

DAY = date(2022, 6, 27)
NAMES = {1: "张喆", 2: "王小红", 3: "李强", 4: "李强", 5: "冯远"}
LINES = (
    RosterLine(1, "张喆"), RosterLine(2, "王小红"), RosterLine(5, "冯远"), RosterLine(None, "杜甫", Status.GUEST),
)  # fmt: skip


class Book:
    """Whom the roster may ask about: 冯远 is confirmed on the meeting's day, 李强 are two."""

    def may_vote(self, person_id, day):
        return person_id != 5 or day > DAY

    def identify(self, names):
        return {name: [Found(id, name, f"{id} 支部") for id, known in NAMES.items() if known == name] for name in names}


@pytest.fixture
def told():
    return []


@pytest.fixture
def roster(qtbot, told):
    book = Book()
    made = Roster(lambda text: [Choice(id, name) for id, name in NAMES.items() if text in name], told.append,
                  lambda _ids: book, book.identify, lambda: date(2019, 3, 1))  # fmt: skip
    qtbot.addWidget(made)
    made.resize(660, 480)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.set_day(DAY)
    made.load(LINES)
    made.view.setFocus()
    return made


def pick(roster, row):
    """Select *row* alone, whatever keys an earlier test seems to hold down."""
    index = roster.model.index(row, 0)
    flags = QItemSelectionModel.SelectionFlag
    roster.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)


@pytest.fixture
def edits(roster):
    fired = []
    roster.edited.connect(lambda: fired.append(1))
    return fired


def votes(roster):
    return [roster.model.index(row, VOTING).data() for row in range(len(roster.lines))]


def test_rights_are_computed_for_the_day_and_shown(roster, edits):
    assert votes(roster) == ["有", "有", "无", ""]
    assert roster.counts.text() == "应到 3（有表决权 2）　实到 3（有表决权 2）　请假 0　缺席 0　列席 1"
    roster.set_day(date(2022, 6, 28))
    assert votes(roster) == ["有", "有", "有", ""]
    assert roster.voting == Voting(3, 3)
    assert edits == [], "the day alone changes no line"
    roster.set_day(None)
    assert votes(roster) == ["", "", "", ""]
    assert roster.counts.text().startswith("应到 3　实到 3")


def test_v_gives_or_takes_the_vote_and_that_stays_whatever_the_day(qtbot, roster, edits):
    pick(roster, 2)
    qtbot.keyClick(roster.view, Qt.Key.Key_V)
    assert votes(roster)[2] == "有*"
    assert roster.lines[2].voting is True
    pick(roster, 0)
    qtbot.keyClick(roster.view, Qt.Key.Key_V)
    roster.set_day(date(2022, 6, 28))
    assert votes(roster) == ["无*", "有", "有*", ""]
    roster.set_day(DAY)
    qtbot.keyClick(roster.view, Qt.Key.Key_V)
    assert roster.lines[0].voting is None, "back with the rules"
    pick(roster, 3)
    qtbot.keyClick(roster.view, Qt.Key.Key_V)
    assert roster.lines[3] == LINES[3], "a guest has none"
    assert len(edits) == 4


def test_a_stored_right_that_agrees_with_the_rules_follows_them(roster):
    roster.load([replace(LINES[0], voting=True), replace(LINES[1], voting=False), replace(LINES[2], voting=True)])
    assert [line.voting for line in roster.lines] == [None, False, True]


def test_f_marks_who_spoke(qtbot, roster):
    roster.model.mark([1], Status.LEAVE)
    roster.view.selectAll()
    qtbot.keyClick(roster.view, Qt.Key.Key_F)
    assert [line.spoke for line in roster.lines] == [True, False, True, True], "who was away did not speak"
    qtbot.keyClick(roster.view, Qt.Key.Key_F)
    assert not any(line.spoke for line in roster.lines)


def test_f_after_another_letter_goes_on_with_the_name(qtbot, roster):
    pick(roster, 0)
    qtbot.keyClicks(roster.view, "wx")
    qtbot.keyClick(roster.view, Qt.Key.Key_F)
    assert not any(line.spoke for line in roster.lines)


@pytest.mark.parametrize(("column", "name"), [(VOTING, "voting"), (SPOKE, "spoke")])
def test_click_toggles(qtbot, roster, column, name):
    place = roster.view.visualRect(roster.model.index(1, column)).center()
    qtbot.mouseClick(roster.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert getattr(roster.lines[1], name) is (column == SPOKE)
    qtbot.mouseClick(roster.view.viewport(), Qt.MouseButton.RightButton, pos=place)
    assert getattr(roster.lines[1], name) is (column == SPOKE)


def make_up(qtbot, roster, type_text, text):
    qtbot.keyClick(roster.view, Qt.Key.Key_5)
    editor = QApplication.focusWidget()
    editor.lineEdit().selectAll() if hasattr(editor, "lineEdit") else editor.selectAll()
    type_text(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_make_up_is_typed_where_someone_missed(qtbot, roster, type_text):
    view = roster.view
    assert view.isColumnHidden(MADE_UP)
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_5)
    assert QApplication.focusWidget() is view, "nothing to make up for"
    roster.model.mark([1], Status.LEAVE)
    assert not view.isColumnHidden(MADE_UP)
    make_up(qtbot, roster, type_text, "6月30日 自学材料")
    qtbot.waitUntil(lambda: roster.lines[1].made_up_on == date(2022, 6, 30))
    assert roster.lines[1].made_up_how == "自学材料"
    assert roster.model.index(1, MADE_UP).data() == "2022-06-30 自学材料"
    roster.model.mark([1], Status.PRESENT)
    assert (roster.lines[1].made_up_on, roster.lines[1].made_up_how) == (None, "")
    assert view.isColumnHidden(MADE_UP)


@pytest.mark.parametrize(
    ("text", "day", "how"),
    [("0630", date(2022, 6, 30), ""), ("自学材料", None, "自学材料"), ("13月 自学", None, "13月 自学"), ("", None, "")],
)
def test_what_is_no_day_is_kept_as_the_way(roster, told, text, day, how):
    roster.model.mark([1], Status.ABSENT)
    roster.model.setData(roster.model.index(1, MADE_UP), text)
    assert (roster.lines[1].made_up_on, roster.lines[1].made_up_how) == (day, how)
    assert len(told) == (text == "13月 自学")


def enter_away(qtbot, roster, type_text, text):
    roster.away.setFocus()
    roster.away.selectAll()
    type_text(roster.away, text)
    qtbot.keyClick(roster.away, Qt.Key.Key_Return)


def test_all_but_those_named_came(qtbot, roster, told, edits, type_text):
    roster.model.mark([0], Status.ABSENT)
    enter_away(qtbot, roster, type_text, "王小红 病假、冯远")
    assert [(line.status, line.reason) for line in roster.lines] == [
        (Status.PRESENT, ""), (Status.LEAVE, "病假"), (Status.ABSENT, ""), (Status.GUEST, ""),
    ]  # fmt: skip
    assert told == ["到会 1 人，请假 1 人，缺席 1 人。"]
    assert roster.away.text() == ""
    assert len(edits) == 2


def test_who_is_not_on_the_roster_stops_it(qtbot, roster, told, type_text):
    enter_away(qtbot, roster, type_text, "王小红 病假、李逵")
    assert roster.lines == LINES
    assert "没有“李逵”" in told[-1]
    assert roster.away.text() == "王小红 病假、李逵", "to be put right"
    roster.load([*LINES, RosterLine(3, "李强"), RosterLine(4, "李强")])
    enter_away(qtbot, roster, type_text, "李强 出差")
    assert "两位“李强”" in told[-1]
    assert all(line.status is not Status.LEAVE for line in roster.lines)


@pytest.fixture
def pasted(roster):
    def paste(text):
        roster.paste(text)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PasteDialog)
        return dialog

    return paste


def shown(dialog):
    return [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())]


def test_pasted_names_are_recognised_chosen_or_taken_as_outsiders(qtbot, roster, told, pasted):
    roster.load(LINES[:1])
    dialog = pasted("1. 张喆（请假）\n2. 王小红\n3. 李强\n4. 苏轼\n5. 李白")
    assert shown(dialog) == ["张喆", "王小红", "李强", "苏轼", "李白"]
    assert dialog.note.text() == "认出 3 人，1 个重名待选，2 个名册里没有"
    assert dialog.accept_button.text() == "加入 2 人"
    dialog.table.cellWidget(2, 1).setCurrentIndex(2)
    dialog.table.cellWidget(3, 1).setChecked(True)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert roster.lines == (
        RosterLine(1, "张喆", Status.LEAVE), RosterLine(2, "王小红"), RosterLine(4, "李强"),
        RosterLine(None, "苏轼", Status.GUEST),
    )  # fmt: skip
    assert dialog.isVisible(), "one name is left"
    assert dialog.box.toPlainText() == "李白"
    assert "还有 1 个名字没有加入" in dialog.note.text()
    assert told == ["加入 3 人。1 人已在名单中，改记请假 1 人。"]
    dialog.reject()


def test_a_pasted_status_holds_over_the_mark_made_and_a_bare_name_leaves_it(qtbot, roster, told, pasted):
    away = RosterLine(1, "张喆", Status.ABSENT, "病假", made_up_on=date(2022, 7, 1), made_up_how="自学")
    roster.load([away, RosterLine(2, "王小红", Status.LEAVE, "出差")])
    dialog = pasted("张喆\n王小红 请假")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert roster.lines == (away, RosterLine(2, "王小红", Status.LEAVE, "出差"))
    assert told[-1] == "2 人已在名单中，原已记请假 1 人。"
    dialog = pasted("张喆 到会\n王小红 缺席")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert roster.lines == (RosterLine(1, "张喆"), RosterLine(2, "王小红", Status.ABSENT, "出差"))
    assert told[-1] == "2 人已在名单中，改记到会 1 人、缺席 1 人。"


def test_a_choice_stays_while_the_text_is_put_right(pasted):
    dialog = pasted("李强\n张者")
    dialog.table.cellWidget(0, 1).setCurrentIndex(1)
    dialog.box.setPlainText("李强\n张喆\n李白")
    assert dialog.table.cellWidget(0, 1).currentIndex() == 1
    assert dialog.accept_button.text() == "加入 2 人"
    dialog.box.setPlainText("")
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_a_list_pasted_where_one_name_is_typed_opens_the_dialog(qtbot, roster):
    QApplication.clipboard().setText("张喆、王小红")
    roster.adder.setFocus()
    qtbot.keyClick(roster.adder.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PasteDialog)
    assert roster.adder.line.text() == ""
    dialog.reject()
    QApplication.clipboard().setText("苏轼")
    qtbot.keyClick(roster.adder.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert roster.adder.line.text() == "苏轼"
    roster.adder.set_value(None)


def test_buttons_fit_a_narrow_card(roster):
    roster.resize(400, 480)
    buttons = (roster.fill_button, roster.all_present, roster.paste_button, roster.remove_button)
    rights = [button.mapTo(roster, QPoint(button.width(), 0)).x() for button in buttons]
    assert rights == sorted(rights)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_a_list_leaves_no_make_up_with_a_guest_and_no_speech_with_who_was_away(roster, pasted, qtbot):
    away = RosterLine(1, "张喆", Status.LEAVE, "病假", made_up_on=date(2022, 7, 1), made_up_how="自学")
    roster.load([away, RosterLine(2, "王小红", spoke=True), RosterLine(5, "冯远", Status.GUEST, spoke=True)])
    dialog = pasted("张喆 列席\n王小红 缺席")
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert roster.lines[:2] == (RosterLine(1, "张喆", Status.GUEST), RosterLine(2, "王小红", Status.ABSENT))


def test_a_day_without_its_year_is_read_by_the_books_clock_while_the_meeting_has_no_day(roster):
    roster.model.mark([1], Status.ABSENT)
    roster.set_day(None)
    roster.model.setData(roster.model.index(1, MADE_UP), "0630")
    assert roster.lines[1].made_up_on == date(2019, 6, 30)
