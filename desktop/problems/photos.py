"""The attachments of a problem that are photos, read and made small enough for paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from db.attachments.store import store_of
from db.core.book import Book
from db.problems.sheets import ProblemSheet
from desktop.problems.printouts.pictures import Picture
from desktop.problems.printouts.sheet import Photos
from desktop.widgets.thumbnails import PICTURES, drawn, ending

_PIXELS = QSize(1000, 1000)  # 300 dots an inch at the size they are printed
_QUALITY = 85
_MOST = 12  # of one problem; all are named in its list of evidence


def photos_of(book: Book, cancelled: Callable[[], bool] = lambda: False) -> Photos:
    """Reads the photos of one sheet after another; one that is damaged or no picture is left out."""
    store = store_of(book)

    def read(sheet: ProblemSheet) -> list[Picture]:
        found: list[Picture] = []
        for row in sheet.files:
            if len(found) == _MOST or ending(row.name) not in PICTURES:
                continue
            image = drawn(store, row, _PIXELS, cancelled)
            if image is not None:
                found.append(Picture(row.name, _jpeg(image), image.width(), image.height()))
        return found

    return read


def _jpeg(image: QImage) -> bytes:
    """On white, where it is transparent."""
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paper.save(buffer, "JPG", _QUALITY)  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(data.data())
