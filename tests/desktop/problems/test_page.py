from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from python_calamine import CalamineWorkbook

from db.core.listing import Filter
from db.problems.actions import delete_problems
from db.problems.merging import merge
from db.problems.queries import problems
from db.rules.actions import set_rule
from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, tasks_of
from desktop.problems.pairs_dialog import PairsDialog
from desktop.widgets.form_dialog import FormDialog

TEXT = "党小组会记录不全，缺少发言内容。"  # as the office words its problems


def numbers(office, **choices):
    with office.book.read() as connection:
        return sorted(row[1] for row in problems.showing("number").all(connection, Filter(choices=choices)))


def only(office):
    with office.book.read() as connection:
        [found] = problems.ids(connection, Filter())
    return found


def menu_of(page):
    menu = QMenu()
    page._fill_menu(menu)
    return {action.text(): action for action in menu.actions() if action.text()}, menu


# -- entering ----------------------------------------------------------------------------------------------------


def test_a_problem_is_entered_by_keyboard(page, office, qtbot, type_text, settle):
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.editors["text"].text.hasFocus()
    type_text(page.form.editors["text"].text, "活动阵地陈旧")
    type_text(page.form.editors["source"].combo.lineEdit(), "督查")
    page.form.editors["due_on"].line.setFocus()
    type_text(page.form.editors["due_on"].line, "2022-07-31")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    saved = office.read(only(office)).draft
    assert (saved.number, saved.source, saved.found_on, saved.due_on) == (
        "2022-001", "督查", date(2022, 6, 27), date(2022, 7, 31),
    )  # fmt: skip
    assert page.card.title.text() == "2022-001 · 未启动"


def test_what_is_wrong_is_marked_at_its_field(page, qtbot, settle, office):
    page.begin_new()
    qtbot.mouseClick(page.card.save, Qt.MouseButton.LeftButton)
    settle()
    assert page.form.editors["text"].problem
    assert page.form.editors["source"].problem
    assert numbers(office) == []


def test_opening_a_problem_saves_nothing(office, shown, settle):
    from desktop.problems.page import ProblemsPage

    made = office.problem()
    steps = len(office.book.steps().undo)
    page = shown(ProblemsPage)
    page.open_record("problem", made)
    settle()
    assert not page.card.dirty
    assert len(office.book.steps().undo) == steps


def test_like_wording_is_noticed_and_leads_there(office, page, type_text, settle):
    made = office.problem()
    settle()
    page.begin_new()
    assert page.alike.isHidden()
    type_text(page.form.editors["text"].text, "党小组会记录不全、缺少发言的内容")
    settle(400)
    assert "2022-001" in page.alike.text.text()
    assert not page.alike.isHidden()
    page.form.set_dirty(False)
    page.card.set_dirty(False)
    page.alike.text.linkActivated.emit(str(made))
    settle()
    assert page.open_id == made
    assert page.alike.isHidden()


# -- the list ----------------------------------------------------------------------------------------------------


def test_chips_narrow_the_list_and_tell_how_many(office, page, press, cells, settle):
    office.problem(hard=True)
    second = office.problem("阵地陈旧", source="上年通报", result="已更新", due_on=None)
    office.step(second, "start")
    settle()
    chips = page.filters.chips._chips
    assert [chips[key].text() for key in (None, "未启动", "整改中", "已销号", "overdue", "hard", "上年通报")] == [
        "全部", "未启动 1", "整改中 1", "已销号", "逾期 1", "难点 1", "上年通报 1",
    ]  # fmt: skip
    assert page._subtitle.text() == "2022 年上半年 · 2 个 · 未销号的已历时：91—180天 2"
    press("整改中")
    assert cells(page, "编号") == ["2022-002"]
    press("overdue")
    assert (cells(page, "编号"), cells(page, "逾期天数")) == (["2022-001"], ["27"])
    press("上年通报")
    assert (cells(page, "问题描述"), cells(page, "整改成效")) == (["阵地陈旧"], ["已更新"])
    press(None)
    assert len(cells(page, "编号")) == 2


