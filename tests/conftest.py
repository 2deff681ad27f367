"""Fixtures for all tests. Screens are drawn off-screen unless a platform is chosen."""

from __future__ import annotations

import faulthandler
import os
import shutil
from collections.abc import Sequence
from datetime import datetime

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

faulthandler.enable()


def pytest_configure(config):
    """The off-screen platform complains of what no screen can do; that says nothing about the program."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support")


class RecordingPresenter:
    """Stands in for the dialogs: remembers what was shown, answers from ``answers`` (default: the first button)."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.told: list[tuple[str, str, str]] = []  # title, text, details
        self.asked: list[str] = []
        self.answers: list[int] = []
        self.offered: list[tuple[str, object]] = []  # label, what it does

    def note(self, text: str, _warning: bool) -> None:
        self.notes.append(text)

    def offer(self, text: str, label: str, act) -> None:
        self.notes.append(text)
        self.offered.append((label, act))

    def tell(self, title: str, text: str, details: str = "") -> None:
        self.told.append((title, text, details))

    def choose(self, text: str, _buttons: Sequence[str], _danger: bool) -> int:
        self.asked.append(text)
        return self.answers.pop(0) if self.answers else 0


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application with the product's look: sizes are part of what is tested."""
    from desktop.app import theme

    theme.apply(qapp)
    return qapp


@pytest.fixture
def type_text(qtbot):
    """``type_text(widget, text)`` as a user would: letters by key, anything else committed by the input method."""
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    def type_into(widget, text):
        if text.isascii():
            qtbot.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)

    return type_into


@pytest.fixture
def presenter():
    return RecordingPresenter()


@pytest.fixture
def messages(qapp, presenter):
    from desktop.app.messages import Messages

    return Messages(presenter)


@pytest.fixture
def jobs(messages):
    from desktop.app.jobs import Jobs

    made = Jobs(messages)
    yield made
    made.stop()


NOW = datetime(2022, 6, 27, 9, 41)
PASSPHRASE = "和平街道2022"


@pytest.fixture(scope="session")
def book_passphrase():
    """What opens ``made_book`` and its copies."""
    return PASSPHRASE


@pytest.fixture(scope="session")
def made_book(tmp_path_factory):
    """An empty book made once, as the wizard makes it; its slots use light Argon2 parameters."""
    from db.meetings.actions import add_meeting_kinds
    from db.security.keyslots import Cost
    from db.security.opening import create_book

    path = tmp_path_factory.mktemp("book") / "测试.ybz"
    return create_book(
        path, office="和平街道", user="周文", passphrase=PASSPHRASE, prepare=add_meeting_kinds,
        cost=Cost(1, 8, 1), now=lambda: NOW,
    )  # fmt: skip


@pytest.fixture
def book(made_book, tmp_path):
    """A fresh copy of the empty book, open; its clock stands at ``NOW``."""
    from db.security.opening import open_with_key

    path = tmp_path / made_book.path.name
    for name in (path.name, path.name + ".keys"):
        shutil.copy(made_book.path.with_name(name), tmp_path / name)
    opened = open_with_key(path, made_book.key, made_book.actor, lambda: NOW)
    yield opened
    opened.close()
