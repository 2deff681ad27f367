from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from desktop.widgets.filter_bar import FilterBar

CHIPS = [(None, "全部"), *((number, f"第{number}类会议记录") for number in range(1, 9))]


@pytest.fixture
def bar(qtbot):
    made = FilterBar(CHIPS, "搜索议题")
    qtbot.addWidget(made)
    made.resize(1600, 40)
    made.show()
    return made


def chips(bar):
    return sorted((chip for chip in bar.findChildren(QPushButton) if chip.isVisible()), key=lambda chip: chip.x())


def test_one_chip_is_chosen(qtbot, bar):
    assert [chip.text() for chip in chips(bar) if chip.isChecked()] == ["全部"]
    with qtbot.waitSignal(bar.chip_changed) as told:
        qtbot.mouseClick(chips(bar)[2], Qt.MouseButton.LeftButton)
    assert told.args == [2]
    assert [chip.text() for chip in chips(bar) if chip.isChecked()] == ["第2类会议记录"]
    with qtbot.assertNotEmitted(bar.chip_changed):
        qtbot.mouseClick(chips(bar)[2], Qt.MouseButton.LeftButton)
    assert bar.chip == 2


def test_chips_without_room_are_in_the_menu(qtbot, bar):
    bar.resize(760, 40)
    shown = chips(bar)
    assert shown[0].text() == "全部"
    assert len(shown) < len(CHIPS)
    assert max(chip.geometry().right() for chip in shown) <= bar.chips.width()
    more = shown[-1]
    assert more.text() == "更多"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert len(menu.actions()) == len(CHIPS) - len(shown) + 1
    last = menu.actions()[-1]
    with qtbot.waitSignal(bar.chip_changed) as told:
        last.trigger()
    menu.close()
    assert told.args == [8]
    assert more.text() == "第8类会议记录", "what is chosen can be seen"
    assert more.isChecked()


def test_typing_asks_once_it_pauses(qtbot, bar, type_text):
    asked = []
    bar.search_changed.connect(asked.append)
    with qtbot.waitSignal(bar.search_changed):
        type_text(bar.search, "垃圾")
        type_text(bar.search, " 分类 ")
    assert asked == ["垃圾 分类"]


def test_clear_button_asks_for_everything_again(qtbot, bar):
    bar.set_text("垃圾")
    with qtbot.waitSignal(bar.search_changed) as told:
        buttons = bar.search.findChildren(QToolButton)
        qtbot.mouseClick(max(buttons, key=lambda button: button.x()), Qt.MouseButton.LeftButton)
    assert told.args == [""]


def test_what_the_page_sets_is_not_told(qtbot, bar):
    with qtbot.assertNotEmitted(bar.search_changed, wait=60), qtbot.assertNotEmitted(bar.chip_changed):
        bar.set_text("垃圾")
        bar.chips.set_key(3)
        bar.chips.set_chips(CHIPS[:4], 3)
    assert (bar.text, bar.chip) == ("垃圾", 3)
