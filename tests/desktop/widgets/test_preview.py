from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, QSize, QStandardPaths, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel
from reportlab.pdfgen.canvas import Canvas

from db.core.errors import CancelledError, EnvironmentFault
from desktop.app import ask_file
from desktop.app.jobs import Job
from desktop.app.settings import Settings
from desktop.widgets.pdf_pages import PdfPages, print_pages
from desktop.widgets.preview import PrintPreview

A4 = (595.0, 842.0)


def pdf(*sizes):
    """A page of each size, black in its upper left quarter."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for width, height in sizes:
        canvas.setPageSize((width, height))
        canvas.rect(0, height / 2, width / 2, height / 2, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def preview(qtbot, jobs, messages):
    made = PrintPreview(pdf(*[A4] * 3), "会议记录：6/27", jobs, messages, missing=("㛃", "𠮷"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def sheet(preview):
    return preview.page.widget()


def drawn(preview):
    picture = sheet(preview).pixmap()
    return not picture.isNull() and abs(picture.width() - sheet(preview).width()) <= 1


def test_page_is_shown_as_it_will_be_printed(qtbot, preview):
    qtbot.waitUntil(lambda: drawn(preview))
    picture = sheet(preview).pixmap().toImage()
    width, height = picture.width(), picture.height()
    assert picture.pixelColor(width // 4, height // 4).value() < 10
    assert picture.pixelColor(width * 3 // 4, height // 4).value() > 245
    assert preview.number.text() == "第 1 / 3 页"


def test_pages_are_turned_by_button_key_and_thumbnail(qtbot, preview):
    qtbot.mouseClick(preview.down, Qt.MouseButton.LeftButton)
    assert preview.page.number == 1
    qtbot.keyClick(preview.page, Qt.Key.Key_End)
    assert preview.number.text() == "第 3 / 3 页"
    assert not preview.down.isEnabled()
    assert preview.thumbnails.currentRow() == 2
    preview.thumbnails.setCurrentRow(0)
    assert preview.page.number == 0


def test_page_down_reads_to_the_end_of_a_page_first(qtbot, preview):
    qtbot.waitUntil(lambda: preview.page.verticalScrollBar().maximum() > 0)
    qtbot.keyClick(preview.page, Qt.Key.Key_PageDown)
    assert preview.page.number == 0
    for _ in range(5):
        qtbot.keyClick(preview.page, Qt.Key.Key_PageDown)
    assert preview.page.number >= 1


def test_zoom_by_choice_and_ctrl_wheel(qtbot, preview):
    fitted = sheet(preview).width()
    preview.zoom.setCurrentIndex(preview.zoom.findData(50))
    preview.zoom.activated.emit(preview.zoom.currentIndex())
    assert sheet(preview).width() == round(A4[0] * preview.logicalDpiX() / 72 / 2)
    up = QWheelEvent(
        QPointF(9, 9),
        QPointF(9, 9),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(preview.page.viewport(), up)
    assert (preview.page.zoom, preview.zoom.currentText()) == (75, "75 %")
    for _ in range(9):
        preview.page.zoom_by(1)
    assert preview.page.zoom == 300
    preview.page.set_zoom(0)
    assert sheet(preview).width() == fitted
    qtbot.waitUntil(lambda: drawn(preview))


def test_thumbnails_come_by_themselves(qtbot, preview):
    qtbot.waitUntil(lambda: all(not preview.thumbnails.item(at).icon().isNull() for at in range(3)))


def test_missing_characters_are_named(preview):
    assert any("㛃、𠮷" in label.text() for label in preview.findChildren(QLabel))


def test_saved_copy_is_the_same_document(qtbot, preview, presenter, tmp_path, monkeypatch):
    asked = []

    def choose(_parent, _title, name, _filter):
        asked.append(str(name))
        return str(tmp_path / "存档.pdf")

    monkeypatch.setattr(ask_file, "new", choose)
    preview._save_as()
    qtbot.waitUntil(lambda: presenter.notes == ["已另存为“存档.pdf”。"])
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    assert asked == [str(Path(documents) / "会议记录：6_27.pdf")]
    assert (tmp_path / "存档.pdf").read_bytes() == preview.pages.data


def test_next_copy_goes_where_the_last_one_went(qtbot, jobs, messages, presenter, tmp_path, monkeypatch):
    asked = []

    def choose(_parent, _title, name, _filter):
        asked.append(str(name))
        return str(tmp_path / "存档.pdf")

    monkeypatch.setattr(ask_file, "new", choose)
    for _ in range(2):
        settings = Settings(tmp_path / "settings.json")
        preview = PrintPreview(pdf(A4), "签到表", jobs, messages, settings=settings)
        preview._save_as()
        qtbot.waitUntil(lambda: jobs.pending == 0)
        preview.close()
    assert asked[1] == str(tmp_path / "签到表.pdf")


@pytest.mark.parametrize("screen", [QSize(900, 500), QSize(683, 384)], ids=str)
def test_window_fits_a_small_screen_with_all_its_buttons(qtbot, jobs, messages, monkeypatch, screen):
    monkeypatch.setattr(PrintPreview, "screen", lambda _self: SimpleNamespace(availableSize=lambda: screen))
    preview = PrintPreview(pdf(A4), "会议记录", jobs, messages)
    preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(preview)
    preview.show()
    qtbot.wait(1)
    assert preview.width() <= screen.width()
    assert preview.height() <= screen.height()
    for button in (preview.up, preview.down, preview.zoom, preview.printers, preview.save_as, preview.print):
        assert preview.rect().contains(button.geometry())
        assert button is preview.printers or button.width() >= button.sizeHint().width()
    assert preview.page.height() > 100


def test_save_that_fails_says_so(qtbot, preview, presenter, tmp_path):
    preview.save_to(tmp_path / "没有这个文件夹" / "x.pdf")
    qtbot.waitUntil(lambda: len(presenter.told) == 1)
    assert presenter.told[0][0] == "暂时无法完成"


def test_closing_while_pages_are_drawn_is_quiet(qtbot, preview, jobs, presenter):
    preview.page.set_zoom(300)
    preview.close()
    qtbot.waitUntil(lambda: jobs.pending == 0)
    assert presenter.told == []


def test_what_is_no_pdf_is_refused(jobs, messages):
    with pytest.raises(EnvironmentFault):
        PrintPreview(b"%PDF-1.4 broken", "x", jobs, messages)


def paper(path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(300)
    return printer


@pytest.mark.usefixtures("qapp")
def test_printed_sheets_have_the_size_and_sharpness_of_the_pages(tmp_path):
    landscape = (842.0, 595.0)
    told = []
    print_pages(PdfPages(pdf(A4, landscape, A4)), [0, 1], paper(tmp_path / "out.pdf"), Job("打印", told.append))
    sheets = PdfReader(tmp_path / "out.pdf").pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in sheets] == [(595, 842), (842, 595)]
    for page, (width, _) in zip(sheets, (A4, landscape), strict=True):
        assert page.images[0].image.width >= width / 72 * 300 - 1, "300 dots an inch at least"
    assert (told[-1].done, told[-1].total) == (2, 2)
    printed = PdfPages(tmp_path / "out.pdf").picture(0, 0.5)
    assert printed.pixelColor(75, 100).value() < 10
    assert printed.pixelColor(220, 100).value() > 245
    assert printed.pixelColor(75, 300).value() > 245


@pytest.mark.usefixtures("qapp")
def test_cancelled_print_stops(tmp_path):
    job = Job("打印", lambda told: told.cancel() if told.done == 1 else None)
    with pytest.raises(CancelledError):
        print_pages(PdfPages(pdf(*[A4] * 3)), range(3), paper(tmp_path / "out.pdf"), job)


def test_print_runs_as_a_job(qtbot, preview, jobs, presenter, tmp_path):
    preview._print(paper(tmp_path / "out.pdf"), [2, 0])
    assert [job.title for job in jobs.jobs] == ["打印“会议记录：6/27”"]
    preview.close()
    qtbot.waitUntil(lambda: jobs.pending == 0)
    assert presenter.notes == ["“会议记录：6/27”没有送打印机，已存到“out.pdf”。"]
    assert len(PdfReader(tmp_path / "out.pdf").pages) == 2


def test_only_what_went_to_a_printer_is_said_to_have(qtbot, preview, presenter, monkeypatch):
    monkeypatch.setattr("desktop.widgets.preview.print_pages", lambda *_: None)
    printer = QPrinter()
    printer.setOutputFileName("")
    preview._print(printer, [0])
    qtbot.waitUntil(lambda: presenter.notes == ["“会议记录：6/27”已送打印机。"])


# -- by keyboard ---------------------------------------------------------------------------------------


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_keys_save_and_print(qtbot, preview, monkeypatch):
    asked = []
    monkeypatch.setattr(ask_file, "new", lambda *_: asked.append("save"))
    monkeypatch.setattr(preview, "_print", lambda *_: asked.append("print"))
    preview.print.setEnabled(True)
    press(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_Return)
    assert asked == ["save", "print", "save"], "Enter saves: the focus is there, and no sheet is wasted"
    assert ("Ctrl+S" in preview.save_as.text(), "Ctrl+P" in preview.print.text()) == (True, True)


def test_pages_are_turned_by_key_wherever_the_focus_is(qtbot, preview):
    assert preview.save_as.hasFocus()
    press(qtbot, Qt.Key.Key_End)
    assert preview.page.number == 2
    press(qtbot, Qt.Key.Key_Home)
    assert preview.page.number == 0
    preview.page.verticalScrollBar().setValue(preview.page.verticalScrollBar().maximum())
    press(qtbot, Qt.Key.Key_PageDown)
    assert preview.page.number == 1
    assert preview.save_as.hasFocus()


def test_tab_stops_are_the_same_for_one_page_and_many(qtbot, jobs, messages):
    rounds = []
    for count in (1, 3):
        preview = PrintPreview(pdf(*[A4] * count), "签到表", jobs, messages)
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(preview)
        with qtbot.waitActive(preview):
            preview.show()
            preview.activateWindow()
        stops = []
        while preview.save_as not in stops:
            press(qtbot, Qt.Key.Key_Tab)
            stops.append(QApplication.focusWidget())
        rounds.append([type(stop).__name__ for stop in stops])
        preview.close()
    assert rounds[0] == rounds[1]
    assert {"Thumbnails", "PageView"} <= set(rounds[0])
