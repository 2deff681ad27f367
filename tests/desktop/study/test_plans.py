from __future__ import annotations

from datetime import datetime
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from db.study.actions import add_topic, link_meetings, save_plan
from db.study.draft import PlanDraft, TopicDraft
from desktop.study import topics as topics_module
from desktop.study.link_dialog import LinkDialog
from desktop.widgets.form_dialog import FormDialog


@pytest.fixture
def plan(office):
    """A plan with two topics: its id, theirs."""
    made = save_plan(office.book, PlanDraft(office.branch, 2022, "2022年学习计划"))
    kind = office.kinds["例会学习"]
    return made, [add_topic(office.book, made, TopicDraft(title, kind, month=3)) for title in ("党史", "安全")]


@pytest.fixture
def view(plan, go, click_row):
    made = go("plans")
    click_row(made, 0)
    return made


@pytest.fixture
def dialog(settle):
    """``dialog(parent, kind)``: the one on show."""

    def find(parent, kind=FormDialog):
        settle()
        [found] = [dialog for dialog in parent.findChildren(kind) if dialog.isVisible()]
        return found

    return find


def topics(view, cells):
    return list(
        zip(cells(view.topics, "专题"), cells(view.topics, "已办/计划"), cells(view.topics, "状态"), strict=True)
    )


def test_a_plan_and_what_was_done_of_it(office, plan, view, cells):
    assert cells(view, "计划名称") == ["2022年学习计划"]
    assert topics(view, cells) == [("党史", "0/1", "逾期"), ("安全", "0/1", "逾期")]
    assert view.topics.figures.text() == "第一党支部 · 2 个专题，完成 0 个，逾期 2 个"


def test_a_new_plan_with_a_topic(office, go, dialog, cells, type_text, context, settle):
    view = go("plans")
    view.new_button.click()
    form = dialog(view)
    assert form.form.editors["year"].value() == 2022
    form.form.editors["organization_id"].set_value(office.branch)
    form.ok.click()
    settle()
    assert cells(view, "计划名称") == ["2022年学习计划"]
    view.topics.add_button.click()
    form = dialog(view.topics)
    type_text(form.form.editors["title"].line, "民法典")
    form.ok.click()
    settle()
    assert topics(view, cells) == [("民法典", "0/1", "未到")]


def test_a_plan_of_a_wrong_year_is_refused_at_its_field(office, go, dialog, cells, overwrite, settle):
    view = go("plans")
    view.new_button.click()
    form = dialog(view)
    form.form.editors["organization_id"].set_value(office.branch)
    overwrite(form.form.editors["year"].line, "22")
    form.ok.click()
    assert form.form.editors["year"].problem == "请填四位数的年份"
    form.reject()


def test_meetings_are_linked_by_ticking_them(office, view, cells, click_row, dialog, settle):
    office.meeting("第一次")
    office.meeting("第二次", datetime(2022, 5, 16, 9))
    settle()
    click_row(view.topics, 0)
    view.topics.link_button.click()
    links = dialog(view.topics, LinkDialog)
    assert [links.list.topLevelItem(row).text(2) for row in range(2)] == ["第二次", "第一次"]
    links.search.setText("第一次")
    assert links.list.topLevelItem(0).isHidden()
    links.list.topLevelItem(1).setCheckState(0, Qt.CheckState.Checked)
    assert links.count.text() == "已勾选 1 次会议"
    links.ok.click()
    settle()
    assert topics(view, cells)[0] == ("党史", "1/1", "已完成")
    office.book.undo()
    settle()
    assert topics(view, cells)[0] == ("党史", "0/1", "逾期")


def test_a_meeting_is_begun_from_a_topic(office, plan, view, click_row, context):
    asked = []
    context.bus.record_wanted.connect(lambda table, presets: asked.append((table, presets)))
    click_row(view.topics, 1)
    view.topics.new_button.click()
    presets = {"topic_id": plan[1][1], "kind_id": office.kinds["例会学习"], "organization_id": office.branch}
    assert asked == [("meeting", presets)]


def test_topics_are_moved_and_deleted(view, cells, click_row, presenter, settle):
    click_row(view.topics, 0)
    view.topics.down_button.click()
    settle()
    assert cells(view.topics, "专题") == ["安全", "党史"]
    click_row(view.topics, 0)
    view.topics.delete_button.click()
    settle()
    assert "删除“安全”" in presenter.asked[0]
    assert cells(view.topics, "专题") == ["党史"]


def test_a_plan_is_copied_to_the_next_year(view, dialog, presenter, cells, context, settle):
    view.copy_button.click()
    form = dialog(view)
    assert form.form.editors["year"].value() == 2023
    form.ok.click()
    settle()
    assert "已复制到 2023 年" in presenter.notes[-1]


def test_a_plan_is_deleted_and_comes_back(office, plan, view, cells, settle):
    link_meetings(office.book, plan[1][0], [office.meeting()])
    view.delete(view.chosen())
    settle()
    assert cells(view, "计划名称") == []
    assert view.topics.title.text() == ""
    office.book.undo()
    settle()
    assert cells(view, "计划名称") == ["2022年学习计划"]


def test_all_plans_are_deleted_in_the_background(office, plan, go, cells, presenter, settle, context, monkeypatch):
    monkeypatch.setattr("desktop.app.jobs.MANY", 1)
    save_plan(office.book, PlanDraft(office.top, 2022, "2022年学习计划"))
    begun = []
    context.jobs.started.connect(begun.append)
    view = go("plans")
    view.view.selectAll()
    view.delete(view.chosen())
    settle()
    assert "所选 2 份学习计划" in presenter.asked[0]
    assert [job.title for job in begun] == ["删除学习计划"], "it can be broken off"
    assert cells(view, "计划名称") == []


def test_fitting_meetings_are_read_off_the_interface_thread(office, view, click_row, dialog, settle, monkeypatch):
    threads, read = [], topics_module.offered
    monkeypatch.setattr(topics_module, "offered", lambda *asked: (threads.append(current_thread()), read(*asked))[1])
    office.meeting("第一次")
    settle()
    click_row(view.topics, 0)
    view.topics.link_button.click()
    settle()
    links = dialog(view.topics, LinkDialog)
    assert links.list.topLevelItemCount() == 1
    links.reject()
    menu = QMenu(view)
    view.topics._fill_menu(menu)
    menu.deleteLater()
    settle()
    assert len(threads) == 2
    assert main_thread() not in threads
