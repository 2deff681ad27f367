"""The page 督导检查: inspections, guidance groups, who was inspected."""

from __future__ import annotations

from desktop.app.context import AppContext
from desktop.inspections.coverage_view import CoverageView
from desktop.inspections.groups_view import GroupsView
from desktop.inspections.inspections_view import InspectionsView
from desktop.widgets.views_page import ViewsPage

_VIEWS = {
    "inspections": ("检查记录", InspectionsView), "groups": ("指导小组", GroupsView),
    "coverage": ("覆盖情况", CoverageView),
}  # fmt: skip
_SHOWS = {"inspection": "inspections", "guidance_group": "groups"}


class InspectionsPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "督导检查", _VIEWS, _SHOWS)
