"""The page 学习: its five views."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.app.context import AppContext
from desktop.study.hours_view import HoursView
from desktop.study.make_up_view import MakeUpView
from desktop.study.outside_view import OutsideView
from desktop.study.plans_view import PlansView
from desktop.study.printing import Printing
from desktop.study.rates_view import RatesView
from desktop.widgets.views_page import Views, ViewsPage

_VIEWS: Views = {
    "hours": ("学时", HoursView),
    "rates": ("参学率", RatesView),
    "plans": ("学习计划", PlansView),
    "outside": ("外部培训", OutsideView),
    "make_up": ("补学", MakeUpView),
}
_SHOWS = {"training_plan": "plans", "outside_training": "outside"}


class StudyPage(ViewsPage):
    """Hours, rates, plans, training outside, and what was made up for."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "学习", _VIEWS, _SHOWS)

    def print_out(self, _printout: str, ids: Sequence[int]) -> None:
        """学习档案 of these people, of the year that the views show."""
        Printing(self._context, self.window()).files(ids, self._context.scope.period.last.year)
