"""The tab 议程与记录 as its user types it."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from db.meetings.draft import AgendaLine, RosterLine, items
from db.meetings.status import Status

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(office, start, settle):
    """``opened(**more)``: the page with a record of these values open on its second tab."""

    def show(**more):
        more.setdefault("roster", office.roster("张喆", "李志强", "王小红"))
        page = start()
        page.open_record("meeting", office.meeting(**more))
        page.card.tabs.setCurrentIndex(1)
        settle()
        return page

    return show


@pytest.fixture
def write(qtbot, type_text, settle):
    """``write("一", "二")``: titles where the focus is, each ended by Enter."""

    def on(*titles):
        for title in titles:
            if title:
                type_text(QApplication.focusWidget(), title)
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
            settle()

    return on


def saved(office, page, settle):
    assert page.save()
    settle()
    return office.get(page.open_id)


def test_items_and_their_texts_are_typed_without_the_mouse(qtbot, office, opened, write, type_text, keys, settle):
    page = opened(text="开会。")
    tab = page.form.content
    tab.setFocus()
    assert tab.editor.text.hasFocus()
    keys.press(Qt.Key.Key_Return, CTRL)
    write("通报工作", "讨论计划", "")
    assert tab.editor.text.hasFocus()
    assert tab.heading.text() == "议题 1：通报工作"
    type_text(tab.editor.text, "张喆：完成八项。")
    keys.press(Qt.Key.Key_Return, CTRL)
    assert tab.heading.text() == "议题 2：讨论计划"
    type_text(tab.editor.text, "没有意见。")
    found = saved(office, page, settle)
    assert found.agenda == (AgendaLine("通报工作", "张喆：完成八项。"), AgendaLine("讨论计划", "没有意见。"))
    assert found.text == "开会。"


def test_items_move_and_go_with_their_texts(qtbot, office, opened, keys, settle, presenter):
    page = opened(agenda=(AgendaLine("一", "甲"), AgendaLine("二", "乙"), AgendaLine("三")))
    view = page.form.content.agenda_list
    view.setFocus()
    keys.press(Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        keys.press(key, ALT)
    assert page.form.content.titles_typed() == ["二", "一", "三"]
    keys.press(Qt.Key.Key_Delete)
    assert page.form.content.titles_typed() == ["二", "三"]
    assert "Ctrl+Z" in presenter.notes[-1], "what was written under it is not lost"
    assert page.form.content.heading.text() == "议题 2：三"
    keys.press(Qt.Key.Key_Z, CTRL)
    assert saved(office, page, settle).agenda == (AgendaLine("二", "乙"), AgendaLine("一", "甲"), AgendaLine("三"))


def test_a_list_pasted_makes_an_item_a_line(qtbot, office, opened, settle):
    page = opened(agenda=items("通报工作"))
    QApplication.clipboard().setText("一、选举\r\n二、表决\r\n")
    view = page.form.content.agenda_list
    view.write_new()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_V, CTRL)
    assert page.form.content.titles_typed() == ["通报工作", "选举", "表决"]
    assert page.card.dirty


def test_what_is_being_written_is_saved_and_kept_as_a_draft(qtbot, office, opened, type_text, settle):
    page = opened(agenda=items("一"))
    page.form.content.agenda_list.write_new()
    type_text(QApplication.focusWidget(), "没按回车")
    assert page.card.dirty
    assert page.form.snapshot()["agenda"] == [["一", ""], ["没按回车", ""]]
    assert saved(office, page, settle).agenda == items("一", "没按回车")


def test_a_speaker_is_seen_while_typed_and_marked_on_the_roster(
    qtbot, office, opened, keys, type_text, settle, presenter
):
    roster = (*office.roster("张喆", "李志强"), RosterLine(office.people["王小红"], "王小红", Status.LEAVE))
    page = opened(roster=roster, text="会议指出：抓紧。")
    tab = page.form.content
    text = tab.editor.text
    assert not tab.mark.isEnabled()
    text.setFocus()
    text.moveCursor(text.textCursor().MoveOperation.End)
    keys.press(Qt.Key.Key_Return)
    type_text(text, "张喆：同")
    [bold] = text.document().lastBlock().layout().formats()
    assert (bold.start, bold.length, bold.format.fontWeight()) == (0, 3, QFont.Weight.Bold)
    type_text(text, "意。")
    assert text.document().firstBlock().layout().formats() == []
    keys.press(Qt.Key.Key_Return)
    type_text(text, "王小红：赞成。")
    qtbot.waitUntil(
        lambda: tab.speakers.text() == "发言 2 人：张喆、王小红" or tab.speakers.text() == "发言 2 人：王小红、张喆"
    )
    qtbot.mouseClick(tab.mark, Qt.MouseButton.LeftButton)
    assert "1 人" in presenter.notes[-1]
    assert "王小红" in presenter.notes[-1], "who was away is not marked silently"
    found = saved(office, page, settle)
    assert [(line.name, line.spoke) for line in found.roster] == [("张喆", True), ("李志强", False), ("王小红", False)]


def test_initials_at_the_head_of_a_paragraph_become_a_name(qtbot, office, opened, keys, type_text):
    page = opened()
    text = page.form.content.editor.text
    text.setFocus()
    qtbot.keyClicks(text, "lz")
    keys.press(Qt.Key.Key_Return)
    assert text.toPlainText() == "李志强："
    type_text(text, "好。")
    keys.press(Qt.Key.Key_Return)
    qtbot.keyClicks(text, "zz")
    keys.press(Qt.Key.Key_Tab)
    qtbot.keyClicks(text, "zz")
    assert text.toPlainText() == "李志强：好。\n张喆：zz", "within a paragraph initials are letters"
    assert text.hasFocus()


def test_what_word_puts_in_keeps_its_paragraphs(opened):
    page = opened()
    text = page.form.content.editor.text
    data = QMimeData()
    data.setText("　　一段\xa0话\x0b二段\r\n姓名\t意见")
    data.setHtml("<b>一段</b>")
    text.insertFromMimeData(data)
    assert text.toPlainText() == "一段 话\n二段\n姓名、意见"


def test_readings_are_picked_from_what_was_read_before(qtbot, office, opened, write, keys, settle, presenter):
    office.meeting("更早", datetime(2022, 5, 2, 9), readings=("《中国共产党章程》总纲", "《党员权利保障条例》"))
    page = opened(readings=("《宪法》",))
    tab = page.form.content
    tab.readings_list.write_new()
    qtbot.keyClicks(QApplication.focusWidget(), "qlbz")
    keys.press(Qt.Key.Key_Return)
    settle()
    page.activateWindow()  # the off-screen platform forgets that, and with it the next line, when a popup has been open
    qtbot.waitUntil(page.isActiveWindow)
    tab.readings_list.write_new()
    write("《新编》", "《宪法》")
    assert "《宪法》" in presenter.notes[-1]
    assert saved(office, page, settle).readings == ("《宪法》", "《党员权利保障条例》", "《新编》")
    settle()
    assert page.read_before.find("新编") == ["《新编》"], "what was saved is offered from now on"
    assert page.read_before.find("gcdzc") == ["《中国共产党章程》总纲"]


def test_a_long_text_is_typed_at_once(qtbot, opened):
    """Every key is looked at; the text as a whole is not."""
    from time import perf_counter

    page = opened(text="\n".join(f"张喆：第 {no} 段，{'学习讨论' * 20}" for no in range(2000)))
    text = page.form.content.editor.text
    text.setFocus()
    qtbot.keyClicks(text, "warm")
    begun = perf_counter()
    qtbot.keyClicks(text, "x" * 20)
    assert (perf_counter() - begun) / 20 < 0.03
