"""Importing a responsibility list: which list it is, is asked beside the sheet."""

from __future__ import annotations

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from db.exchange import ledgers
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from desktop.exchange.import_dialog import MAPPING, PREVIEW, ImportDialog

ROWS = [["类别", "责任内容", "完成时限"], ["组织建设", "按期换届", "2022年11月底前"], ["", "按期开会", "长期坚持"]]


@pytest.fixture
def asking(qtbot, context, branch):
    parent = QWidget()
    parent.resize(1366, 768)
    qtbot.addWidget(parent)
    made = ImportDialog(context, ledgers.responsibilities, parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    with qtbot.waitExposed(made):
        made.open()
    yield made  # noqa: PT022 - the parent lives as long


@pytest.fixture
def listed(tmp_path):
    def make(*title, rows=ROWS):
        path = tmp_path / "清单.xlsx"
        book = xlsxwriter.Workbook(str(path))
        page = book.add_worksheet()
        for at, row in enumerate([list(title), *rows] if title else rows):
            page.write_row(at, 0, row)
        book.close()
        return path

    return make


@pytest.fixture
def press(qtbot, settle):
    def click(button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()

    return click


def stored(book):
    with book.read() as connection:
        query = select(
            ResponsibilityList.title, ResponsibilityList.level, ResponsibilityList.year, ResponsibilityItem.text
        )
        return connection.execute(query.join(ResponsibilityItem).order_by(ResponsibilityItem.no)).all()


def test_the_title_proposes_and_the_user_corrects(asking, listed, press, settle, context):
    assert asking.file.beside.isHidden()
    asking.read_file(listed("和平社区2022年党建责任清单"))
    settle()
    editors = asking.file.beside.editors
    assert [editors[name].value() for name in ("title", "level", "year")] == [
        "和平社区2022年党建责任清单",
        "社区",
        2022,
    ]
    assert editors["organization_id"].line.text() == "和平社区党委"
    editors["title"].line.clear()
    editors["title"].line.insert("责任清单")
    press(asking.next)
    press(asking.next)
    assert asking.step == PREVIEW
    press(asking.next)
    assert stored(context.book) == [("责任清单", "社区", 2022, "按期换届"), ("责任清单", "社区", 2022, "按期开会")]


def test_what_is_not_said_is_asked_for(asking, listed, press, settle, context):
    asking.read_file(listed())
    settle()
    press(asking.next)
    assert asking.step == MAPPING
    assert not asking.next.isEnabled()
    assert "还缺必填的“制定组织”“层级”“年度”" in asking.mapping.told.text()
    assert "回到上一步填写" in asking.mapping.told.text()
    press(asking.back)
    assert asking.file.beside.editors["title"].value() == "清单"  # the file's name
    for name, value in (("organization_id", None), ("level", "支部"), ("year", 2022)):
        if name == "organization_id":
            with context.book.read() as connection:
                from db.organizations.queries import nodes

                value = nodes(connection)[0].id
        asking.file.beside.editors[name].set_value(value)
    press(asking.next)
    press(asking.next)
    press(asking.next)
    assert len(stored(context.book)) == 2


def test_columns_of_the_sheet_are_not_asked_for(asking, listed, settle):
    rows = [["清单名称", "制定组织", "层级", "年度", *ROWS[0]], ["甲", "和平社区党委", "社区", 2022, *ROWS[1]]]
    asking.read_file(listed(rows=rows))
    settle()
    assert asking.file.beside.isHidden()
