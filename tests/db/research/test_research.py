"""Research topics with their visits, and the reports that came of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.research import actions
from db.research.draft import ResearchTopicDraft, ResearchVisitDraft, StudyReportDraft
from db.research.queries import get_report, get_topic, reports, reports_of, topic_choices, topics, visits_of

DAY = date(2022, 3, 1)
H1 = Period.parse("2022H1")


def topic_draft(office, title="养老服务业发展", starts=date(2022, 3, 1), **more):
    return ResearchTopicDraft(office.street, title, "王主任", "周文、李明", starts, **more)


def read(office, query, *given):
    with office.book.read() as connection:
        return query(connection, *given)


def listed(office, listing, wanted, *names):
    with office.book.read() as connection:
        return [row[1:] for row in listing.showing(*names).all(connection, wanted)]


@pytest.fixture
def topic(office):
    return actions.save_topic(office.book, topic_draft(office, due_on=date(2022, 5, 31)))


@pytest.fixture
def report(office, topic):
    return actions.save_report(office.book, StudyReportDraft(
        office.street, topic, "关于加快养老服务业发展的调研报告", "周文", date(2022, 5, 20), advice="建设日间照料中心",
    ))  # fmt: skip


def test_a_topic_with_visits_and_a_report(office, topic):
    assert listed(office, topics, Filter(), "state", "visits", "reports") == [("逾期", 0, 0)]
    first = actions.add_visit(office.book, topic, ResearchVisitDraft(date(2022, 3, 5), "春和社区", "王主任"))
    second = actions.add_visit(office.book, topic, ResearchVisitDraft(date(2022, 4, 5), "养老院", text="床位不足"))
    actions.save_visit(office.book, first, ResearchVisitDraft(date(2022, 3, 6), "春和社区"))
    assert [(row.id, row.draft.held_on) for row in read(office, visits_of, topic)] == [
        (second, date(2022, 4, 5)), (first, date(2022, 3, 6)),
    ]  # fmt: skip
    draft = StudyReportDraft(office.street, topic, "养老报告")
    made = actions.save_report(office.book, draft)
    assert listed(office, topics, Filter(), "state", "visits", "reports") == [("逾期", 2, 1)]
    actions.save_report(office.book, replace(draft, finished_on=date(2022, 6, 1)), made)
    assert listed(office, topics, Filter(), "state") == [("已完成",)]
    assert read(office, reports_of, topic) == [(made, "养老报告")]
    actions.delete_visits(office.book, [first])
    assert [row.id for row in read(office, visits_of, topic)] == [second]


def test_a_deleted_topic_leaves_its_reports(office, topic, report, rows):
    actions.add_visit(office.book, topic, ResearchVisitDraft(date(2022, 3, 5), "春和社区"))
    before = rows(office.book)
    actions.delete_topics(office.book, [topic])
    assert read(office, get_report, report).topic_id is None
    assert not rows(office.book)["research_visit"]
    office.book.undo()
    assert rows(office.book) == before
    actions.delete_reports(office.book, [report])
    assert read(office, get_topic, topic).title == "养老服务业发展"
    assert listed(office, reports, Filter(), "title") == []


@pytest.mark.parametrize(
    ("save", "draft", "field"),
    [
        (actions.save_topic, ResearchTopicDraft(1, "", starts_on=date(2022, 3, 1)), "title"),
        (actions.save_topic, ResearchTopicDraft(1, "养老", starts_on=None), "starts_on"),
        (actions.save_topic, ResearchTopicDraft(1, "养老", starts_on=DAY, due_on=date(2022, 2, 1)), "due_on"),
        (actions.save_topic, ResearchTopicDraft(1, "养老", starts_on=date(2022, 3, 1)), "organization_id"),
        (actions.save_report, StudyReportDraft(1, None, " "), "title"),
        (actions.save_report, StudyReportDraft(1, None, "报告", finished_on=date(2022, 6, 28)), "finished_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(office, save, draft, field):
    with pytest.raises(UserError) as refused:
        save(office.book, draft)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ResearchVisitDraft(date(2022, 6, 28), "社区"), "held_on"),
        (ResearchVisitDraft(date(2022, 2, 28), "社区"), "held_on"),  # the topic begins in March
        (ResearchVisitDraft(date(2022, 6, 1), ""), "place"),
    ],
)
def test_a_visit_that_cannot_be_kept(office, topic, draft, field):
    with pytest.raises(UserError) as refused:
        actions.add_visit(office.book, topic, draft)
    assert field in refused.value.fields


def test_a_report_of_a_topic_that_is_gone_is_refused_at_its_field(office):
    with pytest.raises(UserError) as refused:
        actions.save_report(office.book, StudyReportDraft(office.street, 7, "报告"))
    assert "topic_id" in refused.value.fields


def test_topics_are_listed_by_the_periods_they_are_worked_on(office, topic):
    actions.save_topic(office.book, topic_draft(office, "村转社区", date(2021, 11, 1)))
    actions.add_visit(office.book, topic, ResearchVisitDraft(date(2022, 3, 5), "春和养老院"))

    def titles(**wanted):
        return [title for (title,) in listed(office, topics, Filter(**wanted), "title")]

    assert titles(period=H1) == ["养老服务业发展", "村转社区"]
    assert titles(period=Period.parse("2022H2")) == ["村转社区"]
    assert titles(period=Period.parse("2021H1")) == []
    assert titles(text="养老院") == ["养老服务业发展"]
    assert titles(text="李明") == ["养老服务业发展", "村转社区"]
    assert titles(choices={"state": "逾期"}) == ["养老服务业发展"]
    assert titles(choices={"state": "进行中"}) == ["村转社区"]


def test_reports_are_listed_by_the_day_they_were_finished(office, report):
    actions.save_report(office.book, StudyReportDraft(office.street, None, "村转社区报告"))
    assert listed(office, reports, Filter(period=H1), "title", "topic") == [
        ("村转社区报告", ""), ("关于加快养老服务业发展的调研报告", "养老服务业发展"),
    ]  # fmt: skip
    assert listed(office, reports, Filter(period=Period.parse("2021H2")), "title") == []
    assert listed(office, reports, Filter(choices={"finished": True}), "authors") == [("周文",)]
    assert listed(office, reports, Filter(text="照料"), "authors") == [("周文",)]
    assert listed(office, reports, Filter(organization=office.branch), "title") == []


def test_topics_of_one_title_are_told_apart(office, topic):
    actions.save_topic(office.book, topic_draft(office, starts=date(2021, 3, 1)))
    actions.save_topic(office.book, topic_draft(office, starts=date(2021, 3, 1)))
    names = [name for _id, name in read(office, topic_choices)]
    assert names[0] == "养老服务业发展（2022-03-01）"
    assert len(set(names)) == 3
