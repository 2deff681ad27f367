"""One short notice a day beside the clock of the desktop: counts, no names. Where there is no tray, none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from db.home.asked import Asked
from db.home.today import Today, today
from db.home.words import notice
from desktop.app.context import AppContext
from desktop.app.icons import app_icon
from desktop.app.jobs import Cancelled
from desktop.app.notice_choice import MORNING, OFF, NoticeChoice

TITLE = "一本账 · 今日提醒"
_START_MS, _LOOK_MS = 4_000, 300_000  # after the window is up; whether it is morning
_SHOWN_MS = 15_000
_EIGHT = time(8)


class Shows(Protocol):
    def __call__(self, title: str, text: str) -> bool:
        """False where there is nowhere to show it."""


class Notices(QObject):
    """Emits ``clicked`` when the notice is. *show* stands in for the tray."""

    clicked = Signal()

    def __init__(self, context: AppContext, parent: QObject, show: Shows | None = None) -> None:
        super().__init__(parent)
        self._context, self._book = context, context.book
        self._choice = NoticeChoice(context.settings)
        self._show: Callable[[str, str], bool] = show or _Tray(self).show
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._clock.start()
        QTimer.singleShot(_START_MS, self, self.begin)

    def begin(self) -> None:
        """The book was opened."""
        if self._choice.when != OFF:
            self._tell()

    def look(self) -> None:
        """Another morning may have come."""
        if self._choice.when == MORNING and self._book.now().time() >= _EIGHT:
            self._tell()

    def _tell(self) -> None:
        day = self._book.now().date()
        if self._choice.told_on(self._book.path, day):
            return
        scope = self._context.scope
        asked = Asked(scope.organization, scope.period, self._book.now())

        def read(_cancelled: Cancelled) -> Today:
            with self._book.read() as connection:
                return today(connection, asked)

        self._context.jobs.latest(self, read, self._take, lambda _error: None, owner=self)

    def _take(self, found: Today) -> None:
        text = notice(found) if found.filled.begun else ""
        if text and self._show(TITLE, f"{text}。"):
            self._choice.remember(self._book.path, found.asked.today)


class _Tray(QObject):
    """The icon is there while its notice is."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self._clicked = notices.clicked
        self._icon: QSystemTrayIcon | None = None

    def show(self, title: str, text: str) -> bool:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(app_icon(), self)
            self._icon.messageClicked.connect(self._clicked)
            self._icon.activated.connect(lambda _reason: self._clicked.emit())
        self._icon.show()
        self._icon.showMessage(title, text, app_icon(), _SHOWN_MS)
        QTimer.singleShot(2 * _SHOWN_MS, self, self._icon.hide)
        return True
