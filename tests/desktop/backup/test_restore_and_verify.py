"""Going back to a backup through the windows of the program, and looking a book over."""

from __future__ import annotations

import os
import shutil
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.companions import files_folder, keys_path
from db.core.engine import make_engine
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.queries import nodes
from db.security.backup import backup
from db.security.keyslots import Cost
from db.security.opening import change_passphrase
from desktop.app import ask_file
from desktop.backup.locked_restore import LockedRestoreDialog
from desktop.backup.restore_dialog import RestoreDialog
from desktop.backup.restoring import RestoreWindow
from desktop.backup.verify_dialog import VerifyDialog
from desktop.program import Program
from desktop.shell.unlock import UnlockWindow
from desktop.shell.window import MainWindow


@pytest.fixture
def program(qtbot, messages, settings):
    made = Program(messages, settings)
    yield made
    made.stop()
    qtbot.wait(1)


@pytest.fixture
def reaches(qtbot, program):
    def wait(kind):
        qtbot.waitUntil(lambda: isinstance(program.window, kind) and program.window.isVisible(), timeout=15_000)
        return program.window

    return wait


@pytest.fixture
def path(made_book, tmp_path, chosen):
    """A closed book."""
    place = tmp_path / "账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_book.path}{suffix}", f"{place}{suffix}")
    return place


def names(book):
    with book.read() as connection:
        return [node.label for node in nodes(connection)]


def test_back_to_yesterday_and_the_replaced_book_is_kept(
    qtbot, program, reaches, path, chosen, within, presenter, book_passphrase
):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    book = main.context.book
    save_organization(book, OrganizationDraft("和平社区党委", "党委"))
    backup(path, book.key, chosen, now=datetime(2022, 6, 27, 9, 30))
    backup(path, book.key, chosen, now=datetime(2022, 6, 26, 8, 0))
    save_organization(book, OrganizationDraft("误加的党委", "党委"))

    def choose(dialog):
        qtbot.waitUntil(lambda: dialog.list.rowCount() == 2)
        assert dialog.list.item(0, 0).text() == "2022-06-27 09:30:00"
        assert dialog.list.item(0, 1).text().endswith("KB")
        dialog.ok.click()

    within(RestoreDialog, choose)
    [restore] = [action for action in main.actions() if action.text().startswith("从备份恢复")]
    restore.trigger()
    window = reaches(UnlockWindow)
    assert presenter.told == []
    assert "恢复前" in presenter.notes[-1]
    window.passphrase.setText(book_passphrase)
    window.open_button.click()
    assert names(reaches(MainWindow).context.book) == ["和平社区党委"]
    [kept] = path.parent.glob("账 恢复前 *.ybz")
    program.show_unlock(kept)
    window = reaches(UnlockWindow)
    window.passphrase.setText(book_passphrase)
    window.open_button.click()
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow) and program.window.context.book.path == kept)
    assert "误加的党委" in names(program.window.context.book)


def test_unsaved_work_is_asked_about_before(qtbot, program, reaches, path, chosen, within, presenter, book_passphrase):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    backup(path, main.context.book.key, chosen, now=datetime(2022, 6, 26, 8, 0))
    main.open_page("people")
    main.host.page().begin_new()
    qtbot.keyClicks(main.host.page().form.editors["name"].line, "zhouwen")
    presenter.answers = [2]  # go on editing

    def choose(dialog):
        qtbot.waitUntil(dialog.ok.isEnabled)
        dialog.ok.click()

    within(RestoreDialog, choose)
    [restore] = [action for action in main.actions() if action.text().startswith("从备份恢复")]
    restore.trigger()
    qtbot.wait(20)
    assert program.window is main
    presenter.answers = [1]


def test_a_restore_that_fails_leaves_the_book_and_says_why(program, reaches, path, chosen, presenter, book_passphrase):
    program.start(path, book_passphrase)
    book = reaches(MainWindow).context.book
    made = backup(path, book.key, chosen, now=datetime(2022, 6, 26, 8, 0))
    data = bytearray(made.path.read_bytes())
    data[77] ^= 1
    made.path.write_bytes(data)
    program._restore(made.path, book.path, lambda: book.key)
    reaches(UnlockWindow)
    [(_, text, _)] = presenter.told
    assert "损坏" in text
    assert not list(path.parent.glob("*恢复前*"))


@pytest.mark.parametrize("changed", [False, True])
def test_a_backup_is_put_back_before_the_book_is_open(
    qtbot, program, reaches, path, chosen, presenter, made_book, book_passphrase, changed
):
    """Also by the passphrase of the backup's day, when today's was forgotten."""
    backup(path, made_book.key, chosen, now=datetime(2022, 6, 26, 8, 0))
    if changed:
        change_passphrase(path, "周文", book_passphrase, "今天的口令", Cost(1, 8, 1))
    program.start(path, None)
    window = reaches(UnlockWindow)
    window.restore.click()
    [dialog] = window.findChildren(LockedRestoreDialog)
    qtbot.waitUntil(lambda: dialog.list.rowCount() == 1)
    dialog.ok.click()
    assert dialog.error.text() == "请输入口令。"
    qtbot.keyClicks(dialog.passphrase, "bu dui")
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in dialog.error.text())
    assert dialog.isVisible()
    assert dialog.ok.isEnabled()
    dialog.passphrase.setText(book_passphrase)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is not window and isinstance(program.window, UnlockWindow), timeout=15_000)
    assert presenter.told == []
    assert "恢复前" in presenter.notes[-1]
    assert len(list(path.parent.glob("*恢复前*.ybz"))) == 1
    program.window.passphrase.setText(book_passphrase)
    program.window.submit()
    reaches(MainWindow)


