"""The page 制度 as it is used."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from db.core.listing import Filter
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.regulations.actions import add_revision, save_regulation
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import PROCEDURE, RULE
from db.regulations.queries import regulations
from desktop.regulations.page import RegulationsPage
from desktop.widgets.form_dialog import FormDialog


@pytest.fixture
def street(book):
    return save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))


@pytest.fixture
def rule(book, street):
    made = save_regulation(book, RegulationDraft(street, RULE, "和街〔2021〕3号", "学习制度", date(2021, 3, 1)))
    add_revision(book, made, RevisionDraft(date(2022, 2, 1), "增加领学人\n和补学"))
    return made


@pytest.fixture
def page(shown, street):
    return shown(RegulationsPage)


def listed(book, *names):
    with book.read() as connection:
        return [row[1:] for row in regulations.showing(*names).all(connection, Filter())]


def dialog_of(widget):
    [found] = [dialog for dialog in widget.findChildren(FormDialog) if dialog.isVisible()]
    return found


def test_a_procedure_is_entered_by_keyboard(book, page, qtbot, type_text, settle):
    view = page
    view.filters.chips._chips[PROCEDURE].click()
    settle()
    view.new_button.click()
    type_text(view.form.editors["title"].line, "接待流程")
    assert view.form.editors["kind"].value() == PROCEDURE
    type_text(view.form.editors["adopted_on"].line, "0301")
    qtbot.keyClick(view.form.editors["adopted_on"].line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert listed(book, "title", "kind", "adopted_on", "organization") == [
        ("接待流程", PROCEDURE, date(2022, 3, 1), "和平街道党工委")
    ]
    assert not view.card.dirty


def test_a_date_that_cannot_be_is_told_at_its_field(book, page, rule, cells, click_row, overwrite, settle):
    settle()
    view = page
    click_row(view, 0)
    overwrite(view.form.editors["abolished_on"].line, "20220101")
    assert not view.save()
    assert "早于已登记的修订" in view.form.editors["abolished_on"].problem
    overwrite(view.form.editors["abolished_on"].line, "20220601")
    assert view.save()
    settle()
    assert cells(view, "状态") == ["已废止"]


def test_revisions_are_told_in_their_tab(book, page, rule, cells, click_row, type_text, presenter, settle):
    settle()
    view = page
    click_row(view, 0)
    tab = view.revisions
    assert cells(tab, "修订内容") == ["增加领学人 和补学"]
    view.card.tabs.setCurrentWidget(tab)
    tab.add_button.click()
    dialog = dialog_of(tab)
    assert dialog.form.editors["revised_on"].value() == date(2022, 6, 27)
    dialog.ok.click()
    assert dialog.form.editors["text"].problem == "请填写修订内容"
    type_text(dialog.form.editors["text"].text, "增加考勤")
    dialog.ok.click()
    settle()
    assert cells(tab, "修订内容") == ["增加考勤", "增加领学人 和补学"]
    assert cells(view, "最近修订") == ["2022-06-27"]
    assert view.card.tabs.tabText(1) == "修订 2"
    click_row(tab, 1)
    tab.change_button.click()
    dialog = dialog_of(tab)
    assert dialog.form.editors["text"].value() == "增加领学人\n和补学"
    dialog.reject()
    tab.delete_button.click()
    settle()
    assert presenter.asked == ["删除这次修订记录？可以用 Ctrl+Z 撤销。"]
    assert cells(tab, "修订内容") == ["增加考勤"]
    book.undo()
    settle()
    assert cells(tab, "修订内容") == ["增加考勤", "增加领学人 和补学"]


def test_the_subtitle_tells_what_was_made_in_the_period(page, rule, street, book, settle):
    save_regulation(book, RegulationDraft(street, RULE, title="考勤制度", adopted_on=date(2022, 6, 1)))
    settle()
    assert page._subtitle.text() == "2022 年上半年 · 2 项 · 建立完善制度 2 项，优化流程 0 项"


def test_chips_narrow_the_list(page, rule, street, book, cells, settle):
    save_regulation(book, RegulationDraft(street, PROCEDURE, title="接待流程", adopted_on=date(2020, 6, 1),
                                          abolished_on=date(2022, 5, 1)))  # fmt: skip
    settle()

    def titles(chip):
        page.filters.chips._chips[chip].click()
        settle()
        return cells(page, "名称")

    assert titles(None) == ["学习制度", "接待流程"]
    assert titles("现行") == ["学习制度"]
    assert titles("已废止") == ["接待流程"]
    assert titles(RULE) == ["学习制度"]


def test_the_list_is_deleted_and_written_to_excel(
    book, page, rule, click_row, presenter, monkeypatch, tmp_path, settle
):
    settle()
    target = tmp_path / "制度.xlsx"
    monkeypatch.setattr("desktop.exchange.computed.ask_target", lambda *_given: target)
    page.excel.click()
    settle()
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert "学习制度" in rows[-1]
    click_row(page, 0)
    page.delete_chosen()
    settle()
    assert presenter.asked == ["删除这项制度？它的修订记录和附件一并删除。可以用 Ctrl+Z 撤销。"]
    assert listed(book, "title") == []


def test_what_is_typed_is_kept_as_a_draft(book, page, type_text, settle):
    page.new_button.click()
    type_text(page.form.editors["title"].line, "没写完")
    assert page.keep_unsaved()
    page.card.set_dirty(False)
    page.begin_new()
    assert page.drafts.bar.isVisible()
