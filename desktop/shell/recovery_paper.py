"""The recovery code on paper: what stands on it besides the code, as a PDF or on the printer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    office: str
    user: str
    book: str  # its file's name
    made_on: date

    def save(self, out: Path | BinaryIO, code: str) -> None:
        """Write a PDF. ``EnvironmentFault`` when it cannot be written."""
        from desktop.shell.printouts import print_recovery_code

        print_recovery_code(
            out, office=self.office, user=self.user, code=code, created=self.made_on, book=self.book
        )  # fmt: skip

    def print(self, code: str, parent: QWidget) -> None:
        """Ask for a printer and print."""
        from io import BytesIO

        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        from desktop.app.jobs import Job
        from desktop.widgets.pdf_pages import PdfPages, print_pages

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if not QPrintDialog(printer, parent).exec():
            return
        paper = BytesIO()
        self.save(paper, code)
        print_pages(PdfPages(paper.getvalue()), [0], printer, Job("打印恢复码", lambda _job: None))
