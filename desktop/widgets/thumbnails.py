"""Small pictures of attachments: drawn in the background from the decrypted content, kept in memory only."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import QBuffer, QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from db.attachments.queries import AttachmentRow
from db.attachments.store import AttachmentStore
from db.core.errors import EnvironmentFault
from desktop.app.jobs import Cancelled, Jobs

PICTURES = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"}
_LARGEST = 64 * 1024 * 1024  # bytes of a content that is drawn: it is in memory while it is
_KEPT = 300  # pictures
_OF_KIND = {
    "file-picture": PICTURES | {".heic", ".svg"},
    "file-pdf": {".pdf", ".ofd"},
    "file-text": {".doc", ".docx", ".wps", ".txt", ".rtf", ".md", ".odt"},
    "file-table": {".xls", ".xlsx", ".et", ".csv", ".ods"},
    "file-slides": {".ppt", ".pptx", ".dps", ".odp"},
    "file-media": {".mp4", ".mov", ".avi", ".mkv", ".wmv", ".mp3", ".m4a", ".wav", ".amr", ".aac"},
    "file-archive": {".zip", ".rar", ".7z", ".gz", ".tar"},
}


def ending(name: str) -> str:
    """.jpg"""
    return PurePath(name).suffix.lower()


def kind_icon(name: str) -> str:
    """The icon for a file called *name*."""
    return next((icon for icon, endings in _OF_KIND.items() if ending(name) in endings), "file")


class Thumbnails(QObject):
    """Pictures by digest, drawn one at a time as they are asked for. ``ready`` tells of each new one."""

    ready = Signal(str)  # digest

    def __init__(self, store: AttachmentStore, jobs: Jobs, size: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._jobs, self._size = store, jobs, size
        self._kept: OrderedDict[str, QImage | None] = OrderedDict()  # None: it cannot be drawn
        self._waiting: OrderedDict[str, AttachmentRow] = OrderedDict()
        self._drawing = False
        self.scale = 1.0  # pixels of the screen

    def get(self, row: AttachmentRow) -> QImage | None:
        """The picture of *row*'s content, or None while there is none; one that can be drawn will be."""
        if row.digest in self._kept:
            self._kept.move_to_end(row.digest)
            return self._kept[row.digest]
        if ending(row.name) in PICTURES | {".pdf"} and row.size <= _LARGEST:
            self._waiting[row.digest] = row
            self._draw_next()
        return None

    def forget_waiting(self) -> None:
        """What was asked for is no longer on show."""
        self._waiting.clear()

    def _draw_next(self) -> None:
        if self._drawing or not self._waiting:
            return
        digest, row = self._waiting.popitem(last=False)
        self._drawing = True
        size = self._size * self.scale

        def draw(cancelled: Cancelled) -> QImage | None:
            return drawn(self._store, row, size, cancelled)

        self._jobs.latest(
            (self, "thumbnail"), draw, partial(self._put, digest), lambda _error: self._put(digest, None), owner=self
        )

    def _put(self, digest: str, picture: QImage | None) -> None:
        self._drawing = False
        self._kept[digest] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(digest)
        self._draw_next()


def drawn(store: AttachmentStore, row: AttachmentRow, size: QSize, cancelled: Cancelled) -> QImage | None:
    """*row*'s content no larger than *size*; None when it is damaged or no picture. Runs on a worker."""
    content = bytearray()
    try:
        for chunk in store.read(row.digest):
            if cancelled():
                return None
            content += chunk
        return _page(bytes(content), size) if ending(row.name) == ".pdf" else _picture(content, size)
    except EnvironmentFault:  # told when it is opened
        return None


def _picture(content: bytearray, size: QSize) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(bytes(content)))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)  # telephones store a turned photo lying
    whole = reader.size()
    if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
        size = size.transposed()
    if whole.isValid() and (whole.width() > size.width() or whole.height() > size.height()):
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    picture = reader.read()
    return None if picture.isNull() else picture


def _page(content: bytes, size: QSize) -> QImage | None:
    from desktop.widgets.pdf_pages import PdfPages

    pages = PdfPages(content)
    try:
        if not len(pages):
            return None
        width, height = pages.sizes[0]
        return pages.picture(0, min(size.width() / width, size.height() / height))
    finally:
        pages.close()
