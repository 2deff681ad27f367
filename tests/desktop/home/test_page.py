"""The home page as a user meets it: what it says, and where each figure leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget

from desktop.app.backup_choices import Choices
from desktop.home.page import HomePage
from desktop.widgets.popup import Popup

LEFT = Qt.MouseButton.LeftButton


def reminders(page):
    return {key: row.reminder.told for key, row in page.reminders.rows.items()}


def notes(page):
    return {key: (card.card.value, card.card.note) for key, card in page.figures.cards.items()}


def click_cell(qtbot, view, row, column):
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(row, column)).center())


def column_of(page, kind):
    return 1 + [name for _id, name in page.month.model.month.kinds].index(kind)


def row_of(page, name):
    return [row.name for row in page.month.model.month.rows].index(name)


def test_what_it_says(page):
    assert page._subtitle.text() == "本周 1 项到期 · 1 项逾期 · 2 个组织本月还没开党员大会"
    assert notes(page) == {
        "regular": ("1", "2021 年下半年同期没有记录"), "central": ("0", "这个时期没有学习计划"),
        "problems": ("0", "1 个未销号，最近到期 6 月 29 日"), "attendance": ("100.0", "2 人次交流发言"),
        "volunteering": ("0", "这个时期还没有记录"),
    }  # fmt: skip
    assert reminders(page) == {
        "terms": "无", "bodies": "3 个", "probation": "1 人", "hours": "1 人", "birthdays": "1 人",
        "faults": "2 条", "backup": "还没有",
    }  # fmt: skip
    assert [bar.row.name for bar in page.bars.bars.bars] == ["一支部", "二支部"]


@pytest.mark.parametrize(
    ("card", "page_key", "narrowing"),
    [("regular", "meetings", "例会学习"), ("volunteering", "meetings", "志愿服务"), ("problems", "problems", None),
     ("attendance", "study", None)],
)  # fmt: skip
def test_a_card_leads_to_its_records(page, office, heard, qtbot, card, page_key, narrowing):
    qtbot.mouseClick(page.figures.cards[card], LEFT)
    (told,) = heard
    assert told[:2] == ("page", page_key)
    if narrowing is not None:
        assert told[2]["filter"].choices["kind_id"] == office.kinds[narrowing]


def test_a_row_opens_its_task_or_problem(page, office, heard, qtbot):
    click_cell(qtbot, page.due.view, 0, 0)
    click_cell(qtbot, page.due.view, 1, 0)
    assert heard == [("open", "task", office.task), ("open", "problem", office.problem)]


def test_a_row_is_opened_by_keyboard(page, office, heard, qtbot):
    page.due.view.setFocus()
    qtbot.keyClick(page.due.view, Qt.Key.Key_Down)
    qtbot.keyClick(page.due.view, Qt.Key.Key_Return)
    assert heard == [("open", "problem", office.problem)]


def test_a_held_cell_opens_its_meeting_and_another_begins_it(page, office, heard, qtbot):
    column = column_of(page, "主题党日")
    click_cell(qtbot, page.month.view, row_of(page, "一支部"), column)
    click_cell(qtbot, page.month.view, row_of(page, "二支部"), column)
    presets = {
        "kind_id": office.kinds["主题党日"], "organization_id": office.other, "starts_at": datetime(2022, 6, 27, 9),
    }  # fmt: skip
    assert heard == [("open", "meeting", office.held), ("new", "meeting", presets)]


def test_cells_by_keyboard(page, office, heard, qtbot):
    view = page.month.view
    view.setFocus()
    view.setCurrentIndex(page.month.model.index(row_of(page, "一支部"), column_of(page, "主题党日")))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard == [("open", "meeting", office.held)]


def test_what_groups_hold_is_offered_by_name(shown, office, all_read, heard, qtbot):
    from db.organizations.actions import save_organization
    from db.organizations.draft import OrganizationDraft

    for name in ("甲小组", "乙小组"):
        save_organization(office.book, OrganizationDraft(name, "党小组", parent_id=office.branch))
    page = shown(HomePage)
    all_read(page)
    click_cell(qtbot, page.month.view, row_of(page, "一支部"), column_of(page, "党小组会"))
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions() if action.text()] == [
        "新建甲小组党小组会记录", "新建乙小组党小组会记录"
    ]  # fmt: skip
    menu.close()


def test_a_reminder_shows_who_they_are_and_leads_to_one(page, office, heard, qtbot):
    qtbot.mouseClick(page.reminders.rows["probation"], LEFT)
    popup = page.findChild(Popup)
    names = popup.findChild(QListWidget)
    assert [names.item(at).text() for at in range(names.count())] == ["张喆　第一党支部　2022-06-28 期满"]
    qtbot.mouseClick(names.viewport(), LEFT, pos=names.visualItemRect(names.item(0)).center())
    assert heard == [("open", "person", office.person)]


@pytest.mark.parametrize(
    ("reminder", "told"),
    [("hours", ("page", "study", {"view": "hours", "behind": True})),
     ("faults", ("page", "calendar", {"view": "check"})), ("backup", "backup")],
)  # fmt: skip
def test_a_reminder_leads_to_its_list(page, heard, qtbot, reminder, told):
    qtbot.mouseClick(page.reminders.rows[reminder], LEFT)
    assert heard == [told]


def test_nothing_behind_a_reminder_opens_nothing(page, qtbot):
    qtbot.mouseClick(page.reminders.rows["terms"], LEFT)
    assert page.findChild(Popup) is None


def test_a_bar_looks_into_its_organization(page, office, context, heard, qtbot, settle):
    qtbot.mouseClick(page.bars.bars.bars[0], LEFT)
    settle()
    assert (context.scope.organization, context.scope.count) == (office.branch, 1)
    assert heard == [("page", "calendar", {})]


def test_a_backup_made_meanwhile_is_told(page, context, book):
    Choices(context.settings).remember(book.path, datetime(2022, 6, 27, 8, 30), 1)
    context.bus.backed_up.emit()
    assert reminders(page)["backup"] == "今天 08:30"


def test_it_follows_the_book_and_the_scope(page, office, context, settle, all_read):
    office.meeting("志愿服务", office.other, datetime(2022, 5, 4, 9))
    all_read(page)
    assert notes(page)["volunteering"] == ("2", "1 次活动，最近 5 月 4 日")
    context.set_scope(replace(context.scope, organization=office.branch))
    all_read(page)
    assert notes(page)["volunteering"][0] == "0"
    assert page.due.model.total == 1


def _counted(monkeypatch):
    """How often the figures are really computed."""
    from desktop.home import reading

    made = []
    real = reading.today
    monkeypatch.setattr(reading, "today", lambda *given: made.append(1) or real(*given))
    return made


def test_what_was_read_is_kept_until_the_book_changes(page, office, context, all_read, monkeypatch):
    made = _counted(monkeypatch)
    first, second = context.scope, replace(context.scope, organization=office.branch)
    for scope in (second, first, second):
        context.set_scope(scope)
        all_read(page)
    assert len(made) == 1
    office.meeting("志愿服务", office.branch, datetime(2022, 5, 4, 9))
    all_read(page)
    assert len(made) == 2
    context.set_scope(first)
    all_read(page)
    assert len(made) == 3


def test_f5_reads_anew(page, context, all_read, monkeypatch):
    made = _counted(monkeypatch)
    page.set_scope(context.scope)
    all_read(page)
    assert len(made) == 1


def test_another_day_is_noticed(page, office, all_read):
    office.book.now = lambda: datetime(2022, 7, 1, 8)
    page._look_at_day()
    all_read(page)
    assert "逾期" in page._subtitle.text()
    assert page.month.heading.text() == "三会一课 · 2022 年 6 月 · 缺 5，待开 5"
    assert page.month.model.told(page.month.model.index(0, 1))[0] == "缺"


def test_a_clock_set_back_is_told(shown, office, all_read):
    office.book.now = lambda: datetime(2022, 6, 1, 8)
    page = shown(HomePage)
    all_read(page)
    assert page.reminders.clock.isVisible()
    assert "请核对电脑的日期" in page.reminders.clock.text()


def test_everything_fits_the_usual_screen(page, qtbot):
    page.resize(1230, 685)
    qtbot.wait(1)
    assert not page.board.verticalScrollBar().isVisible()
    assert not page.due.view.horizontalScrollBar().isVisible()
    assert all(card.width() > 180 for card in page.figures.cards.values())


def test_an_empty_book_tells_the_first_steps(shown, context, book, heard, qtbot, settle):
    page = shown(HomePage)
    assert page.steps.isVisible()
    assert not page.board.isVisible()
    assert [key for key, button in page.steps.buttons.items() if button.property("primary")] == ["organizations"]
    for button in page.steps.buttons.values():
        qtbot.mouseClick(button, LEFT)
    assert heard == [("open", "organization", 0), ("new", "person", {}), ("new", "meeting", {}), "backup"]


def test_steps_that_are_done_are_ticked(shown, context, book, settle):
    from db.organizations.actions import save_organization
    from db.organizations.draft import OrganizationDraft

    page = shown(HomePage)
    save_organization(book, OrganizationDraft("和平社区党委", "党委"))
    settle(30)
    assert page.steps._marks["organizations"].text() == "✓"
    assert [key for key, button in page.steps.buttons.items() if button.property("primary")] == ["people"]
