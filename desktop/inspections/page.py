"""The page 督导检查: inspections, guidance groups, who was inspected."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.app.context import AppContext
from desktop.inspections.coverage_view import CoverageView
from desktop.inspections.groups_view import GroupsView
from desktop.inspections.inspections_view import InspectionsView
from desktop.inspections.printing import Printing
from desktop.widgets.views_page import ViewsPage

NOTICE = "inspection_notice"
_SHOWS = {"inspection": "inspections", "guidance_group": "groups"}


class InspectionsPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        views = {
            "inspections": ("检查记录", InspectionsView), "groups": ("指导小组", GroupsView),
            "coverage": ("覆盖情况", CoverageView),
        }  # fmt: skip
        super().__init__(context, "督导检查", views, _SHOWS)

    def print_out(self, _printout: str, ids: Sequence[int]) -> None:
        """督查通报 of these inspections."""
        Printing(self._context, self.window()).preview(ids)
