"""The page 工作计划."""

from __future__ import annotations

from desktop.app.context import AppContext
from desktop.widgets.views_page import ViewsPage
from desktop.work_plans.plans_view import PlansView

_SHOWS = {"work_plan": "plans", "work_plan_item": "plans"}


class WorkPlansPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "工作计划", {"plans": ("工作计划", PlansView)}, _SHOWS)
