"""Print preview: what will be on the paper, before it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.core.files import replacing
from desktop.app import ask_file
from desktop.app.icons import icon
from desktop.app.jobs import Job, Jobs
from desktop.app.messages import Messages
from desktop.app.settings import Settings
from desktop.widgets.pdf_pages import PRINT_DPI, PdfPages, print_pages
from desktop.widgets.preview_page import ZOOMS, PageView
from desktop.widgets.preview_thumbs import Thumbnails
from desktop.widgets.tool_button import ToolButton

_SIZE = QSize(1120, 700)
_FRAME = QSize(16, 48)  # of the window, about
_LEAST = QSize(560, 320)
_MARGIN, _GAP = 12, 8
_FOLDER = "pdf_folder"
_TURNING = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
_NOTES = 20  # in a tip


class PrintPreview(QDialog):
    """Look through *document* (a PDF's path or bytes), print it, save it as *title*.pdf.

    *missing*: characters that no font had; they are named above the page. *settings* remember the folder last
    saved to. *leaving* is entered with what is done, before a page leaves. *notes*: what should be looked at before
    it is printed. ``EnvironmentFault`` when it is no PDF.
    """

    def __init__(
        self,
        document: Path | bytes,
        title: str,
        jobs: Jobs,
        messages: Messages,
        *,
        missing: Sequence[str] = (),
        settings: Settings | None = None,
        leaving: Callable[[str], AbstractContextManager[None]] = lambda _what: nullcontext(),
        parent: QWidget | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"打印预览 — {title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(_LEAST)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        self._title = title
        self._jobs = jobs
        self._messages = messages
        self._settings = settings
        self._leaving = leaving
        self.pages = PdfPages(document)
        self.thumbnails = Thumbnails(self.pages, jobs)
        self.page = PageView(self.pages, jobs)
        self._make_bar()
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 10, _MARGIN, 12)
        column.addLayout(self._bar)
        if missing:
            column.addWidget(_missing_banner(missing))
        if notes:
            column.addWidget(_notes_banner(notes))
        row = QHBoxLayout()
        row.addWidget(self.thumbnails)
        row.addWidget(self.page, 1)
        column.addLayout(row, 1)
        self.thumbnails.picked.connect(self.page.go)
        self.page.number_changed.connect(self._show_number)
        self.page.zoom_changed.connect(self._show_zoom)
        self.finished.connect(self._shut)
        self._show_number(0)
        self.save_as.setFocus()  # not 打印: an Enter too many wastes no paper

    # -- the bar -----------------------------------------------------------------------------------

    def _make_bar(self) -> None:
        """Looking on the left, printing on the right; one above the other where both do not fit."""
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setSpacing(_GAP)
        self._looking, self._printing = QHBoxLayout(), QHBoxLayout()
        self._bar.addLayout(self._looking)
        self._bar.addStretch(1)
        self._bar.addLayout(self._printing)
        self._make_looking()
        self._make_printing()

    def _make_looking(self) -> None:
        self.up = self._tool("up", "上一页（PageUp）", lambda: self.page.go(self.page.number - 1))
        self.number = QLabel()
        self._looking.addWidget(self.number)
        self.down = self._tool("down", "下一页（PageDown）", lambda: self.page.go(self.page.number + 1))
        for turning in (self.up, self.down):  # by their keys; where Tab goes must not hang on the pages
            turning.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._looking.addSpacing(16)
        self._tool("zoom-out", "缩小（Ctrl+滚轮）", lambda: self.page.zoom_by(-1))
        self.zoom = QComboBox()
        self.zoom.addItem("适合宽度", 0)
        for per_cent in ZOOMS:
            self.zoom.addItem(f"{per_cent} %", per_cent)
        self.zoom.activated.connect(lambda _row: self.page.set_zoom(self.zoom.currentData()))
        self._looking.addWidget(self.zoom)
        self._tool("zoom-in", "放大（Ctrl+滚轮）", lambda: self.page.zoom_by(1))
        self._looking.addStretch(1)

    def _make_printing(self) -> None:
        self.printers = QComboBox()
        self.printers.setMinimumContentsLength(12)
        self.printers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.printers.addItems(QPrinterInfo.availablePrinterNames())
        self.printers.setCurrentText(QPrinterInfo.defaultPrinterName())
        self._printing.addWidget(self.printers, 1)
        self._button("打印设置…", "", self._print_with_dialog)
        self.save_as = self._button("另存为 PDF  Ctrl+S", "file-pdf", self._save_as)
        self.print = self._button("打印  Ctrl+P", "print", lambda: self._print(self._printer(), range(len(self.pages))))
        self.print.setProperty("primary", True)
        self.print.setIcon(icon("print", "on-primary"))
        if self.printers.count() == 0:
            self.printers.addItem("没有找到打印机")
            self.printers.setEnabled(False)
            self.print.setEnabled(False)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save_as.click)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print.click)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages are turned from wherever the focus is."""
        if event.key() in _TURNING:
            self.page.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        needed = self._looking.sizeHint().width() + self._printing.sizeHint().width() + 2 * (_MARGIN + _GAP)
        one = needed <= self.width()
        self._bar.setDirection(QBoxLayout.Direction.LeftToRight if one else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)

    def _tool(self, name: str, tip: str, press: Callable[[], object]) -> ToolButton:
        button = ToolButton()
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: press())
        self._looking.addWidget(button)
        return button

    def _button(self, text: str, name: str, press: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        if name:
            button.setIcon(icon(name))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: press())
        self._printing.addWidget(button)
        return button

    def _show_number(self, number: int) -> None:
        self.number.setText(f"第 {number + 1} / {len(self.pages)} 页")
        self.up.setEnabled(number > 0)
        self.down.setEnabled(number < len(self.pages) - 1)
        self.thumbnails.set_number(number)

    def _show_zoom(self, per_cent: int) -> None:
        self.zoom.setCurrentIndex(self.zoom.findData(per_cent))

    # -- printing and saving -----------------------------------------------------------------------

    def _printer(self) -> QPrinter:
        printer = QPrinter(QPrinterInfo.printerInfo(self.printers.currentText()), QPrinter.PrinterMode.HighResolution)
        printer.setResolution(max(PRINT_DPI, printer.resolution()))
        printer.setDocName(self._title)
        return printer

    def _print_with_dialog(self) -> None:
        printer = self._printer()
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage)
        dialog.setMinMax(1, len(self.pages))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._print(printer, self._chosen_pages(printer))

    def _chosen_pages(self, printer: QPrinter) -> Sequence[int]:
        chosen = printer.printRange()
        if chosen is QPrinter.PrintRange.CurrentPage:
            return (self.page.number,)
        if chosen is QPrinter.PrintRange.PageRange:
            return range(max(printer.fromPage(), 1) - 1, min(printer.toPage(), len(self.pages)))
        return range(len(self.pages))

    def _print(self, printer: QPrinter, numbers: Sequence[int]) -> None:
        """Its own copy of the pages goes to the worker: this window may be closed meanwhile."""
        copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
        wanted = [number for _ in range(copies) for number in numbers]
        data, title, messages, leaving = self.pages.data, self._title, self._messages, self._leaving

        def work(job: Job) -> None:
            with leaving(f"打印“{title}”"):
                pages = PdfPages(data)
            try:
                print_pages(pages, wanted, printer, job)
            finally:
                pages.close()

        file = Path(printer.outputFileName()).name  # empty where it goes to paper
        told = f"“{title}”没有送打印机，已存到“{file}”。" if file else f"“{title}”已送打印机。"
        self._jobs.run(f"打印“{title}”", work, lambda _none: messages.info(told))

    def _save_as(self) -> None:
        proposed = self._folder() / f"{_file_name(self._title)}.pdf"
        path = ask_file.new(self, "另存为 PDF", proposed, "PDF 文件 (*.pdf)")
        if path:
            if self._settings is not None:
                self._settings.set(_FOLDER, str(Path(path).parent))
            self.save_to(Path(path))

    def _folder(self) -> Path:
        """The one last saved to, while it is there; else the user's documents."""
        last = self._settings.get(_FOLDER, "") if self._settings is not None else ""
        if last and Path(last).is_dir():
            return Path(last)
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))

    def save_to(self, path: Path) -> None:
        """Write the PDF to *path*, whole or not at all."""
        data, leaving, what = self.pages.data, self._leaving, f"另存“{self._title}”到“{path.name}”"
        told = f"已另存为“{path.name}”。"

        def write() -> None:
            with replacing(path) as file, leaving(what):
                file.write(data)

        self._jobs.act(write, lambda _none: self._messages.info(told), owner=self)

    def _shut(self) -> None:
        self._jobs.drop((self.page, "page"))
        self._jobs.drop((self.thumbnails, "thumbnail"))
        self.pages.close()


