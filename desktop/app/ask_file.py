"""Asking for files and folders: the one place of file dialogs.

Outside Windows a program must never open and close the file of the book it has open: the engine's locks are the
process's, and the system drops all of them with the first handle closed, so that another program beside us takes
itself for the only one. Qt's own dialog, and those of desktops, look into every file they list to find its icon. So
the dialog here is Qt's own, with icons told by nothing but “a file, a folder”.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QApplication, QFileDialog, QStyle, QWidget

from db.core.resources import resource

_Mode, _Option = QFileDialog.FileMode, QFileDialog.Option


def existing(parent: QWidget, title: str, place: str | Path = "", kinds: str = "") -> str:
    """An existing file; "" when the user gave up. *place*: the folder to begin in."""
    return _first(_ask(parent, title, place, kinds, _Mode.ExistingFile))


def several(parent: QWidget, title: str, place: str | Path = "") -> list[str]:
    """Existing files."""
    return _ask(parent, title, place, "", _Mode.ExistingFiles)


def new(parent: QWidget, title: str, proposed: str | Path, kinds: str = "") -> str:
    """A file to write, *proposed* first; the user has agreed if it is to be replaced."""
    return _first(_ask(parent, title, proposed, kinds, _Mode.AnyFile))


def folder(parent: QWidget, title: str, place: str | Path = "") -> str:
    """An existing folder."""
    return _first(_ask(parent, title, place, "", _Mode.Directory))


def _first(chosen: list[str]) -> str:
    return chosen[0] if chosen else ""


def _ask(parent: QWidget, title: str, place: str | Path, kinds: str, mode: QFileDialog.FileMode) -> list[str]:
    dialog = _dialog(parent, title)
    dialog.setFileMode(mode)
    if mode is _Mode.Directory:
        dialog.setOption(_Option.ShowDirsOnly)
    if mode is _Mode.AnyFile:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if kinds:
        dialog.setNameFilter(kinds)
    begin = Path(place) if str(place) else Path.home()
    name = begin.name if mode is _Mode.AnyFile else ""
    within = begin.parent if name else begin
    dialog.setDirectory(str(within if within.is_dir() else Path.home()))
    if name:
        dialog.selectFile(name)
    try:
        return dialog.selectedFiles() if dialog.exec() else []
    finally:
        dialog.deleteLater()


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    # It begins to list before it can be told not to look into files: in a folder where there is nothing of a book.
    dialog = QFileDialog(parent, title, str(resource("icons")))
    if os.name != "nt":  # there locks belong to the handle, and people know the system's dialog
        dialog.setOption(_Option.DontUseNativeDialog)
        icons = _Icons()
        dialog.setIconProvider(icons)
        dialog.setProperty("icons", icons)  # the dialog does not keep it alive
    return dialog


class _Icons(QAbstractFileIconProvider):
    """Icons and kinds that no file is opened for."""

    def __init__(self) -> None:
        super().__init__()
        style = QApplication.style()
        self._folder = style.standardIcon(QStyle.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(QStyle.StandardPixmap.SP_FileIcon)

    def icon(self, about: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        if isinstance(about, QFileInfo):
            return self._folder if about.isDir() else self._file
        return self._file if about is QAbstractFileIconProvider.IconType.File else self._folder

    def type(self, about: QFileInfo) -> str:
        return "文件夹" if about.isDir() else "文件"
