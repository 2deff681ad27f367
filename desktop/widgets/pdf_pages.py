"""Pages of a PDF as pictures, and as sheets of paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import pypdfium2
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from db.core.errors import CancelledError, EnvironmentFault
from desktop.app.jobs import Job

PRINT_DPI = 300
POINTS = 72  # an inch

_LOCK = Lock()  # PDFium knows no threads: one call at a time in the whole program


class PdfPages:
    """An open PDF. All methods may be called from any thread."""

    def __init__(self, document: Path | bytes) -> None:
        self.data = document if isinstance(document, bytes) else document.read_bytes()
        with _LOCK:
            try:
                self._pdf = pypdfium2.PdfDocument(self.data)
                self.sizes: list[tuple[float, float]] = [  # width and height in points
                    self._pdf.get_page_size(at) for at in range(len(self._pdf))
                ]
            except pypdfium2.PdfiumError as error:
                raise EnvironmentFault("这份 PDF 打不开，可能已损坏。", "请重新生成后再预览。") from error

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, at: int, scale: float) -> QImage:
        """Page *at* (from 0) with *scale* pixels a point."""
        with _LOCK:
            page = self._pdf[at]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            shown = QImage(
                bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
            ).copy()  # the bitmap's memory goes with it
            bitmap.close()
            page.close()
        return shown

    def close(self) -> None:
        with _LOCK:
            self._pdf.close()


def print_pages(pages: PdfPages, numbers: Sequence[int], printer: QPrinter, job: Job) -> None:
    """Print pages *numbers* (from 0) at their own size, smaller where the paper is. Runs on a worker.

    ``CancelledError`` when asked to stop: the printer's job is aborted. ``EnvironmentFault`` when it does not answer.
    """
    painter = QPainter()
    printer.setFullPage(True)
    try:
        for done, at in enumerate(numbers):
            job.progress(done, len(numbers), f"第 {done + 1} / {len(numbers)} 页")
            if job.cancelled():
                printer.abort()
                raise CancelledError
            _next_sheet(painter, printer, pages.sizes[at])
            _draw(painter, printer, pages, at)
        job.progress(len(numbers), len(numbers))
    finally:
        painter.end()


def _next_sheet(painter: QPainter, printer: QPrinter, size: tuple[float, float]) -> None:
    _set_paper(printer, size)
    if not (printer.newPage() if painter.isActive() else painter.begin(printer)):
        raise EnvironmentFault(
            f"打印机“{printer.printerName()}”没有响应，打印已中断。", "请检查打印机是否开机、联机、有纸后再试。"
        )


def _set_paper(printer: QPrinter, size: tuple[float, float]) -> None:
    width, height = size
    landscape = width > height
    upright = QSizeF(min(size), max(size))
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    orientation = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(paper, orientation, QMarginsF(0, 0, 0, 0)))


def _draw(painter: QPainter, printer: QPrinter, pages: PdfPages, at: int) -> None:
    width, height = pages.sizes[at]
    paper = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    dots = min(printer.resolution() / POINTS, paper.width() / width, paper.height() / height)
    target = QRectF(0, 0, width * dots, height * dots)
    target.moveCenter(paper.center())
    painter.drawImage(target.translated(-paper.topLeft()), pages.picture(at, PRINT_DPI / POINTS))
