"""Opening the book: right and wrong passphrases, waiting, recovery, changing the passphrase."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from db.core.errors import EnvironmentFault
from db.security.keyslots import WrongPassphraseError, new_recovery_code
from desktop.app import ask_file
from desktop.shell.passphrase import PassphraseDialog
from desktop.shell.passphrase_edit import PassphraseEdit, strength
from desktop.shell.recover import RecoverDialog
from desktop.shell.unlock import UnlockWindow

RIGHT = "和平街道2022"
LEFT = Qt.MouseButton.LeftButton


def unlock(user: str, passphrase: str) -> str:
    if passphrase != RIGHT:
        raise WrongPassphraseError("口令不对，账本没有打开。")
    return f"{user}的账本"


@pytest.fixture
def made(qtbot):
    """``made(unlock=…, users=…)``: the window, shown; its seconds pass only when told to."""

    def make(unlock=unlock, users=("周文", "张明"), recover=None):
        window = UnlockWindow(Path("/tmp/和平街道.ybz"), users, unlock, recover or (lambda *_: None))
        window._second.setInterval(10**6)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    return make


def try_passphrase(qtbot, window, passphrase):
    window.passphrase.setText(passphrase)
    qtbot.keyClick(window.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window._background.busy)


def test_right_passphrase_opens_for_the_chosen_user(made, qtbot):
    window = made()
    assert window.passphrase.hasFocus()
    window.user.setCurrentText("张明")
    window.passphrase.setText(RIGHT)
    with qtbot.waitSignal(window.unlocked) as told:
        qtbot.mouseClick(window.open_button, LEFT)
    assert told.args == ["张明的账本"]
    assert window.passphrase.text() == ""


def test_a_single_user_need_not_choose(made):
    assert not made(users=("周文",)).user.isVisible()
    assert made().user.isVisible()


def test_nothing_typed_is_said_at_once(made, qtbot):
    window = made()
    qtbot.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert window.error.text() == "请输入口令。"
    qtbot.keyClick(window.passphrase, Qt.Key.Key_A)
    assert not window.error.isVisible()


def test_wrong_passphrases_wait_longer_and_longer(made, qtbot):
    window = made()
    for seconds in (1, 2, 4):
        try_passphrase(qtbot, window, "错")
        assert "口令不对" in window.error.text()
        assert window.passphrase.property("invalid") is True
        for left in range(seconds, 0, -1):
            assert window.open_button.text() == f"请等待 {left} 秒"
            assert not window.open_button.isEnabled()
            window._second.timeout.emit()
        assert window.open_button.text() == "打开账本"
        assert window.open_button.isEnabled()
    try_passphrase(qtbot, window, "错")
    try_passphrase(qtbot, window, RIGHT)  # still waiting: nothing is tried
    assert window.open_button.text() == "请等待 8 秒"


def test_waiting_ends_by_itself(qtbot):
    window = UnlockWindow(Path("/tmp/和平街道.ybz"), ["周文"], unlock, lambda *_: None, second_ms=1)
    qtbot.addWidget(window)
    try_passphrase(qtbot, window, "错")
    qtbot.waitUntil(window.open_button.isEnabled)
    window.passphrase.setText(RIGHT)
    with qtbot.waitSignal(window.unlocked):
        window.submit()


def test_window_waits_while_the_key_is_derived(made, qtbot):
    go, tries = Event(), []

    def slow(_user, passphrase):
        tries.append(passphrase)
        go.wait(5)
        return "账本"

    window = made(slow)
    window.passphrase.setText("a")
    window.submit()
    assert window.open_button.text() == "正在打开…"
    assert not window.passphrase.isEnabled()
    window.submit()
    assert not window.close()
    with qtbot.waitSignal(window.unlocked):
        go.set()
    assert tries == ["a"]
    assert window.close()


def test_fault_of_the_disk_tells_the_way_out_and_costs_no_wait(made, qtbot):
    def missing(_user, _passphrase):
        raise EnvironmentFault("找不到账本。", "请检查 U 盘是否已插好。")

    window = made(missing)
    try_passphrase(qtbot, window, RIGHT)
    assert window.error.text() == "找不到账本。\n请检查 U 盘是否已插好。"
    assert window.open_button.isEnabled()


def test_our_own_error_goes_to_the_error_route(made, qtbot):
    def broken(_user, _passphrase):
        raise ZeroDivisionError

    window = made(broken)
    with qtbot.captureExceptions() as caught:
        try_passphrase(qtbot, window, RIGHT)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert window.open_button.isEnabled()


def test_other_and_new_books(made, qtbot, monkeypatch):
    window = made()
    monkeypatch.setattr(ask_file, "existing", lambda *_: "/tmp/别的.ybz")
    with qtbot.waitSignal(window.book_chosen) as told:
        qtbot.mouseClick(window.other, LEFT)
    assert told.args == [Path("/tmp/别的.ybz")]
    with qtbot.waitSignal(window.new_requested):
        qtbot.mouseClick(window.new, LEFT)


def test_caps_lock_is_noticed_from_what_is_typed(made):
    window = made()
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for letter, modifier, noticed in (("a", none, False), ("A", none, True), ("1", none, True), ("a", shift, True),
                                      ("A", shift, False)):  # fmt: skip
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter)
        QApplication.sendEvent(window.passphrase, event)
        assert window.caps.isVisible() is noticed, (letter, modifier)


def test_eye_shows_and_hides_the_passphrase(qtbot):
    box = PassphraseEdit("口令")
    qtbot.addWidget(box)
    assert box.echoMode() == QLineEdit.EchoMode.Password
    assert not box.actions(), "nothing to reveal yet"
    qtbot.keyClicks(box, "abcd")
    box.actions()[0].trigger()
    assert box.echoMode() == QLineEdit.EchoMode.Normal
    box.actions()[0].trigger()
    assert box.echoMode() == QLineEdit.EchoMode.Password
    box.clear()
    assert not box.actions()[0].isVisible()


@pytest.mark.parametrize(
    ("passphrase", "tone"),
    [("", "error"), ("abc", "error"), ("abcd", "warning"), ("aaaaaaaaaaaaaa", "warning"), ("abc12345", "warning"),
     ("abcdefgh12345", "success"), ("春天里的自行车", "success")],
)  # fmt: skip
def test_strength_hint(passphrase, tone):
    assert strength(passphrase)[0] == tone


@pytest.fixture
def recovery(qtbot):
    calls = []

    def recover(user, code, new):
        calls.append((user, code, new))
        if len(calls) == 1:
            raise WrongPassphraseError("恢复码不是这本账的。")
        return "账本"

    dialog = RecoverDialog("和平街道", "周文", recover)
    dialog.calls = calls
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_recovery_checks_before_it_tries(recovery):
    recovery.code.setText("ABCD-1234")
    recovery.submit()
    assert "共 28 个字符" in recovery.error.text()
    recovery.code.setText(new_recovery_code())
    recovery.submit()
    assert "至少" in recovery.error.text()
    recovery.passphrase.first.setText("新的口令2022")
    recovery.passphrase.second.setText("新的口令2023")
    recovery.submit()
    assert "两次输入的口令不一样" in recovery.error.text()
    assert recovery.calls == []


def test_recovery_opens_with_the_new_passphrase(recovery, qtbot):
    code = new_recovery_code()
    recovery.code.setText(code.lower())
    for box in (recovery.passphrase.first, recovery.passphrase.second):
        box.setText("新的口令2022")
    recovery.submit()
    qtbot.waitUntil(lambda: not recovery._background.busy)
    assert "不是这本账的" in recovery.error.text()
    with qtbot.waitSignal(recovery.recovered) as told:
        recovery.submit()
    assert told.args == ["账本"]
    assert recovery.calls[1] == ("周文", code.lower(), "新的口令2022")
    assert not recovery.isVisible()


def test_recovery_is_reached_from_the_unlock_window(made, qtbot):
    window = made(recover=lambda *_: "账本")
    qtbot.mouseClick(window.forgotten, LEFT)
    dialog = window.findChild(RecoverDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(window.unlocked) as told:
        dialog.recovered.emit("账本")
    assert told.args == ["账本"]


@pytest.fixture
def changing(qtbot):
    changed = []

    def change(old, new):
        unlock("周文", old)
        changed.append(new)

    dialog = PassphraseDialog("周文", change)
    dialog.changed = changed
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_passphrase_is_changed(changing, qtbot):
    changing.old.setText("错")
    for box in (changing.new.first, changing.new.second):
        box.setText("新的口令2022")
    changing.submit()
    qtbot.waitUntil(lambda: not changing._background.busy)
    assert "口令不对" in changing.error.text()
    assert changing.old.property("invalid") is True
    changing.old.setText(RIGHT)
    with qtbot.waitSignal(changing.accepted):
        changing.submit()
    assert changing.changed == ["新的口令2022"]


def test_change_needs_the_old_and_two_alike(changing):
    changing.submit()
    assert changing.error.text() == "请输入现在的口令。"
    changing.old.setText(RIGHT)
    changing.new.first.setText("新的口令2022")
    changing.submit()
    assert "两次输入的口令不一样" in changing.error.text()
    assert changing.isVisible()


def test_error_text_is_never_cut_off(changing, qtbot):
    before = changing.height()
    changing.error.tell("一句很长的话，" * 20)
    qtbot.waitUntil(lambda: changing.height() > before)
    error = changing.error
    assert error.height() >= error.heightForWidth(error.width())
