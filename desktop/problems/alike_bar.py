"""The strip above the tabs that names problems worded like the one being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from db.core.book import Book
from db.problems.alike import Alike, alike
from desktop.app.jobs import Jobs
from desktop.app.theme import COLORS

_WAIT_MS = 250  # after the last key
_SHOWN, _TEXT = 2, 34  # how many are named, and how much of their wording
_PRIMARY = COLORS["primary"]
Typed = Callable[[], tuple[str, int | None, int | None]]  # text, organization, the record's own id


class AlikeBar(QFrame):
    """Hidden while nothing is alike. ``wanted`` tells the id of the one clicked."""

    wanted = Signal(object)

    def __init__(self, book: Book, jobs: Jobs, typed: Typed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft-bar")
        self._book, self._jobs, self._typed = book, jobs, typed
        self.found: Sequence[Alike] = ()
        self.text = QLabel(wordWrap=True)
        self.text.linkActivated.connect(lambda link: self.wanted.emit(int(link)))
        self.close_button = QPushButton("知道了")
        self.close_button.setProperty("link", True)
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.addWidget(self.text, 1)
        row.addWidget(self.close_button)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._look)
        self.hide()

    def touch(self) -> None:
        """Something was typed: look once it rests."""
        self._wait.start()

    def clear(self) -> None:
        """Another record is on show: nothing was typed in it yet."""
        self._wait.stop()
        self._jobs.drop((self, "alike"))
        self._show(())

    def _look(self) -> None:
        text, organization, own = self._typed()

        def read(_cancelled: Callable[[], bool]) -> list[Alike]:
            with self._book.read() as connection:
                return alike(connection, text, organization, own)

        self._jobs.latest((self, "alike"), read, self._show, lambda _error: self._show(()), owner=self)

    def _show(self, found: Sequence[Alike]) -> None:
        self.found = found
        named = "；".join(_named(one) for one in found[:_SHOWN])
        more = f" 等 {len(found)} 个" if len(found) > _SHOWN else ""
        self.text.setText(f"可能已登记过：{named}{more}")
        self.setVisible(bool(found))


def _named(one: Alike) -> str:
    text = one.text if len(one.text) <= _TEXT else f"{one.text[:_TEXT]}…"
    whose = "本单位" if one.same_organization else one.organization or "未定单位"
    link = f'<a style="color:{_PRIMARY}" href="{one.id}">{escape(one.number)}</a>'
    return f"{link} {escape(' '.join(text.split()))}（{escape(whose)}，{escape(one.state)}）"
