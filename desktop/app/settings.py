"""What the program remembers about this desk: window places, recent books. Never anything out of a book."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeVar

from desktop.app.folders import config_folder

T = TypeVar("T", bool, int, float, str, list[str], dict[str, Any])


class Settings:
    """A small JSON file. A damaged or missing one means the defaults, never an error at start."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            file = config_folder() / "settings.json"
        self.file = file
        self._values = _load(file)

    def get(self, key: str, default: T) -> T:
        """The remembered value, or *default* when there is none of its type."""
        value = self._values.get(key)
        return value if type(value) is type(default) else default

    def set(self, key: str, value: bool | int | float | str | list[str] | dict[str, Any]) -> None:
        """Remember *value*; a desk that cannot be written to is not worth a message."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_suffix(".new")
            fresh.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(fresh, self.file)
        except OSError:
            return


def _load(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
