"""调研报告: reports; what one advises becomes a task in one click."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from db.research import actions
from db.research.draft import StudyReportDraft
from db.research.fields import REPORT_FIELDS
from db.research.queries import WRITING, get_report, reports, topic_choices
from db.tasks.queries import tasks_of
from desktop.app.context import AppContext
from desktop.duties.record_view import Kept, RecordView
from desktop.duties.source_tasks_tab import SourceTasksTab
from desktop.widgets.offered_edit import OfferedEdit

_DONE, _DRAFTED = "finished", "writing"
_LONGEST = 60  # characters of a task's name; the whole is its text
_NUMBER = re.compile(r"\s*(?:\d+[.．、]|[一二三四五六七八九十]+[、是]|[（(][^）)]{1,3}[）)])?\s*")
_CHIPS = ((None, "全部"), (_DONE, "已完成"), (_DRAFTED, WRITING))

REPORTS = Kept(
    "study_report", "调研报告", "篇", REPORT_FIELDS,
    (("", ("title", "topic_id", "organization_id", "authors", "finished_on", "text", "advice")),), StudyReportDraft,
    reports, ("title", "authors", "finished_on", "topic"), get_report, actions.save_report, actions.delete_reports,
    actions.READ, "报告名称、执笔人、内容、课题", tables=("research_topic",), yields=("topic",),
    goes="由它布置的任务和附件一并删除。",
)  # fmt: skip


class ReportsView(RecordView):
    def __init__(self, context: AppContext) -> None:
        topic = next(field for field in REPORT_FIELDS if field.name == "topic_id")
        super().__init__(context, REPORTS, _CHIPS, {"topic_id": OfferedEdit(topic, lambda _chosen: _topics(context))})

    def further_tabs(self) -> Sequence[Any]:
        self.tasks = SourceTasksTab(self._context, REPORTS.table, self.card, self._proposed, self.can_leave)
        return (self.tasks,)

    def _proposed(self) -> dict[str, Any]:
        """What the report on show advises, as a task: the first advice that no task is named after yet."""
        assert self.open_id is not None
        with self._book.read() as connection:
            report = get_report(connection, self.open_id)
            known = {task.title for task in tasks_of(connection, REPORTS.table, [self.open_id]).get(self.open_id, [])}
        lines = (_NUMBER.sub("", line.strip(), count=1).strip("。； ") for line in re.split("[。；\n]", report.advice))
        advice = (line[:_LONGEST] for line in lines if line)
        title = next((line for line in advice if line not in known), f"落实“{report.title}”"[:_LONGEST])
        return {
            "title": title, "text": report.advice,
            "organization_id": report.organization_id,
        }  # fmt: skip

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"finished": chip == _DONE}


def _topics(context: AppContext) -> list[tuple[Any, str]]:
    with context.book.read() as connection:
        return list(topic_choices(connection))
