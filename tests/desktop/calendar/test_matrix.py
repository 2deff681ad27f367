"""The matrix as a user meets it: what it shows, where a cell leads, what goes to Excel and paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook

from db.core.errors import CancelledError, UserError
from db.core.period import Period
from db.meetings.matrix import matrix
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from desktop.app import ask_file
from desktop.calendar.matrix_model import FROZEN
from desktop.calendar.printouts import MARGINS, bands, print_matrix
from desktop.widgets.preview import PrintPreview


def index_of(page, organization, kind, unit):
    model = page.matrix.model
    row = next(at for at, one in enumerate(model.rows) if one.name == organization)
    column = next(at for at, one in enumerate(model.columns) if (one.duty.kind, one.label) == (kind, unit))
    return model.index(row, FROZEN + column)


@pytest.fixture
def click(qtbot):
    def on(page, *where):
        view, index = page.matrix.view.units, index_of(page, *where)
        view.scrollTo(index)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())

    return on


def names(page):
    return [row.name for row in page.matrix.model.rows]


def test_what_was_held_and_what_is_missing(start, office):
    page = start()
    assert names(page) == ["和平", "一支部", "二支部"]
    assert index_of(page, "一支部", "支部党员大会", "一季度").data() == "2月8日"
    assert index_of(page, "二支部", "支部党员大会", "一季度").data() == "缺"
    assert index_of(page, "二支部", "支部党员大会", "二季度").data() == "3天内"
    assert page.matrix.view.names.model().index(1, 1).data() == "2/13"


def test_a_held_cell_leads_to_its_record(start, office, click, heard):
    click(start(), "一支部", "支部党员大会", "一季度")
    assert heard == [("open", "meeting", office.first)]


@pytest.mark.parametrize(
    ("unit", "day"),
    [("一季度", datetime(2022, 1, 3, 9)), ("二季度", datetime(2022, 6, 27, 9))],
    ids=["over", "running"],
)
def test_a_cell_without_record_begins_it_within_its_unit(start, office, click, heard, unit, day):
    """On its first working day (2022 begins with a Saturday), or today."""
    click(start(), "二支部", "支部党员大会", unit)
    presets = {"kind_id": office.kinds["支部党员大会"], "organization_id": office.other, "starts_at": day}
    assert heard == [("new", "meeting", presets)]


def test_several_records_are_offered(start, office, click, heard, qtbot):
    third = office.meeting("支部党员大会", office.branch, datetime(2022, 3, 9, 9))
    click(start(), "一支部", "支部党员大会", "一季度")
    menu = QApplication.activePopupWidget()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["打开 2022-02-08 支部党员大会", "打开 2022-03-09 支部党员大会", "新建支部党员大会记录"]
    menu.actions()[1].trigger()
    menu.close()
    assert heard == [("open", "meeting", third)]


def test_by_keyboard_alone(start, office, heard, qtbot):
    page = start()
    page.matrix.view.units.setFocus()
    qtbot.keyClick(page.matrix.view.units, Qt.Key.Key_Down)
    qtbot.keyClick(page.matrix.view.units, Qt.Key.Key_Right)
    qtbot.keyClick(page.matrix.view.units, Qt.Key.Key_Return)
    assert heard == [("open", "meeting", office.second)]


def test_an_empty_place_leads_nowhere(start, office, click, heard):
    click(start(), "和平", "支部党员大会", "一季度")
    assert heard == []


def test_filters(start, office, qtbot, type_text, settle):
    page = start()
    for kind in ("党课", "主题党日"):
        for month in range(1, 7):
            office.meeting(kind, office.branch, datetime(2022, month, 8, 9))
    settle(30)
    page.matrix.filters.chips._choose("missing")
    assert names(page) == ["二支部"]
    page.matrix.filters.chips._choose("soon")
    assert names(page) == ["二支部"]
    page.matrix.filters.chips._choose("all")
    type_text(page.matrix.filters.search, "第一党支部")
    settle(50)
    assert names(page) == ["一支部"]
    page.matrix.filters.search.clear()
    settle(50)
    page.matrix.kinds.setCurrentText("支部党员大会")
    page.matrix.kinds.activated.emit(page.matrix.kinds.currentIndex())
    assert [column.label for column in page.matrix.model.columns] == ["一季度", "二季度"]
    assert names(page) == ["一支部", "二支部"]
    assert "应开 4，已开 2，缺 1" in page._subtitle.text()


def test_follows_records_and_scope(start, office, context, settle):
    page = start()
    office.meeting("支部党员大会", office.other, datetime(2022, 6, 1, 9))
    settle(30)
    assert index_of(page, "二支部", "支部党员大会", "二季度").data() == "6月1日"
    context.set_scope(replace(context.scope, organization=office.branch, period=Period.parse("2022-06")))
    settle(30)
    assert names(page) == ["一支部"]
    assert {column.label for column in page.matrix.model.columns} == {"6月", "二季度", "全年"}


def test_rows_of_both_halves_stay_side_by_side(start, office, qtbot):
    for number in range(20):
        save_organization(office.book, OrganizationDraft(f"第{number}支部", "党支部", parent_id=office.top))
    page = start()
    page.resize(900, 420)
    view = page.matrix.view
    qtbot.waitUntil(lambda: view.units.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: view.names.verticalScrollBar().maximum() == view.units.verticalScrollBar().maximum())
    view.units.verticalScrollBar().setValue(view.units.verticalScrollBar().maximum())
    last = page.matrix.model.index(22, 0), page.matrix.model.index(22, FROZEN)
    assert view.names.visualRect(last[0]).top() == view.units.visualRect(last[1]).top()


def test_excel(start, office, monkeypatch, tmp_path, settle, presenter):
    target = tmp_path / "三会.xlsx"
    monkeypatch.setattr(ask_file, "new", lambda *_: str(target))
    page = start()
    page.excel.click()
    settle(30)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["组织", "和平社区党委", "第一党支部", "第二党支部", "合计（已开/应开）"]
    assert rows[2][rows[0].index("支部党员大会 一季度")] == "2月8日"
    assert presenter.notes == [f"已导出 4 行：{target.name}"]


def test_paper(start, office, settle, qtbot, monkeypatch):
    page = start()
    page.print.click()
    settle(30)
    preview = page.findChild(PrintPreview)
    assert "三会一课情况" in preview.windowTitle()
    preview.close()


def _matrix(office, period):
    with office.book.read() as connection:
        return matrix(connection, None, Period.parse(period), office.book.now())


@pytest.mark.parametrize("period", ["2022-06", "2022H1", "2022", "2021-11-01..2023-02-28"])
def test_bands_fit_the_page_and_leave_nothing_out(office, tmp_path, period):
    found = _matrix(office, period)
    from desktop.calendar.printouts import _edges

    parts = bands(found)
    assert all(_edges(band)[-1] <= MARGINS.measure + 0.01 for band in parts)
    used = {place for row in found.rows for place in row.cells}
    assert sorted(place for band in parts for place, _ in band) == sorted(used)
    out = Path(tmp_path, "三会.pdf")
    printed = print_matrix(found, "和平街道三会一课情况", "截至 2022-06-27", out)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert printed.pages <= len(parts)
    assert "一支部" in text
    assert "支部党员大会" in "".join(text.split())


def test_nothing_to_print_and_cancelled(office, tmp_path):
    found = _matrix(office, "2022H1")
    with pytest.raises(UserError):
        print_matrix(replace(found, rows=()), "三会", "", tmp_path / "a.pdf")
    with pytest.raises(CancelledError):
        print_matrix(found, "三会", "", tmp_path / "a.pdf", cancelled=lambda: True)
    assert not list(tmp_path.glob("a.pdf"))


def _rows_of(page, name):
    """The numbers right after *name* on a page: 应开, 已开, 缺."""
    words = page.extract_text().split()
    return [tuple(map(int, words[at + 1 : at + 4])) for at, word in enumerate(words) if word == name]


def test_parts_tell_the_counts_of_all_kinds(office, tmp_path):
    found = _matrix(office, "2021-11-01..2023-02-28")
    out = tmp_path / "三会.pdf"
    print_matrix(found, "和平街道三会一课情况", "", out)
    row = max(found.rows, key=lambda row: len(row.cells))
    told = [counts for page in pypdf.PdfReader(out).pages for counts in _rows_of(page, row.name)]
    assert len(told) > 1
    assert set(told) == {(row.tally.due, row.tally.held, row.tally.missing)}


def test_pages_are_wide_and_numbered_through(office, tmp_path):
    found = _matrix(office, "2021-11-01..2023-02-28")
    many = replace(found, rows=found.rows * 40)
    out = tmp_path / "三会.pdf"
    pages = print_matrix(many, "和平街道三会一课情况", "", out).pages
    reader = pypdf.PdfReader(out)
    assert pages > len(reader.outline) > 1
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    for number, page in enumerate(reader.pages, 1):
        assert f"第{number}页　共{pages}页" in page.extract_text().replace(" ", "")


def test_a_small_scope_takes_one_page(office, tmp_path):
    found = _matrix(office, "2022H1")
    assert print_matrix(found, "和平街道三会一课情况", "", tmp_path / "三会.pdf").pages == 1
