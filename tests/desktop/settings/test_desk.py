"""本机: when this desk is told what is due."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.app.notice_choice import OFF, START, NoticeChoice


def test_a_choice_is_kept(page, context, qtbot):
    page.show_part("desk")
    assert page.desk.buttons["morning"].isChecked()
    qtbot.mouseClick(page.desk.buttons[OFF], Qt.MouseButton.LeftButton, pos=page.desk.buttons[OFF].rect().center())
    assert NoticeChoice(context.settings).when == OFF
    NoticeChoice(context.settings).choose(START)
    page.set_scope(context.scope)
    assert page.desk.buttons[START].isChecked()


def test_a_word_of_another_program_means_the_usual(settings):
    settings.set("notice.when", "weekly")
    assert NoticeChoice(settings).when == "morning"
