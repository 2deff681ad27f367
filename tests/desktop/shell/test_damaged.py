"""The way out of a damaged book: into a new one, or to a backup."""

from __future__ import annotations

from datetime import datetime
from threading import Event

import pytest
from PySide6.QtCore import Qt

from db.core.errors import CancelledError, UserError
from db.security.salvage_report import SalvageReport, TableReport
from desktop.app import ask_file
from desktop.shell.damaged import DamagedDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def made(qtbot, tmp_path):
    """``made(salvage, backup)``: the dialog, shown."""

    def make(salvage, backup=None):
        dialog = DamagedDialog(tmp_path / "和平街道.ybz", "账本“和平街道.ybz”的内容已损坏。", salvage, lambda: backup)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        return dialog

    return make


@pytest.fixture
def where(monkeypatch, tmp_path):
    proposed = []

    def chosen(_parent, _title, path, _filter):
        proposed.append(str(path))
        return str(tmp_path / "新账")

    monkeypatch.setattr(ask_file, "new", chosen)
    return proposed


def test_what_is_left_is_read_out_and_the_new_book_opened(made, qtbot, where, tmp_path):
    go = Event()

    def salvage(target, progress, _cancelled):
        progress(2, 5, "正在读取“人员”…")
        go.wait(5)
        told = [TableReport("person", "人员", 3, 5, lost=[7, 8])]
        return SalvageReport(tmp_path / "和平街道.ybz", target, datetime(2026, 11, 24, 9, 12), told, 1, 40)

    dialog = made(salvage)
    assert not dialog.use_backup.isVisible()
    qtbot.mouseClick(dialog.read_out, LEFT)
    qtbot.waitUntil(lambda: dialog.step.text() == "正在读取“人员”…")
    assert (dialog.bar.isVisible(), dialog.bar.value(), dialog.read_out.isEnabled()) == (True, 2, False)
    go.set()
    qtbot.waitUntil(dialog.report.isVisible)
    assert "人员：读出 3 条，应有 5 条，丢失 2 条。" in dialog.report.toPlainText()
    assert not dialog.bar.isVisible()
    assert where == [str(tmp_path / "和平街道-抢救.ybz")]
    with qtbot.waitSignal(dialog.chosen) as told:
        qtbot.mouseClick(dialog.open_new, LEFT)
    assert told.args == [tmp_path / "新账.ybz"]


def test_a_run_can_be_broken_off(made, qtbot, where):
    def salvage(_target, _progress, cancelled):
        while not cancelled():
            pass
        raise CancelledError

    dialog = made(salvage)
    qtbot.mouseClick(dialog.read_out, LEFT)
    qtbot.waitUntil(lambda: dialog._background.busy)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not dialog._background.busy)
    assert dialog.isVisible()
    assert "已取消" in dialog.error.text()
    assert dialog.read_out.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_what_goes_wrong_is_told_and_can_be_tried_again(made, qtbot, where):
    def salvage(target, _progress, _cancelled):
        raise UserError(f"“{target.name}”已经存在。请为新账本换一个文件名。")

    dialog = made(salvage)
    qtbot.mouseClick(dialog.read_out, LEFT)
    qtbot.waitUntil(dialog.error.isVisible)
    assert "换一个文件名" in dialog.error.text()
    assert dialog.read_out.isEnabled()


def test_the_last_backup_is_offered_when_there_is_one(made, qtbot, tmp_path):
    backup = tmp_path / "备份.ybz"
    backup.write_bytes(b"x")
    dialog = made(lambda *_: None, backup)
    qtbot.waitUntil(dialog.use_backup.isVisible)
    assert dialog.use_backup.text().startswith("恢复最近的备份（")
    with qtbot.waitSignal(dialog.restore_chosen) as told:
        qtbot.mouseClick(dialog.use_backup, LEFT)
    assert told.args == [backup]
