"""检查记录: what the group proposes, saving, into the ledger, deleting, drafts, printing."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.inspections.actions import to_problems
from db.problems.actions import delete_problems, take_step
from db.problems.models import Problem
from db.progress.draft import ProgressDraft
from desktop.widgets.form_dialog import FormDialog


@pytest.fixture
def choose(settle):
    """``choose(view, "group_id", "第一指导小组")`` in a list of choices, as a user does."""

    def pick(view, name, label):
        combo = view.form.head.editors[name].combo
        combo.setCurrentIndex(combo.findText(label))
        combo.activated.emit(combo.currentIndex())
        settle()

    return pick


def problems(book):
    with book.read() as connection:
        return list(connection.execute(select(Problem.__table__).order_by(Problem.number)).mappings())


def head(view, name):
    return view.form.head.editors[name].value()


# -- a new one ---------------------------------------------------------------------------------------------------


def test_a_group_proposes_people_organizations_and_a_name(office, start, choose):
    view = start().view
    view.begin_new()
    assert not view.card.dirty
    assert head(view, "organization_id") == office.street
    assert head(view, "held_on") == date(2022, 6, 27)
    choose(view, "group_id", "第一指导小组")
    assert head(view, "inspectors") == "周建国、吴晓梅"
    assert head(view, "title") == "第一指导小组日常督导"
    assert view.form.visits.organizations == [office.community, office.first, office.second]
    choose(view, "kind", "随机抽查")
    assert head(view, "title") == "第一指导小组随机抽查"
    assert view.save()
    assert office.read(view.open_id).group_id == office.group


def test_what_was_typed_is_not_proposed_over(office, start, choose, overwrite):
    view = start().view
    view.begin_new()
    overwrite(view.form.head.editors["inspectors"].line, "郑涛")
    overwrite(view.form.head.editors["title"].line, "五月抽查")
    view.form.visits.begin()
    picker = view.form.visits.cards[0].editors["organization_id"]
    picker.set_value(office.second)
    picker.changed.emit()
    choose(view, "group_id", "第一指导小组")
    assert head(view, "inspectors") == "郑涛"
    assert head(view, "title") == "五月抽查"
    assert view.form.visits.organizations == [office.second]


def test_a_record_in_the_book_gets_only_what_it_lacks(office, start, choose, click_row):
    office.inspect("五月督导")
    view = start().view
    click_row(view, 0)
    choose(view, "group_id", "第一指导小组")
    assert head(view, "title") == "五月督导"
    assert head(view, "inspectors") == "周建国、吴晓梅"
    assert view.form.visits.organizations == [office.community]


def test_groups_are_offered_by_the_day(office, start, overwrite):
    view = start().view
    view.begin_new()
    combo = view.form.head.editors["group_id"].combo
    assert combo.findText("第一指导小组") >= 0
    overwrite(view.form.head.editors["held_on"].line, "2021-12-31")
    assert combo.findText("第一指导小组") < 0


def test_what_is_wrong_is_told_on_its_tab(office, start, presenter):
    view = start().view
    view.begin_new()
    view.form.findings.begin()
    assert not view.save()
    assert view.card.tabs.currentWidget() is view.form.findings
    assert view.form.findings.cards[0].editors["text"].problem == "请填写发现的问题"
    view.form.findings.list.remove(view.form.findings.cards[0])
    view.form.head.editors["title"].set_value("")
    assert not view.save()
    assert view.card.tabs.currentWidget() is view.form.head
    assert presenter.told == []


def test_a_deadline_before_the_day_is_told_on_the_findings_tab(office, start, click_row, overwrite):
    office.inspect()
    view = start().view
    click_row(view, 0)
    overwrite(view.form.findings.cards[0].editors["due_on"].line, "2022-05-01")
    assert not view.save()
    assert view.card.tabs.currentWidget() is view.form.findings
    assert "整改时限早于检查日期" in view.form.findings.problem.text()


def test_a_deadline_counts_from_the_day_of_the_inspection(office, start, click_row, overwrite):
    id = office.inspect(day=date(2022, 5, 9))
    view = start().view
    click_row(view, 0)
    overwrite(view.form.findings.cards[0].editors["due_on"].line, "30天后")
    assert view.save()
    assert office.read(id).findings[0].due_on == date(2022, 6, 8)


def test_those_visited_come_first_for_a_finding(office, start, click_row):
    office.inspect()
    view = start().view
    click_row(view, 0)
    nodes = view.form._places(None)
    assert [node.id for node in nodes][:2] == [office.community, office.street]
    assert {node.parent for node in nodes if node.id == office.first} == {office.community}


# -- into the ledger ---------------------------------------------------------------------------------------------


def test_saving_with_the_tick_enters_what_is_not_there_yet(office, start, click_row):
    id = office.inspect(findings=("台账不全", "没有签字"))
    to_problems(office.book, id, [office.read(id).findings[0].id])
    view = start().view
    click_row(view, 0)
    first, second = view.form.findings.cards
    assert first.state.text() == "2022-001　未启动"
    assert second.state.text() == "列入台账…"
    view.form.findings.as_problems.click()
    assert view.save()
    assert [row["text"] for row in problems(office.book)] == ["台账不全", "没有签字"]
    assert second.state.text() == "2022-002　未启动"
    assert not view.form.findings.as_problems.isChecked()
    assert not view.form.findings.as_problems.isEnabled()
    assert view.save()
    assert len(problems(office.book)) == 2


def test_the_link_opens_the_problem_and_follows_its_state(office, start, click_row, wanted, settle):
    id = office.inspect()
    [problem] = to_problems(office.book, id, [office.read(id).findings[0].id])
    view = start().view
    click_row(view, 0)
    [card] = view.form.findings.cards
    card.state.click()
    assert wanted == [("problem", problem)]
    take_step(office.book, problem, "start", ProgressDraft(date(2022, 6, 1), "周建国"))
    settle()
    assert card.state.text() == "2022-001　整改中"
    delete_problems(office.book, [problem])
    settle()
    assert card.state.text() == "列入台账…"


def test_one_finding_goes_into_the_ledger_with_what_is_asked_for(office, start, click_row, settle, presenter):
    id = office.inspect(findings=("台账不全", "没有签字"))
    view = start().view
    click_row(view, 0)
    view.form.findings.cards[1].state.click()
    dialog = view.findChild(FormDialog)
    dialog.form.editors["leader"].set_value("李副书记")
    dialog.ok.click()
    settle()
    [row] = problems(office.book)
    assert (row["text"], row["leader"], row["source"]) == ("没有签字", "李副书记", "督查")
    assert (row["found_on"], row["organization_id"]) == (date(2022, 5, 9), office.community)
    assert office.read(id).findings[1].problem_id == row["id"]
    assert [card.state.text() for card in view.form.findings.cards] == ["列入台账…", "2022-001　未启动"]
    assert "1 个问题" in presenter.notes[-1]


def test_what_was_typed_is_saved_before_it_goes_into_the_ledger(office, start, click_row, settle):
    office.inspect(findings=())
    view = start().view
    click_row(view, 0)
    view.form.findings.begin()
    view.form.findings.cards[0].editors["text"].text.setPlainText("新发现的问题")
    view.form.findings.into_ledger.click()
    assert not view.card.dirty
    view.findChild(FormDialog).ok.click()
    settle()
    assert [row["text"] for row in problems(office.book)] == ["新发现的问题"]


def test_deleting_says_that_problems_stay(office, start, click_row, presenter, settle):
    id = office.inspect(findings=("台账不全", "没有签字"))
    to_problems(office.book, id, [line.id for line in office.read(id).findings])
    view = start().view
    click_row(view, 0)
    view.delete_chosen()
    settle()
    assert "已列入问题台账的 2 个问题仍保留在台账中" in presenter.asked[-1]
    assert view.model.rowCount() == 0
    assert len(problems(office.book)) == 2


# -- drafts, list, presets ---------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_offered_again(office, start, choose, shown, settle):
    view = start().view
    view.begin_new()
    choose(view, "group_id", "第一指导小组")
    view.form.visits.cards[0].editors["text"].text.setPlainText("资料齐全")
    view.form.findings.begin()
    view.form.findings.cards[0].editors["text"].text.setPlainText("台账不全")
    kept = view.form.snapshot()
    assert view.keep_unsaved()
    again = start().view
    again.begin_new()
    again.drafts.bar.restored.emit()
    settle()
    assert again.form.snapshot() == kept
    assert again.card.dirty
    assert again.save()
    saved = office.read(again.open_id)
    assert saved.group_id == office.group
    assert [line.text for line in saved.findings] == ["台账不全"]
    assert again.form.worded("findings", kept["findings"]) == "春和社区党委：台账不全"
    assert again.form.caption("visits") == "受检组织"


def test_chips_narrow_by_kind_and_text_finds_findings(office, start, settle, cells):
    office.inspect("甲次", findings=("台账不全",))
    office.inspect("乙次", findings=("牌匾破损",))
    view = start().view
    assert sorted(cells(view, "检查名称")) == ["乙次", "甲次"]
    view.search("牌匾")
    settle()
    assert cells(view, "检查名称") == ["乙次"]
    view.search("")
    view.filters.chips._chips["专项督查"].click()
    settle()
    assert cells(view, "检查名称") == []


def test_it_begins_with_what_another_page_says(office, start):
    page = start()
    page.begin_with("inspection", {"group_id": office.group})
    assert head(page.view, "title") == "第一指导小组日常督导"
    assert page.view.form.visits.organizations == [office.community, office.first, office.second]
    page.view.forget_typed()
    page.view.card.set_dirty(False)
    page.begin_with("inspection", {"visits": [office.second]})
    assert page.view.form.visits.organizations == [office.second]


def test_undo_is_followed(office, start, click_row, settle, overwrite):
    office.inspect("五月督导")
    view = start().view
    click_row(view, 0)
    overwrite(view.form.head.editors["title"].line, "五月抽查")
    assert view.save()
    office.book.undo()
    settle()
    assert head(view, "title") == "五月督导"


# -- paper and Excel ---------------------------------------------------------------------------------------------


def test_the_open_one_is_printed_saved_first(office, start, click_row, previews, settle, overwrite):
    office.inspect("五月督导")
    view = start().view
    click_row(view, 0)
    overwrite(view.form.head.editors["title"].line, "五月抽查")
    view.card.preview.click()
    settle()
    [(title, text)] = previews
    assert title == "关于五月抽查情况的通报"
    assert "台账不全" in text
    assert not view.card.dirty


def test_all_of_the_period_are_printed_as_one(office, start, previews, settle):
    office.inspect("五月督导")
    office.inspect("六月督导", date(2022, 6, 6))
    office.inspect("去年督导", date(2021, 6, 6))
    view = start().view
    view.print_button.menu().actions()[0].trigger()
    settle()
    [(title, text)] = previews
    assert title == "关于2022年上半年督导检查情况的通报"
    assert "共开展督导检查2次" in text
    assert "去年督导" not in text
    assert "和平街道党工委2022年6月27日" in text


def test_chosen_ones_are_printed_by_their_days(office, start, previews, settle):
    office.inspect("五月督导")
    office.inspect("六月督导", date(2022, 6, 6))
    page = start()
    page.view.view.selectAll()
    page.view.print_button.menu().actions()[1].trigger()
    settle()
    assert previews[0][0] == "关于2022年5月9日至2022年6月6日督导检查情况的通报"


def test_the_list_goes_to_excel(office, start, saved_as, settle):
    from python_calamine import CalamineWorkbook

    office.inspect("五月督导")
    view = start().view
    view.excel.click()
    settle()
    rows = CalamineWorkbook.from_path(saved_as).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["检查日期", "检查名称", "方式"]
    assert rows[1][1] == "五月督导"


def test_a_task_comes_from_the_inspection_and_goes_with_it(office, start, click_row, settle, presenter):
    office.inspect("五月督导", findings=())
    view = start().view
    click_row(view, 0)
    view.tasks.add()
    dialog = view.findChild(FormDialog)
    assert dialog.form.editors["title"].value() == "落实五月督导整改要求"
    assert dialog.form.editors["organization_id"].value() == office.community
    dialog.ok.click()
    settle()
    assert view.card.tabs.tabText(view.card.tabs.indexOf(view.tasks)) == "任务 1"
    view.delete_chosen()
    settle()
    assert "由它布置的 1 项任务一并删除" in presenter.asked[-1]
