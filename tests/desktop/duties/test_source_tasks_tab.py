"""任务: the tasks that come from a record, and a new one begun there."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, get_task, tasks_of
from desktop.duties.source_tasks_tab import SourceTasksTab
from desktop.widgets.form_dialog import FormDialog


@pytest.fixture
def tab(context, card, problem, street):
    made = SourceTasksTab(
        context, "problem", card, lambda: {"title": "修好活动室", "organization_id": street}, lambda: True
    )
    made.show_record(problem)
    card.tabs.setCurrentWidget(made)
    return made


def test_a_problem_becomes_a_task_in_one_dialog(tab, book, problem, street, member, qtbot, settle):
    qtbot.mouseClick(tab.new_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(FormDialog)
    assert dialog.windowTitle() == "问题整改转任务"
    assert dialog.form.editors["title"].value() == "修好活动室"
    dialog.form.editors["people"].set_value((member,))
    dialog.form.editors["due_on"].set_value(date(2022, 8, 1))
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle()
    with book.read() as connection:
        (task,) = tasks_of(connection, "problem", [problem])[problem]
        draft = get_task(connection, task.id)
    assert (draft.title, draft.organization_id, draft.people, draft.due_on) == (
        "修好活动室", street, (member,), date(2022, 8, 1),
    )  # fmt: skip
    assert draft.assigned_by == book.actor.name
    assert tab.view.rows.item(0, 1).text() == "张喆"


def test_a_task_late_is_marked_and_opened_by_enter(tab, book, problem, context, qtbot, settle):
    asked = []
    context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    task = save_task(book, TaskDraft("修屋顶", due_on=date(2022, 3, 5)), source=Origin("problem", problem))
    settle()
    assert tab.view.rows.item(0, 4).text() == "未开始，已逾期"
    tab.view.selectRow(0)
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    assert asked == [("task", task)]


def test_it_is_assigned_to_many_on_the_page_of_tasks(tab, book, problem, street, context, qtbot):
    wanted = []
    context.bus.record_wanted.connect(lambda table, presets: wanted.append((table, presets)))
    qtbot.mouseClick(tab.many_button, Qt.MouseButton.LeftButton)
    assert wanted == [("task", {
        "title": "修好活动室", "organization_id": street, "assigned_by": book.actor.name, "assign": True,
        "source": Origin("problem", problem),
    })]  # fmt: skip


def test_a_new_record_has_none(tab):
    tab.show_record(None)
    assert not tab.new_button.isEnabled()
    assert not tab.many_button.isEnabled()
    assert tab.hint.text() == "先保存记录，再布置任务。"
