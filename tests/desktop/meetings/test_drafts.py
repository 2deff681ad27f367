"""All tabs of a meeting record are in its draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.drafts.models import NEW
from db.drafts.queries import get_drafts
from db.meetings.actions import save_meeting
from db.meetings.draft import RosterLine, items
from db.meetings.status import Status
from desktop.widgets.comparison import Comparison
from desktop.widgets.drafts_button import DraftsButton


@pytest.fixture
def meeting(office):
    return office.meeting(roster=office.roster("张喆", "李志强"), agenda=items("选举"), text="会议内容")


@pytest.fixture
def typed(start, settle, meeting, type_text):
    """The page with something typed on each tab."""
    page = start()
    page.open_record("meeting", meeting)
    settle()
    place, text = page.form.basics.editors["place"].line, page.form.content.editor.text
    page.card.tabs.setCurrentIndex(0)
    place.setFocus()
    type_text(place, "三楼会议室")
    page.card.tabs.setCurrentIndex(1)
    text.setFocus()
    type_text(text, "补记：")
    page.form.roster.model.mark([1], Status.LEAVE)
    page.form.roster.model.setData(page.form.roster.model.index(1, 2), "因病")
    page.form.roster.model.add(RosterLine(None, "王敏", Status.GUEST))
    return page


def test_every_tab_comes_back(qtbot, office, start, settle, typed, meeting):
    assert typed.keep_unsaved()
    page = start()
    page.open_record("meeting", meeting)
    settle()
    assert page.form.basics.editors["place"].value() == ""
    qtbot.mouseClick(page.drafts.bar.restore, Qt.MouseButton.LeftButton)
    assert page.card.tabs.tabText(2) == "出席 1/2"
    assert page.save()
    saved = office.get(meeting)
    assert (saved.place, saved.text, saved.agenda) == ("三楼会议室", "补记：会议内容", items("选举"))
    assert saved.roster == (
        RosterLine(office.people["张喆"], "张喆", voting=True),
        RosterLine(office.people["李志强"], "李志强", Status.LEAVE, "因病", voting=True),
        RosterLine(None, "王敏", Status.GUEST, voting=False),
    )


def test_a_roster_changed_on_both_sides_is_compared_in_words(qtbot, office, settle, typed, meeting):
    stored = office.get(meeting)
    save_meeting(office.book, replace(stored, roster=office.roster("张喆", "王小红")), meeting)
    settle()
    assert not typed.save()
    [dialog] = typed.findChildren(Comparison)
    assert set(dialog.choices) == {"place", "text", "roster"}
    told = [label.text() for label in dialog.findChildren(object) if hasattr(label, "text")]
    assert "到会 2 人：张喆、李志强" in told
    assert "到会 2 人：张喆、王小红" in told
    assert "到会 1 人：张喆；请假 1 人：李志强（因病）；列席 1 人：王敏" in told
    qtbot.mouseClick(dialog.choices["roster"][0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    settle()
    saved = office.get(meeting)
    assert saved.place == "三楼会议室"
    assert [line.name for line in saved.roster] == ["张喆", "王小红"]


def test_a_new_records_draft_is_not_overwritten_by_what_is_filled_in(qtbot, office, start, settle, book):
    page = start()
    page._context.set_scope(replace(page._context.scope, organization=office.branch))
    page.begin_new()
    page.form.basics.editors["kind_id"].set_value(office.kinds["支部党员大会"])
    page.form.basics.editors["starts_at"].line.setText("2022-06-20 9:00")
    page.form.basics.editors["title"].line.setFocus()
    qtbot.keyClicks(page.form.basics.editors["title"].line, "2022")
    page.form.roster.load(office.roster("张喆"))
    page.form.roster.model.mark([0], Status.ABSENT)
    assert page.keep_unsaved()
    with book.read() as connection:
        [draft] = get_drafts(connection, book.actor.id, "meeting", NEW)
    assert draft.typed["roster"] == [[office.people["张喆"], "张喆", Status.ABSENT, "", None, False, None, ""]]
    page = start()
    page.begin_new()
    qtbot.mouseClick(page.drafts.bar.restore, Qt.MouseButton.LeftButton)
    page._fill_in()  # as when the day is changed afterwards
    assert page.form.basics.editors["title"].value() == "2022"
    assert page.form.roster.lines == (RosterLine(office.people["张喆"], "张喆", Status.ABSENT),)


def test_the_history_tab_tells_what_was_changed(office, start, settle, meeting, click):
    page = start()
    click(page, "学习")
    page.card.tabs.setCurrentWidget(page.history)
    settle()
    assert "新建会议记录" in page.history.text.toPlainText()
    save_meeting(office.book, replace(office.get(meeting), place="三楼"), meeting)
    settle()
    assert page.history.text.toPlainText().split("\n")[1].strip() == "地点：（空） → 三楼"


def test_a_deleted_record_gives_its_draft_up(office, settle, typed, meeting, book):
    assert typed.keep_unsaved()
    typed.view.select_id(meeting)
    typed.delete([meeting])
    settle()
    with book.read() as connection:
        assert get_drafts(connection, book.actor.id, "meeting", meeting) == []


@pytest.fixture
def two_drafts(qtbot, start, context, overwrite):
    """Two new meetings typed and not saved, and the list of drafts."""
    for minute, title in enumerate(("第一份", "第二份")):
        context.book.now = lambda minute=minute: datetime(2022, 6, 27, 10, minute)
        page = start()
        page.begin_new()
        overwrite(page.form.basics.editors["title"].line, title)
        assert page.keep_unsaved()
        page.card.set_dirty(False)
    button = DraftsButton(context)
    qtbot.addWidget(button)
    button.list.aboutToShow.emit()
    return button


def test_drafts_of_new_records_are_counted_and_told_apart(two_drafts):
    assert two_drafts.text() == "草稿 2"
    names = [action.text().split("　")[1] for action in two_drafts.list.actions()[:2]]
    assert names == ["新建会议记录“第二份”", "新建会议记录“第一份”"]


@pytest.mark.parametrize(("row", "title"), [(0, "第二份"), (1, "第一份")])
def test_the_draft_that_was_picked_is_offered(qtbot, two_drafts, start, context, row, title):
    page = start()
    context.bus.record_requested.connect(page.open_record)
    two_drafts.list.actions()[row].trigger()
    qtbot.mouseClick(page.drafts.bar.restore, Qt.MouseButton.LeftButton)
    assert page.form.basics.editors["title"].value() == title


def test_after_restoring_the_keys_go_to_the_form(qtbot, start, settle, typed, meeting):
    assert typed.keep_unsaved()
    page = start()
    page.open_record("meeting", meeting)
    settle()
    qtbot.mouseClick(page.drafts.bar.restore, Qt.MouseButton.LeftButton)
    assert page.card.tabs.currentWidget().isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not page.card.dirty
    assert page.card.tabs.currentWidget().isAncestorOf(QApplication.focusWidget())
