"""Asking for a file must not cost the book its locks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from desktop.app import ask_file


def locks(path: Path) -> int:
    """How many locks this process holds on a file, as the system tells."""
    inode = f":{path.stat().st_ino}"
    lines = Path("/proc/locks").read_text().splitlines()
    return sum(1 for line in lines if line.split()[4] == str(os.getpid()) and line.split()[5].endswith(inode))


def while_listing(qtbot, act):
    """Run *act* once the dialog that is about to open has listed its folder, then close the dialog."""

    def look():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(20, look)
            return
        QTimer.singleShot(400, lambda: finish(dialog))  # icons are looked for by a thread of their own

    def finish(dialog):
        try:
            act(dialog)
        finally:
            QTimer.singleShot(300, dialog.reject)  # whatever it still asks

    QTimer.singleShot(0, look)


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only where the system tells its locks")
@pytest.mark.parametrize("ask", [ask_file.existing, ask_file.several, ask_file.new, ask_file.folder])
def test_looking_for_a_file_beside_the_book_keeps_the_books_locks(qtbot, book, ask):
    book.steps()
    files = (book.path, book.path.with_name(f"{book.path.name}-shm"))
    before = [locks(file) for file in files]
    assert min(before) > 0
    parent = QWidget()
    qtbot.addWidget(parent)
    while_listing(qtbot, lambda dialog: dialog.reject())
    place = book.path.with_name("新.pdf") if ask is ask_file.new else book.path.parent
    assert not ask(parent, "选择", place)
    assert [locks(file) for file in files] == before


def test_what_is_chosen_comes_back(qtbot, tmp_path):
    (tmp_path / "花名册.xlsx").write_bytes(b"")
    parent = QWidget()
    qtbot.addWidget(parent)

    def choose(dialog):
        assert Path(dialog.directory().absolutePath()) == tmp_path
        dialog.findChild(QLineEdit).setText("花名册.xlsx")
        dialog.accept()

    while_listing(qtbot, choose)
    assert Path(ask_file.existing(parent, "选择", tmp_path, "表格 (*.xlsx)")) == tmp_path / "花名册.xlsx"


def test_a_new_file_keeps_its_proposed_name(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    while_listing(qtbot, lambda dialog: dialog.accept())
    assert Path(ask_file.new(parent, "另存为", tmp_path / "记录.pdf", "PDF (*.pdf)")) == tmp_path / "记录.pdf"


def test_a_folder_that_is_gone_begins_at_home(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    seen = []
    while_listing(qtbot, lambda dialog: (seen.append(dialog.directory().absolutePath()), dialog.reject()))
    ask_file.existing(parent, "选择", tmp_path / "没有这里")
    assert Path(seen[0]) == Path.home()


@pytest.mark.skipif(sys.platform != "linux", reason="locks of the process are a matter of POSIX")
def test_a_command_beside_the_window_leaves_the_books_log_alone(qtbot, book):
    """What was lost: the other process took itself for the last, and removed the log under the window's hands."""
    book.steps()
    parent = QWidget()
    qtbot.addWidget(parent)
    while_listing(qtbot, lambda dialog: dialog.reject())
    ask_file.existing(parent, "选择", book.path.parent)
    log = book.path.with_name(f"{book.path.name}-wal")
    inode = log.stat().st_ino
    code = (
        "from pathlib import Path; from db.core.engine import make_engine; import sys;"
        "e = make_engine(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), writes=False); c = e.connect();"
        "c.exec_driver_sql('SELECT count(*) FROM user').scalar(); c.close(); e.dispose()"
    )
    subprocess.run([sys.executable, "-c", code, str(book.path), book.key.hex()], check=True, timeout=60)
    assert log.exists()
    assert log.stat().st_ino == inode
