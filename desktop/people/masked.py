"""Identity numbers and phones on the form: masked until the user asks to see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from db.core.fields import Field
from db.people import identity
from desktop.app.icons import icon
from desktop.widgets.editors import TextEdit

_REVEALING = (Qt.Key.Key_F2, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MaskedEdit(TextEdit):
    """A sensitive text. While it is masked the line only shows; the value is kept beside it and never read back.

    The eye, F2, Space or Enter show it in full, and only then can it be changed; another record is masked again.
    """

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._field = field
        self._kept: str | None = None  # the value behind the mask; None: it stands in the line
        self._read_only = False
        self._eye = QAction(self.line)
        self._eye.triggered.connect(self.toggle)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self.line.textChanged.connect(self._follow)
        self.line.editingFinished.connect(self._tidy)
        self._follow()

    @property
    def masked(self) -> bool:
        return self._kept is not None

    def value(self) -> str:
        return self._read(self.line.text()) if self._kept is None else self._kept

    def set_value(self, value: str | None) -> None:
        self._kept = value or None
        self._show(self._mask(value) if value else "")
        self._follow()

    def draft(self) -> Any:
        return self.line.text() if self._kept is None else self._kept

    def set_draft(self, draft: Any) -> None:
        self.set_value(draft)

    def worded(self, draft: Any) -> str:
        return self._mask(draft) if draft else ""

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._follow()

    def toggle(self) -> None:
        """Show what is masked, or mask what is shown. Neither is a change."""
        problem = self.problem
        shown = self.draft()
        self._kept = None if self.masked else shown or None
        self._show(shown if self._kept is None else self._mask(shown))
        self._follow()
        self.set_problem(problem)

    def cover(self) -> None:
        """Mask what is shown, as after saving."""
        if not self.masked:
            self.toggle()

    def _read(self, text: str) -> str:
        """What *text* stands for in the book."""
        return text.strip()

    def _mask(self, text: str) -> str:
        assert self._field.mask is not None
        return self._field.mask(text)

    def _problem_of(self, value: str) -> str | None:
        return self._field.problem(value)

    def _tidy(self) -> None:
        """The field was left: a wrong number is told now, not at saving."""
        if not self.masked and self.line.text().strip():
            value = self.value()
            self._show(value)
            self.set_problem(self._problem_of(value))

    def _follow(self) -> None:
        self.line.setReadOnly(self.masked or self._read_only)
        self._eye.setVisible(bool(self.line.text()))
        self._eye.setIcon(icon("eye" if self.masked else "eye-off", "muted"))
        self._eye.setToolTip("显示完整号码（F2）" if self.masked else "隐藏号码（F2）")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_F2 or (self.masked and event.key() in _REVEALING):
                self.toggle()
                return True
        elif watched is self.line and self.masked and event.type() == QEvent.Type.MouseButtonDblClick:
            self.toggle()
            return True
        return super().eventFilter(watched, event)


class IdNumberEdit(MaskedEdit):
    """A citizen identity number, tidied of blanks and width; ``today`` bounds the birth date in it."""

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._today = today

    def sound(self) -> bool:
        """Whether a complete and correct number is entered."""
        return bool(self.value()) and identity.check(self.value(), self._today()) is None

    def _read(self, text: str) -> str:
        return identity.normalise(text)

    def _edited(self, text: str) -> None:
        super()._edited(self._read(text))

    def _problem_of(self, value: str) -> str | None:
        return identity.check(value, self._today())
