"""The windows of a day: first start, unlock, work, lock, and what can be in the way."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from threading import current_thread, main_thread

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.companions import lock_path
from db.drafts.models import NEW
from db.drafts.queries import get_drafts
from db.meetings.actions import add_meeting_kinds
from db.security.backup import backup
from db.security.keyslots import Cost, KeyFile, WrongPassphraseError
from db.security.occupancy import Occupancy
from db.security.opening import create_book, open_with_key
from desktop.app import ask_file
from desktop.program import Program, last_backup
from desktop.shell.damaged import DamagedDialog
from desktop.shell.passphrase import PassphraseDialog
from desktop.shell.recovery_change import NewCodeDialog, RecoveryChangeDialog
from desktop.shell.unlock import UnlockWindow
from desktop.shell.window import MainWindow
from desktop.shell.wizard import FirstStart
from desktop.widgets.drafts_button import DraftsButton

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def path(made_book, tmp_path):
    """A closed book."""
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_book.path}{suffix}", f"{tmp_path / '账.ybz'}{suffix}")
    return tmp_path / "账.ybz"


@pytest.fixture
def program(qtbot, messages, settings):
    made = Program(messages, settings)
    yield made
    made.stop()
    qtbot.wait(1)


@pytest.fixture
def reaches(qtbot, program):
    """``reaches(kind)``: wait until the window on screen is of *kind*, and give it."""

    def wait(kind):
        qtbot.waitUntil(lambda: isinstance(program.window, kind) and program.window.isVisible(), timeout=15_000)
        return program.window

    return wait


def visible():
    return [window for window in QApplication.topLevelWidgets() if window.isVisible()]


def unlock(window, passphrase):
    window.passphrase.setText(passphrase)
    window.open_button.click()


def test_first_start_makes_a_book_and_opens_it(qtbot, program, reaches, settings, tmp_path, monkeypatch):
    program.start(None, None)
    wizard = reaches(FirstStart)
    wizard.choice.new.click()
    form = wizard.new_book
    qtbot.keyClicks(form.user, "zhouwen")
    form.office.setText("和平街道")
    form.place.setText(str(tmp_path / "新" / "和平街道.ybz"))
    for box in (form.passphrase.first, form.passphrase.second):
        box.setText("和平街道2022")
    form.create_button.click()
    qtbot.waitUntil(lambda: wizard.steps.currentWidget() is wizard.recovery, timeout=15_000)
    monkeypatch.setattr(ask_file, "new", lambda *_: str(tmp_path / "恢复码.pdf"))
    wizard.recovery.save_button.click()
    paper = pypdf.PdfReader(tmp_path / "恢复码.pdf").pages[0].extract_text()
    code = "".join(wizard.recovery.code.text().split())
    assert code.split("-")[0] in paper
    assert "和平街道" in paper
    wizard.close()
    assert wizard.isVisible(), "not before the code is kept"
    wizard.recovery.keep.click()
    wizard.recovery.done.click()
    window = reaches(MainWindow)
    assert window.context.book.office == "和平街道"
    assert window.context.book.actor.name == "zhouwen"
    assert settings.get("book", "") == str(tmp_path / "新" / "和平街道.ybz")
    assert visible() == [window]


def test_demonstration_leaves_no_trace_in_the_next_start(
    qtbot, messages, program, reaches, settings, tmp_path, monkeypatch
):
    """Its passphrase is nobody's, so it must never be asked for."""
    made = []

    def make(path, passphrase):
        create = {"office": "云溪街道", "user": "演示用户", "prepare": add_meeting_kinds, "cost": Cost(1, 8, 1)}
        made.append(create_book(path, passphrase=passphrase, **create))

    monkeypatch.setattr("db.demo.book.make_demo", make)
    monkeypatch.setattr("desktop.program.data_folder", lambda: tmp_path / "data")
    for _ in range(2):
        program.start(None, None)
        reaches(FirstStart).choice.demo.click()
        main = reaches(MainWindow)
        assert main.context.book.office == "云溪街道"
        main.lock()
        reaches(FirstStart)
    assert len(made) == 1
    assert settings.get("book", "") == ""


def test_wrong_and_right_passphrase(qtbot, program, reaches, path, book_passphrase):
    program.start(path, None)
    window = reaches(UnlockWindow)
    assert window.user.currentText() == "周文"
    unlock(window, "不对的口令")
    qtbot.waitUntil(lambda: "口令不对" in window.error.text())
    qtbot.waitUntil(window.open_button.isEnabled, timeout=5_000)
    unlock(window, book_passphrase)
    main = reaches(MainWindow)
    assert main.context.book.actor.name == "周文"
    assert visible() == [main]


