"""The thin layer over ReportLab; the only module that imports it, so nothing of it loads before the first print."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # base 85 makes every page a quarter larger and takes longer than setting its text

# Subsetting seeks in the one font object all documents share.
_embedding = threading.Lock()


def utf16_targets(cmap: str) -> str:
    """*cmap* with targets above U+FFFF as surrogate pairs, as PDF 32000 9.10.3 asks (ReportLab writes <20BB7>)."""
    return re.sub("<([0-9A-F]{5,6})>", lambda m: f"<{chr(int(m[1], 16)).encode('utf-16-be').hex().upper()}>", cmap)


class UnicodeFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose characters outside the BMP copy out of the file as themselves."""

    def addObjects(self, doc: Any) -> None:
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = utf16_targets(stream.content)


def load_font(path: Path) -> UnicodeFont | None:
    """The font in *path*, registered under the file's stem, or None where it cannot be embedded."""
    try:
        font = UnicodeFont(path.stem, str(path), asciiReadable=False, shapable=False)
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


class PdfFile:
    """One PDF being written: the same calls always give the same bytes. Lengths in points, A4, *wide* or upright."""

    def __init__(self, title: str, first_font: str, *, wide: bool = False) -> None:
        # Naming one of our fonts keeps the default, non-embedded Helvetica out of the file.
        self._canvas = Canvas(
            io.BytesIO(), pagesize=landscape(A4) if wide else A4, invariant=1, pageCompression=1,
            initialFontName=first_font, lang="zh-CN",
        )  # fmt: skip
        self._canvas.setTitle(title)
        self._canvas.setAuthor("一本账")
        self._canvas.setCreator("一本账")
        self._canvas.setSubject("")
        self.pages = 0

    def code(self, font: str, char: str) -> tuple[str, str]:
        """The font resource and the hexadecimal code that show *char*."""
        found = pdfmetrics.getFont(font)
        doc = self._canvas._doc
        ((subset, code),) = found.splitString(char, doc)
        return found.getSubsetInternalName(subset, doc), code.hex()

    def add_page(
        self, operators: str, bookmarks: Sequence[tuple[int, str]] = (),
        pictures: Sequence[tuple[bytes, float, float, float, float]] = (),
    ) -> None:  # fmt: skip
        """Append a page drawn by PDF *operators*; *bookmarks*, each with its level from 0, lead to it. *pictures*:
        JPEG, left, bottom, width, height."""
        self.pages += 1
        for level, title in bookmarks:
            key = f"p{self.pages}.{level}"  # one of its own: ReportLab keeps a title by key
            self._canvas.bookmarkPage(key)
            self._canvas.addOutlineEntry(title, key, level)
        for jpeg, *place in pictures:
            self._canvas.drawImage(ImageReader(io.BytesIO(jpeg)), *place)
        self._canvas.addLiteral(operators)
        self._canvas.showPage()

    def data(self) -> bytes:
        """The whole file. Nothing can be added afterwards."""
        with _embedding:
            data: bytes = self._canvas.getpdfdata()
        return data
