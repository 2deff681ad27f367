"""列表: tasks are found, entered, taken through their steps and printed by mouse and keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.tasks.actions import delete_tasks
from db.tasks.queries import Origin, origin_of
from db.tasks.sheets import Reminders
from desktop.tasks.assign_dialog import AssignDialog
from desktop.tasks.page import TasksPage
from desktop.tasks.printouts import spared
from desktop.widgets.form_dialog import FormDialog

DAY = date(2022, 6, 27)


def titles(page):
    model = page.view.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def press(view, key, settle):
    view.filters.chips._chips[key].click()
    settle()


def dialog(view):
    return view.findChild(FormDialog)


def test_what_is_open_comes_first_and_chips_narrow_it(office, shown, settle):
    office.task("晚了", due_on=date(2022, 6, 20))
    done = office.task("办好了")
    office.step(done, "submit", "confirm")
    office.bulk()
    page = shown(TasksPage)
    assert titles(page) == ["晚了", "报送总结", "报送总结", "报送总结", "办好了"]
    press(page.view, "overdue", settle)
    assert titles(page) == ["晚了"]
    press(page.view, "已完成", settle)
    assert titles(page) == ["办好了"]
    press(page.view, None, settle)
    page.view.whole_only.click()
    settle()
    assert titles(page) == ["晚了", "报送总结", "办好了"]
    page.narrow_to({})
    settle()
    assert len(titles(page)) == 5


def test_a_task_is_entered_and_saved(qtbot, office, page, type_text, settle):
    view = page.view
    view.new_button.click()
    type_text(view.form.editors["title"].input, "排查楼道堆物")
    view.form.editors["organization_id"]._picked(office.branch)
    picker = view.form.editors["people"].picker
    picker.line.setFocus()
    type_text(picker.line, "张伟")
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Return)
    qtbot.keyClicks(view.form.editors["due_on"].input, "6.30")
    assert view.save()
    settle()
    [row] = office.rows()
    assert (row.title, row.organization_id, row.due_on, row.starts_on) == (
        "排查楼道堆物", office.branch, date(2022, 6, 30), DAY,
    )  # fmt: skip
    assert office.read(row.id).people == (office.people["张伟"],)
    assert "未开始" in view.origin.text()


def test_a_day_before_the_beginning_is_told_at_its_field(office, page, qtbot, overwrite):
    view = page.view
    page.begin_with("task", {"title": "一项", "starts_on": DAY})
    overwrite(view.form.editors["due_on"].input, "6.20")
    assert not view.save()
    assert view.form.editors["due_on"].problem == "早于开始日期"
    assert office.rows() == []


def test_loading_a_task_is_no_change_and_saving_one_keeps_its_state(office, page, overwrite):
    task = office.task()
    office.progress(task, 40)
    page.open_record("task", task)
    assert not page.view.card.dirty
    overwrite(page.view.form.editors["title"].input, "更新两个宣传栏")
    assert page.view.card.dirty
    assert page.view.save()
    read = office.read(task)
    assert (read.title, read.state, read.percent) == ("更新两个宣传栏", "进行中", 40)


def test_a_task_goes_on_by_the_steps_of_its_tab(qtbot, office, page, settle):
    task = office.task()
    page.open_record("task", task)
    progress = page.view.progress
    qtbot.mouseClick(progress.buttons["submit"], Qt.MouseButton.LeftButton)
    asked = progress.findChild(FormDialog)
    asked.accept()
    assert asked.form.editors["text"].problem, "what was done is to be said"
    asked.form.editors["text"].text.setPlainText("已更新。")
    asked.accept()
    settle()
    assert office.read(task).state == "待确认"
    assert "待确认" in page.view.origin.text()
    assert set(progress.buttons) == {"confirm", "return", "cancel"}


def test_the_source_is_a_link_that_opens_it(office, page, requested, qtbot):
    task = office.task(source=Origin("organization", office.top))
    page.open_record("task", task)
    assert "和平社区党委" in page.view.origin.text()
    page.view.origin.linkActivated.emit(f"organization:{office.top}")
    assert requested == [("organization", office.top)]


def test_a_task_begun_by_another_page_keeps_where_it_comes_from(office, book, page):
    origin = Origin("organization", office.top)
    page.begin_with("task", {"title": "落实意见", "source": origin})
    assert page.view.save()
    with book.read() as connection:
        assert origin_of(connection, office.rows()[0].id) == origin


def test_what_is_typed_is_kept_with_its_source(office, book, shown, overwrite, settle):
    """Locked in mid-typing, the draft is taken up again; it still knows where the task comes from."""
    page = shown(TasksPage)
    origin = Origin("organization", office.top)
    page.begin_with("task", {"source": origin})
    overwrite(page.view.form.editors["title"].input, "落实意见")
    assert page.keep_unsaved()
    again = shown(TasksPage)
    again.view.begin_new()
    again.view.drafts.bar.restored.emit()
    assert (again.view.form.origin, again.view.form.editors["title"].value()) == (origin, "落实意见")
    assert "和平社区党委" in again.view.origin.text()
    assert again.view.save()
    with book.read() as connection:
        assert origin_of(connection, office.rows()[0].id) == origin


def test_a_task_is_divided_and_its_parts_tell_how_far_it_is(office, page, requested, qtbot, overwrite, settle):
    whole = office.task("迎接检查")
    page.open_record("task", whole)
    page.view.subtasks.add.click()
    overwrite(page.view.form.editors["title"].input, "准备材料")
    assert page.view.save()
    part = office.rows()[1]
    assert (part.parent_id, part.due_on) == (whole, DAY)
    assert "迎接检查" in page.view.origin.text()
    assert not page.view.subtasks.add.isEnabled(), "a part has none of its own"
    assert len(office.rows()) == 2
    office.progress(part.id, 50)
    page.open_record("task", whole)
    settle()
    assert len(office.rows()) == 2, [(r.title, r.percent, r.parent_id, r.state) for r in office.rows()]
    assert "完成 50%" in page.view.origin.text()
    assert page.view.card.tabs.tabText(2) == "子任务 0/1"
    page.view.subtasks.view.opened.emit(part.id)
    assert requested == [("task", part.id)]


def test_tasks_are_deleted_after_a_question_and_return(office, page, presenter, settle):
    whole, *_parts = office.bulk()
    page.open_record("task", whole)
    page.view.delete([whole])
    settle()
    assert "子任务" in presenter.asked[-1]
    assert office.rows() == []
    office.book.undo()
    assert len(office.rows()) == 3


def test_the_list_goes_to_excel_and_a_sheet_comes_in_by_the_same_button(page):
    texts = [action.text() for action in page.view.excel.menu.actions()]
    assert texts[0] == "导出列表…"
    assert any("导入" in text for text in texts)


def test_a_task_that_goes_leaves_the_card_and_its_line(office, page, settle):
    whole, part, _other = office.bulk()
    page.open_record("task", whole)
    settle()
    office.step(part, "submit", "confirm")
    settle()
    assert "完成 50%" in page.view.origin.text(), "a part moves the whole"
    delete_tasks(office.book, [whole])
    settle()
    assert not page.view.card.is_open


# -- many ----------------------------------------------------------------------------------------------------------


def test_a_task_is_assigned_to_the_branches_every_month(qtbot, office, page, overwrite, type_text, settle):
    view = page.view
    view.assign_button.click()
    asked = view.findChild(AssignDialog)
    form, ticked = asked.form, asked.organizations
    overwrite(form.editors["title"].input, "报送月报")
    overwrite(form.editors["due_on"].input, "6.30")
    asked.accept()
    assert form.editors["organizations"].problem, "nobody is ticked yet"
    ticked.kind.setCurrentText("党支部")
    ticked.all.click()
    assert ticked.told.text() == "已选 2 个组织"
    assert not form.editors["until"].isEnabled()
    overwrite(form.editors["repeats"].typing(), "每月")
    qtbot.keyClick(form.editors["repeats"].typing(), Qt.Key.Key_Return)
    assert form.editors["until"].isEnabled()
    asked.accept()
    assert form.editors["until"].problem
    overwrite(form.editors["until"].input, "8.31")
    asked.accept()
    settle()
    whole, *parts = office.rows()
    assert (whole.organization_id, whole.repeats, whole.due_on) == (office.top, "每月", date(2022, 8, 30))
    assert [(part.organization_id, part.due_on.month) for part in parts] == [
        (place, month) for month in (6, 7, 8) for place in (office.branch, office.other)
    ]  # fmt: skip
    assert view.open_id == whole.id
    assert view.card.tabs.currentWidget() is view.subtasks
    assert view.subtasks.told.text() == "共 6 项，办结 0 项"


def test_the_dialog_stays_low_with_all_that_is_wrong(office, page, overwrite, settle):
    page.view.assign_button.click()
    asked = page.view.findChild(AssignDialog)
    editors = asked.form.editors
    editors["repeats"].set_value("每月")
    editors["until"].setEnabled(True)
    overwrite(editors["until"].input, "忘了")
    for refused in (asked.accept, asked.reject):
        refused()
        settle()
        assert asked.height() <= 660
        assert editors["organizations"].problem
        assert not asked.form.verticalScrollBar().isVisible(), "all of it is seen"
    overwrite(editors["title"].input, "报送月报")
    asked.organizations.all.click()
    settle()
    assert editors["text"].height() == editors["text"].text.height(), "no gap around the text"


def test_organizations_are_narrowed_by_kind_sector_and_what_they_stand_below(office, page):
    page.view.assign_button.click()
    ticked = page.view.findChild(AssignDialog).organizations

    def seen():
        return [item.text().strip() for item in ticked._items() if not item.isHidden()]

    assert seen() == ["和平社区党委", "第一党支部", "企业党支部"]
    ticked.sector.setCurrentText("非公企业")
    assert seen() == ["企业党支部"]
    ticked.all.click()
    ticked.sector.setCurrentIndex(0)
    ticked.below._picked(office.branch)
    assert seen() == ["第一党支部"]
    assert ticked.told.text() == "已选 1 个组织，其中 1 个不在当前筛选内"
    assert ticked.value() == (office.other,)


def test_it_is_seen_who_has_returned_and_the_others_are_reminded(office, page, previews, settle):
    whole, first, _second = office.bulk()
    office.step(first, "submit", "confirm")
    page.open_record("task", whole)
    tab = page.view.subtasks
    assert page.view.card.tabs.tabText(2) == "子任务 1/2"
    tab.chips._chips["open"].click()
    assert [tab.model.index(row, 0).data() for row in range(tab.model.rowCount())] == ["企业党支部"]
    tab.reminder.click()
    settle()
    [[text]] = previews
    assert "企业党支部：" in text
    assert "报送总结" in text
    assert "还有3天" in text
    assert "第一党支部" not in text


def test_nobody_is_reminded_of_what_is_not_due(office, page, previews, presenter, settle):
    whole, *_parts = office.bulk(days=[date(2022, 11, 30), date(2022, 12, 31)])
    page.open_record("task", whole)
    page.view.subtasks.reminder.click()
    settle()
    assert previews == []
    assert "没有一项已逾期或 7 天以内到期" in presenter.told[-1][1]
    office.task("晚了", due_on=date(2022, 6, 20))
    page.view.printing.remind([row.id for row in office.rows()])
    settle()
    [[text]] = previews
    assert "晚了" in text
    assert "另有2项任务未临近期限" in text
    assert "报送总结" not in text
    assert spared(Reminders(7, (), ("甲", "乙", "丙", "丁"))) == [
        "甲、乙、丙等 4 个组织没有逾期或 7 天以内到期的任务，没有打印"
    ]


def test_a_sheet_shows_the_task_and_its_course(office, page, previews, settle):
    task = office.task(people=(office.people["张伟"],), text="七月底前更新。", assigned_by="党建办")
    office.progress(task, 40)
    page.open_record("task", task)
    page.view.print_open()
    settle()
    [[text]] = previews
    for told in (
        "任务单",
        "更新宣传栏",
        "第一党支部",
        "张伟",
        "党建办",
        "七月底前更新。",
        "进行中（40%）",
        "一半。（40%）",
    ):
        assert told in text


def test_a_task_with_many_parts_is_cancelled_in_the_background(office, page, context, monkeypatch, settle):
    monkeypatch.setattr("desktop.app.jobs.MANY", 2)
    whole, *_parts = office.bulk()
    page.open_record("task", whole)
    view, started = page.view, []
    context.jobs.started.connect(lambda job: started.append(job.title))
    assert view.progress.buttons["cancel"].text() == "取消任务…", "not read as closing a dialog"
    view.progress.buttons["cancel"].click()
    asked = dialog(view)
    asked.form.editors["text"].set_value("检查推迟。")
    asked.accept()
    settle()
    assert started == ["取消任务"]
    assert {row.state for row in office.rows()} == {"已取消"}
    assert view.progress.state.text() == "已取消"


def test_a_task_for_many_keeps_the_record_it_comes_from(office, page, overwrite, settle):
    source = Origin("task", office.task("另一项"))  # any record will do
    page.begin_with("task", {"assign": True, "source": source, "title": "落实整改", "assigned_by": "周文"})
    asked = page.view.findChild(AssignDialog)
    overwrite(asked.form.editors["due_on"].input, "6.30")
    asked.organizations.all.click()
    asked.accept()
    settle()
    with office.book.read() as connection:
        assert {origin_of(connection, row.id) for row in office.rows()[1:]} == {source}
    assert page.view.form.editors["assigned_by"].value() == "周文"
