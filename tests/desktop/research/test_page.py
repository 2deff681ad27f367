"""The page 调研 as it is used: topics, visits, reports, and what a report advises."""

from __future__ import annotations

from datetime import date

import pytest

from db.core.listing import Filter
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.research.actions import save_report, save_topic
from db.research.draft import ResearchTopicDraft, StudyReportDraft
from db.research.queries import get_report, reports
from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, tasks_of
from desktop.research.page import ResearchPage
from desktop.widgets.form_dialog import FormDialog

ADVICE = "建设日间照料中心，方便老人就近用餐。引入专业机构。"


@pytest.fixture
def street(book):
    return save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))


@pytest.fixture
def topic(book, street):
    return save_topic(book, ResearchTopicDraft(street, "养老服务业发展", "王主任", starts_on=date(2022, 3, 1)))


@pytest.fixture
def report(book, street, topic):
    return save_report(book, StudyReportDraft(
        street, topic, "关于加快养老服务业发展的调研报告", "周文", date(2022, 5, 20), advice=ADVICE,
    ))  # fmt: skip


@pytest.fixture
def page(shown, street):
    return shown(ResearchPage)


@pytest.fixture
def go(page, settle):
    def to(key):
        page.tabs._chips[key].click()
        settle()
        return page.view

    return to


def dialog_of(widget):
    [found] = [dialog for dialog in widget.findChildren(FormDialog) if dialog.isVisible()]
    return found


def test_a_report_is_entered_for_a_topic(book, page, topic, type_text, overwrite, settle):
    view = page.view
    view.new_button.click()
    type_text(view.form.editors["title"].line, "养老报告")
    overwrite(view.form.editors["topic_id"].typing(), "养老")
    view.form.editors["topic_id"].typing().editingFinished.emit()
    type_text(view.form.editors["finished_on"].line, "0601")
    assert view.save()
    settle()
    with book.read() as connection:
        [row] = reports.showing("title", "topic", "finished_on", "organization").all(connection, Filter())
        assert get_report(connection, row[0]).topic_id == topic
    assert row[1:] == ("养老报告", "养老服务业发展", date(2022, 6, 1), "和平街道党工委")


def test_what_a_report_advises_becomes_a_task(book, page, report, click_row, settle):
    settle()
    view = page.view
    click_row(view, 0)
    view.card.tabs.setCurrentWidget(view.tasks)
    view.tasks.new_button.click()
    dialog = dialog_of(view.tasks)
    assert dialog.form.editors["title"].value() == "建设日间照料中心，方便老人就近用餐"
    dialog.ok.click()
    settle()
    with book.read() as connection:
        [task] = tasks_of(connection, "study_report", [report])[report]
    assert (task.title, task.organization) == ("建设日间照料中心，方便老人就近用餐", "和平街道党工委")
    assert "任务 1" in [view.card.tabs.tabText(at) for at in range(view.card.tabs.count())]
    view.delete(view.chosen())
    settle()
    with book.read() as connection:
        assert tasks_of(connection, "study_report", [report]) == {}


@pytest.mark.parametrize(
    ("advice", "title"),
    [
        ("1. 约定收摊时间。\n2. 划定摊位。", "约定收摊时间"),
        ("一是划定摊位；二是约定时间", "划定摊位"),
        ("（一）划定摊位", "划定摊位"),
        ("", "落实“夜市报告”"),
        ("3 个社区先试", "3 个社区先试"),
    ],
)
def test_how_the_task_of_a_report_is_called(book, page, street, advice, title):
    report = save_report(book, StudyReportDraft(street, None, "夜市报告", advice=advice))
    page.open_record("study_report", report)
    assert page.view._proposed()["title"] == title


def test_the_next_advice_names_the_next_task(book, page, street):
    report = save_report(book, StudyReportDraft(street, None, "夜市报告", advice="1. 约定收摊时间。\n2. 划定摊位。"))
    page.open_record("study_report", report)
    named = []
    for _ in range(3):
        proposed = page.view._proposed()
        named.append(proposed["title"])
        save_task(book, TaskDraft(proposed["title"]), source=Origin("study_report", report))
    assert named == ["约定收摊时间", "划定摊位", "落实“夜市报告”"]


def test_visits_are_told_in_their_tab(book, go, topic, cells, click_row, type_text, settle):
    view = go("topics")
    assert cells(view, "状态") == ["进行中"]
    click_row(view, 0)
    view.card.tabs.setCurrentWidget(view.visits)
    view.visits.add_button.click()
    dialog = dialog_of(view.visits)
    type_text(dialog.form.editors["place"].line, "春和养老院")
    dialog.ok.click()
    settle()
    assert cells(view.visits, "走访地点") == ["春和养老院"]
    assert cells(view, "走访") == ["1"]


def test_a_report_is_begun_from_its_topic(go, page, topic, street, click_row, context):
    asked = []
    context.bus.record_wanted.connect(lambda table, presets: asked.append((table, presets)))
    view = go("topics")
    click_row(view, 0)
    view.report_button.click()
    assert asked == [("study_report", {"topic_id": topic, "organization_id": street})]
    page.begin_with(*asked[0])
    assert page.current == "reports"
    assert page.view.form.editors["topic_id"].draft() == "养老服务业发展"


def test_a_topic_leads_to_its_reports(go, topic, report, click_row, context):
    from PySide6.QtWidgets import QMenu

    opened = []
    context.bus.record_requested.connect(lambda table, id: opened.append((table, id)))
    view = go("topics")
    click_row(view, 0)
    menu = QMenu(view)
    view._fill_menu(menu)
    menu.actions()[0].trigger()
    assert opened == [("study_report", report)]


def test_reports_are_narrowed_by_chips_and_opened_by_their_table(page, book, street, report, cells, settle):
    save_report(book, StudyReportDraft(street, None, "在写的报告"))
    settle()
    assert cells(page.view, "报告名称") == ["在写的报告", "关于加快养老服务业发展的调研报告"]
    page.view.filters.chips._chips["writing"].click()
    settle()
    assert cells(page.view, "报告名称") == ["在写的报告"]
    assert page.open_record("study_report", report)
    assert page.view.open_id == report
    page.show_part("advice")
    assert page.view.card.tabs.currentWidget() is page.view.form
