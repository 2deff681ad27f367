"""进展: entries and steps of a record, with evidence brought along."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from db.attachments.queries import of_record
from db.problems.actions import add_progress, take_step
from db.problems.queries import get_problem
from db.problems.rules import STEPS
from db.progress.queries import entries_of
from db.progress.steps import possible
from desktop.duties.progress_tab import Course, ProgressTab, Stand
from desktop.widgets.form_dialog import FormDialog


def stand(connection, id):
    state = get_problem(connection, id).state
    return Stand(state, None, possible(STEPS, state))


COURSE = Course("problem", {step.code: step.label for step in STEPS}, {}, stand, take_step, add_progress)


@pytest.fixture
def tab(context, card, problem, qtbot):
    made = ProgressTab(context, card, COURSE, lambda: True)
    made.show_record(problem)
    card.tabs.setCurrentWidget(made)
    return made


def asked(tab):
    """The dialog that is open."""
    return tab.findChild(FormDialog)


def told(book, problem):
    with book.read() as connection:
        return entries_of(connection, "problem", problem)


def begin(tab, qtbot):
    qtbot.mouseClick(tab.buttons["start"], Qt.MouseButton.LeftButton)
    asked(tab).accept()


def test_a_new_record_has_no_progress_to_fill_in(context, card):
    tab = ProgressTab(context, card, COURSE, lambda: True)
    assert "先保存记录" in tab.text.toPlainText()
    assert not tab.enter.isEnabled()


def test_only_steps_that_can_be_taken_are_offered(tab, qtbot, settle):
    first = [button.text() for button in tab.buttons.values()]
    begin(tab, qtbot)
    settle()
    assert first == ["启动整改…"]
    assert tab.state.text() == "整改中"
    assert "申请销号…" in [button.text() for button in tab.buttons.values()]


def test_an_entry_tells_who_when_what_and_its_evidence(tab, book, problem, qtbot, settle, tmp_path, card):
    photo = tmp_path / "修好的屋顶.jpg"
    photo.write_bytes(b"picture")
    qtbot.mouseClick(tab.enter, Qt.MouseButton.LeftButton)
    dialog = asked(tab)
    dialog.form.editors["text"].input.setPlainText("屋顶已经修好")
    dialog.form.editors["by"].line.setText("李敏")
    dialog.form.editors["files"].take([photo])
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    settle()
    (entry,) = told(book, problem)
    assert (entry.by, entry.text, entry.files) == ("李敏", "屋顶已经修好", ("修好的屋顶.jpg",))
    with book.read() as connection:
        assert [(row.name, row.role) for row in of_record(connection, "problem", problem)] == [
            ("修好的屋顶.jpg", "佐证")
        ]
    assert "屋顶已经修好" in tab.text.toPlainText()
    assert "佐证：修好的屋顶.jpg" in tab.text.toPlainText()
    assert card.tabs.tabText(card.tabs.indexOf(tab)) == "进展 1"


def test_an_entry_and_its_evidence_are_undone_together(tab, book, problem, qtbot, settle, tmp_path):
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"picture")
    add_progress(book, problem, *_entry(), [(photo, photo.name)])
    book.undo()
    settle()
    assert told(book, problem) == []
    with book.read() as connection:
        assert of_record(connection, "problem", problem) == []
    assert tab.text.toPlainText() == "还没有进展。"


def _entry():
    from datetime import date

    from db.progress.draft import ProgressDraft

    return (ProgressDraft(date(2022, 4, 1), "李敏", None, "看过现场"),)


def test_what_is_refused_is_told_in_the_dialog_and_what_was_typed_stays(tab, book, problem, qtbot, settle):
    begin(tab, qtbot)
    settle()
    qtbot.mouseClick(tab.buttons["request"], Qt.MouseButton.LeftButton)
    dialog = next(one for one in tab.findChildren(FormDialog) if one.isVisible())
    dialog.form.editors["text"].input.setPlainText("都做完了")
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "佐证" in (dialog.problem or dialog.form.editors["files"].problem or "")
    assert dialog.form.editors["text"].input.toPlainText() == "都做完了"
    assert [entry.step for entry in told(book, problem)] == ["start"]
    dialog.form.set_dirty(False)
    dialog.reject()


def test_unsaved_changes_are_asked_about_before_a_step(context, card, problem, qtbot):
    tab = ProgressTab(context, card, COURSE, lambda: False)
    tab.show_record(problem)
    qtbot.mouseClick(tab.enter, Qt.MouseButton.LeftButton)
    assert asked(tab) is None


def test_files_are_pasted_dropped_and_taken_off(tab, qtbot, tmp_path):
    qtbot.mouseClick(tab.enter, Qt.MouseButton.LeftButton)
    dialog = asked(tab)
    editor = dialog.form.editors["files"]
    sheet = tmp_path / "签到表.pdf"
    sheet.write_bytes(b"%PDF")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(sheet))])
    QGuiApplication.clipboard().setMimeData(mime)
    qtbot.keyClick(editor.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0)
    QGuiApplication.clipboard().setImage(picture)
    qtbot.keyClick(editor.list, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [name for _source, name in editor.value()] == ["签到表.pdf", "粘贴的图片 1.png"]
    assert editor.value()[0][0] == Path(sheet)
    editor.list.setCurrentRow(0)
    qtbot.keyClick(editor.list, Qt.Key.Key_Delete)
    assert [name for _source, name in editor.value()] == ["粘贴的图片 1.png"]
    dialog.form.set_dirty(False)
    dialog.reject()
