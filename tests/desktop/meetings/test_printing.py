"""Printing from the page, read back from the PDF."""

from __future__ import annotations

import io
from datetime import datetime

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from sqlalchemy import select

from db.core.journal import ActionRow
from desktop.app import ask_file
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

    monkeypatch.setattr("desktop.meetings.printing.PrintPreview", Kept)
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
    page._preview_selected()
    document = made(previews, qtbot).document
    assert order(document, *TITLES) == ["第三次", "第二次", "第一次"]
    assert [item.title for item in pypdf.PdfReader(io.BytesIO(document)).outline] == [
        "2022-05-03 第三次", "2022-05-02 第二次", "2022-05-01 第一次",
    ]  # fmt: skip
    page.model.sort_requested.emit("day", False)
    settle()
    click(page, "第一次")
    click(page, "第三次", CTRL)
    page._preview_selected()
    qtbot.waitUntil(lambda: len(previews) == 2)
    assert order(previews[-1].document, *TITLES) == ["第一次", "第三次"]


def test_nothing_selected_is_told(records, start, presenter, previews, settle):
    page = start()
    page._preview_selected()
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
    page._preview_open()
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


def test_what_is_printed_stands_in_the_journal(qtbot, records, start, click, previews, settle, monkeypatch, tmp_path):
    page = start()
    click(page, "第二次")
    page._preview_open()
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