def test_given_passphrase_opens_at_once(program, reaches, path, book_passphrase, presenter):
    program.start(path, book_passphrase)
    reaches(MainWindow)
    assert presenter.told == []


def test_given_passphrase_that_is_wrong_is_told_and_asked_for(program, reaches, path, presenter):
    program.start(path, "不对的口令")
    reaches(UnlockWindow)
    [(_, text, _)] = presenter.told
    assert "口令不对" in text


def test_lock_closes_the_book_and_unlock_opens_it_again(qtbot, program, reaches, path, book_passphrase):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    main.commands.lock.trigger()
    window = reaches(UnlockWindow)
    assert visible() == [window]
    path.rename(path.with_name("改名.ybz"))  # nothing holds the file any more
    path.with_name("改名.ybz").rename(path)
    unlock(window, book_passphrase)
    again = reaches(MainWindow)
    assert again is not main


def test_lock_keeps_what_is_typed_and_offers_it_after_unlocking(
    qtbot, program, reaches, path, book_passphrase, presenter
):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    main.open_page("people")
    page = main.host.page()
    page.begin_new()
    qtbot.keyClicks(page.form.editors["name"].line, "zhouwen")
    main.lock()
    unlock(reaches(UnlockWindow), book_passphrase)
    assert presenter.asked == []
    again = reaches(MainWindow)
    [button] = again.findChildren(DraftsButton)
    assert button.isVisible()
    assert button.text() == "草稿 1"
    button.list.aboutToShow.emit()
    button.list.actions()[0].trigger()
    page = again.host.page()
    assert again.host.current == "people"
    page.drafts.bar.restore.click()
    assert page.form.editors["name"].value() == "zhouwen"


@pytest.mark.parametrize("gone", [".keys", ""])
def test_lock_puts_the_records_away_even_when_the_book_s_files_are_gone(
    qtbot, program, reaches, path, book_passphrase, presenter, settings, gone
):
    settings.set("backup.folder", str(path.parent))
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    seen = []
    tell = presenter.tell
    presenter.tell = lambda *told: (seen.append(main.isVisible()), tell(*told))
    file = path.with_name(path.name + gone)
    file.rename(file.with_name("别处"))
    main.lock()
    qtbot.waitUntil(lambda: program.window is not main)
    [window] = visible()
    assert isinstance(window, FirstStart)
    qtbot.waitUntil(lambda: not lock_path(path).exists())
    assert seen == [False], "told when nobody can read on"


def test_ending_the_program_from_outside_keeps_what_is_typed(qtbot, program, reaches, path, book_passphrase, made_book):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    main.open_page("people")
    page = main.host.page()
    page.begin_new()
    qtbot.keyClicks(page.form.editors["name"].line, "zhouwen")
    program.stop()
    book = open_with_key(path, made_book.key, made_book.actor)
    with book.read() as connection:
        [draft] = get_drafts(connection, book.actor.id, "person", NEW)
    book.close()
    assert draft.typed["name"] == "zhouwen"


def test_passphrase_is_changed(qtbot, program, reaches, path, book_passphrase, presenter):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    program._change_passphrase(main.context.book)
    [dialog] = main.findChildren(PassphraseDialog)
    dialog.old.setText("不对的口令")
    for box in (dialog.new.first, dialog.new.second):
        box.setText("新口令2023")
    dialog.ok.click()
    qtbot.waitUntil(lambda: "口令不对" in dialog.error.text())
    dialog.old.setText(book_passphrase)
    dialog.ok.click()
    qtbot.waitUntil(lambda: presenter.notes == ["口令已更换，下次打开账本时生效。"], timeout=15_000)
    main.lock()
    window = reaches(UnlockWindow)
    unlock(window, book_passphrase)
    qtbot.waitUntil(lambda: "口令不对" in window.error.text(), timeout=15_000)
    qtbot.waitUntil(window.open_button.isEnabled, timeout=5_000)
    unlock(window, "新口令2023")
    reaches(MainWindow)


