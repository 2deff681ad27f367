"""课题: research topics, each with its visits; what came of it is begun from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton

from db.research import actions
from db.research.draft import ResearchTopicDraft, ResearchVisitDraft
from db.research.fields import TOPIC_FIELDS, VISIT_FIELDS
from db.research.queries import FINISHED, OVERDUE, UNDER_WAY, get_topic, reports_of, topics, visits_of
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.duties.parts_tab import Parts, PartsTab
from desktop.duties.record_view import Kept, RecordView

_CHIPS = ((None, "全部"), *((state, state) for state in (UNDER_WAY, OVERDUE, FINISHED)))

TOPICS = Kept(
    "research_topic", "调研课题", "个", TOPIC_FIELDS,
    (("", ("title", "organization_id", "leader", "starts_on", "due_on", "members", "text")),), ResearchTopicDraft,
    topics, ("title", "leader", "due_on", "state", "visits", "reports"), get_topic, actions.save_topic,
    actions.delete_topics, actions.READ, "课题名称、人员、走访地点", tables=("research_visit", "study_report"),
    yields=("leader", "reports"), goes="走访记录和附件一并删除，调研报告保留。",
)  # fmt: skip
VISITS = Parts(
    "research_visit", "research_topic", "走访", "登记走访", "次", "还没有登记过走访。走访后点“登记走访…”。",
    VISIT_FIELDS, ResearchVisitDraft, "place", visits_of, actions.add_visit, actions.save_visit,
    actions.delete_visits,
)  # fmt: skip


class TopicsView(RecordView):
    def __init__(self, context: AppContext) -> None:
        super().__init__(context, TOPICS, _CHIPS)
        self.report_button = QPushButton(icon("report"), "新建调研报告")
        self.report_button.setToolTip("从这个课题开始一篇报告")
        self.report_button.clicked.connect(self.begin_report)
        self.card.add_button(self.report_button, folds=True)

    def further_tabs(self) -> Sequence[Any]:
        self.visits = PartsTab(self._context, self.card, VISITS)
        return (self.visits,)

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"state": chip}

    def begins_with(self) -> dict[str, Any]:
        return {"starts_on": self._today()}

    def _settled(self, id: int | None) -> None:
        super()._settled(id)
        self.report_button.setEnabled(id is not None)

    def fill_menu(self, menu: QMenu, ids: Sequence[int]) -> None:
        """The reports that came of the topic are a click away."""
        if len(ids) != 1:
            return
        with self._book.read() as connection:
            found = reports_of(connection, ids[0])
        for id, title in found:
            menu.addAction(
                f"打开报告“{title}”", lambda id=id: self._context.bus.record_requested.emit("study_report", id)
            )

    def begin_report(self) -> None:
        """A report of the topic on show."""
        if self.open_id is None or not self.can_leave():
            return
        with self._book.read() as connection:
            topic = get_topic(connection, self.open_id)
        presets = {"topic_id": self.open_id, "organization_id": topic.organization_id}
        self._context.bus.record_wanted.emit("study_report", presets)
