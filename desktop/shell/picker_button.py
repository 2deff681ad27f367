"""The button that opens a choice of scope or period."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.app.icons import icon


class PickerButton(QPushButton):
    """Looks like a combo box and opens something richer."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("picker")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setIcon(icon("chevron-down", "muted"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron goes to the right of the text
        self.full_text = ""

    def show_text(self, text: str, width: int) -> None:
        """Show *text* in at most *width* pixels, its end elided; the tool tip has all of it."""
        self.full_text = text
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, width))
        self.setToolTip(f"{self.accessibleName()}：{text}")
