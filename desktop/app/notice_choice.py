"""When this desk wants to be told what is due: a word of the settings, and the day it was told last."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from desktop.app.settings import Settings

OFF, START, MORNING = "off", "start", "morning"
CHOICES = (  # what 设置 offers
    (OFF, "不提醒"),
    (START, "打开账本时"),
    (MORNING, "打开账本时，以及每天早上（程序开着的话）"),
)
_WHEN, _TOLD = "notice.when", "notice.told"


class NoticeChoice:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def when(self) -> str:
        chosen = self._settings.get(_WHEN, MORNING)
        return chosen if chosen in dict(CHOICES) else MORNING

    def choose(self, when: str) -> None:
        self._settings.set(_WHEN, when)

    def told_on(self, book: Path, day: date) -> bool:
        """Whether that day's notice of *book* was shown: one a day is enough."""
        known: dict[str, Any] = self._settings.get(_TOLD, {})
        return known.get(str(book)) == day.isoformat()

    def remember(self, book: Path, day: date) -> None:
        known: dict[str, Any] = self._settings.get(_TOLD, {})
        self._settings.set(_TOLD, {**known, str(book): day.isoformat()})
