"""The page 责任清单: the lists, the pledges on them, and two years compared."""

from __future__ import annotations

from desktop.app.context import AppContext
from desktop.responsibilities.compare_view import CompareView
from desktop.responsibilities.lists_view import ListsView
from desktop.responsibilities.pledges_view import PledgesView
from desktop.widgets.views_page import ViewsPage

_SHOWS = {"responsibility_list": "lists", "responsibility_item": "lists", "pledge": "pledges"}


class ResponsibilitiesPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        views = {
            "lists": ("清单", ListsView), "pledges": ("责任书", PledgesView), "compare": ("年度对比", CompareView),
        }  # fmt: skip
        super().__init__(context, "责任清单", views, _SHOWS)

    def show_view(self, key: str) -> bool:
        """The comparison begins with the list that was on show."""
        before = self.view if self.current == "lists" else None
        if not super().show_view(key):
            return False
        if key == "compare" and before is not None and before.view.current_id is not None:
            self.view.choose(before.view.current_id)
        return True
