from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolTip

from desktop.widgets.record_card import RecordCard


@pytest.fixture
def card(qtbot):
    made = RecordCard()
    qtbot.addWidget(made)
    copying = QPushButton("复制")
    copying.setMenu(QMenu(copying))
    made.add_button(copying, folds=True)
    made.add_printing(QMenu(made), "打印更多")
    made.copying = copying
    made.open_record("05-09 支部党员大会")
    made.saved(datetime(2022, 5, 9, 9, 41))
    made.show()
    return made


@pytest.mark.parametrize("width", [420, 560, 700])
def test_the_title_is_never_cut(card, qtbot, width):
    card.resize(width, 400)
    qtbot.waitUntil(lambda: card.width() == width)
    assert card.title.toolTip() == ""
    assert card.more.isVisible() is (width < 640)
    assert card.copying.isVisible() is not card.more.isVisible()
    assert card.preview.isVisible() is not card.more.isVisible()


def test_what_is_folded_is_in_the_menu(card, qtbot):
    card.resize(500, 400)
    menu = card.more.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()][:2] == ["复制", "打印预览"]
    assert menu.actions()[0].menu() is card.copying.menu()
    with qtbot.waitSignal(card.preview_requested):
        menu.actions()[1].trigger()


def test_tabs_tell_their_keys(card, qtbot):
    card.add_tab(QPushButton("一"), "基本信息")
    card.add_tab(QPushButton("二"), "内容")
    bar = card.tabs.tabBar()
    where = bar.tabRect(1).center()
    QApplication.sendEvent(bar, QHelpEvent(QEvent.Type.ToolTip, where, bar.mapToGlobal(where)))
    qtbot.waitUntil(lambda: "Ctrl+Tab 下一页" in QToolTip.text())
