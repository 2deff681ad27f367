"""A small office, the program around it, and sheets as offices send them."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from desktop.app import ask_file

HEADINGS = ["序号", "党员姓名", "性别", "手机号码", "所在支部", "入党时间", "人员类型", "党费标准"]


@pytest.fixture
def branch(book):
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委"))
    return save_organization(book, OrganizationDraft("第一党支部", "党支部", parent_id=top))


@pytest.fixture
def person(book, branch):
    """``person(name)``: their id, in the branch."""
    return lambda name, **more: save_person(
        book, PersonDraft(name=name, organization_id=branch, stage="正式党员", since=date(2020, 1, 1), **more)
    )


@pytest.fixture
def row():
    """``row(number, **cells)``: one row of the sheet, with what *cells* say by heading."""

    def make(number, **cells):
        told = dict(zip(HEADINGS, [
            number, f"测试{number:04}", "男", f"139{number:08}", "第一党支部", date(1990, 7, 1), "正式党员", 12.5,
        ], strict=True))  # fmt: skip
        return list((told | cells).values())

    return make


@pytest.fixture
def sheet(tmp_path):
    """``sheet(rows)``: a workbook with a title above the headings and a sum below; its path."""

    def make(rows, name="花名册.xlsx", headings=HEADINGS, second=False):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet("党员")
        page.merge_range(0, 0, 0, len(headings) - 1, "和平社区党员花名册")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, cells in enumerate([headings, *rows, ["合计", f"{len(rows)} 人"]], 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                else:
                    page.write(at, column, cell)
        if second:
            other = book.add_worksheet("流动党员")
            other.write_row(0, 0, ["姓名", "性别"])
            other.write_row(1, 0, ["赵新", "女"])
        book.close()
        return path

    return make


@pytest.fixture
def dialog(qtbot, context, branch):
    """The import window for people, on show over a window as wide as 1366 pixels leave it."""
    from db.exchange import ledgers
    from desktop.exchange.import_dialog import ImportDialog

    parent = QWidget()
    parent.resize(1366, 768)
    qtbot.addWidget(parent)
    made = ImportDialog(context, ledgers.people, parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # its end is looked at
    with qtbot.waitExposed(made):
        made.open()
    yield made  # noqa: PT022 - the parent lives as long


@pytest.fixture
def choose(monkeypatch):
    """``choose(path)``: the file dialogs answer with it; an empty path cancels."""

    def answer(path):
        for name in ("new", "existing"):
            monkeypatch.setattr(ask_file, name, lambda *_given: str(path))

    return answer
