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
