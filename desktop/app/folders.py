"""Where the program keeps what is this desk's: settings, log, the demonstration, attachments being looked at.

Qt knows each system's places, and is loaded anyway when the first window asks.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

_NAME = "yibenzhang"


def config_folder() -> Path:
    return _place(QStandardPaths.StandardLocation.GenericConfigLocation)


def data_folder() -> Path:
    return _place(QStandardPaths.StandardLocation.GenericDataLocation)


def log_folder() -> Path:
    return _place(QStandardPaths.StandardLocation.GenericStateLocation) / "log"


def _place(location: QStandardPaths.StandardLocation) -> Path:
    return Path(QStandardPaths.writableLocation(location)) / _NAME
