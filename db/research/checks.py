"""What makes a topic, a visit or a report unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.research.draft import ResearchTopicDraft, ResearchVisitDraft, StudyReportDraft
from db.research.fields import REPORT_FIELDS, TOPIC_FIELDS, VISIT_FIELDS

_AHEAD = "还没有到"


def check_topic(draft: ResearchTopicDraft) -> None:
    check(TOPIC_FIELDS, draft)
    if draft.starts_on and draft.due_on and draft.due_on < draft.starts_on:
        _refuse("due_on", "完成期限早于开始日期")


def check_visit(draft: ResearchVisitDraft, starts_on: date, today: date) -> None:
    """*starts_on*: of the topic it is made for."""
    check(VISIT_FIELDS, draft)
    if draft.held_on and draft.held_on < starts_on:
        _refuse("held_on", f"走访日期早于课题的开始日期 {starts_on}，请核对，或先把课题的开始日期改早")
    if draft.held_on and draft.held_on > today:
        _refuse("held_on", f"走访日期{_AHEAD}，走访以后再登记")


def check_report(draft: StudyReportDraft, today: date) -> None:
    check(REPORT_FIELDS, draft)
    if draft.finished_on and draft.finished_on > today:
        _refuse("finished_on", f"完成日期{_AHEAD}，完成以后再填写")


def _refuse(field: str, text: str) -> None:
    raise UserError(f"{text}。", {field: text})
