"""The offer of a draft, above the tabs of its record: it waits for an answer and stands in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from db.drafts.draft import Draft


class DraftBar(QFrame):
    """Hidden while there is nothing to offer."""

    restored = Signal()
    compared = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draft-bar")
        self.text = QLabel(wordWrap=True)
        self.restore, self.compare, self.drop = (_link(text) for text in ("恢复", "对比", "放弃"))
        self.restore.clicked.connect(self.restored)
        self.compare.clicked.connect(self.compared)
        self.drop.clicked.connect(self.dropped)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.setSpacing(4)
        row.addWidget(self.text, 1)
        for button in (self.restore, self.compare, self.drop):
            row.addWidget(button)
        self.hide()

    def offer(self, draft: Draft | None, *, changed: bool = False) -> None:
        """Offer *draft*, or nothing. *changed*: the record was changed since it was typed."""
        if draft is not None:
            since = "，此后账本里的这条记录改过" if changed else ""
            self.text.setText(f"有未保存的草稿（{draft.at:%m-%d %H:%M}）{since}")
        self.setVisible(draft is not None)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    return button
