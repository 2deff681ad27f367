"""The strip along the bottom."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

_HEIGHT = 26


class StatusBar(QFrame):
    """A text at the left; widgets of background work at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setFixedHeight(_HEIGHT)
        self.text = QLabel()
        self.text.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )  # a long path must not widen it
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(14)
        self._row.addWidget(self.text, 1)

    def add(self, widget: QWidget) -> None:
        """Put *widget* at the right end."""
        self._row.addWidget(widget)
