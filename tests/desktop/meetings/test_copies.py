"""Records begun from others, and series."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from db.core.listing import Filter
from db.meetings.actions import save_meeting
from db.meetings.draft import AgendaLine, MeetingDraft, items
from db.meetings.models import MeetingKind
from db.meetings.queries import meetings
from db.study.models import PlanTopic, TrainingPlan
from desktop.meetings.series_dialog import MONTHLY, SeriesDialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def monday(office):
    return save_meeting(office.book, MeetingDraft(
        office.kinds["支部党员大会"], office.branch, "2022年第3次支部党员大会", 3, datetime(2022, 6, 13, 9),
        datetime(2022, 6, 13, 10, 30), "会议室", "张喆", agenda=(AgendaLine("通报", "说了很多"),), text="记录",
        readings=("《党章》",), roster=office.roster("张喆", "王小红", "孙立"),
    ))  # fmt: skip


@pytest.fixture
def choose(office):
    """``choose(page)``: the kind and organization of a new record, as if picked."""

    def on(page):
        for name, value in (("kind_id", office.kinds["支部党员大会"]), ("organization_id", office.branch)):
            page.form.basics.editors[name].set_value(value)
            page.form.basics.editors[name].changed.emit()

    return on


def test_the_last_meeting_fills_a_new_record(qtbot, office, start, keys, choose, monday, settle):
    office.meeting("别的", datetime(2022, 6, 20, 9), kind="党课")
    page = start()
    keys.press(Qt.Key.Key_N, CTRL)
    choose(page)
    keys.press(Qt.Key.Key_D, CTRL)
    form = page.form
    assert form.basics.editors["starts_at"].line.hasFocus(), "the day is asked"
    assert (form.peek("place"), form.peek("host"), form.peek("ordinal")) == ("会议室", "张喆", None)
    keys.type("0627")
    keys.press(Qt.Key.Key_Tab)
    settle()
    assert form.peek("starts_at") == datetime(2022, 6, 27, 9), "at the usual time"
    assert form.peek("ends_at") == datetime(2022, 6, 27, 10, 30)
    assert (form.peek("ordinal"), form.peek("title")) == (4, "2022年第4次支部党员大会")
    names = [line.name for line in form.roster.lines]
    assert names == ["丁小云", "李志强", "王小红", "张喆", "赵敏", "孙立"], "those of that day, and whom it had besides"
    assert page.save()
    settle()
    made = office.get(page.open_id)
    assert (made.agenda, made.text, made.readings) == (items("通报"), "", ())


def test_what_a_new_record_says_already_stays(office, start, keys, choose, fill, monday, presenter, type_text):
    page = start()
    keys.press(Qt.Key.Key_N, CTRL)
    keys.press(Qt.Key.Key_D, CTRL)
    assert "召开组织" in presenter.notes[-1]
    choose(page)
    fill(page, "place", "三楼")
    fill(page, "title", "专题会")
    type_text(page.form.content.editor.text, "已经写了。")
    page.form.roster.model.add(*office.roster("李志强"))
    keys.press(Qt.Key.Key_D, CTRL)
    assert (page.form.peek("place"), page.form.peek("host")) == ("三楼", "张喆")
    fill(page, "starts_at", "2022-06-27 0900")
    assert page.form.peek("title") == "专题会"
    assert page.form.content.editor.value() == "已经写了。"
    assert page.form.content.titles_typed() == ["通报"]
    assert [line.name for line in page.form.roster.lines] == ["李志强"]


def test_a_record_is_copied_as_a_new_one(office, start, keys, monday, settle):
    page = start()
    page.open_record("meeting", monday)
    settle()
    keys.press(Qt.Key.Key_D, CTRL)
    assert page.open_id is None
    assert page.card.title.text() == "新建会议记录"
    assert page.card.dirty
    assert page.form.peek("starts_at") is None
    assert office.get(monday).text == "记录"


def test_number_and_title_follow_until_they_are_touched(office, start, keys, choose, fill, monday):
    page = start()
    keys.press(Qt.Key.Key_N, CTRL)
    choose(page)
    fill(page, "starts_at", "2022-06-27 0900")
    assert page.form.peek("title") == "2022年第4次支部党员大会"
    fill(page, "ordinal", "25")
    assert page.form.peek("title") == "2022年第25次支部党员大会"
    fill(page, "starts_at", "2023-01-02 0900")
    assert (page.form.peek("ordinal"), page.form.peek("title")) == (25, "2023年第25次支部党员大会")
    fill(page, "title", "x")
    fill(page, "ordinal", "26")
    assert page.form.peek("title") == "x"


def test_a_series_is_made_in_one_step_that_is_taken_back_in_one(qtbot, office, start, monday, settle, presenter):
    page = start()
    page.open_record("meeting", monday)
    settle()
    page.copies.make_series()
    dialog = page.findChild(SeriesDialog)
    assert dialog.form.editors["weekdays"].value() == (0,)
    dialog.form.editors["last"].set_value(date(2022, 7, 4))
    dialog.form.editors["last"].changed.emit()
    assert [dialog.days.item(row).text() for row in range(dialog.days.count())] == [
        "2022-06-13　星期一　已有这类记录", "2022-06-20　星期一", "2022-06-27　星期一", "2022-07-04　星期一",
    ]  # fmt: skip
    assert dialog.summary.text() == "共 3 条：2022年第4—6次"
    dialog.days.setFocus()
    dialog.days.setCurrentRow(2)
    qtbot.keyClick(dialog.days, Qt.Key.Key_Space)
    assert dialog.summary.text() == "共 2 条：2022年第4—5次"
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    settle()
    assert "已新建 2 条" in presenter.notes[-1]
    with office.book.read() as connection:
        found = sorted(row[1:] for row in meetings.showing("day", "title", "expected").all(connection, Filter()))
    assert found == [
        (date(2022, 6, 13), "2022年第3次支部党员大会", 3), (date(2022, 6, 20), "2022年第4次支部党员大会", 6),
        (date(2022, 7, 4), "2022年第5次支部党员大会", 6),
    ]  # fmt: skip
    office.book.undo()
    settle()
    assert office.titles(page) == ["2022年第3次支部党员大会"]


def test_a_series_that_cannot_be_says_why(office, start, monday, settle):
    page = start()
    page.open_record("meeting", monday)
    settle()
    page.copies.make_series()
    dialog = page.findChild(SeriesDialog)
    for name, value, told in (
        ("weekdays", (), "请选择星期几。"), ("by", MONTHLY, ""), ("last", date(2022, 1, 1), "结束日期早于开始日期。"),
    ):  # fmt: skip
        dialog.form.editors[name].set_value(value)
        dialog.form.editors[name].changed.emit()
        assert dialog.summary.text() == told or not told
        assert dialog.confirm.isEnabled() == (not told)
    dialog.form.editors["last"].set_value(date(2022, 8, 1))
    dialog.form.editors["last"].changed.emit()
    dialog.form.editors["ends"].set_value("0800")
    dialog.confirm.click()
    assert dialog.isVisible()
    assert dialog.form.editors["ends"].problem == "应晚于开始时间"
    dialog.reject()


def test_kinds_no_longer_used_are_shown_and_not_offered(office, start, monday, settle):
    page = start()
    kind = page.form.basics.editors["kind_id"]
    kind_id = office.kinds["支部党员大会"]
    with office.book.action("停用", "meetings.edit") as work:
        work.get(MeetingKind, kind_id, "").active = False
    settle()
    page.open_record("meeting", monday)
    settle()
    assert kind.combo.currentText() == "支部党员大会"
    page.begin_new()
    assert kind.combo.findText("支部党员大会") < 0
    assert kind.combo.findText("党课") >= 0


def test_topics_of_the_years_plans_are_offered(office, start, monday, settle):
    with office.book.action("学习计划", "meetings.edit") as work:
        plan = TrainingPlan(id=work.new_id(), organization_id=office.top, year=2022, title="年度计划")
        plan.topics = [PlanTopic(id=work.new_id(), no=1, title="二十大精神")]
        work.session.add(plan)
        wanted = plan.topics[0].id
    page = start()
    page.open_record("meeting", monday)
    settle()
    topic = page.form.basics.editors["topic_id"]
    topic.set_value(wanted)
    topic.changed.emit()
    assert topic.combo.currentText() == "二十大精神（年度计划）"
    start_edit = page.form.basics.editors["starts_at"]
    start_edit.line.setText("2023-06-13 9:00")
    start_edit.changed.emit()
    assert topic.value() == wanted, "what is chosen stays, whatever the year"
    topic.set_value(None)
    assert [topic.combo.itemText(row) for row in range(topic.combo.count())] == [""]
    start_edit.line.setText("2022-06-13 9:00")
    start_edit.changed.emit()
    topic.set_value(wanted)
    assert page.save()
    assert office.get(monday).topic_id == wanted


def test_finished_now(qtbot, office, start, monday, settle):
    page = start()
    page.open_record("meeting", monday)
    settle()
    finished = page.form.basics.editors["finished_at"]
    finished.line.setFocus()
    qtbot.keyClick(finished.line, Qt.Key.Key_Up)
    assert finished.line.text() == "2022-06-27 09:41"
    assert page.card.dirty
    finished.line.setText("现在")
    assert page.save()
    assert office.get(monday).finished_at == datetime(2022, 6, 27, 9, 41)


def test_a_meeting_before_one_planned_is_numbered_by_date_and_says_so(office, start, keys, choose, fill, presenter):
    office.meeting("年底", datetime(2022, 12, 26, 9), ordinal=1)
    page = start()
    keys.press(Qt.Key.Key_N, CTRL)
    choose(page)
    fill(page, "starts_at", "2022-06-27 0900")
    assert page.form.peek("ordinal") == 1
    assert "后面已有第1次" in presenter.notes[-1]


def test_a_series_before_one_planned_says_so(office, start, monday, settle):
    office.meeting("年底", datetime(2022, 12, 26, 9), ordinal=5)
    page = start()
    page.open_record("meeting", monday)
    settle()
    page.copies.make_series()
    dialog = page.findChild(SeriesDialog)
    dialog.form.editors["last"].set_value(date(2022, 6, 27))
    dialog.form.editors["last"].changed.emit()
    assert dialog.summary.text() == "共 2 条：2022年第4—5次，后面已有第5次"
