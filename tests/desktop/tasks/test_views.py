"""看板, 日历, 按组织: the same tasks by state, by day, by organization."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent

from db.rules.actions import set_rule
from desktop.widgets.form_dialog import FormDialog

DAY = date(2022, 6, 27)


def column(board, state):
    cards = board.columns[state].list
    return [cards.item(at).text() for at in range(cards.count())]


@pytest.fixture
def board(office, page, go):
    office.first = office.task("甲")
    office.second = office.task("乙")
    office.step(office.second, "submit")
    return go("board")


def drop(board, task, state):
    """Let a card fall on a column as the mouse would; whether it was taken."""
    target = board.columns[state].list
    source = next(column.list for column in board.columns.values() if column.list.has(task))
    item = next(source.item(at) for at in range(source.count()) if source._card(at).id == task)
    carried = source.mimeData([item])  # the event does not own it
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    target.dragEnterEvent(event)
    if event.isAccepted():
        target.dropEvent(event)
    return event.isAccepted()


def test_cards_stand_in_the_column_of_their_state(board):
    assert column(board, "未开始") == ["甲"]
    assert column(board, "待确认") == ["乙"]
    assert board.columns["待确认"].title.text() == "待确认 1"


def test_a_card_dragged_to_another_column_takes_that_step(board, office, settle):
    assert drop(board, office.first, "进行中")
    settle()
    assert office.read(office.first).state == "进行中"
    assert column(board, "进行中") == ["甲"]


def test_a_step_that_wants_words_asks_for_them(board, office, settle):
    assert drop(board, office.second, "进行中")
    asked = board.findChild(FormDialog)
    assert asked.windowTitle() == "退回任务"
    asked.form.editors["text"].text.setPlainText("缺照片。")
    asked.accept()
    settle()
    assert office.read(office.second).state == "进行中"


@pytest.mark.parametrize("state", ["未开始", "已完成"])
def test_a_card_falls_only_where_a_step_leads(board, office, state):
    assert not drop(board, office.first, state)
    assert office.read(office.first).state == "未开始"


def test_without_confirmation_a_card_goes_straight_to_done(board, office, settle):
    set_rule(office.book, "tasks.confirm", "0", DAY, "本单位规定")
    assert not drop(board, office.first, "待确认")
    assert drop(board, office.first, "已完成")


def test_cards_are_moved_by_keys_alone(board, office, requested, qtbot, settle):
    cards = board.columns["未开始"].list
    cards.setFocus()
    cards.setCurrentRow(0)
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert requested == [("task", office.first)]
    qtbot.keyClick(cards, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert office.read(office.first).state == "进行中"
    second = board.columns["待确认"].list
    second.setCurrentRow(0)
    qtbot.keyClick(second, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    asked = board.findChild(FormDialog)
    assert asked.windowTitle() == "退回任务"


def test_what_was_done_with_a_card_is_told_and_the_cursor_follows_it(board, office, presenter, qtbot, settle):
    cards = board.columns["未开始"].list
    cards.setCurrentRow(0)
    qtbot.keyClick(cards, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert presenter.notes == ["已开始，可按 Ctrl+Z 撤销。"]
    working = board.columns["进行中"].list
    assert (working.task, working.hasFocus()) == (office.first, True)
    qtbot.keyClick(working, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    asked = board.findChild(FormDialog)
    assert len(presenter.notes) == 1, "nothing is done yet"
    asked.form.editors["text"].set_value("办好了。")
    asked.accept()
    settle()
    assert presenter.notes[1:] == ["已提交确认，可按 Ctrl+Z 撤销。"]
    waiting = board.columns["待确认"].list
    assert (waiting.task, board.window().focusWidget()) == (office.first, waiting)


def test_the_board_follows_the_book(board, office, settle):
    office.task("丙", due_on=date(2022, 6, 20))
    settle()
    assert column(board, "未开始") == ["丙", "甲"]
    board.filters.chips._chips["overdue"].click()
    settle()
    assert column(board, "未开始") == ["丙"]


# -- 日历 --------------------------------------------------------------------------------------------------------


def test_tasks_stand_on_the_day_they_are_due(office, page, go, qtbot, context, settle):
    office.task("今天到期")
    office.bulk()
    view = go("calendar")
    assert [(line.text, line.count, line.token) for line in view.month.lines[DAY]] == [("今天到期", 1, "warning")]
    assert [(line.text, line.count) for line in view.month.lines[date(2022, 6, 30)]] == [("报送总结", 2)]
    assert view.model.index(0, 0).data() == "今天到期"
    qtbot.mouseClick(view.month, Qt.MouseButton.LeftButton, pos=view.month.place_of(date(2022, 6, 30)).center())
    settle()
    assert view.model.rowCount() == 2
    wanted = []
    context.bus.record_wanted.connect(lambda table, presets: wanted.append((table, presets["due_on"])))
    view.new.click()
    assert wanted == [("task", date(2022, 6, 30))]


# -- 按组织 ------------------------------------------------------------------------------------------------------


def rows(view):
    model = view.model
    return [tuple(model.index(row, at).data() for at in range(model.columnCount())) for row in range(model.rowCount())]


def test_organizations_tell_how_their_tasks_stand(office, page, go, settle, previews):
    office.task("晚了", due_on=date(2022, 6, 20))
    _whole, first, _second = office.bulk()
    office.step(first, "submit", "confirm")
    view = go("organizations")
    assert rows(view) == [("第一党支部", "2", "1", "1", "1", "1"), ("企业党支部", "1", "1", "0", "0", "0")]
    view.view.select_id(office.branch)
    settle()
    assert {view.detail.model.index(row, 0).data() for row in range(view.detail.model.rowCount())} == {
        "晚了", "报送总结",
    }  # fmt: skip
    view.reminder.click()
    settle()
    [pages] = previews
    assert ["第一党支部" in pages[0], "企业党支部" in pages[1]] == [True, True]


def test_the_returns_of_one_task_are_seen_by_organization(office, page, go, settle, previews):
    office.task("晚了", due_on=date(2022, 6, 20))
    whole, first, _second = office.bulk()
    office.step(first, "submit", "confirm")
    view = go("organizations")
    view.whole.setCurrentIndex(view.whole.findData(whole))
    settle()
    assert view.subtitle.text() == "共 2 个组织，已办结 1 个，未办结 1 个"
    view.filters.chips._chips["open"].click()
    settle()
    assert [row[0] for row in rows(view)] == ["企业党支部"]
    view.reminder.click()
    settle()
    [[text]] = previews
    assert "企业党支部：" in text
