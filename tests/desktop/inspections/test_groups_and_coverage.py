"""指导小组 and 覆盖情况."""

from __future__ import annotations

from datetime import date

import pytest

from db.inspections.actions import to_problems
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft


@pytest.fixture
def sheet(saved_as):
    """The rows of the Excel file."""
    from python_calamine import CalamineWorkbook

    return lambda: CalamineWorkbook.from_path(saved_as).get_sheet_by_index(0).to_python()


# -- groups ------------------------------------------------------------------------------------------------------


def test_a_group_is_shown_with_its_members_and_organizations(office, start, go, click_row, cells):
    office.inspect(group_id=office.group)
    view = go(start(), "groups")
    assert [cells(view, title) for title in ("小组名称", "成员", "联系组织", "检查次数")] == [
        ["第一指导小组"], ["2"], ["3"], ["1"],
    ]  # fmt: skip
    click_row(view, 0)
    assert [(card.person.value(), card.editors["role"].value()) for card in view.form.members.cards] == [
        ("周建国", "组长"), ("吴晓梅", "成员"),
    ]  # fmt: skip
    assert view.form.head.editors["organizations"].value() == (office.community, office.first, office.second)
    assert not view.card.dirty


def test_a_change_is_saved(office, start, go, click_row, settle):
    view = go(start(), "groups")
    click_row(view, 0)
    chips = view.form.head.editors["organizations"]
    chips._chips[1].click()
    view.form.members.list.remove(view.form.members.cards[1])
    assert view.card.dirty
    assert view.save()
    found = office.group_read(office.group)
    assert found.organizations == (office.community, office.second)
    assert [line.name for line in found.members] == ["周建国"]


def test_a_member_without_a_name_is_told_on_its_tab(office, start, go, click_row):
    view = go(start(), "groups")
    click_row(view, 0)
    view.form.members.begin()
    assert not view.save()
    assert view.card.tabs.currentWidget() is view.form.members
    assert view.form.members.cards[-1].editors["name"].problem == "请填写姓名"
    assert not view.form.members.problem.isVisible(), "the card says it"


def test_a_member_twice_is_told_above_them(office, start, go, click_row):
    view = go(start(), "groups")
    click_row(view, 0)
    view.form.members.begin()
    view.form.members.cards[-1].restore({"name": [office.leader, "周建国"], "role": "成员"})
    assert not view.save()
    assert "“周建国”在小组成员中写了两次" in view.form.members.problem.text()
    assert view.form.members.problem.isVisible()


def test_a_group_that_inspected_is_not_deleted(office, start, go, click_row, presenter, settle):
    office.inspect(group_id=office.group)
    view = go(start(), "groups")
    click_row(view, 0)
    view.delete_chosen()
    settle()
    assert "请填写撤销日期" in presenter.told[-1][1]
    assert view.model.rowCount() == 1


def test_an_inspection_of_the_group_is_begun_from_it(office, start, go, click_row, wanted):
    view = go(start(), "groups")
    click_row(view, 0)
    view.inspect.click()
    assert wanted == [("inspection", {"group_id": office.group})]


def test_what_is_typed_of_a_group_is_kept(office, start, go, click_row, settle):
    view = go(start(), "groups")
    click_row(view, 0)
    view.form.members.begin()
    view.form.members.cards[-1].restore({"name": [None, "郑涛"], "role": "成员"})
    view.form.edited.emit()
    kept = view.form.snapshot()
    assert view.keep_unsaved()
    again = go(start(), "groups")
    again.open_record("guidance_group", office.group)
    again.drafts.bar.restored.emit()
    settle()
    assert again.form.snapshot() == kept
    assert again.form.worded("members", kept["members"]) == "周建国（组长）、吴晓梅（成员）、郑涛（成员）"
    assert again.form.worded("organizations", kept["organizations"]) == "春和社区党委、第一党支部、第二党支部"


def test_groups_go_to_excel(office, start, go, sheet, settle):
    go(start(), "groups").excel.click()
    settle()
    assert sheet()[1][0] == "第一指导小组"


# -- coverage ----------------------------------------------------------------------------------------------------


def names(cells, view):
    return cells(view, "组织")


def test_who_was_inspected_and_who_never(office, start, go, press, cells):
    office.inspect(day=date(2021, 5, 9))
    office.inspect()
    view = go(start(), "coverage")
    assert names(cells, view) == ["春和社区党委", "第一党支部", "第二党支部"]
    assert cells(view, "本期检查") == ["1", "未检查", "未检查"]
    assert cells(view, "最近检查") == ["2022-05-09", "", ""]
    assert "3 个组织，已检查 1 个，未检查 2 个，其中从未检查 2 个" in view.subtitle.text()
    press(view, "never")
    assert names(cells, view) == ["第一党支部", "第二党支部"]
    press(view, "done")
    assert names(cells, view) == ["春和社区党委"]


@pytest.fixture
def press(settle):
    def chip(view, key):
        view.filters.chips._chips[key].click()
        settle()

    return chip


def test_the_visits_behind_a_row_open(office, start, go, click_row, cells, wanted, settle):
    id = office.inspect("五月督导", findings=("甲", "乙"))
    view = go(start(), "coverage")
    click_row(view, 0)
    assert view.detail.title.text() == "春和社区党委"
    assert "最近一次检查：2022-05-09；联系小组：第一指导小组" in view.detail.figures.text()
    assert (cells(view.detail, "检查名称"), cells(view.detail, "问题")) == (["五月督导"], ["2"])
    view.detail.view.opened.emit(0)
    assert wanted == [("inspection", id)]


def test_an_inspection_of_one_nobody_visited_is_begun_from_it(office, start, go, click_row, wanted):
    view = go(start(), "coverage")
    assert not view.new_button.isEnabled()
    click_row(view, 2)
    assert view.detail.view.model().rowCount() == 0
    view.new_button.click()
    assert wanted == [("inspection", {"visits": [office.second]})]


def test_what_is_begun_from_coverage_stays_on_show(office, start, go, settle):
    office.inspect()
    page = start()
    go(page, "coverage")
    page.begin_with("inspection", {"visits": [office.second]})
    settle()
    assert page.current == "inspections"
    assert page.view.card.is_open
    assert page.view.open_id is None
    assert page.view.form.visits.organizations == [office.second]


def test_it_follows_the_book(office, start, go, cells, settle):
    view = go(start(), "coverage")
    office.inspect()
    settle()
    assert cells(view, "本期检查") == ["1", "未检查", "未检查"]
    save_organization(office.book, OrganizationDraft("第三党支部", "党支部", "社区", "", office.community))
    settle()
    assert len(names(cells, view)) == 4


def test_coverage_goes_to_excel_as_it_is_shown_with_sums(office, start, go, press, sheet, settle):
    id = office.inspect(findings=("甲", "乙"))
    to_problems(office.book, id, [office.read(id).findings[0].id])
    view = go(start(), "coverage")
    view.excel.click()
    settle()
    rows = sheet()
    assert rows[0] == ["组织", "类型", "领域", "联系小组", "本期检查", "最近检查", "发现问题", "未销号"]
    assert [row[0] for row in rows[1:]] == [
        "春和社区党委", "第一党支部", "第二党支部", "合计（已检查 1 个，未检查 2 个）",
    ]  # fmt: skip
    assert [row[4] for row in rows[1:]] == [1, 0, 0, 1]
    assert rows[-1][6:] == [2, 1]
    press(view, "missed")
    view.excel.click()
    settle()
    assert [row[0] for row in sheet()[1:]] == ["第一党支部", "第二党支部", "合计（已检查 0 个，未检查 2 个）"]
