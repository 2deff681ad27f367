"""Files to be brought along with what is being entered: chosen, dropped or pasted, stored when it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from db.progress.draft import Evidence
from desktop.app import ask_file
from desktop.app.icons import icon
from desktop.widgets.attachment_work import local_files, png
from desktop.widgets.editor import Editor

_HEIGHT = 72
_PASTED = "粘贴的图片 {}.png"


class FilesEditor(Editor):
    """Its value is a tuple of (file or stream, name)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.list = _Files()
        self.list.setProperty("boxed", True)
        self.list.setFixedHeight(_HEIGHT)
        self.list.setToolTip("可以把文件拖到这里，或按 Ctrl+V 粘贴图片")
        self.add_button = QPushButton(icon("plus"), "添加文件…", autoDefault=False)
        self.remove_button = QPushButton("移除", autoDefault=False)
        self.remove_button.setEnabled(False)
        body = QWidget()
        super().__init__(body, parent)
        self.setFocusProxy(self.add_button)
        buttons = QVBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        row.addLayout(buttons)
        self._files: list[Evidence] = []
        self._pasted = 0
        self.add_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self._remove)
        self.list.taken = self.take
        self.list.removed = self._remove
        self.list.currentRowChanged.connect(lambda row: self.remove_button.setEnabled(row >= 0))

    def value(self) -> tuple[Evidence, ...]:
        return tuple(self._files)

    def set_value(self, value: Any) -> None:
        self._files = list(value or ())
        self._show()
        self.set_problem(None)

    def draft(self) -> Any:
        """Files are chosen again: what a draft would name may be gone by then."""
        return None

    def set_draft(self, draft: Any) -> None:  # noqa: ARG002
        self.set_value(())

    def take(self, files: Sequence[Path], picture: QImage | None = None) -> None:
        """Add *files*, or a *picture* that was pasted."""
        self._files += [(file, file.name) for file in files]
        if not files and picture is not None and not picture.isNull():
            self._pasted += 1
            self._files.append((BytesIO(png(picture)), _PASTED.format(self._pasted)))
        self._show()
        self.set_problem(None)
        self.changed.emit()

    def _choose(self) -> None:
        chosen = ask_file.several(self, "佐证材料")
        if chosen:
            self.take([Path(name) for name in chosen])

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._files[row]
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        self.list.clear()
        self.list.addItems([name for _source, name in self._files])


class _Files(QListWidget):
    """Names of files; takes dropped and pasted ones."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.taken: Any = None
        self.removed: Any = None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    dragMoveEvent = dragEnterEvent  # type: ignore[assignment]  # Qt asks again while it moves

    def dropEvent(self, event: QDropEvent) -> None:
        self.taken(local_files(event.mimeData()))
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            mime = QGuiApplication.clipboard().mimeData()
            picture = mime.imageData()
            self.taken(local_files(mime), picture if isinstance(picture, QImage) else None)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed()
        else:
            super().keyPressEvent(event)
