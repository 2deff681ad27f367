from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.settings.page import SettingsPage


@pytest.fixture
def page(shown):
    """设置 as the shell shows it."""
    return shown(SettingsPage)


@pytest.fixture
def click(qtbot, settle):
    """``click(button)``; ``click(list, text)`` on the row that begins with *text*."""

    def on(what, text=None):
        place, widget = None, what
        if text is not None:
            item = next(item for item in items(what) if item.text(0) == text)
            what.scrollToItem(item)
            place, widget = what.visualItemRect(item).center(), what.viewport()
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place) if place else qtbot.mouseClick(
            widget, Qt.MouseButton.LeftButton
        )
        settle()

    return on


@pytest.fixture
def texts():
    """``texts(list)``: the rows as they are shown."""
    return lambda shown: [tuple(item.text(at) for at in range(shown.columnCount())) for item in items(shown)]


def items(shown):
    return [shown.topLevelItem(at) for at in range(shown.topLevelItemCount())]
