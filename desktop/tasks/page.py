"""The page 任务: its four views."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.app.context import AppContext
from desktop.tasks.board_view import BoardView
from desktop.tasks.calendar_view import CalendarView
from desktop.tasks.organizations_view import OrganizationsView
from desktop.tasks.printing import Printing
from desktop.tasks.tasks_view import TasksView
from desktop.widgets.views_page import Views, ViewsPage

_VIEWS: Views = {
    "list": ("列表", TasksView), "board": ("看板", BoardView), "calendar": ("日历", CalendarView),
    "organizations": ("按组织", OrganizationsView),
}  # fmt: skip
SHEET, REMINDER = "task_sheet", "task_reminder"


class TasksPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "任务", _VIEWS, {"task": "list"})

    def print_out(self, printout: str, ids: Sequence[int]) -> None:
        """任务单 of these tasks, or 催办单 for those of them that are still open."""
        printing = Printing(self._context, self.window())
        (printing.remind if printout == REMINDER else printing.sheets)(ids)