def test_what_is_typed_into_the_unlock_window_need_not_be_typed_again(program, reaches, path):
    program.start(path, None)
    window = reaches(UnlockWindow)
    window.passphrase.setText("打了一半")
    window.restore.click()
    [dialog] = window.findChildren(LockedRestoreDialog)
    assert dialog.passphrase.text() == "打了一半"
    dialog.reject()
    assert program.window is window


def test_it_is_not_closed_in_the_middle(qtbot, path, chosen, made_book, messages, presenter):
    made = backup(path, made_book.key, chosen, now=datetime(2022, 6, 26, 8, 0))
    window = RestoreWindow(made.path, path, lambda: made_book.key, messages)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.ended, timeout=10_000):
        window.begin()
        window.close()
        assert window.isVisible()
    assert any("取消" in note for note in presenter.notes)
    assert not list(path.parent.glob("*恢复前*"))


def test_another_book_s_backup_is_refused(desk, chosen, within, tmp_path, monkeypatch):
    from db.meetings.actions import add_meeting_kinds
    from db.security.keyslots import Cost
    from db.security.opening import create_book

    other = create_book(
        tmp_path / "别的.ybz",
        office="别处",
        user="钱一",
        passphrase="1234",
        prepare=add_meeting_kinds,
        cost=Cost(1, 8, 1),
    )
    desk.open()

    def choose(dialog):
        desk.qtbot.waitUntil(lambda: "没有这本账的备份" in dialog.error.text())
        assert not dialog.ok.isEnabled()
        for path, told in ((other.path, "不是当前账本"), (tmp_path / "没有.ybz", "找不到账本")):
            monkeypatch.setattr(ask_file, "existing", lambda *_, path=path: str(path))
            dialog.other.click()
            assert told in dialog.error.text()
        dialog.reject()

    seen = within(RestoreDialog, choose)
    desk.menu("从备份恢复")
    assert seen
    assert desk.restored == []


def test_another_book_s_backup_of_the_same_name_is_not_offered(desk, namesake, within):
    desk.open(automatic=False)

    def look(dialog):
        desk.qtbot.waitUntil(lambda: "没有这本账的备份" in dialog.error.text())
        assert dialog.list.rowCount() == 0
        dialog.reject()

    seen = within(RestoreDialog, look)
    desk.menu("从备份恢复")
    assert seen


def test_a_sound_book_and_one_whose_index_is_wrong(desk, presenter):
    desk.enter()
    window = desk.open()
    desk.menu("检查账本")
    [dialog] = window.findChildren(VerifyDialog)
    assert not hasattr(dialog, "rebuild")
    dialog.reject()
    engine = make_engine(desk.book.path, desk.book.key, writes=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM organization_fts")
    engine.dispose()
    desk.menu("检查账本")
    dialog = window.findChildren(VerifyDialog)[-1]
    dialog.copy.click()
    assert "✗ 搜索索引有 1 处" in QApplication.clipboard().text()
    dialog.rebuild.click()
    desk.settle()
    assert "搜索索引已重建" in presenter.notes[-1]
    desk.menu("检查账本")
    assert not hasattr(window.findChildren(VerifyDialog)[-1], "rebuild")


def test_a_damaged_book_shows_the_ways_out(desk, messages):
    offered = []
    desk.enter()
    window = desk.open()
    messages.on_damage = offered.append
    with desk.book.aside() as connection:
        connection.exec_driver_sql("DELETE FROM change")
    desk.menu("检查账本")
    [dialog] = window.findChildren(VerifyDialog)
    dialog.rescue.click()
    [damage] = offered
    assert "已损坏" in damage.text


def test_spare_attachment_files_are_moved_out_of_the_way(desk, presenter):
    def look():
        desk.menu("检查账本")
        return window.findChildren(VerifyDialog)[-1]

    window = desk.open(automatic=False)
    dialog = look()
    assert not hasattr(dialog, "sweep"), "there is nothing to move"
    dialog.reject()
    spare = files_folder(desk.book.path) / "ab" / ("ab" * 32)
    spare.parent.mkdir(parents=True)
    spare.write_bytes(b"nobody's")
    os.utime(spare, (1_000_000_000, 1_000_000_000))
    presenter.answers = [1, 0]
    look().sweep.click()
    desk.settle()
    assert spare.exists(), "the user has thought better of it"
    look().sweep.click()
    desk.settle()
    assert "已把 1 个多余的附件文件移到" in presenter.notes[-1]
    assert (files_folder(desk.book.path) / "移出" / spare.name).exists()
    assert not hasattr(look(), "sweep")


def test_a_backup_without_keys_is_not_offered(desk, chosen, within):
    made = backup(desk.book.path, desk.book.key, chosen, now=desk.at)
    keys_path(made.path).unlink()
    desk.open(automatic=False)

    def look(dialog):
        desk.qtbot.waitUntil(lambda: "没有这本账的备份" in dialog.error.text())
        dialog.reject()

    assert within(RestoreDialog, look) == []
    desk.menu("从备份恢复")
