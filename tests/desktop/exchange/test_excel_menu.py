from __future__ import annotations

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.core.journal import ActionRow
from db.exchange.reading import read_table
from desktop.app import ask_file
from desktop.exchange.import_dialog import ImportDialog

NUMBER = "11010519491231002X"


@pytest.fixture
def page(qtbot, context, settle, branch, person):
    from desktop.people.page import PeoplePage

    person("张喆", id_number=NUMBER, phone="13812345678")
    person("李华")
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.resize(1230, 700)
    made.set_scope(context.scope)
    made.show()
    settle()
    return made


@pytest.fixture
def pick(settle):
    """``pick(page, text)`` in the menu of the button “Excel”."""

    def trigger(page, text):
        action = next(action for action in page.excel.menu.actions() if action.text() == text)
        action.trigger()
        settle()

    return trigger


def rows(path):
    return read_table(path)[0].rows


def journal(book):
    with book.read() as connection:
        return connection.execute(select(ActionRow.name).order_by(ActionRow.id)).scalars().all()


def test_the_list_is_written_as_it_is_narrowed(page, pick, choose, tmp_path, presenter, monkeypatch, book):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    choose(tmp_path / "人员")  # the ending is ours
    page.filters.set_text("zz")
    pick(page, "导出列表…")
    target = tmp_path / "人员.xlsx"
    assert [row[0] for row in rows(target)] == ["姓名", "张喆"]
    assert "110105********002X" in rows(target)[1]
    assert presenter.notes[-1] == "已导出 1 行：人员.xlsx"
    label, open_it = presenter.offered[-1]
    assert label == "打开"
    open_it()
    assert opened == [str(target)]
    assert journal(book)[-1] == "导出人员到“人员.xlsx”（1 行）"


@pytest.mark.parametrize(("answer", "number"), [(0, "110105********002X"), (1, NUMBER)])
def test_all_columns_with_numbers_masked_or_not(page, pick, choose, tmp_path, presenter, answer, number):
    choose(tmp_path / "a.xlsx")
    presenter.answers = [answer]
    pick(page, "导出全部字段…")
    assert "导出会记入操作日志" in presenter.asked[-1]
    assert number in rows(tmp_path / "a.xlsx")[2]


def test_giving_up_writes_nothing(page, pick, choose, tmp_path, presenter, book):
    before = journal(book)
    choose(tmp_path / "a.xlsx")
    presenter.answers = [2]
    pick(page, "导出全部字段…")
    choose("")
    pick(page, "导出列表…")
    assert not (tmp_path / "a.xlsx").exists()
    assert journal(book) == before


def test_the_proposed_name_has_the_day_and_the_folder_last_used(page, pick, monkeypatch, tmp_path):

    proposed = []

    def answer(_parent, _title, name, _kinds):
        proposed.append(str(name))
        return str(tmp_path / "a.xlsx")

    monkeypatch.setattr(ask_file, "new", answer)
    pick(page, "导出列表…")
    pick(page, "下载导入模板…")
    assert proposed[0].endswith("/人员 2022-06-27.xlsx")
    assert proposed[1] == str(tmp_path / "人员导入模板.xlsx")


def test_a_template_offers_the_organizations_of_the_book(page, pick, choose, tmp_path, presenter):
    choose(tmp_path / "模板.xlsx")
    pick(page, "下载导入模板…")
    words = next(sheet for sheet in read_table(tmp_path / "模板.xlsx") if sheet.name == "选项")
    assert any("第一党支部" in row for row in words.rows)
    assert presenter.notes[-1] == "已保存模板：模板.xlsx"


def test_the_import_window_opens_over_the_page(page, pick):
    pick(page, "从 Excel 导入…")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImportDialog)
    assert dialog.windowTitle() == "从 Excel 导入人员"
    dialog.reject()


def test_posts_are_under_organizations_and_meetings_have_theirs(qtbot, context, settle, branch):
    from desktop.meetings.page import MeetingsPage
    from desktop.organizations.page import OrganizationsPage

    def entries(factory):
        page = factory(context)
        qtbot.addWidget(page)
        return page, [action.text() for action in page.excel.menu.actions() if action.text()]

    own = ["导出列表…", "导出全部字段…", "下载导入模板…", "从 Excel 导入…"]
    page, found = entries(OrganizationsPage)
    assert found == [*own, "班子任职"]
    assert [a.text() for a in page.excel.further[0].actions() if a.text()] == own[1:]
    assert entries(MeetingsPage)[1] == own
    settle()
