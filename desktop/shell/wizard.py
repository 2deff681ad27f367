"""The first start: make a book, open one, or look at the demonstration. Imports Qt only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.app import ask_file
from desktop.app.icons import icon
from desktop.shell.background import Background
from desktop.shell.forms import ErrorLine, button, card, centre, label, product_mark
from desktop.shell.new_book import NewBookPage
from desktop.shell.recovery_page import RecoveryPage
from desktop.shell.unlock import FILE_FILTER


@dataclass(frozen=True, slots=True)
class MadeBook:
    """What ``create`` returns: the code to keep, and the opened book to hand on."""

    recovery_code: str
    opened: object


@dataclass(frozen=True, slots=True)
class StartActions:
    """Plain callables. ``create`` and ``demo`` run off the GUI thread, the others on it."""

    create: Callable[[Path, str, str, str], MadeBook]  # path, office, user, passphrase
    demo: Callable[[], object]  # makes and opens the demonstration book
    save_code: Callable[[Path, str], None]  # PDF path, recovery code
    print_code: Callable[[str, QWidget], None]  # recovery code, parent of the print dialog


class FirstStart(QWidget):
    """Emits ``ready(opened book)`` or ``book_chosen(Path)`` when an existing one was picked."""

    ready = Signal(object)
    book_chosen = Signal(object)

    def __init__(self, actions: StartActions, folder: Path | None = None) -> None:
        super().__init__()
        self._actions = actions
        self._made: MadeBook | None = None
        self.setWindowTitle("一本账 · 基层党建工作台账")
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(600, 470)
        self.resize(900, 700)
        self._background = Background(self)
        self._background.busy_changed.connect(self._show_busy)
        self._folder = folder or _documents()
        self.choice = ChoicePage()
        self.new_book = NewBookPage(self._folder)
        self.recovery = RecoveryPage(actions.save_code, actions.print_code)
        self.steps = QStackedWidget()
        for page in (self.choice, self.new_book, self.recovery):
            self.steps.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.steps)
        self._connect()

    def start_new(self) -> None:
        """Go straight to making a book."""
        self.steps.setCurrentWidget(self.new_book)
        self.new_book.office.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The code is shown once: the window does not close over it, nor while a book is being made."""
        event.setAccepted(not self._background.busy and self._made is None)
        if self._made is not None:
            self.recovery.ask_to_keep()

    def _connect(self) -> None:
        self.choice.new.clicked.connect(self.start_new)
        self.choice.open.clicked.connect(self._choose_book)
        self.choice.demo.clicked.connect(self._demo)
        self.new_book.back.clicked.connect(lambda: self.steps.setCurrentWidget(self.choice))
        self.new_book.submitted.connect(self._create)
        self.recovery.kept.connect(self._finish)

    def _choose_book(self) -> None:
        chosen = ask_file.existing(self, "打开账本", self._folder, FILE_FILTER)
        if chosen:
            self.book_chosen.emit(Path(chosen))

    def _demo(self) -> None:
        self.choice.error.clear()
        self._background.run(self._actions.demo, self.ready.emit, self.choice.error.show_error)

    def _create(self, path: Path, office: str, user: str, passphrase: str) -> None:
        self._background.run(
            lambda: self._actions.create(path, office, user, passphrase),
            lambda made: self._on_made(made, path),
            self.new_book.show_error,
        )

    def _on_made(self, made: MadeBook, path: Path) -> None:
        self._made = made
        self.recovery.show_code(made.recovery_code, path)
        self.steps.setCurrentWidget(self.recovery)

    def _finish(self) -> None:
        if self._made is not None:
            opened, self._made = self._made.opened, None
            self.ready.emit(opened)

    def _show_busy(self, busy: bool) -> None:
        self.choice.set_busy(busy)
        self.new_book.set_busy(busy)


class ChoicePage(QWidget):
    """Three ways to begin."""

    def __init__(self) -> None:
        super().__init__()
        frame, column = card(480)
        column.setSpacing(10)
        column.addWidget(product_mark())
        column.addWidget(label("一次录入，处处可用；每个数字都有出处。", centred=True, muted=True))
        column.addSpacing(16)
        self.new = _choice("plus", "新建账本", "为本单位建立一本加密的台账")
        self.open = _choice("folder", "打开已有账本", "从本机或 U 盘选择账本文件")
        self.demo = _choice("eye", "先看演示", "用虚构的数据随便试，不影响任何账本")
        self.error = ErrorLine()
        for widget in (self.new, self.open, self.demo, self.error):
            column.addWidget(widget)
        centre(self, frame)

    def set_busy(self, busy: bool) -> None:
        for choice in (self.new, self.open, self.demo):
            choice.setEnabled(not busy)


def _choice(symbol: str, title: str, detail: str) -> QPushButton:
    made = button(f"  {title}\n  {detail}", lambda: None, choice=True)
    made.setIcon(icon(symbol, "primary"))
    made.setIconSize(QSize(24, 24))
    return made


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
