"""What is to be done, found from the search box of the real window and opened on its page."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from db.inspections.models import Inspection
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.problems.actions import save_problem
from db.problems.draft import ProblemDraft
from db.regulations.models import Regulation
from db.research.models import StudyReport
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.work_plans.models import WorkPlan, WorkPlanItem
from desktop.wiring import close_window, make_window

DAY = date(2022, 6, 1)


@pytest.fixture
def window(qtbot, book, messages, settings):
    """On a book that has one record of each kind, told apart by the thing named in it."""
    street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))
    save_problem(book, ProblemDraft("", "督查", DAY, text="没有灭火器", organization_id=street))
    save_task(book, TaskDraft("购置书架", organization_id=street, starts_on=DAY, due_on=DAY))
    with book.action("登记", "tasks.edit") as work:
        of_street = {"organization_id": street}
        made = ResponsibilityList(**of_street, level="街道", year=2022, title="清单")
        made.items = [ResponsibilityItem(no=1, category="组织", text="慰问老党员")]
        plan = WorkPlan(**of_street, title="计划", starts_on=DAY, ends_on=DAY)
        plan.items = [WorkPlanItem(no=1, title="修缮阵地")]
        work.session.add_all([
            Inspection(**of_street, held_on=DAY, kind="专项督查", title="消防检查", text="查看了配电箱"),
            Regulation(**of_street, kind="规章制度", title="印章管理办法", adopted_on=DAY),
            StudyReport(**of_street, title="物业调研", finished_on=DAY), made, plan,
        ])  # fmt: skip
    made_window = make_window(book, messages, settings, lock=lambda: None, change_passphrase=lambda: None)
    qtbot.addWidget(made_window)
    with qtbot.waitActive(made_window):
        made_window.show()
        made_window.activateWindow()
    settle(qtbot, made_window)
    yield made_window
    made_window.hide()
    close_window(made_window)


def settle(qtbot, window):
    for _ in range(3):
        qtbot.wait(1)
        qtbot.waitUntil(lambda: window.context.jobs.pending == 0)


@pytest.mark.parametrize(("typed", "page"), [
    ("灭火器", "problems"), ("书架", "tasks"), ("配电箱", "inspections"), ("印章", "regulations"), ("物业", "research"),
    ("慰问", "responsibilities"), ("阵地", "work_plans"),
])  # fmt: skip
def test_each_is_found_and_opened(qtbot, window, type_text, typed, page):
    box = window.search_box
    box.start()
    type_text(box, typed)
    settle(qtbot, window)
    assert box.hits.isVisible()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.host.current == page