def test_recovery_code_is_changed(
    qtbot, program, reaches, path, book_passphrase, made_book, presenter, tmp_path, monkeypatch
):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    [entry] = [action for action in main.actions() if action.text().startswith("更换恢复码")]
    entry.trigger()
    [ask] = main.findChildren(RecoveryChangeDialog)
    ask.ok.click()
    assert ask.error.text() == "请输入口令。"
    ask.passphrase.setText("不对的口令")
    ask.ok.click()
    qtbot.waitUntil(lambda: "口令不对" in ask.error.text())
    ask.passphrase.setText(book_passphrase)
    ask.ok.click()
    qtbot.waitUntil(lambda: main.findChildren(NewCodeDialog) != [], timeout=15_000)
    [shown] = main.findChildren(NewCodeDialog)
    code = shown.page.code.text().replace("\n", "-")
    monkeypatch.setattr(ask_file, "new", lambda *_: str(tmp_path / "恢复码.pdf"))
    shown.page.save_button.click()
    paper = pypdf.PdfReader(tmp_path / "恢复码.pdf").pages[0].extract_text()
    assert code.split("-")[6] in paper
    assert "和平街道" in paper
    assert KeyFile.load(path).unlock_by_recovery(made_book.recovery_code), "not before the new one is kept"
    shown.page.keep.click()
    shown.page.done.click()
    qtbot.waitUntil(lambda: presenter.notes == ["恢复码已更换，请把印有原来恢复码的纸销毁。"], timeout=15_000)
    keys = KeyFile.load(path)
    assert keys.unlock_by_recovery(code) == made_book.key
    with pytest.raises(WrongPassphraseError):
        keys.unlock_by_recovery(made_book.recovery_code)


def test_recovery_code_that_was_not_kept_is_not_the_book_s(
    qtbot, program, reaches, path, book_passphrase, made_book, presenter
):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    program._change_recovery_code(main.context.book)
    [ask] = main.findChildren(RecoveryChangeDialog)
    ask.passphrase.setText(book_passphrase)
    ask.ok.click()
    qtbot.waitUntil(lambda: main.findChildren(NewCodeDialog) != [], timeout=15_000)
    [shown] = main.findChildren(NewCodeDialog)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert presenter.notes == ["恢复码没有更换，原来的仍然有效；刚才显示的那个无效。"]
    assert KeyFile.load(path).unlock_by_recovery(made_book.recovery_code) == made_book.key


def test_last_book_is_remembered(program, reaches, settings, path):
    settings.set("book", str(path))
    program.start(None, None)
    assert reaches(UnlockWindow)._path == path


def test_last_book_that_vanished_begins_anew(program, reaches, settings, tmp_path, presenter):
    settings.set("book", str(tmp_path / "没有.ybz"))
    program.start(None, None)
    reaches(FirstStart)
    [(_, text, _)] = presenter.told
    assert "没有.ybz" in text


@pytest.mark.parametrize("passphrase", [None, "什么口令"])
def test_given_book_that_is_not_there_is_told_once(program, reaches, tmp_path, presenter, passphrase):
    program.start(tmp_path / "没有.ybz", passphrase)
    reaches(FirstStart)
    [(_, text, _)] = presenter.told
    assert "找不到账本" in text


@pytest.mark.parametrize("passphrase", [None, "什么口令"])
def test_book_without_its_key_file_is_told_once(program, reaches, path, presenter, passphrase):
    path.with_name(path.name + ".keys").unlink()
    program.start(path, passphrase)
    reaches(FirstStart)
    [(_, text, _)] = presenter.told
    assert "密钥文件" in text


def test_damaged_book_is_told_in_the_unlock_window(qtbot, program, reaches, path, book_passphrase):
    path.write_bytes(b"x" * 8192)
    program.start(path, None)
    window = reaches(UnlockWindow)
    unlock(window, book_passphrase)
    qtbot.waitUntil(lambda: "已损坏" in window.error.text(), timeout=15_000)
    assert program.window is window


@pytest.mark.parametrize("given", [True, False])
def test_a_damaged_book_is_read_out_and_the_new_one_opened(
    qtbot, program, reaches, path, book_passphrase, presenter, given
):
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(path.stat().st_size - 8 * 4096))
    program.start(path, book_passphrase if given else None)
    window = reaches(UnlockWindow)
    if not given:
        unlock(window, book_passphrase)
    qtbot.waitUntil(lambda: window.findChildren(DamagedDialog) != [], timeout=15_000)
    [dialog] = window.findChildren(DamagedDialog)
    assert "已损坏" in dialog.text.text()
    assert presenter.told == []
    dialog.start(path.with_name("新账.ybz"))
    qtbot.waitUntil(dialog.report.isVisible, timeout=15_000)
    dialog.open_new.click()
    qtbot.waitUntil(lambda: getattr(program.window, "_path", None) == path.with_name("新账.ybz"))
    unlock(program.window, book_passphrase)
    reaches(MainWindow)


