"""The page 调研: reports and topics."""

from __future__ import annotations

from desktop.app.context import AppContext
from desktop.research.reports_view import ReportsView
from desktop.research.topics_view import TopicsView
from desktop.widgets.views_page import ViewsPage


class ResearchPage(ViewsPage):
    def __init__(self, context: AppContext) -> None:
        views = {"reports": ("调研报告", ReportsView), "topics": ("课题", TopicsView)}
        super().__init__(context, "调研", views, {"study_report": "reports", "research_topic": "topics"})
