"""Entries of the history as text to read, select and copy."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from db.audit.history import Entry
from db.core.dates import show_datetime
from desktop.app.theme import COLORS

_MUTED = COLORS["muted"]


class HistoryText(QTextBrowser):
    """Time, who and action above each other, what changed below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("plain", True)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entries(self, entries: Sequence[Entry], footer: str = "") -> None:
        """*entries* in their order, then *footer*."""
        parts = [_block(entry) for entry in entries]
        if footer:
            parts.append(f'<p style="color:{_MUTED}">{escape(footer)}</p>')
        self.setHtml("".join(parts))

    def say(self, text: str) -> None:
        """One sentence instead of entries."""
        self.show_entries((), text)


def _block(entry: Entry) -> str:
    who = escape(entry.user) + (f"（{escape(entry.host)}）" if entry.host else "")
    lines = "".join(
        f'<p style="margin:2px 0 2px 14px; line-height:135%">{escape(line)}</p>' for line in entry.lines
    )  # fmt: skip
    return (
        f'<p style="margin:14px 0 2px 0"><b>{escape(entry.name)}</b>'
        f'<span style="color:{_MUTED}">　{show_datetime(entry.at)}　{who}</span></p>{lines}'
    )
