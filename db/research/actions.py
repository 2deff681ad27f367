"""Changing research topics, their visits, and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from db.core.action import Stop, unstopped
from db.core.book import Book
from db.organizations.models import Organization
from db.research.checks import check_report, check_topic, check_visit
from db.research.draft import ResearchTopicDraft, ResearchVisitDraft, StudyReportDraft
from db.research.models import ResearchTopic, ResearchVisit, StudyReport

EDIT = "research.edit"
READ = "research.read"
_NO_TOPIC = "这个课题已被删除，请刷新列表。"
_NO_VISIT = "这次走访的记录已被删除，请刷新列表。"
_NO_REPORT = "这篇调研报告已被删除，请刷新列表。"
_NO_PLACE = "组织已被删除，请重新选择。"

# -- topics and visits -------------------------------------------------------------------------------------------


def save_topic(book: Book, draft: ResearchTopicDraft, topic_id: int | None = None) -> int:
    """Add a topic or change it; returns the id."""
    check_topic(draft)
    with book.action("新建调研课题" if topic_id is None else "修改调研课题", EDIT) as work:
        work.get(Organization, draft.organization_id, _NO_PLACE, "organization_id")
        topic = ResearchTopic(id=work.new_id()) if topic_id is None else work.get(ResearchTopic, topic_id, _NO_TOPIC)
        for name, value in asdict(draft).items():
            setattr(topic, name, value)
        work.session.add(topic)
        return topic.id


def delete_topics(book: Book, topic_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete topics with their visits; the reports that came of them stay."""
    with book.action("删除调研课题", EDIT) as work:
        topics = work.get_many(ResearchTopic, topic_ids, _NO_TOPIC, ResearchTopic.visits)
        for start in range(0, len(topic_ids), 500):
            of_topics = select(StudyReport).where(StudyReport.topic_id.in_(topic_ids[start : start + 500]))
            for report in work.session.execute(of_topics).scalars():
                report.topic_id = None
        work.session.flush()
        for topic in topics:
            stop()
            work.session.delete(topic)


def add_visit(book: Book, topic_id: int, draft: ResearchVisitDraft) -> int:
    """Tell of a visit made for a topic; returns its id."""
    with book.action("登记调研走访", EDIT) as work:
        topic = work.get(ResearchTopic, topic_id, _NO_TOPIC)
        check_visit(draft, topic.starts_on, book.now().date())
        visit = ResearchVisit(id=work.new_id(), topic_id=topic_id, **asdict(draft))
        work.session.add(visit)
        return visit.id


def save_visit(book: Book, visit_id: int, draft: ResearchVisitDraft) -> None:
    with book.action("修改调研走访", EDIT) as work:
        visit = work.get(ResearchVisit, visit_id, _NO_VISIT)
        check_visit(draft, visit.topic.starts_on, book.now().date())
        for name, value in asdict(draft).items():
            setattr(visit, name, value)


def delete_visits(book: Book, visit_ids: Sequence[int]) -> None:
    with book.action("删除调研走访", EDIT) as work:
        for visit in work.get_many(ResearchVisit, visit_ids, _NO_VISIT):
            work.session.delete(visit)


# -- reports -----------------------------------------------------------------------------------------------------


def save_report(book: Book, draft: StudyReportDraft, report_id: int | None = None) -> int:
    """Add a report or change it; returns the id."""
    check_report(draft, book.now().date())
    with book.action("新建调研报告" if report_id is None else "修改调研报告", EDIT) as work:
        work.get(Organization, draft.organization_id, _NO_PLACE, "organization_id")
        if draft.topic_id is not None:
            work.get(ResearchTopic, draft.topic_id, "课题已被删除，请重新选择。", "topic_id")
        report = StudyReport(id=work.new_id()) if report_id is None else work.get(StudyReport, report_id, _NO_REPORT)
        for name, value in asdict(draft).items():
            setattr(report, name, value)
        work.session.add(report)
        return report.id


def delete_reports(book: Book, report_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete reports; tasks that came of them go with them."""
    with book.action("删除调研报告", EDIT) as work:
        for report in work.get_many(StudyReport, report_ids, _NO_REPORT):
            stop()
            work.session.delete(report)
