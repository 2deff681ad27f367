"""A record as labelled editors in two columns, or one where it is narrow. Loading it is never a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from db.core.errors import UserError
from db.core.fields import Field, Kind
from desktop.widgets.editor import Editor
from desktop.widgets.editors import make_editor

_ACROSS = {Kind.LONG_TEXT, Kind.LINES, Kind.TAGS}  # need the whole width
_TWO_COLUMNS = 510  # pixels for two columns: the form in a card of 560
_LABEL_TOP = 8  # brings a label level with the text of a one-line editor

Section = tuple[str, Sequence[str]]  # title ("" for none), names of fields


class RecordForm(QScrollArea):
    """Editors of *sections* of *fields*. ``editors`` brings those of people, organizations and special fields;
    ``wide`` names further fields that take both columns."""

    dirty_changed = Signal(bool)
    changed = Signal(str)  # the field the user changed

    def __init__(
        self,
        fields: Sequence[Field],
        sections: Sequence[Section],
        *,
        editors: Mapping[str, Editor] | None = None,
        wide: Sequence[str] = (),
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fields = {field.name: field for field in fields}
        self._given = dict(editors or {})
        self._wide = set(wide)
        self._today = today
        self._dirty = False
        self.editors: dict[str, Editor] = {}
        self.labels: dict[str, QLabel] = {}
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setProperty("plain", True)
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(4, 12, 4, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._headings = [_heading(title) if title else None for title, _names in sections]
        self._sections = [tuple(names) for _title, names in sections]
        for names in self._sections:
            for name in names:
                self._make(self._fields[name])
        self._columns = 2
        self._lay_out()
        self.setWidget(body)

    # -- building ----------------------------------------------------------------------------------

    def _make(self, field: Field) -> None:
        editor = self._given.get(field.name) or make_editor(field, self._today)
        label = QLabel(f"{field.label} *" if field.required else field.label)
        label.setProperty("muted", True)
        label.setToolTip(field.help)
        label.setContentsMargins(0, _LABEL_TOP, 0, 0)
        label.setBuddy(editor)
        editor.setAccessibleName(field.label)
        editor.input.setAccessibleName(field.label)
        editor.changed.connect(lambda: self._edited(field.name))
        high = QSizePolicy.Policy.Expanding if field.kind is Kind.LONG_TEXT else QSizePolicy.Policy.Preferred
        editor.setSizePolicy(QSizePolicy.Policy.Expanding, high)
        self.editors[field.name] = editor
        self.labels[field.name] = label

    def _lay_out(self) -> None:
        """Put everything where ``_columns`` wants it. The order of the Tab key is that of the sections either way."""
        while self._grid.takeAt(0):
            pass
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, self._columns - 1)
        row = 0
        for heading, names in zip(self._headings, self._sections, strict=True):
            if heading is not None:
                self._grid.addWidget(heading, row, 0, 1, self._columns * 2)
                row += 1
            row = self._lay_section(names, row)
        if not any(self._fields[name].kind is Kind.LONG_TEXT for name in self.editors):
            self._grid.setRowStretch(row, 1)

    def _lay_section(self, names: Sequence[str], row: int) -> int:
        """The first free row below the section that begins at *row*."""
        side = 0
        for name in names:
            across = self._columns == 1 or self._fields[name].kind in _ACROSS or name in self._wide
            if across and side:
                row, side = row + 1, 0
            self._place(name, row, side, across)
            row, side = (row + 1, 0) if across or side else (row, 1)
        return row + side

    def _place(self, name: str, row: int, side: int, across: bool) -> None:
        top, span = Qt.AlignmentFlag.AlignTop, self._columns * 2 - 1 if across else 1
        self._grid.addWidget(self.labels[name], row, side * 2, top)
        if self._fields[name].kind is Kind.LONG_TEXT:
            self._grid.setRowStretch(row, 1)
            self._grid.addWidget(self.editors[name], row, 1, 1, span)
        else:
            self._grid.addWidget(self.editors[name], row, side * 2 + 1, 1, span, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            self._lay_out()
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Given the focus, it hands it to its first editor."""
        super().focusInEvent(event)
        next(iter(self.editors.values())).setFocus(event.reason())

    # -- the record --------------------------------------------------------------------------------

    def load(self, values: Mapping[str, Any]) -> None:
        """Show *values* (missing ones are empty); the form is clean afterwards."""
        for name, editor in self.editors.items():
            editor.set_value(values.get(name))
        self.verticalScrollBar().setValue(0)
        self.set_dirty(False)

    def values(self) -> dict[str, Any]:
        """What is entered, by field name. ``UserError`` names each field that is wrong; they are marked."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
                problem = self._fields[name].problem(values[name])
            except UserError as error:
                problem = error.text
            if problem:
                problems[name] = problem
        if problems:
            refusal = UserError("；".join(text.rstrip("。") for text in problems.values()) + "。", problems)
            self.show_problems(refusal)
            raise refusal
        return values

    def show_problems(self, error: UserError) -> bool:
        """Mark the fields *error* names and go to the first; False when it names none of this form's."""
        for name, editor in self.editors.items():
            editor.set_problem(error.fields.get(name))
        first = next((editor for name, editor in self.editors.items() if name in error.fields), None)
        if first is not None:
            first.setFocus()
            self.ensureWidgetVisible(first)
        return first is not None

    @property
    def dirty(self) -> bool:
        """Whether the user changed something since it was loaded or saved."""
        return self._dirty

    def set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _edited(self, name: str) -> None:
        self.set_dirty(True)
        self.changed.emit(name)

    def set_read_only(self, read_only: bool) -> None:
        """For those who may look and not change."""
        for editor in self.editors.values():
            editor.set_read_only(read_only)

    def set_required(self, name: str, required: bool) -> None:
        """Star the label of a field that a cross-field rule asks for."""
        label = self._fields[name].label
        self.labels[name].setText(f"{label} *" if required else label)

    # -- drafts ------------------------------------------------------------------------------------

    def snapshot(self) -> dict[str, Any]:
        """What is entered, readable or not, as JSON can keep it until the next start."""
        return {name: editor.draft() for name, editor in self.editors.items()}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Show a ``snapshot`` again; it has not been saved, so the form is dirty."""
        for name, draft in snapshot.items():
            if name in self.editors:
                self.editors[name].set_draft(draft)
        self.set_dirty(True)

    def caption(self, name: str) -> str:
        """The label of one field of a ``snapshot``."""
        return self._fields[name].label

    def worded(self, name: str, draft: Any) -> str:
        """One field of a ``snapshot`` as people read it."""
        return self.editors[name].worded(draft)


def _heading(title: str) -> QLabel:
    heading = QLabel(title)
    heading.setProperty("subtitle", True)
    return heading
