from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from db.exchange import ledgers
from db.exchange.reading import read_table
from db.exchange.rows import Action
from db.people.models import Person
from desktop.app import ask_file
from desktop.exchange.import_dialog import FILE, MAPPING, PREVIEW, ImportDialog
from desktop.exchange.preview_model import STATE
from tests.desktop.exchange.conftest import HEADINGS


def people_in(book):
    with book.read() as connection:
        return connection.execute(select(func.count()).select_from(Person)).scalar_one()


@pytest.fixture
def press(qtbot, settle):
    def click(button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()

    return click


@pytest.fixture
def to_preview(dialog, settle, press):
    """``to_preview(path)``: read it and go on to the rows."""

    def go(path):
        dialog.read_file(path)
        settle()
        press(dialog.next)
        press(dialog.next)
        assert dialog.step == PREVIEW

    return go


def faulty(row):
    """1,000 rows, 30 of them wrong: ten each of an unknown branch, an impossible date, no name."""
    rows = [row(number) for number in range(1, 1001)]
    for at in range(10):
        rows[at * 30][4] = "没有的支部"
        rows[at * 30 + 7][5] = "1990-13-45"
        rows[at * 30 + 11][1] = ""
    return rows


def test_a_thousand_rows_with_thirty_faults(
    dialog, sheet, row, press, choose, settle, presenter, book, context, tmp_path
):  # fmt: skip
    choose(sheet(faulty(row)))
    press(dialog.file.choose)
    assert "1,000 行" in dialog.file.told.text()
    press(dialog.next)
    assert dialog.mapping.mapping == {
        1: "name", 2: "sex", 3: "phone", 4: "organization_id", 5: "joined_on", 6: "stage"
    }  # fmt: skip
    press(dialog.next)
    assert dialog.preview.counts[Action.NEW].text() == "新增 970"
    assert dialog.preview.counts[Action.REFUSED].text() == "有问题 30"
    assert dialog.next.text() == "只导入没有问题的 970 行…"

    choose(tmp_path / "有问题.xlsx")
    press(dialog.preview.save)
    assert presenter.notes[-1].startswith("已另存 30 行：有问题.xlsx")
    presenter.answers = [1]
    press(dialog.next)
    assert dialog.isVisible()
    assert people_in(book) == 0  # “先不导入”
    presenter.answers = [0]
    press(dialog.next)
    assert not dialog.isVisible()
    assert "新增 970 行、有问题未导入 30 行，可按 Ctrl+Z 撤销" in presenter.notes[-1]
    assert people_in(book) == 970

    mended = [cells[:8] for cells in read_table(tmp_path / "有问题.xlsx")[0].rows[1:]]
    for cells in mended:
        cells[1], cells[4] = cells[1] or f"无名{cells[0]:.0f}", "第一党支部"
        if isinstance(cells[5], str):
            cells[5] = date(1991, 1, 1)
    again = ImportDialog(context, ledgers.people, dialog.parentWidget())
    again.open()
    again.read_file(sheet(mended, "改好.xlsx"))
    settle()
    for _ in range(3):
        press(again.next)
    assert people_in(book) == 1000
    book.undo()
    assert people_in(book) == 970


def test_bad_cells_are_red_and_say_why(dialog, sheet, row, to_preview):
    to_preview(sheet([row(1), row(2, 所在支部="没有的支部"), row(3)]))
    model, view = dialog.preview.model, dialog.preview.view
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    bad = view.currentIndex()  # the first problem is where one begins
    assert bad.data() == "没有的支部"
    assert bad.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert "没有名为“没有的支部”的组织" in bad.data(Qt.ItemDataRole.ToolTipRole)
    assert dialog.preview.reason.text().startswith("第 4 行 所在组织：没有名为")
    good = model.index(0, bad.column())
    assert good.data(Qt.ItemDataRole.BackgroundRole) is None
    view.setCurrentIndex(good)
    assert dialog.preview.reason.text() == "第 3 行：新增；没有转入日期，按入党日期 1990-07-01 记"


def test_only_what_is_wrong(dialog, sheet, row, to_preview, press):
    to_preview(sheet([row(1), row(2, 党员姓名=""), row(3)]))
    dialog.preview.only_wrong.click()
    assert [dialog.preview.model.index(at, STATE).data() for at in range(dialog.preview.model.rowCount())] == ["有问题"]
    dialog.preview.only_wrong.click()
    assert dialog.preview.model.rowCount() == 3


def test_only_what_something_was_assumed_for(dialog, sheet, row, to_preview):
    """A remark leads to its rows."""
    told = date(2000, 1, 1)
    to_preview(sheet(
        [[*row(1), told], [*row(2, 人员类型="党员"), told], [*row(3, 党员姓名=""), told], [*row(4), ""]],
        headings=[*HEADINGS, "转入日期"],
    ))  # fmt: skip
    preview = dialog.preview
    preview.only_remarked.click()
    assert [preview.model.index(at, 0).data() for at in range(preview.model.rowCount())] == ["4", "6"]
    assert preview.reason.text() == "第 4 行：新增；政治面貌写的是“党员”，按“正式党员”记"
    preview.only_wrong.click()
    assert [preview.model.index(at, 0).data() for at in range(preview.model.rowCount())] == ["4", "5", "6"]


def test_rows_without_remarks_offer_no_filter(dialog, sheet, row, to_preview):
    to_preview(sheet([[*row(1), date(2000, 1, 1)]], headings=[*HEADINGS, "转入日期"]))
    assert not dialog.preview.only_remarked.isEnabled()


def test_refused_rows_are_saved_beside_the_sheet(dialog, sheet, row, to_preview, press, monkeypatch, tmp_path, context):
    (tmp_path / "来件").mkdir()
    context.settings.set("exchange.folder", str(tmp_path))
    to_preview(sheet([row(1), row(2, 党员姓名="")], "来件/花名册.xlsx"))
    offered = []
    monkeypatch.setattr(ask_file, "new", lambda *given: (offered.append(str(given[2])), "")[1])
    press(dialog.preview.save)
    assert offered == [str(tmp_path / "来件" / "花名册（有问题的行）.xlsx")]


def test_the_mapping_is_kept_for_the_next_sheet_with_these_headings(
    dialog, sheet, row, press, settle, context, qtbot
):  # fmt: skip
    dialog.read_file(sheet([row(1)]))
    settle()
    press(dialog.next)
    fees = dialog.mapping.combos[7]
    fees.setCurrentIndex(fees.findText("备注"))
    fees.activated.emit(fees.currentIndex())
    assert dialog.mapping.lines.item(7, 3).text() == "手工选择"
    press(dialog.next)
    dialog.reject()

    again = ImportDialog(context, ledgers.people, dialog.parentWidget())
    again.open()
    again.read_file(sheet([row(2)], "下一份.xlsx"))
    settle()
    press(again.next)
    assert again.mapping.mapping[7] == "note"
    assert again.mapping.lines.item(7, 3).text() == "上次的选择"
    again.reject()


def test_a_column_is_chosen_once_and_required_ones_are_asked_for(dialog, sheet, row, press, settle):
    dialog.read_file(sheet([row(1)]))
    settle()
    press(dialog.next)
    number, name = dialog.mapping.combos[:2]
    number.setCurrentIndex(name.currentIndex())
    number.activated.emit(number.currentIndex())
    assert name.currentText() == "（不导入）"
    assert dialog.next.isEnabled()
    number.setCurrentIndex(0)
    number.activated.emit(0)
    assert "还缺必填的“姓名”" in dialog.mapping.told.text()
    assert not dialog.next.isEnabled()


def test_going_back_keeps_the_file_and_what_was_chosen(dialog, sheet, row, to_preview, press, settle):
    to_preview(sheet([row(1)]))
    press(dialog.back)
    assert dialog.step == MAPPING
    sex = dialog.mapping.combos[2]
    sex.setCurrentIndex(0)
    sex.activated.emit(0)
    press(dialog.back)
    assert dialog.step == FILE
    assert dialog.file.file.text() == "花名册.xlsx"
    press(dialog.next)
    assert 2 not in dialog.mapping.mapping
    press(dialog.next)
    assert dialog.step == PREVIEW
    assert dialog.now.plan.rows[0].draft.sex == ""


def test_another_sheet_and_another_row_of_headings(dialog, sheet, row, settle):
    dialog.read_file(sheet([row(1), row(2)], second=True))
    settle()
    assert dialog.file.sheets.isVisibleTo(dialog)
    dialog.file.sheets.setCurrentIndex(1)
    dialog.file.sheets.activated.emit(1)
    assert dialog.now.table.headings == ("姓名", "性别")
    dialog.file.sheets.setCurrentIndex(0)
    dialog.file.sheets.activated.emit(0)
    assert dialog.file.heading.value() == 2
    dialog.file.heading.setValue(3)
    assert dialog.now.table.headings[1] == "测试0001"
    assert len(dialog.now.table.rows) == 1
    dialog.file.heading.setValue(2)
    assert dialog.now.mapping[1] == "name"


def test_records_in_the_book_are_updated_or_skipped(dialog, sheet, row, to_preview, book, person, settle, press):
    known = person("测试0001", phone="13900000001", sex="男", joined_on=date(1990, 7, 1))
    person("测试0002", phone="13900000002")
    to_preview(sheet([row(1), row(2), row(3)]))
    counts = dialog.preview.counts
    assert [counts[action].text() for action in (Action.NEW, Action.UPDATE, Action.SAME)] == [
        "新增 1", "更新 1", "没有变化 1"
    ]  # fmt: skip
    dialog.preview.view.setCurrentIndex(dialog.preview.model.index(1, STATE))
    assert dialog.preview.reason.text().startswith("第 4 行：账本里已有，将更新性别、入党日期")
    dialog.preview.duplicates.setCurrentIndex(1)
    dialog.preview.duplicates.activated.emit(1)
    settle()
    assert counts[Action.SKIP].text() == "跳过 2"
    assert dialog.next.text() == "导入 1 行"
    press(dialog.next)
    assert people_in(book) == 3
    with book.read() as connection:
        assert connection.execute(select(Person.id).where(Person.name == "测试0001")).scalar_one() == known


def test_a_book_that_changed_meanwhile_is_checked_again(dialog, sheet, row, to_preview, press, person, presenter, book):
    to_preview(sheet([row(1), row(2)]))
    person("测试0001", phone="13900000001")
    press(dialog.next)
    assert "账本又有改动" in presenter.told[-1][1]
    assert dialog.preview.counts[Action.UPDATE].text() == "更新 1"
    press(dialog.next)
    assert people_in(book) == 2


def test_a_file_that_is_no_table_leaves_the_window_as_it_was(dialog, tmp_path, settle, presenter, sheet, row):
    dialog.read_file(sheet([row(1)]))
    settle()
    wrong = tmp_path / "照片.xlsx"
    wrong.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    dialog.read_file(wrong)
    settle()
    assert "不是表格文件" in presenter.told[-1][1]
    assert dialog.now.path.name == "花名册.xlsx"
    assert dialog.next.isEnabled()


def test_escape_stops_the_work_before_it_closes_the_window(dialog, sheet, row, to_preview, qtbot, settle, book):
    to_preview(sheet([row(number) for number in range(1, 400)]))
    dialog.go_on()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert dialog.isVisible()
    assert people_in(book) == 0
    assert dialog.next.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_table_is_dropped_on_the_window(dialog, sheet, row, settle):
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(sheet([row(1)])))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert dialog.childAt(QPoint(500, 300)) is not None
    dialog.dropEvent(QDropEvent(QPointF(500, 300), Qt.DropAction.CopyAction, told, buttons, keys))
    settle()
    assert dialog.file.file.text() == "花名册.xlsx"


