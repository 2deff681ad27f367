"""Files on a record, brought in, looked at and taken out as a user does."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication

from db.attachments.actions import attach
from db.attachments.queries import of_record
from db.attachments.store import store_of
from db.core.journal import ActionRow
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from desktop.app import ask_file
from desktop.widgets.attachment_list import in_two_lines
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.record_card import RecordCard


@pytest.fixture
def record(book):
    return save_organization(book, OrganizationDraft(name="和平街道党工委", kind="党工委"))


@pytest.fixture
def card(qtbot):
    made = RecordCard()
    qtbot.addWidget(made)
    made.resize(560, 600)
    return made


@pytest.fixture
def tab(qtbot, context, card, record):
    made = AttachmentsTab(context, "organization", card)
    card.open_record("和平街道党工委")
    made.show_record(record)
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    made.setFocus()
    return made


@pytest.fixture
def files(tmp_path):
    """``files(name=content)`` on the desk."""

    def make(*names):
        made = [tmp_path / name for name in names]
        for path in made:
            if path.suffix == ".png":
                picture(400, 200).save(str(path))
            else:
                path.write_text(path.name, encoding="utf-8")
        return made

    return make


@pytest.fixture
def give(book, record, settle):
    def attach_files(*names):
        attach(book, "organization", record, [(BytesIO(name.encode()), name) for name in names])
        settle()

    return attach_files


def picture(width, height, colour="#2f7d4f"):
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def urls(paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def notes(book):
    """What was journalled of files that left the book."""
    with book.read() as connection:
        return list(connection.execute(sqlalchemy.select(ActionRow.name).where(ActionRow.kind == "note")).scalars())


def drop(widget, mime):
    """From another program: over the widget, then let go."""
    where, copy = QPoint(50, 150), Qt.DropAction.CopyAction
    entered = QDragEnterEvent(where, copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, entered)
    if entered.isAccepted():
        dropped = QDropEvent(QPointF(where), copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, dropped)
    return entered.isAccepted()


def shown(tab):
    return [tab.model.index(at).data() for at in range(tab.model.rowCount())]


def select(qtbot, tab, name):
    place = tab.view.visualRect(tab.model.index(shown(tab).index(name))).center()
    qtbot.mouseClick(tab.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_two_files_dropped_are_seen_opened_undone_and_back(
    qtbot, tab, card, files, settle, monkeypatch, presenter, book
):
    assert tab.hint.isVisible()
    assert drop(tab, urls(files("签到表.png", "通知.docx")))
    settle()
    assert shown(tab) == ["签到表.png", "通知.docx"]
    assert card.tabs.tabText(0) == "附件 2"
    assert presenter.notes == ["已添加 2 个附件，可按 Ctrl+Z 撤销。"]
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile()) or True))
    select(qtbot, tab, "通知.docx")
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    settle()
    [copy] = map(Path, opened)
    assert (copy.name, copy.read_text("utf-8")) == ("通知.docx", "通知.docx")
    book.undo()
    settle()
    assert shown(tab) == []
    assert card.tabs.tabText(0) == "附件"
    assert tab.hint.isVisible()
    book.redo()
    settle()
    assert shown(tab) == ["签到表.png", "通知.docx"]


def test_a_picture_is_shown_small_and_other_files_by_their_kind(tab, files, settle):
    drop(tab, urls(files("照片.png", "名单.xlsx")))
    settle()
    tab.grab()  # asks for what is in sight
    settle()
    small, none = (tab.model.index(at).data(Qt.ItemDataRole.DecorationRole) for at in range(2))
    assert small.size() == QSize(138, 69)
    assert small.pixelColor(20, 20).name() == "#2f7d4f"
    assert none is None


@pytest.mark.parametrize("ending", [".pdf", ".xlsx", ""])
def test_a_long_name_is_broken_and_cut_but_its_ending_stays_whole(qapp, ending):
    metrics, width = QFontMetrics(qapp.font()), 140
    for length in range(1, 60):
        stem = ("2022年6月第一党支部支委会签到表" * 4)[:length]
        lines = in_two_lines(stem + ending, metrics, width)
        assert all(metrics.horizontalAdvance(line) <= width for line in lines), lines
        assert lines[-1].endswith(stem[-2:] + ending), lines
        assert "…" in lines[-1] or "".join(lines) == stem + ending
    assert len(lines) == 2
    assert "…" in lines[1]


def test_a_name_with_a_dot_and_much_behind_it_is_cut_too(qapp):
    metrics = QFontMetrics(qapp.font())
    first, second = in_two_lines("1." + "关于印发会议纪要的通知" * 5, metrics, 140)
    assert first.startswith("1.关于")
    assert second.endswith("通知")
    assert metrics.horizontalAdvance(second) <= 140


def test_a_picture_on_the_clipboard_is_pasted(qtbot, tab, settle, book, record):
    QGuiApplication.clipboard().setImage(picture(30, 20))
    qtbot.keyClick(tab.add, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert shown(tab) == ["粘贴的图片 2022-06-27 094100.png"]
    with book.read() as connection:
        [row] = of_record(connection, "organization", record)
    assert QImage.fromData(b"".join(store_of(book).read(row.digest))).size() == QSize(30, 20)
    QGuiApplication.clipboard().clear()


def test_an_unsaved_record_takes_none_and_says_why(tab, files, settle, presenter):
    tab.show_record(None)
    assert tab.hint.text() == "先保存记录，再添加附件。"
    assert not tab.add.isEnabled()
    drop(tab, urls(files("通知.docx")))
    settle()
    assert presenter.notes == ["先保存记录，再添加附件。"]


def test_a_failure_is_told_and_nothing_is_added(tab, tmp_path, settle, presenter):
    (tmp_path / "夹").mkdir()
    drop(tab, urls([tmp_path / "夹"]))
    settle()
    assert "“夹”是文件夹" in presenter.told[0][1]
    assert shown(tab) == []


def test_more_files_are_dropped_onto_those_there(tab, files, give, settle):
    give("甲.jpg")
    assert drop(tab.view.viewport(), urls(files("乙.docx")))
    settle()
    assert shown(tab) == ["甲.jpg", "乙.docx"]


def test_the_same_file_again_is_not_added_twice(tab, files, settle, presenter):
    for _ in range(2):
        drop(tab, urls(files("通知.docx")))
        settle()
    assert shown(tab) == ["通知.docx"]
    assert presenter.notes[1] == "有 1 个文件这条记录里已经有了，没有重复添加。"


def test_f2_renames_and_a_bad_name_is_told(qtbot, tab, give, type_text, settle, presenter):
    give("IMG_0001.jpg")

    def rename(name):
        select(qtbot, tab, shown(tab)[0])
        qtbot.keyClick(tab.view, Qt.Key.Key_F2)
        qtbot.wait(1)
        editor = QApplication.focusWidget()
        assert editor.selectedText() == shown(tab)[0].removesuffix(".jpg")
        type_text(editor, name)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        settle()

    rename("签到表")
    assert shown(tab) == ["签到表.jpg"]
    rename("a:b")
    assert shown(tab) == ["签到表.jpg"]
    assert presenter.told[0][1] == "文件名里不能有 :。"


def test_delete_asks_and_can_be_undone(qtbot, tab, give, settle, presenter, book):
    give("甲.jpg", "乙.jpg")
    select(qtbot, tab, "甲.jpg")
    presenter.answers = [1]
    qtbot.keyClick(tab.view, Qt.Key.Key_Delete)
    settle()
    assert shown(tab) == ["甲.jpg", "乙.jpg"]
    qtbot.keyClick(tab.view, Qt.Key.Key_Delete)
    settle()
    assert presenter.asked[-1] == "删除附件“甲.jpg”？可以用 Ctrl+Z 撤销。"
    assert shown(tab) == ["乙.jpg"]
    book.undo()
    settle()
    assert shown(tab) == ["甲.jpg", "乙.jpg"]


def test_the_menu_says_what_a_file_is_for(qtbot, tab, give, settle, book, record):
    give("甲.jpg")
    select(qtbot, tab, "甲.jpg")
    tab.more.menu().aboutToShow.emit()
    actions = tab.more.menu().actions()
    roles = [action.menu() for action in actions if action.text() == "用途"]
    next(action for action in roles[0].actions() if action.text() == "签到表").trigger()
    settle()
    with book.read() as connection:
        assert [row.role for row in of_record(connection, "organization", record)] == ["签到表"]
    assert tab.view.chosen()[0].role == "签到表"  # still selected


def test_a_program_is_not_run(qtbot, tab, give, settle, presenter, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: pytest.fail("run"))
    give("安装.EXE")
    select(qtbot, tab, "安装.EXE")
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    settle()
    assert "程序文件" in presenter.told[0][1]


def test_a_file_no_program_opens_or_that_is_missing_is_told(qtbot, tab, give, settle, presenter, monkeypatch, book):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    give("图纸.dwg", "不见了.pdf")
    select(qtbot, tab, "图纸.dwg")
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    settle()
    assert "没有能打开“图纸.dwg”的程序" in presenter.told[0][1]
    store = store_of(book)
    store.place(tab.model.rows[1].digest).unlink()
    select(qtbot, tab, "不见了.pdf")
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    settle()
    assert "附件的文件不见了" in presenter.told[1][1]


def test_dragging_out_hands_over_copies_that_can_be_written(qtbot, tab, give, monkeypatch, settle, book):
    taken = []

    def exec_drag(drag, _action):
        taken.extend(url.toLocalFile() for url in drag.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", exec_drag)
    give("甲.txt", "乙.txt")
    tab.view.selectAll()
    tab.view.startDrag(Qt.DropAction.CopyAction)
    assert [Path(path).read_text("utf-8") for path in taken] == ["甲.txt", "乙.txt"]
    Path(taken[0]).write_text("written on", encoding="utf-8")
    settle()
    assert notes(book) == ["拖出附件“甲.txt”等 2 个"]


def test_what_is_dragged_is_journalled_before_another_program_can_have_it(tab, give, monkeypatch, settle, book):
    noted = []

    def exec_drag(_drag, _action):
        noted.extend(notes(book))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", exec_drag)
    give("甲.txt")
    tab.view.selectAll()
    tab.view.startDrag(Qt.DropAction.CopyAction)
    settle()
    assert noted == ["拖出附件“甲.txt”"]


def test_several_are_saved_beside_what_is_there(qtbot, tab, give, tmp_path, settle, monkeypatch, presenter, book):
    out = tmp_path / "out"
    out.mkdir()
    (out / "甲.txt").write_text("old", encoding="utf-8")
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(out))
    give("甲.txt", "乙.txt")
    tab.view.selectAll()
    qtbot.mouseClick(tab.save, Qt.MouseButton.LeftButton)
    settle()
    assert {path.name: path.read_text("utf-8") for path in out.iterdir()} == {
        "甲.txt": "old", "甲（2）.txt": "甲.txt", "乙.txt": "乙.txt",
    }  # fmt: skip
    assert presenter.notes[-1].startswith("已保存 2 个附件到")
    assert notes(book) == ["另存附件“甲.txt”等 2 个到“out”"]


def test_when_one_cannot_be_saved_none_leaves_the_book(tab, give, tmp_path, settle, monkeypatch, presenter, book):
    monkeypatch.setattr(ask_file, "folder", lambda *_: str(tmp_path))
    give("甲.txt", "乙.txt")
    store = store_of(book)
    store.place(tab.model.index(1).data(Qt.ItemDataRole.UserRole).digest).unlink()
    tab.view.selectAll()
    tab.save.click()
    settle()
    assert len(presenter.told) == 1
    assert notes(book) == []
    assert not (tmp_path / "甲.txt").exists()


def test_the_files_of_a_deleted_record_are_gone_from_view(tab, give, settle, book, record):
    give("甲.jpg")
    delete_organization(book, record)
    settle()
    assert shown(tab) == []


def test_the_tab_works_by_keyboard_alone(qtbot, tab, give, settle):
    assert QApplication.focusWidget() is tab.add
    give("甲.jpg", "乙.jpg")
    tab.setFocus()
    assert QApplication.focusWidget() is tab.view
    qtbot.keyClick(tab.view, Qt.Key.Key_Home)
    qtbot.keyClick(tab.view, Qt.Key.Key_Right)
    assert [row.name for row in tab.view.chosen()] == ["乙.jpg"]
    qtbot.keyClick(tab.view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not tab.view