def test_the_list_says_whose_they_are_by_a_short_name(office, page, press, cells, settle, monkeypatch, tmp_path):
    for _ in range(40):  # so many that there is a scroll bar
        office.problem()
    settle()
    assert page.view.verticalScrollBar().isVisible()
    assert set(cells(page, "责任单位")) == {"一支部"}
    assert not any(page.view.isColumnHidden(at) for at in range(page.model.columnCount()))
    page.model.sort_requested.emit("place_name", True)
    settle()
    press("overdue")
    assert set(cells(page, "责任单位")) == {"一支部"}
    monkeypatch.setattr(page.excel, "ask_target", lambda *_given: tmp_path / "表.xlsx")
    page.excel.export_list()
    settle()
    rows = CalamineWorkbook.from_path(tmp_path / "表.xlsx").get_sheet_by_index(0).to_python()
    [heads] = [row for row in rows if "编号" in row]
    assert heads.count("责任单位") == 1


def test_a_sorted_list_takes_other_columns(office, page, press, cells, settle):
    office.problem(source="上年通报")
    settle()
    page.model.sort_requested.emit("due_on", True)
    settle()
    press("上年通报")
    assert cells(page, "编号") == ["2022-001"]


def test_other_pages_narrow_it(office, page, cells, settle):
    office.problem()
    settle()
    page.narrow_to({"chip": "overdue"})
    settle()
    assert cells(page, "逾期天数") == ["27"]


# -- the course --------------------------------------------------------------------------------------------------


def test_the_course_from_the_start_to_the_certificate(office, page, dialog, settle, previews, tmp_path):
    made = office.problem()
    page.open_record("problem", made)
    page.card.tabs.setCurrentWidget(page.progress)
    settle()
    photo = tmp_path / "整改后.txt"
    photo.write_bytes("整改".encode())
    for code, by, files in (("start", "张伟", ()), ("request", "张伟", (photo,)), ("review", "李强", ())):
        page.progress.buttons[code].click()
        asked = dialog(FormDialog)
        asked.form.editors["by"].line.setText(by)
        asked.form.editors["text"].text.setPlainText("已完成")
        if files:
            asked.form.editors["files"].take(files)
        asked.ok.click()
        settle()
    assert (office.read(made).draft.state, office.read(made).draft.closed_on) == ("已销号", date(2022, 6, 27))
    assert page.card.title.text() == "2022-001 · 已销号"
    page.printing.certificates([made])
    settle()
    assert "问题销号证明" in previews[0][0]


def test_the_same_person_is_refused_in_the_dialog(office, page, dialog, settle):
    made = office.problem()
    office.step(made, "start")
    office.step(made, "request", by="周文", files=[(BytesIO(b"x"), "x.jpg")])
    page.open_record("problem", made)
    settle()
    page.progress.buttons["review"].click()
    asked = dialog(FormDialog)
    assert asked.form.editors["by"].line.text() == ""  # it was this user who asked
    asked.form.editors["by"].line.setText("周文")
    asked.ok.click()
    settle()
    assert asked.isVisible()
    assert asked.form.editors["by"].problem == "须由另一人审核"
    asked.form.set_dirty(False)
    asked.close()


@pytest.mark.parametrize(("by", "twice"), [("张伟", "1"), ("周文", "0")])
def test_who_may_review_is_proposed(office, page, dialog, settle, by, twice):
    set_rule(office.book, "problems.second_review", twice, date(2022, 1, 1), "本社区")
    made = office.problem(state="整改中")
    office.step(made, "request", by=by, files=[(BytesIO(b"x"), "x.jpg")])
    page.open_record("problem", made)
    settle()
    page.progress.buttons["review"].click()
    asked = dialog(FormDialog)
    assert asked.form.editors["by"].line.text() == "周文"
    asked.close()


def test_the_questions_say_what_the_certificate_would_leave_empty(office, page, dialog, settle):
    made = office.problem(state="整改中", goal="记录齐全")
    page.open_record("problem", made)
    settle()
    page.progress.buttons["request"].click()
    asked = dialog(FormDialog)
    assert "整改措施还没有填写" in asked.note.text()
    assert "整改目标" not in asked.note.text()
    asked.form.set_dirty(False)
    asked.close()
    office.step(made, "request", text="已补齐", files=[(BytesIO(b"x"), "x.jpg")])
    settle()
    assert page.form.editors["result"].draft() == "已补齐"
    page.progress.buttons["review"].click()
    asked = dialog(FormDialog)
    assert "整改措施还没有填写" in asked.note.text()
    assert "整改成效" not in asked.note.text()
    asked.close()


