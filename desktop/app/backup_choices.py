"""What this desk wants of backups, and when it last made one of each book."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.app.settings import Settings

_FOLDER, _ON_CLOSE, _DAILY = "backup.folder", "backup.on_close", "backup.daily"
_LAST, _LAST_ACTION, _PUT_OFF = "backup.last", "backup.last_action", "backup.put_off"
_PATIENCE = timedelta(days=7)


class Choices:
    """``folder`` None: nothing is backed up by itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def folder(self) -> Path | None:
        chosen = self._settings.get(_FOLDER, "")
        return Path(chosen) if chosen else None

    @property
    def on_close(self) -> bool:
        return self._settings.get(_ON_CLOSE, True)

    @property
    def daily(self) -> bool:
        return self._settings.get(_DAILY, True)

    def choose(self, folder: Path | None, *, on_close: bool, daily: bool) -> None:
        self._settings.set(_FOLDER, str(folder) if folder else "")
        self._settings.set(_ON_CLOSE, on_close)
        self._settings.set(_DAILY, daily)

    def last(self, book: Path) -> datetime | None:
        """When this desk last backed *book* up: told while the stick is away."""
        known: dict[str, Any] = self._settings.get(_LAST, {})
        try:
            return datetime.fromisoformat(known[str(book)])
        except (KeyError, TypeError, ValueError):
            return None

    def last_action(self, book: Path) -> int | None:
        """The newest action in the backup this desk last made of *book*."""
        known: dict[str, Any] = self._settings.get(_LAST_ACTION, {})
        last = known.get(str(book))
        return last if isinstance(last, int) else None

    def remember(self, book: Path, at: datetime, last_action: int | None) -> None:
        """A backup of *book* was made *at* that time, with all actions up to *last_action* (None: there are none)."""
        for key, value in ((_LAST, at.isoformat()), (_LAST_ACTION, last_action)):
            known: dict[str, Any] = self._settings.get(key, {})
            self._settings.set(key, {**known, str(book): value})

    def may_propose(self, today: date) -> bool:
        """Whether a folder may be asked for: there is none, and the user did not put it off this week."""
        put_off = self._settings.get(_PUT_OFF, "")
        return self.folder is None and (not put_off or date.fromisoformat(put_off) + _PATIENCE <= today)

    def put_off(self, today: date) -> None:
        self._settings.set(_PUT_OFF, today.isoformat())