def _missing_banner(missing: Sequence[str]) -> QFrame:
    return _banner(f"这些字没有可用的字形，纸上会是空白或方框：{'、'.join(missing)}。请核对，必要时打印后手写补上。")


def _notes_banner(notes: Sequence[str]) -> QFrame:
    """The first of *notes* in a line; all of them, as far as a tip goes, where the mouse rests."""
    banner = _banner(f"{len(notes)} 处提醒：{notes[0]}" + ("……" if len(notes) > 1 else ""))
    more = f"\n……共 {len(notes)} 处，可在“三会一课”的“检查记录”里查看" if len(notes) > _NOTES else ""
    banner.setToolTip("\n".join(notes[:_NOTES]) + more)
    return banner


def _banner(words: str) -> QFrame:
    banner = QFrame()
    banner.setProperty("card", True)
    text = QLabel(words)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setProperty("warning", True)
    text.setWordWrap(True)
    sign = QLabel()
    sign.setPixmap(icon("warning", "warning").pixmap(18, 18))
    row = QHBoxLayout(banner)
    row.addWidget(sign)
    row.addWidget(text, 1)
    return banner


def _file_name(title: str) -> str:
    """*title* without what Windows does not allow in a file's name."""
    return "".join("_" if char in '<>:"/\\|?*' or ord(char) < 32 else char for char in title).strip(" .") or "文档"