def test_the_problem_tells_how_far_its_tasks_have_come(office, page, dialog, settle):
    made = office.problem()
    page.open_record("problem", made)
    page.card.tabs.setCurrentWidget(page.progress)
    settle()
    assert page.progress.told.isHidden()
    first = save_task(office.book, TaskDraft("补齐记录"), source=Origin("problem", made))
    save_task(office.book, TaskDraft("复查"), source=Origin("problem", made))
    settle()
    assert page.progress.told.text() == "任务 2 项，0 项已完成。问题仍是“未启动”，请点“启动整改”。"
    office.step(made, "start")
    office.finish(first, [(BytesIO(b"x"), "x.jpg")])
    settle()
    assert page.progress.told.text() == "任务 2 项，1 项已完成。"
    page.progress.buttons["request"].click()
    asked = dialog(FormDialog)
    assert "已完成的任务有 1 件佐证材料" in asked.note.text()
    asked.form.editors["text"].text.setPlainText("已补齐")
    asked.ok.click()
    settle()
    assert office.read(made).draft.state == "待销号"


@pytest.mark.parametrize(
    ("due_on", "proposed"), [(date(2022, 7, 31), date(2022, 7, 31)), (date(2022, 5, 31), None), (None, None)]
)
def test_a_problem_becomes_a_task_in_one_click(office, page, dialog, settle, due_on, proposed):
    made = office.problem(due_on=due_on)
    page.open_record("problem", made)
    settle()
    page.tasks.new_button.click()
    dialog(FormDialog).ok.click()
    settle()
    with office.book.read() as connection:
        [task] = tasks_of(connection, "problem", [made])[made]
    assert (task.title, task.due_on, task.organization) == (f"整改：{TEXT}", proposed, "第一党支部")
    assert page.card.tabs.tabText(2) == "任务 1"


# -- many at once ------------------------------------------------------------------------------------------------


def test_bulk_changes_of_the_chosen(office, page, dialog, settle):
    office.problem()
    office.problem("阵地陈旧")
    settle()
    page.view.selectAll()
    actions, _menu = menu_of(page)
    actions["标记为难点"].trigger()
    settle()
    assert len(numbers(office, hard=True)) == 2
    actions["调整整改时限…"].trigger()
    asked = dialog(FormDialog)
    asked.form.editors["due_on"].line.setText("2022-09-30")
    asked.ok.click()
    settle()
    assert len(numbers(office, due_on=date(2022, 9, 30))) == 2
    actions["指定责任单位和责任人…"].trigger()
    asked = dialog(FormDialog)
    asked.form.editors["leader"].line.setText("刘洋")
    asked.ok.click()
    settle()
    assert len(numbers(office, leader="刘洋")) == 2


def test_the_menu_offers_what_applies(office, page, settle):
    hard, asked = office.problem(hard=True), office.problem("阵地陈旧", state="整改中")
    settle()

    def offered(*ids):
        page.view.clearSelection()
        page.chosen = lambda: list(ids)
        actions, _menu = menu_of(page)
        return [text for text in ("标记为难点", "取消难点标记") if text in actions], actions["销号证明"].isEnabled()

    assert offered(hard) == (["取消难点标记"], False)
    assert offered(asked) == (["标记为难点"], False)
    office.step(asked, "request", files=[(BytesIO(b"picture"), "照片.jpg")])
    assert offered(asked) == (["标记为难点"], True)
    assert offered(hard, asked) == (["标记为难点", "取消难点标记"], True)


def test_the_cards_menu_has_a_certificate_where_there_is_one(office, page, settle):
    made = office.problem(state="整改中")
    page.open_record("problem", made)
    settle()
    [menu] = [one for one in page.card.findChildren(QMenu) if "销号证明" in [act.text() for act in one.actions()]]
    certificate = menu.actions()[-1]
    menu.aboutToShow.emit()
    assert not certificate.isEnabled()
    office.step(made, "request", files=[(BytesIO(b"picture"), "照片.jpg")])
    menu.aboutToShow.emit()
    assert certificate.isEnabled()


