"""The main window on an office with something entered, and a stick."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from desktop.backup.keeper import Backups
from desktop.wiring import close_window, make_window

NOW = datetime(2026, 11, 24, 9, 30, 15)


class Desk:
    """One window after another on the same book, with the same settings; time is told by ``at``."""

    def __init__(self, qtbot, book, messages, settings):
        self.qtbot, self.book, self.messages, self.settings = qtbot, book, messages, settings
        self.restored = []
        self.at = NOW
        book.now = lambda: self.at
        self.window = None

    def enter(self, name="和平社区党委"):
        save_organization(self.book, OrganizationDraft(name, "党委"))

    def open(self, automatic=True, lock=lambda: None):
        self.window = make_window(
            self.book, self.messages, self.settings, lock=lock, change_passphrase=lambda: None,
            restore=self.restored.append, automatic_backup=automatic,
        )  # fmt: skip
        self.window.resize(1366, 768)
        self.window.show()
        self.settle()
        return self.window

    def settle(self):
        for _ in range(3):
            self.qtbot.wait(5)
            self.qtbot.waitUntil(lambda: self.window.context.jobs.pending == 0, timeout=10_000)

    @property
    def backups(self):
        return self.window.findChild(Backups)

    def menu(self, text):
        [action] = [action for action in self.window.actions() if action.text().startswith(text)]
        action.trigger()
        self.settle()


@pytest.fixture
def desk(qtbot, book, messages, settings):
    made = Desk(qtbot, book, messages, settings)
    yield made
    if made.window is not None:
        made.window.hide()
        close_window(made.window)


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def chosen(settings, stick):
    """The stick is this desk's backup folder."""
    settings.set("backup.folder", str(stick))
    return stick


@pytest.fixture
def namesake(desk, chosen, tmp_path):
    """The path of another office's backup on the same stick; its book is named like ours."""
    from db.security.backup import backup
    from db.security.keyslots import Cost
    from db.security.opening import create_book

    place = tmp_path / "别处" / desk.book.path.name
    other = create_book(
        place, office="别处", user="钱一", passphrase="1234", prepare=lambda _: None, cost=Cost(1, 8, 1)
    )
    return backup(other.path, other.key, chosen, now=NOW).path


@pytest.fixture
def within(qtbot):
    """``within(kind, act)``: when a modal dialog of *kind* shows, *act(dialog)* is done to it; returns what it saw."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    timers = []

    def watch(kind, act):
        seen = []
        timer = QTimer(interval=5)

        def look():
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, kind):
                timer.stop()
                seen.append(dialog)
                act(dialog)

        timer.timeout.connect(look)
        timer.start()
        timers.append(timer)
        return seen

    yield watch
    for timer in timers:
        timer.stop()
