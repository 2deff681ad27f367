"""Search, organization scope and period, by keyboard and mouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db.core.period import Period
from db.finding.hits import Hit
from desktop.app.theme import COLORS
from desktop.shell.actions import OrganizationRow
from desktop.shell.hit_list import HitList
from desktop.shell.period_picker import PeriodPopup
from desktop.shell.scope_picker import ScopePicker

CTRL = Qt.KeyboardModifier.ControlModifier


def lines(desk):
    hits = desk.window.search_box.hits
    return [hits.list.item(row).text() for row in range(hits.list.count())]


@pytest.fixture
def searched(desk, qtbot):
    """The window after typing 王 (by its initial) on the people page."""
    desk.window.open_page("people")
    qtbot.keyClick(desk.window, Qt.Key.Key_K, CTRL)
    assert desk.window.search_box.hasFocus()
    qtbot.keyClicks(desk.window.search_box, "w")
    qtbot.waitUntil(desk.window.search_box.hits.isVisible)
    return desk


def test_hits_are_grouped_by_page_and_those_of_no_page_left_out(searched):
    assert lines(searched) == ["人员 1", "王建国", "会议 1", "王家巷整治专题会", "在当前页面中查找“w”"]
    assert searched.window.search_box.hits.list.currentItem().text() == "王建国"


def test_hit_is_opened_by_keyboard(searched, qtbot):
    box = searched.window.search_box
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert searched.pages["meetings"].told[-1] == ("open", "meetings", 2**62)
    assert not box.hits.isVisible()
    assert box.text() == ""


def test_arrows_go_round_and_skip_headings(searched, qtbot):
    box = searched.window.search_box
    seen = []
    for _ in range(4):
        qtbot.keyClick(box, Qt.Key.Key_Up)
        seen.append(box.hits.list.currentItem().text())
    assert seen == ["在当前页面中查找“w”", "王家巷整治专题会", "王建国", "在当前页面中查找“w”"]


def test_text_is_handed_to_the_page(searched, qtbot):
    box = searched.window.search_box
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert searched.pages["people"].told[-1] == ("search", "w")
    assert box.text() == "w"


def test_hit_is_opened_by_mouse(searched, qtbot):
    hits = searched.window.search_box.hits.list
    place = hits.visualItemRect(hits.item(1)).center()
    qtbot.mouseClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert searched.pages["people"].told[-1] == ("open", "people", 7)


def test_escape_and_empty_box_close_the_list(searched, qtbot):
    box = searched.window.search_box
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert not box.hits.isVisible()
    qtbot.keyClicks(box, "wj")
    qtbot.waitUntil(box.hits.isVisible)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.hits.isVisible()
    assert box.text() == ""


def test_only_the_newest_search_is_shown(desk, qtbot):
    go = Event()

    def search(text, _cancelled):
        go.wait(5)
        return [Hit("people", 1, text)]

    box = desk.window.search_box
    box._search = search
    box.setFocus()
    qtbot.keyClicks(box, "abc")
    go.set()
    qtbot.waitUntil(lambda: not desk.context.jobs.pending)
    assert lines(desk) == ["人员 1", "abc"]


def test_nothing_found_says_so(desk, qtbot):
    box = desk.window.search_box
    go = Event()
    box._search, box._search_more = lambda _text, _cancelled: [], lambda _text, _cancelled: go.wait(5) and []
    box.setFocus()
    qtbot.keyClicks(box, "zzz")
    qtbot.waitUntil(box.hits.isVisible)
    assert lines(desk) == ["正在查找…"]
    go.set()
    qtbot.waitUntil(lambda: lines(desk) == ["没有找到"])


def many(count, **more):
    return [
        Hit("meetings", number, f"第{number}次会议", "2022-06-27", f"…讨论第{number}件事…", (), ((1, 2),), "text")
        for number in range(count - 1)
    ] + [Hit("meetings", count, "最早的会议", more=True)]


def test_fifty_hits_scroll_under_the_keyboard_and_open_at_the_text(desk, qtbot):
    box = desk.window.search_box
    box._search = lambda _text, _cancelled: many(50)
    box.setFocus()
    qtbot.keyClicks(box, "thing")
    qtbot.waitUntil(box.hits.isVisible)
    hits = box.hits.list
    assert lines(desk)[0] == "会议 50+"
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_PageDown)
    assert hits.currentItem().text() == "第18次会议"
    assert hits.viewport().rect().contains(hits.visualItemRect(hits.currentItem()))
    qtbot.keyClick(box, Qt.Key.Key_PageUp)
    assert hits.currentItem().text() == "第12次会议"
    for _ in range(20):
        qtbot.keyClick(box, Qt.Key.Key_PageDown)
    assert hits.currentItem().text() == "最早的会议"
    qtbot.keyClick(box, Qt.Key.Key_PageUp)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    page = desk.pages["meetings"]
    assert page.told[-2:] == [("open", "meetings", 43), ("part", "text")]


@pytest.mark.parametrize("size", [(1366, 768), (911, 512), (860, 470)])
def test_list_stays_within_the_window(desk, qtbot, size):
    desk.window.resize(*size)
    box = desk.window.search_box
    box._search = lambda _text, _cancelled: many(50)
    box.setFocus()
    qtbot.keyClicks(box, "x")
    qtbot.waitUntil(box.hits.isVisible)
    assert desk.window.rect().contains(box.hits.geometry())


def test_what_was_sought_is_drawn_in_the_colour_of_the_theme(desk, qtbot):
    def drawn(marks):
        hit = Hit("meetings", 1, "会议", "", "讨论垃圾分类", (), marks)
        frame = HitList(desk.window, {"meetings": "会议"})
        frame.fill([hit, replace(hit, id=2)], "")
        frame.show_below(desk.window.search_box)
        place = frame.list.visualItemRect(frame.list.item(2))  # the first is selected, on a ground of the same hue
        image = frame.list.viewport().grab(place).toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    assert COLORS["primary"] in drawn(((2, 4),))
    assert COLORS["primary"] not in drawn(())


def test_hits_that_take_longer_are_added_where_the_eye_is(desk, qtbot):
    desk.more = (Hit("meetings", 2**62, "王家巷整治专题会"), Hit("meetings", 5, "有这一议题的会"))
    box = desk.window.search_box
    box.setFocus()
    go = Event()
    box._search_more = lambda _text, _cancelled: go.wait(5) and desk.more
    qtbot.keyClicks(box, "w")
    qtbot.waitUntil(box.hits.isVisible)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.hits.list.currentItem().text() == "王家巷整治专题会"
    go.set()
    qtbot.waitUntil(lambda: "会议 2" in lines(desk))
    assert lines(desk) == ["人员 1", "王建国", "会议 2", "王家巷整治专题会", "有这一议题的会"]
    assert box.hits.list.currentItem().text() == "王家巷整治专题会"


def test_letters_half_typed_are_not_searched(desk, qtbot):
    box = desk.window.search_box
    box.setFocus()
    QApplication.sendEvent(box, QInputMethodEvent("wang", []))
    qtbot.wait(20)
    assert desk.searched == []
    assert not box.hits.isVisible()
    committed = QInputMethodEvent()
    committed.setCommitString("王")
    QApplication.sendEvent(box, committed)
    qtbot.waitUntil(box.hits.isVisible)
    assert desk.searched == ["王"]


@pytest.mark.parametrize(("typed", "chosen"), [("dwlh", 4), ("一支部", 3), ("", None), ("和平", None)])
def test_organization_is_found_by_name_or_initials(desk, qtbot, typed, chosen):
    """At the head of an organization's name 单 is dan, not the surname Shan."""
    desk.window.scope_picker.open()
    popup = QApplication.activePopupWidget()
    popup.filter.setText(typed)
    with qtbot.waitSignal(desk.window.scope_picker.chosen) as told:
        qtbot.keyClick(popup.filter, Qt.Key.Key_Return)
    assert told.args[0] == chosen
    assert desk.context.scope.organization == chosen