def test_the_chosen_are_merged_and_the_merged_read_only(office, page, dialog, settle, press, cells, presenter):
    first, second = office.problem(), office.problem()
    settle()
    page.view.selectAll()
    actions, _menu = menu_of(page)
    actions["合并这 2 个问题…"].trigger()
    dialog(FormDialog).ok.click()
    settle()
    assert numbers(office) == ["2022-001"]
    press("merged")
    assert cells(page, "并入") == ["2022-001"]
    page.open_record("problem", second)
    settle()
    assert page.card.title.text() == "2022-002 · 已并入 2022-001"
    assert page.card.save.isHidden()
    assert page.progress.state.text() == "经过已并入 2022-001"
    page.progress.enter.click()
    assert presenter.offered[-1][0] == "打开 2022-001"
    presenter.offered[-1][1]()
    assert page.open_id == first


def test_the_one_found_first_is_proposed_to_be_kept(office, page, dialog, settle):
    office.problem()
    office.problem(found_on=date(2021, 3, 1), number="督-9")
    settle()
    page.view.selectAll()
    page.bulk.ask_merge(page.chosen())
    dialog(FormDialog).ok.click()
    settle()
    assert numbers(office) == ["督-9"]


def test_likely_pairs_are_looked_through_and_merged(office, page, dialog, settle):
    office.problem()
    kept = office.problem("党小组会记录不全、缺少发言的内容")
    office.problem("阵地陈旧，设施需要更新")
    settle()
    page.pairs.click()
    pairs = dialog(PairsDialog)
    assert pairs.count.text().startswith("共 1 对")
    pairs.keep[1].click()
    settle()
    assert pairs.pair is None
    pairs.close()
    assert office.read(kept).merged == ("2022-001",)


def test_deleting_asks_first(office, page, presenter, settle):
    made = office.problem()
    settle()
    presenter.answers = [1]
    page.delete([made])
    assert numbers(office) == ["2022-001"]
    page.delete([made])
    settle()
    assert numbers(office) == []
    assert len(presenter.asked) == 2
    assert presenter.asked[0].startswith("删除这个问题，连同它的进展")


def test_a_merge_elsewhere_is_followed(office, page, settle):
    first, second = office.problem(), office.problem()
    page.open_record("problem", second)
    settle()
    merge(office.book, first, [second])
    settle()
    assert page.card.title.text().endswith("已并入 2022-001")


def test_the_list_goes_to_excel_with_every_column(office, page, settle, monkeypatch, tmp_path):
    office.problem(result="已更新")
    settle()
    monkeypatch.setattr(page.excel, "ask_target", lambda *_given: tmp_path / "表.xlsx")
    page.excel.export_list()
    settle()
    rows = CalamineWorkbook.from_path(tmp_path / "表.xlsx").get_sheet_by_index(0).to_python()
    [row] = [dict(zip(head, row, strict=True)) for head, row in pairwise(rows) if "编号" in head]
    assert (row["编号"], row["整改成效"], row["逾期天数"], row["责任单位"]) == ("2022-001", "已更新", 27, "第一党支部")


@pytest.mark.parametrize("gone", [lambda book, _made: book.undo(), lambda book, made: delete_problems(book, [made])])
def test_the_open_problem_may_vanish(office, page, settle, qtbot, gone):
    made = office.problem()
    page.open_record("problem", made)
    settle()
    with qtbot.captureExceptions() as errors:
        gone(office.book, made)
        settle()
    assert errors == []
    assert not page.progress.buttons


def test_what_is_saved_as_a_new_record_is_to_be_reviewed_again(office, page, settle, presenter):
    made = office.problem()
    office.step(made, "start")
    office.step(made, "request", files=[(BytesIO(b"picture"), "照片.jpg")])
    page.open_record("problem", made)
    settle()
    page.form.editors["measures"].text.setPlainText("新的措施")
    delete_problems(office.book, [made])
    settle()
    page.save()
    settle()
    assert "存为一条新记录" in presenter.asked[0]
    assert office.read(only(office)).draft.state == "整改中"


def test_a_deadline_leaves_what_is_closed_out_and_says_so(office, page, dialog, settle, presenter):
    made = [office.problem(state="整改中"), office.problem()]
    office.step(made[0], "request", files=[(BytesIO(b"picture"), "照片.jpg")])
    office.step(made[0], "review", by="李强")
    settle()
    page.bulk.ask_deadline(made)
    asked = dialog(FormDialog)
    asked.form.editors["due_on"].set_value(date(2022, 9, 30))
    asked.ok.click()
    settle()
    assert presenter.notes[-1] == "其中 1 个问题已销号，时限没有调整。"
    assert office.read(made[1]).draft.due_on == date(2022, 9, 30)
