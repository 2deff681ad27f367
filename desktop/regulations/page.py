"""The page 制度."""

from __future__ import annotations

from desktop.app.context import AppContext
from desktop.regulations.regulations_view import RegulationsView
from desktop.widgets.views_page import ViewsPage


class RegulationsPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "制度", {"regulations": ("制度", RegulationsView)}, {"regulation": "regulations"})
