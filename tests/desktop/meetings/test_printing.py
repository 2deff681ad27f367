"""Printing from the page, read back from the PDF."""

from __future__ import annotations

import io
from datetime import datetime

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton
from sqlalchemy import select

from db.core.journal import ActionRow
from db.meetings.draft import CandidateLine, ElectionLine, VoteLine
from desktop.app import ask_file
from desktop.meetings.printouts.minutes import MINUTES
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.preview import PrintPreview

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def records(office):
    for day, title in ((1, "第一次"), (2, "第二次"), (3, "第三次")):
        office.meeting(title, datetime(2022, 5, day, 9))
    return office


@pytest.fixture
def previews(monkeypatch):
    """What each preview was given, in place of the dialog."""
    opened = []

    class Kept(PrintPreview):
        def __init__(self, document, *rest, **more):
            super().__init__(document, *rest, **more)
            self.document = document

        def open(self):
            opened.append(self)

    monkeypatch.setattr("desktop.widgets.print_out.PrintPreview", Kept)
    yield opened
    for preview in opened:
        preview.reject()


def order(document, *titles):
    """*titles* in the order of their pages."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]
    return [title for text in texts for title in titles if title in text]


TITLES = ("第一次", "第二次", "第三次")


def made(previews, qtbot):
    qtbot.waitUntil(lambda: bool(previews))
    return previews[-1]


def test_open_record_is_saved_and_then_shown(qtbot, records, start, click, fill, keys, previews):
    page = start()
    click(page, "第二次")
    fill(page, "title", "改过的名称")
    keys.press(Qt.Key.Key_P, CTRL)
    preview = made(previews, qtbot)
    assert preview.windowTitle() == "打印预览 — 2022-05-02 改过的名称"
    assert not page.card.dirty
    assert order(preview.document, "改过的名称", *TITLES) == ["改过的名称"]


def test_record_that_cannot_be_saved_is_not_printed(records, start, click, fill, keys, previews, settle):
    page = start()
    click(page, "第二次")
    fill(page, "starts_at", "胡说")
    keys.press(Qt.Key.Key_P, CTRL)
    settle()
    assert previews == []
    assert page.form.basics.editors["starts_at"].problem


def test_new_record_that_is_empty_is_not_printed(records, start, keys, previews, settle):
    page = start()
    page.begin_new()
    keys.press(Qt.Key.Key_P, CTRL)
    settle()
    assert previews == []
    assert page.form.basics.editors["title"].problem, "the key is answered"


def test_selected_records_are_printed_in_the_order_of_the_list(qtbot, records, start, click, keys, previews, settle):
    page = start()
    click(page, "第二次")
    keys.press(Qt.Key.Key_A, CTRL)
    page.printing.preview(page.chosen())
    document = made(previews, qtbot).document
    assert order(document, *TITLES) == ["第三次", "第二次", "第一次"]
    assert [item.title for item in pypdf.PdfReader(io.BytesIO(document)).outline] == [
        "2022-05-03 第三次", "2022-05-02 第二次", "2022-05-01 第一次",
    ]  # fmt: skip
    page.model.sort_requested.emit("day", False)
    settle()
    click(page, "第一次")
    click(page, "第三次", CTRL)
    page.printing.preview(page.chosen())
    qtbot.waitUntil(lambda: len(previews) == 2)
    assert order(previews[-1].document, *TITLES) == ["第一次", "第三次"]


def test_nothing_selected_is_told(records, start, presenter, previews, settle):
    page = start()
    page.printing.preview(page.chosen())
    page._save_each()
    settle()
    assert presenter.notes == ["请先在列表中选中要打印的会议记录。"] * 2
    assert previews == []


def test_each_is_saved_as_a_file(records, start, click, keys, presenter, settle, monkeypatch, tmp_path):
    page = start()
    click(page, "第一次")
    keys.press(Qt.Key.Key_A, CTRL)
    menu = QMenu(page)
    page._fill_menu(menu)
    [save] = [action for action in menu.actions() if action.text() == "每份存成一个 PDF…"]
    monkeypatch.setattr(ask_file, "folder", lambda *_: "")
    save.trigger()
    settle()
    assert presenter.notes == [], "the question was closed without a folder"
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(tmp_path / "六月"))
    save.trigger()
    settle()
    assert sorted(path.name for path in (tmp_path / "六月").iterdir()) == [
        "2022-05-01 第一党支部 第一次.pdf", "2022-05-02 第一党支部 第二次.pdf", "2022-05-03 第一党支部 第三次.pdf",
    ]  # fmt: skip
    assert presenter.notes == [f"已保存 3 份会议记录到 {tmp_path / '六月'}。"]


def test_characters_no_font_has_are_warned_of(
    qtbot, office, start, click, presenter, previews, settle, monkeypatch, tmp_path
):
    office.meeting("生僻字", text="\U000323af")
    page = start()
    click(page, "生僻字")
    page._preview_open(MINUTES)
    made(previews, qtbot)
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(tmp_path / "六月"))
    page._save_each()
    settle()
    assert any("打印为 □：\U000323af" in note for note in presenter.notes)


def test_folder_that_cannot_be_written_is_told(office, start, click, presenter, settle, monkeypatch, tmp_path):
    office.meeting("一")
    (tmp_path / "文件").write_bytes(b"")
    page = start()
    click(page, "一")
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(tmp_path / "文件"))
    page._save_each()
    settle()
    [(title, text, _)] = presenter.told
    assert title == "暂时无法完成"
    assert "文件" in text


def test_records_deleted_meanwhile_are_told(office, start, presenter, settle, previews):
    from db.meetings.actions import delete_meetings

    id = office.meeting("一")
    page = start()
    delete_meetings(office.book, [id])
    page.printing.preview([id])
    settle()
    assert "已被删除" in presenter.told[-1][1]
    assert previews == []


@pytest.fixture
def choose():
    """``choose(menu, text)``: take an entry of a menu."""

    def call(menu, text):
        next(action for action in menu.actions() if action.text() == text).trigger()

    return call


def flow(preview):
    pages = pypdf.PdfReader(io.BytesIO(preview.document)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def printing_menu(page):
    return next(button.menu() for button in page.findChildren(QPushButton) if button.text() == "打印所选")


def test_every_printout_from_the_menus(qtbot, office, start, click, choose, previews):
    vote = VoteLine("某事项", "无记名投票", entitled=2)
    election = ElectionLine("支部书记", entitled=2, candidates=(CandidateLine(None, "甲"), CandidateLine(None, "乙")))
    office.meeting("大会", votes=(vote,), elections=(election,), roster=office.roster("张喆"))
    page = start()
    click(page, "大会")
    further = next(button.menu() for button in page.card.findChildren(QToolButton) if button.menu() is not None)
    page._fill_menu(above := QMenu(page))
    below = above.findChild(QMenu)
    expected = {
        "会议记录": "会议记录", "会议通知": "关于召开大会的通知", "签到表": "签到表", "表决票": "表决票",
        "选举票": "支部书记选举票", "计票单": "计票单",
    }  # fmt: skip
    for name, told in expected.items():
        for menu in (printing_menu(page), further, below):
            before = len(previews)
            choose(menu, name)
            qtbot.waitUntil(lambda before=before: len(previews) > before)
            assert told in flow(previews[-1])
            assert previews[-1].windowTitle().startswith("打印预览 — 2022-05-09 大会")


def test_what_a_record_lacks_is_told(records, start, click, choose, presenter, previews, settle):
    page = start()
    click(page, "第一次")
    for name, told in (("表决票", "没有用票表决"), ("选举票", "没有选举"), ("计票单", "不用计票单")):
        choose(printing_menu(page), name)
        settle()
        assert told in presenter.told[-1][1]
    assert previews == []


def test_the_open_record_is_saved_before_its_notice(qtbot, records, start, click, fill, choose, previews):
    page = start()
    click(page, "第二次")
    fill(page, "place", "新会议室")
    further = next(button.menu() for button in page.card.findChildren(QToolButton) if button.menu() is not None)
    choose(further, "会议通知")
    assert "新会议室" in flow(made(previews, qtbot))
    assert not page.card.dirty


def test_year_book_of_the_open_record(qtbot, records, start, click, choose, previews):
    records.meeting("别的支部", datetime(2022, 5, 5, 9), place=records.other)
    records.meeting("去年的", datetime(2021, 5, 5, 9))
    page = start()
    click(page, "第二次")
    choose(printing_menu(page), "年度台账汇编…")
    [dialog] = page.findChildren(FormDialog)
    assert dialog.form.values() == {"organization": records.branch, "year": 2022}
    dialog.ok.click()
    preview = made(previews, qtbot)
    assert preview.windowTitle() == "打印预览 — 第一党支部2022年度台账汇编"
    assert order(preview.document, "第一次", "第二次", "第三次")[-3:] == ["第一次", "第二次", "第三次"]
    assert "别的支部" not in flow(preview)
    assert "去年的" not in flow(preview)


def test_a_year_without_records_is_told(records, start, choose, overwrite, presenter, previews, settle):
    page = start()
    choose(printing_menu(page), "年度台账汇编…")
    [dialog] = page.findChildren(FormDialog)
    dialog.form.editors["organization"].set_value(records.branch)
    overwrite(dialog.form.editors["year"].line, "2010")
    dialog.ok.click()
    settle()
    assert "2010年没有会议记录" in presenter.told[-1][1]
    assert previews == []


def test_what_is_printed_stands_in_the_journal(qtbot, records, start, click, previews, settle, monkeypatch, tmp_path):
    page = start()
    click(page, "第二次")
    page._preview_open(MINUTES)
    preview = made(previews, qtbot)
    assert notes(records.book) == [], "looking at it is not printing it"
    preview.save_to(tmp_path / "存档.pdf")
    settle()
    printer = preview._printer()
    printer.setOutputFileName(str(tmp_path / "纸.pdf"))
    preview._print(printer, [0])
    settle()
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(tmp_path / "六月"))
    page._save_each()
    settle()
    assert notes(records.book) == [
        "另存“2022-05-02 第二次”到“存档.pdf”", "打印“2022-05-02 第二次”", "打印 1 份会议记录到“六月”",
    ]  # fmt: skip


def notes(book):
    with book.read() as connection:
        return connection.execute(select(ActionRow.name).where(ActionRow.kind == "note")).scalars().all()


def test_the_preview_says_that_the_meeting_is_still_to_come(qtbot, records, start, click, previews):
    records.meeting("月底", datetime(2022, 6, 30, 9), roster=records.roster("张喆"))
    page = start()
    click(page, "月底")
    page._preview_open(MINUTES)
    preview = made(previews, qtbot)
    assert any("尚未召开" in label.text() for label in preview.findChildren(QLabel))
    assert "实到" not in flow(preview)
