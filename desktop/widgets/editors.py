"""The editor of each kind of field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from db.core.errors import UserError
from db.core.fields import Field, Kind
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.date_editor import DateEdit, DateTimeEdit
from desktop.widgets.editor import Editor, LineEditor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.one_stop import OneStop

_NUMBER = re.compile(r"\d{1,9}(?:\.\d{0,2})?", re.ASCII)


def make_editor(field: Field, today: Callable[[], date] = date.today) -> Editor:
    """The editor for *field*. People and organizations are picked from a book: see ``pickers``."""
    if field.kind is Kind.DATE:
        return DateEdit(today)
    if field.kind is Kind.DATETIME:
        return DateTimeEdit(today)
    makers: dict[Kind, Callable[[Field], Editor]] = {
        Kind.TEXT: TextEdit,
        Kind.LONG_TEXT: LongTextEdit,
        Kind.LINES: LinesEdit,
        Kind.INTEGER: IntegerEdit,
        Kind.NUMBER: NumberEdit,
        Kind.CHOICE: ChoiceEdit,
        Kind.TAGS: TagsEdit,
    }
    if field.kind not in makers:
        raise ValueError(f"the form must bring its own editor for {field.name} ({field.kind})")
    return makers[field.kind](field)


class TextEdit(LineEditor):
    """One line of text. Too long a text is told, not cut: cutting a pasted text loses what no one sees."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field.help, parent)
        self._length = field.length

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        self._show(value or "")

    def _edited(self, text: str) -> None:
        super()._edited(text)
        self.set_problem(_too_long(text, self._length))


class IntegerEdit(LineEditor):
    """A whole number, or nothing."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field.help, parent)
        self._field = field
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> int | None:
        text = unicodedata.normalize("NFKC", self.line.text()).strip()
        try:
            return int(text) if text else None
        except ValueError as error:
            raise UserError(f"{self._field.label}“{text}”不是整数，请只填数字") from error

    def set_value(self, value: int | None) -> None:
        self._show("" if value is None else str(value))

    def _tidy(self) -> None:
        try:
            value = self.value()
            self.set_value(value)
            self.set_problem(None if value is None else self._field.problem(value))
        except UserError as error:
            self.set_problem(error.text)


class NumberEdit(LineEditor):
    """A number with at most two decimals, or nothing."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field.help, parent)
        self._field = field
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> float | None:
        text = unicodedata.normalize("NFKC", self.line.text()).strip().replace("。", ".")
        if text and not _NUMBER.fullmatch(text):
            raise UserError(f"{self._field.label}“{text}”不是数字，最多两位小数，如 1.5")
        return float(text) if text else None

    def set_value(self, value: float | None) -> None:
        self._show(self._field.show(value))

    def _tidy(self) -> None:
        try:
            self.set_value(self.value())
        except UserError as error:
            self.set_problem(error.text)


class _Paragraphs(QPlainTextEdit):
    """No higher than it must be: a form that fits the screen is not scrolled for the sake of empty lines."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class LongTextEdit(Editor):
    """Paragraphs of plain text; what is pasted keeps its line breaks and loses its fonts."""

    minimum_lines = 6

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        self.text = _Paragraphs()
        super().__init__(self.text, parent)
        self._length = field.length
        self._loading = False
        self.text.setPlaceholderText(field.help)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * self.minimum_lines + 18)
        self.text.textChanged.connect(self._edited)

    def value(self) -> Any:
        return self.text.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self._loading = True
        self.text.setPlainText(value or "")
        self._loading = False
        self.set_problem(None)

    def draft(self) -> Any:
        return self.text.toPlainText()

    def set_draft(self, draft: Any) -> None:
        LongTextEdit.set_value(self, draft)

    def set_read_only(self, read_only: bool) -> None:
        self.text.setReadOnly(read_only)

    def typing(self) -> QPlainTextEdit:
        return self.text

    def _edited(self) -> None:
        if not self._loading:
            self.set_problem(_too_long(self.text.toPlainText(), self._length))
            self.changed.emit()


class LinesEdit(LongTextEdit):
    """Several short texts, one a line; empty lines do not count."""

    minimum_lines = 2
    maximum_lines = 6

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._length = None  # the field's length is that of one item, and its check tells
        if not field.help:
            self.text.setPlaceholderText("每行一项")
        self.text.textChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        lines = max(self.minimum_lines, min(self.text.blockCount(), self.maximum_lines))
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + 28)

    def value(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text.toPlainText().splitlines() if line.strip())

    def set_value(self, value: tuple[str, ...] | None) -> None:
        super().set_value("\n".join(value or ()))


class TagsEdit(Editor):
    """Several of few choices, each a chip to press: arrow keys go along, Space or Enter presses."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        row = QWidget()
        super().__init__(row, parent)
        flow = FlowLayout(row)
        self._chips: dict[Any, QPushButton] = {}
        for stored, label in field.choices:
            chip = self._chips[stored] = QPushButton(label)
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.clicked.connect(self._edited)
            flow.addWidget(chip)
        self._stop = OneStop(self, self._chips.values())
        if self._chips:
            self.setFocusProxy(next(iter(self._chips.values())))

    def value(self) -> tuple[Any, ...]:
        return tuple(stored for stored, chip in self._chips.items() if chip.isChecked())

    def set_value(self, value: tuple[Any, ...] | None) -> None:
        for stored, chip in self._chips.items():
            chip.setChecked(stored in (value or ()))
        self.set_problem(None)

    def draft(self) -> Any:
        return list(self.value())

    def set_draft(self, draft: Any) -> None:
        self.set_value(tuple(draft))

    def worded(self, draft: Any) -> str:
        return "、".join(chip.text() for stored, chip in self._chips.items() if stored in draft)

    def _edited(self) -> None:
        self.set_problem(None)
        self.changed.emit()


def _too_long(text: str, length: int | None) -> str | None:
    over = 0 if length is None else len(text.strip()) - length
    return f"最多 {length} 个字，多了 {over} 个字" if over > 0 else None
