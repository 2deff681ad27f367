"""The one route by which anything is told to the user, and by which errors reach the log."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property
from types import TracebackType
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from db.core.errors import CancelledError, DamagedBook, EnvironmentFault, UserError
from desktop.app.log import log


class Save(StrEnum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Presenter(Protocol):
    """How messages look; tests put a recording one in its place."""

    def note(self, text: str, warning: bool) -> None:
        """A text that needs no answer and goes away by itself."""

    def offer(self, text: str, label: str, act: Callable[[], object]) -> None:
        """A note with a link that does *act*."""

    def tell(self, title: str, text: str, details: str = "") -> None:
        """A dialog with one button; *details* can be unfolded and copied."""

    def choose(self, text: str, buttons: Sequence[str], danger: bool) -> int:
        """A question; the index of the chosen button, or -1 when closed without one."""


class Messages(QObject):
    """Tell, ask and report errors. ``show_error`` may be called from any thread."""

    _error_elsewhere = Signal(object)

    def __init__(self, presenter: Presenter | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if presenter is not None:
            self._presenter = presenter
        self.on_damage: Callable[[DamagedBook], object] | None = None  # who offers a way out of a damaged book
        self._telling: list[tuple[str, str, str]] = []  # on show, then waiting
        self._error_elsewhere.connect(self.show_error)  # queued, as it comes from another thread

    @cached_property
    def _presenter(self) -> Presenter:
        """Qt's dialogs, loaded when there is something to tell."""
        from desktop.app.presenter import QtPresenter

        return QtPresenter()

    def info(self, text: str) -> None:
        self._presenter.note(text, False)

    def warn(self, text: str) -> None:
        self._presenter.note(text, True)

    def ask(self, question: str, yes: str, no: str = "取消", *, danger: bool = False) -> bool:
        """Whether the user chose *yes*. A dangerous *yes* is not the button that Enter presses."""
        return self._presenter.choose(question, (yes, no), danger) == 0

    def ask_which(self, question: str, buttons: Sequence[str]) -> int:
        """The index of the chosen one of *buttons*; the last one, which changes nothing, is Escape's too."""
        chosen = self._presenter.choose(question, buttons, False)
        return chosen if chosen >= 0 else len(buttons) - 1

    def offer(self, text: str, label: str, act: Callable[[], object]) -> None:
        """A note with one thing to do about it: *label* does *act*."""
        self._presenter.offer(text, label, act)

    def ask_save(self, what: str = "当前记录") -> Save:
        """What to do with unsaved changes before leaving them."""
        buttons = ("保存", "不保存", "继续编辑")
        chosen = self._presenter.choose(f"{what}有未保存的修改。要保存吗？", buttons, False)
        return (Save.SAVE, Save.DISCARD, Save.CANCEL)[chosen]

    def show_error(self, error: BaseException) -> None:
        """Tell *error* by its kind; what is neither the user's nor the machine's fault is also logged."""
        if threading.current_thread() is not threading.main_thread():
            self._error_elsewhere.emit(error)
        elif isinstance(error, CancelledError):
            self.info("已取消。")
        elif isinstance(error, UserError):
            log.info("%s", error.text)
            self._tell("请检查", error.text)
        elif isinstance(error, DamagedBook) and self.on_damage is not None:
            log.warning("%s", error.text)
            self.on_damage(error)
        elif isinstance(error, EnvironmentFault):
            log.warning("%s", error.text)
            self._tell("暂时无法完成", "\n\n".join(filter(None, (error.text, error.way_out))))
        else:
            details = "".join(traceback.format_exception(error))
            log.error("%s", details)
            self._tell("程序出错了", "这一步没有完成，已保存的数据不受影响。可以复制详细信息发给维护人员。", details)

    def _tell(self, title: str, text: str, details: str = "") -> None:
        # One dialog at a time; an error raised while painting comes back with every repaint and is told once.
        told = (title, text, details)
        if self._telling:
            if told not in self._telling:
                self._telling.append(told)
            return
        self._telling.append(told)
        while self._telling:
            try:
                self._presenter.tell(*self._telling[0])
            finally:
                del self._telling[0]

    def install(self) -> None:
        """Route what no one caught, in any thread, to the user."""

        def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
            else:
                self.show_error(error)

        sys.excepthook = caught
        threading.excepthook = lambda told: self.show_error(told.exc_value or told.exc_type())
