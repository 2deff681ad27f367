"""The page by keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

CTRL = Qt.KeyboardModifier.ControlModifier


def test_tab_reaches_filters_and_returns_to_the_list(qtbot, office, start, click):
    office.meeting()
    page = start()
    click(page, "学习")
    page.form.basics.editors["topic_id"].setFocus()
    seen = []
    while not page.view.hasFocus() and len(seen) < 12:
        seen.append(QApplication.focusWidget())
        qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
    assert page.view.hasFocus()
    places = [page.card.preview, page.card.save, page.new_button, page.filters.search]
    assert [widget for widget in seen if widget in places] == places
    assert any(page.filters.chips.isAncestorOf(widget) for widget in seen)
    assert page.form.basics not in seen


def test_what_is_typed_after_another_tab_is_in_its_field(office, start, click, keys):
    office.meeting()
    page = start()
    click(page, "学习")
    page.form.basics.editors["place"].setFocus()
    keys.press(Qt.Key.Key_Tab, CTRL)
    keys.type("xuexi")
    assert page.form.content.editor.value() == "xuexi"
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.form.roster.view.hasFocus()
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.form.decisions.add_vote.hasFocus()
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.card.tabs.currentWidget() is page.tasks
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.attachments.add.hasFocus()
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.history.text.hasFocus()
    keys.press(Qt.Key.Key_Tab, CTRL)
    assert page.form.basics.isAncestorOf(QApplication.focusWidget())
    assert isinstance(QApplication.focusWidget(), QLineEdit) or QApplication.focusWidget().isEditable()


def test_roster_is_left_by_tab_both_ways(qtbot, office, start, click):
    office.meeting(roster=office.roster("张喆", "王小红"))
    page = start()
    click(page, "学习")
    page.card.tabs.setCurrentIndex(2)
    roster = page.form.roster
    roster.view.setFocus()
    qtbot.keyClick(roster.view, Qt.Key.Key_Tab)
    assert roster.adder.line.hasFocus()
    qtbot.keyClick(roster.adder.line, Qt.Key.Key_Tab)
    assert roster.away.hasFocus()
    qtbot.keyClick(roster.away, Qt.Key.Key_Tab)
    assert page.card.preview.hasFocus()
    roster.view.setFocus()
    qtbot.keyClick(roster.view, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() in (roster.paste_button, roster.remove_button)
