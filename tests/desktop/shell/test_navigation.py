"""The pages down the left side on windows of any height."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.app.page import PageSpec
from desktop.shell.navigation import Navigation


@pytest.fixture
def navigation(qtbot):
    """``navigation(pages, height)``, shown."""

    def make(count, height):
        specs = [PageSpec(f"page{at}", f"页面{at}", "home", "", QWidget) for at in range(count)]
        made = Navigation(specs)
        qtbot.addWidget(made)
        made.resize(made.width(), height)
        with qtbot.waitExposed(made):
            made.show()
        return made

    return make


@pytest.mark.parametrize(("count", "height", "tall"), [(8, 685, 44), (14, 685, 44), (16, 685, 38), (18, 685, 35)])
def test_buttons_shrink_until_all_fit(navigation, count, height, tall):
    made = navigation(count, height)
    heights = {button.height() for button in made.buttons.values()}
    assert heights == {tall}
    last = made.buttons[f"page{count - 1}"]
    assert last.mapTo(made, last.rect().bottomLeft()).y() < height
    assert not made._scroll.verticalScrollBar().isVisible()


def test_where_even_that_is_too_much_the_current_one_is_scrolled_into_view(navigation, qtbot):
    made = navigation(18, 420)
    last = made.buttons["page17"]
    assert last.height() == 34
    made.show_current("page17")
    bottom = last.mapTo(made, last.rect().bottomLeft()).y()
    assert 0 < bottom <= 420
    made.show_current("page0")
    assert made.buttons["page0"].mapTo(made, made.buttons["page0"].rect().topLeft()).y() >= 0


def test_a_window_made_higher_has_them_higher_again(navigation, qtbot):
    made = navigation(18, 420)
    made.resize(made.width(), 1000)
    qtbot.waitUntil(lambda: made.buttons["page0"].height() == 44)


def test_focus_by_keyboard_scrolls(navigation, qtbot):
    made = navigation(18, 420)
    made.buttons["page0"].setFocus()
    for _ in range(17):
        qtbot.keyClick(made.focusWidget(), Qt.Key.Key_Down)
    last = made.buttons["page17"]
    assert last.hasFocus()
    assert 0 < last.mapTo(made, last.rect().bottomLeft()).y() <= 420
