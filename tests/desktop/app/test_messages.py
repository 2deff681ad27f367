from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from db.core.errors import CancelledError, EnvironmentFault, UserError
from desktop.app.log import start_log
from desktop.app.messages import Messages, Save


def test_each_kind_of_error_is_told_in_its_way(messages, presenter):
    messages.show_error(UserError("请填写姓名。"))
    messages.show_error(EnvironmentFault("磁盘已满。", "请清理后重试。"))
    messages.show_error(CancelledError())
    try:
        {}["没有"]
    except KeyError as error:
        messages.show_error(error)
    user, machine, ours = presenter.told
    assert user == ("请检查", "请填写姓名。", "")
    assert machine[1] == "磁盘已满。\n\n请清理后重试。"
    assert ours[0] == "程序出错了"
    assert "KeyError: '没有'" in ours[2]
    assert presenter.notes == ["已取消。"]


def test_error_met_while_telling_one_opens_no_second_dialog(messages, presenter):
    told = []
    presenter.tell = lambda *_args: (told.append(1), messages.show_error(ValueError()))
    messages.show_error(ValueError())
    assert told == [1]


def test_uncaught_errors_of_any_thread_are_told(qtbot, messages, presenter, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    messages.install()
    sys.excepthook(UserError, UserError("一"), None)

    def work():
        raise UserError("二")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: [text for _, text, _ in presenter.told] == ["一", "二"])


@pytest.mark.parametrize(("answer", "save"), [(0, Save.SAVE), (1, Save.DISCARD), (2, Save.CANCEL), (-1, Save.CANCEL)])
def test_leaving_unsaved_changes(messages, presenter, answer, save):
    presenter.answers = [answer]
    assert messages.ask_save() is save


@pytest.fixture
def log_folder(tmp_path):
    before = list(logging.getLogger("yibenzhang").handlers)
    yield tmp_path / "log"
    for handler in set(logging.getLogger("yibenzhang").handlers) - set(before):
        logging.getLogger("yibenzhang").removeHandler(handler)
        handler.close()


def test_our_errors_are_logged_with_their_traceback(messages, log_folder):
    start_log(log_folder)
    messages.show_error(RuntimeError("坏了"))
    assert "RuntimeError: 坏了" in (log_folder / "yibenzhang.log").read_text(encoding="utf-8")


def test_where_no_log_can_be_written_nothing_else_goes_wrong(messages, log_folder, presenter):
    log_folder.write_text("a file in the way")
    start_log(log_folder)
    messages.show_error(RuntimeError("坏了"))
    assert presenter.told


def press(label):
    """Press the button called *label* of the dialog that is about to open."""

    def now():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == label).click()

    QTimer.singleShot(0, now)


def test_real_dialogs_answer_what_was_pressed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    messages = Messages()
    press("删除")
    assert messages.ask("要删除这条记录吗？", "删除", danger=True)
    press("取消")
    assert not messages.ask("要删除这条记录吗？", "删除", danger=True)
    press("继续编辑")
    assert messages.ask_save() is Save.CANCEL
    press("知道了")
    messages.show_error(ValueError("x"))
    messages.info("已保存。")
    assert window.findChild(QWidget, "toast").text() == "已保存。"


def test_a_note_can_offer_one_thing_to_do(qtbot):
    window, done = QWidget(), []
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    Messages().offer("已导出 3 行：<a>.xlsx", "打开", lambda: done.append(1))
    toast = next(label for label in window.findChildren(QLabel) if label.objectName() == "toast")
    assert "&lt;a&gt;.xlsx" in toast.text()  # names are not markup
    for x in range(toast.width() - 60, toast.width(), 8):
        qtbot.mouseClick(toast, Qt.MouseButton.LeftButton, pos=QPoint(x, toast.height() // 2))
        if done:
            break
    assert done == [1]


def test_one_of_several_answers(messages, presenter):
    presenter.answers = [1, -1]
    assert messages.ask_which("哪一个？", ("甲", "乙", "取消")) == 1
    assert messages.ask_which("哪一个？", ("甲", "乙", "取消")) == 2  # closed