def test_organization_is_chosen_in_the_tree(desk, qtbot):
    desk.window.scope_picker.open()
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup.filter, Qt.Key.Key_Down)
    assert popup.tree.hasFocus()
    qtbot.keyClick(popup.tree, Qt.Key.Key_Return)
    scope = desk.context.scope
    assert (scope.organization, scope.organization_name, scope.count) == (2, "第一社区党委", 2)


def test_several_roots_stand_under_a_row_that_means_all(qtbot):
    """One root means the whole book itself."""
    rows = [OrganizationRow(1, None, "甲党委", 1), OrganizationRow(2, None, "乙党委", 1)]
    picker = ScopePicker(lambda: rows)
    qtbot.addWidget(picker)
    picker.show()
    picker.open()
    popup = QApplication.activePopupWidget()
    with qtbot.waitSignal(picker.chosen) as told:
        qtbot.keyClick(popup.filter, Qt.Key.Key_Return)
    assert told.args == [None, "全部组织", 2]


def test_no_such_organization_changes_nothing(desk, qtbot):
    desk.window.scope_picker.open()
    popup = QApplication.activePopupWidget()
    popup.filter.setText("没有这个")
    qtbot.keyClick(popup.filter, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert desk.context.scope.organization == 1
    popup.close()


def test_period_is_chosen_from_the_list(desk, qtbot):
    picker = desk.window.period_picker
    picker._today = lambda: date(2022, 6, 27)
    picker.open()
    popup = QApplication.activePopupWidget()
    assert popup.list.currentItem().text() == "2022 年上半年"
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert desk.context.scope.period == Period.parse("2021H2")


@pytest.mark.parametrize(("text", "code"), [("‹ 上一期", "2021H2"), ("下一期 ›", "2022H2")])
def test_period_steps(desk, qtbot, text, code):
    desk.window.period_picker.open()
    popup = QApplication.activePopupWidget()
    step = next(child for child in popup.children() if getattr(child, "text", lambda: "")() == text)
    qtbot.mouseClick(step, Qt.MouseButton.LeftButton)
    assert desk.context.scope.period.code == code


def test_hint_for_a_typed_period_is_read_in_full(desk):
    desk.window.period_picker.open()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, PeriodPopup)
    typed = popup.typed
    assert typed.fontMetrics().horizontalAdvance(typed.placeholderText()) <= typed.width() - 24


def test_typed_period_is_understood_or_explained(desk, qtbot):
    desk.window.period_picker.open()
    popup = QApplication.activePopupWidget()
    popup.typed.setText("去年")
    qtbot.keyClick(popup.typed, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert "看不懂期间" in popup.error.text()
    popup.typed.setText("2022年6月")
    qtbot.keyClick(popup.typed, Qt.Key.Key_Return)
    assert desk.context.scope.period.code == "2022-06"