def test_the_last_backup_takes_the_place_of_a_damaged_book(
    qtbot, program, reaches, path, book_passphrase, made_book, settings, presenter, monkeypatch
):
    stick = path.parent / "U盘"
    stick.mkdir()
    settings.set("backup.folder", str(stick))
    backup(path, made_book.key, stick, now=datetime(2022, 6, 26, 8, 0))
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(os.urandom(path.stat().st_size - 8 * 4096))
    program.start(path, book_passphrase)
    window = reaches(UnlockWindow)
    qtbot.waitUntil(lambda: window.findChildren(DamagedDialog) != [], timeout=15_000)
    [dialog] = window.findChildren(DamagedDialog)
    qtbot.waitUntil(dialog.use_backup.isVisible)
    unlocked_on = []
    unlock_keys = KeyFile.unlock
    monkeypatch.setattr(
        KeyFile, "unlock", lambda *given: (unlocked_on.append(current_thread()), unlock_keys(*given))[1]
    )
    dialog.use_backup.click()
    qtbot.waitUntil(lambda: program.window is not window and isinstance(program.window, UnlockWindow), timeout=15_000)
    assert unlocked_on
    assert main_thread() not in unlocked_on, "deriving a key would freeze the window"
    unlock(program.window, book_passphrase)
    reaches(MainWindow)
    assert presenter.told == []


def test_a_backup_dated_in_the_future_is_not_taken_for_the_last(path, settings, made_book, tmp_path):
    folder = tmp_path / "备份"
    folder.mkdir()
    settings.set("backup.folder", str(folder))
    now = datetime.now()
    future = backup(path, made_book.key, folder, now=now + timedelta(days=400))
    assert last_backup(path, settings) == future.path, "better than none"
    real = backup(path, made_book.key, folder, now=now - timedelta(hours=1))
    assert last_backup(path, settings) == real.path


def test_damage_met_by_a_save_keeps_what_was_typed_and_offers_the_way_out(
    qtbot, program, reaches, path, book_passphrase, presenter
):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    main.open_page("people")
    page = main.host.page()
    page.begin_new()
    qtbot.keyClicks(page.form.editors["name"].line, "zhouwen")
    book = main.context.book
    book._reader.dispose()
    book._writer.dispose()
    sound = path.read_bytes()
    path.write_bytes(sound[: 8 * 4096] + os.urandom(len(sound) - 8 * 4096))
    assert not page.save()
    [dialog] = main.findChildren(DamagedDialog)
    assert dialog.isVisible()
    presenter.answers = [2]  # go on editing
    dialog.restore_chosen.emit(path.with_name("备份.ybz"))
    qtbot.wait(20)
    assert program.window is main
    assert page.card.dirty
    assert presenter.told == []
    dialog.reject()
    path.write_bytes(sound)
    assert page.form.entered("name") == "zhouwen"
    page.card.set_dirty(False)


def test_a_book_in_use_on_another_computer_is_refused(qtbot, program, reaches, path, book_passphrase):
    with Occupancy.claim(path, "孙立", "PC-07"):
        program.start(path, None)
        window = reaches(UnlockWindow)
        unlock(window, book_passphrase)
        qtbot.waitUntil(lambda: "孙立（电脑 PC-07）" in window.error.text(), timeout=15_000)
        assert "先关闭账本" in window.error.text()
    unlock(window, book_passphrase)
    reaches(MainWindow)


def test_another_computer_that_crashed_is_told_of(qtbot, program, reaches, path, book_passphrase, presenter):
    Occupancy.claim(path, "孙立", "PC-07")
    os.utime(lock_path(path), (0, 0))
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    [note] = presenter.notes
    assert "孙立（电脑 PC-07）上次未正常关闭" in note
    main.lock()
    reaches(UnlockWindow)
    assert not lock_path(path).exists(), "locked, others may have the book"


def test_a_second_start_brings_the_window_to_the_front(qtbot, program, reaches, path, book_passphrase):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    qtbot.waitUntil(lambda: program._doorbell is not None)
    main.showMinimized()
    program._doorbell.rung.emit()
    assert not main.isMinimized()


def test_another_book_is_chosen_in_the_unlock_window(program, reaches, path, tmp_path, presenter):
    program.start(path, None)
    window = reaches(UnlockWindow)
    window.book_chosen.emit(tmp_path / "没有.ybz")
    assert program.window is window, "what cannot be opened changes nothing"
    assert len(presenter.told) == 1
    for suffix in ("", ".keys"):
        shutil.copy(f"{path}{suffix}", f"{tmp_path / '另一本.ybz'}{suffix}")
    window.book_chosen.emit(tmp_path / "另一本.ybz")
    assert reaches(UnlockWindow)._path == tmp_path / "另一本.ybz"
    program.window.new_requested.emit()
    wizard = reaches(FirstStart)
    assert wizard.steps.currentWidget() is wizard.new_book


def test_closing_the_window_lets_go_of_the_book(qtbot, program, reaches, path, book_passphrase):
    program.start(path, book_passphrase)
    main = reaches(MainWindow)
    main.close()
    program.stop()
    assert not path.with_name(path.name + "-wal").exists(), "the book is whole in one file"
