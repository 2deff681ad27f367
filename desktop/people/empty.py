"""What stands in the middle of a list without rows: what to do, and a button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.table_view import ListView


class EmptyState(QWidget):
    """Lies over an empty *view*; hidden while there are rows."""

    def __init__(self, view: ListView) -> None:
        super().__init__(view.viewport())
        view.set_empty_text("")
        self.text = QLabel()
        self.text.setProperty("muted", True)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton()
        self._does: Callable[[], object] | None = None
        self.button.clicked.connect(lambda: self._does and self._does())
        inside = QVBoxLayout(self)
        inside.addWidget(self.text)
        inside.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(view.viewport())
        column.addWidget(self, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def say(self, text: str, button: str = "", does: Callable[[], object] | None = None) -> None:
        """Show *text* and, where one is named, a button and what it does."""
        self.text.setText(text)
        self.button.setText(button)
        self._does = does
        self.button.setVisible(bool(button))
        self.show()