def test_by_keyboard_alone(dialog, sheet, row, qtbot, settle, choose, book):
    choose(sheet([row(1), row(2)]))
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.file.choose)
    qtbot.keyClick(dialog.file.choose, Qt.Key.Key_Return)
    settle()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # 下一步 has the focus
    assert dialog.step == MAPPING
    assert QApplication.focusWidget() is dialog.mapping.combos[0]
    for combo in dialog.mapping.combos[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is combo
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle()
    assert dialog.step == PREVIEW
    assert QApplication.focusWidget() is dialog.preview.view
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is dialog.next:
            break
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle()
    assert people_in(book) == 2


def test_a_broken_off_second_check_does_not_import_by_the_first(dialog, sheet, row, to_preview, settle):
    """What the window says of duplicates is what is done with them."""
    to_preview(sheet([row(number) for number in range(1, 400)]))
    dialog.preview.duplicates_chosen.emit("skip")
    dialog.reject()  # stops the check
    settle()
    assert dialog.now.plan is None
    assert dialog.step == MAPPING
    dialog.go_on()
    settle()
    assert dialog.step == PREVIEW
    assert dialog.now.plan is not None


def on_two_rows(path, rows):
    """A sheet whose headings stand on two rows; its path."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("党员")
    page.merge_range(0, 0, 0, 5, "和平社区党员花名册")
    page.merge_range(1, 0, 2, 0, "大名")
    page.merge_range(1, 1, 1, 2, "基本信息")
    page.merge_range(1, 3, 1, 5, "党籍信息")
    for at, cells in enumerate([["", "性别", "出生年月", "党员类别", "入党时间", "所在支部"], *rows], 2):
        for column, cell in enumerate(cells):
            if cell:
                page.write(at, column, cell)
    book.close()
    return path


def test_both_rows_of_headings_are_marked(dialog, tmp_path, settle, press):
    rows = [["李白", "男", "1950.06", "正式党员", "1990-07-01", "第一党支部"]]
    dialog.read_file(on_two_rows(tmp_path / "两行.xlsx", rows))
    settle()
    marked = [at for at in range(4) if dialog.file.rows.item(at, 1).background().style() != Qt.BrushStyle.NoBrush]
    assert marked == [1, 2]
    assert dialog.file.told.text().startswith("标题有两行（第 2、3 行）。标题下面有 1 行数据。")
    dialog.file.heading.setValue(4)
    dialog.file.heading.setValue(3)
    assert dialog.now.table.headings[:2] == ("大名", "基本信息／性别")


def test_refused_rows_mended_are_mapped_as_chosen_before(
    dialog, tmp_path, settle, press, choose, context, presenter, book
):  # fmt: skip
    rows = [[f"李{at}", "男", "1950.06", "正式党员", "1990-07-01", "第一党支部"] for at in "甲乙丙丁戊己庚"]
    rows[3][4], rows[5][5] = "2030-01-01", "没有的支部"
    dialog.read_file(on_two_rows(tmp_path / "两行.xlsx", rows))
    settle()
    press(dialog.next)
    assert dialog.mapping.mapping[3] == "stage"  # by what stands below 党员类别
    name = dialog.mapping.combos[0]
    name.setCurrentIndex(1)
    name.activated.emit(1)
    press(dialog.next)
    choose(tmp_path / "有问题.xlsx")
    press(dialog.preview.save)
    again = ImportDialog(context, ledgers.people, dialog.parentWidget())
    again.open()
    again.read_file(tmp_path / "有问题.xlsx")
    settle()
    assert again.now.table.headings[-1] == "原因"
    assert (again.now.mapping, again.now.recalled) == (dialog.now.mapping, True)
    press(again.next)
    assert again.mapping.combos[-1].currentText() == "（不导入）"
    press(again.next)
    assert again.preview.counts[Action.REFUSED].text() == "有问题 2"
    again.reject()


def test_what_was_assumed_is_told_above_the_rows(dialog, sheet, row, to_preview):
    to_preview(sheet([row(1), row(2), row(3), row(4)]))
    assert dialog.preview.remarks.text() == "提示：第 3、4、5 行等 4 行：没有转入日期，按入党日期 1990-07-01 记"
    assert dialog.preview.remarks.isVisible()


def test_a_window_of_800_pixels_is_wide_enough(dialog, sheet, row, to_preview, person, qtbot):
    known = person("测试0001", phone="13900000001")
    assert known
    dialog.resize(800, 640)
    to_preview(sheet([row(1), row(2), row(3, 所在支部="没有的支部")]))
    for step in (dialog.file, dialog.mapping, dialog.preview):
        dialog.steps.setCurrentWidget(step)
        qtbot.wait(1)
        assert (dialog.width(), step.width()) == (800, 760)
