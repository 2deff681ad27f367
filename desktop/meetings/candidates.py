"""The candidates of one election with their marks: by strokes of the surname, those written in (另选人) behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.core.strokes import by_strokes
from db.meetings.draft import CandidateLine
from db.meetings.fields import CANDIDATE_FIELDS
from desktop.app.icons import icon
from desktop.app.theme import restyle
from desktop.meetings.roster import AddPerson
from desktop.widgets.editor import Editor
from desktop.widgets.editors import make_editor
from desktop.widgets.line_card import ProblemLine
from desktop.widgets.pickers import Find

_COUNTS = ("in_favour", "against", "abstained")
_FIELDS = {field.name: field for field in CANDIDATE_FIELDS}
_HEADINGS = ("候选人", "赞成", "反对", "弃权", "结果")


class _Row:
    """One candidate's widgets."""

    def __init__(self, line: CandidateLine) -> None:
        self.line = line
        self.name = QLabel(line.name + ("（另选）" if line.written_in else ""))
        self.name.setToolTip(line.name)
        self.editors: dict[str, Editor] = {name: make_editor(_FIELDS[name]) for name in _COUNTS}
        for name, editor in self.editors.items():
            editor.setFixedWidth(58)
            editor.input.setAccessibleName(f"{line.name}{_FIELDS[name].label}")
            editor.set_value(getattr(line, name))
            editor.setVisible(name == "in_favour" or not line.written_in)
        self.result = QLabel()
        self.remove = QPushButton(icon("close", "muted"), "")
        self.remove.setFlat(True)
        self.remove.setToolTip(f"去掉{line.name}")
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def widgets(self) -> list[QWidget]:
        return [self.name, *self.editors.values(), self.result, self.remove]

    def told(self) -> CandidateLine:
        """The line as far as it can be read."""
        counts: dict[str, Any] = {}
        for name, editor in self.editors.items():
            try:
                counts[name] = editor.value()
            except UserError:
                counts[name] = None
        line = self.line
        return CandidateLine(line.person_id, line.name, line.written_in, **counts)

    def check(self) -> None:
        """``UserError`` with the wrong count marked."""
        for name, editor in self.editors.items():
            try:
                problem = _FIELDS[name].problem(editor.value())
            except UserError as error:
                problem = error.text
            editor.set_problem(problem)
            if problem:
                editor.setFocus()
                raise UserError(f"{self.line.name}：{problem}", {name: problem})


class Candidates(QWidget):
    """``edited`` is fired by the user's changes only; *tell* says why a name was not taken."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(4, 1)
        self._grid.setColumnMinimumWidth(0, 96)
        self.problem = ProblemLine()
        self._headings = [QLabel(text) for text in _HEADINGS]
        for place, heading in enumerate(self._headings):
            heading.setProperty("muted", True)
            self._grid.addWidget(heading, 0, place)
        self.adder = AddPerson(find)
        self.adder.line.setPlaceholderText("添加候选人：姓名或拼音首字母，回车")
        self.adder.entered.connect(self._add)
        self.written_in = QCheckBox("另选人")
        self.written_in.setToolTip("不是提名的候选人，选票上另写的人")
        adding = QHBoxLayout()
        adding.addWidget(self.adder, 1)
        adding.addWidget(self.written_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self.problem)
        column.addLayout(adding)
        self._arrange()

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        counts = [editor.input for row in self.rows for editor in row.editors.values()]
        return [*counts, self.adder.line, self.written_in]

    def load(self, lines: Iterable[CandidateLine]) -> None:
        """Show *lines* in the order they are in; not a change."""
        for row in self.rows:
            _discard(row)
        self.rows = [self._made(line) for line in lines]
        self.adder.set_value(None)
        self.written_in.setChecked(False)
        self._arrange()

    def told(self) -> tuple[CandidateLine, ...]:
        """The candidates as far as they can be read."""
        return tuple(row.told() for row in self.rows)

    def lines(self) -> tuple[CandidateLine, ...]:
        """``UserError`` where a count cannot be read."""
        for row in self.rows:
            row.check()
        return self.told()

    def show_results(self, results: Mapping[int, tuple[str, str]]) -> None:
        """What came of each, by place: words and their tone."""
        for place, row in enumerate(self.rows):
            text, tone = results.get(place, ("", "muted"))
            row.result.setText(text)
            restyle(row.result, **{name: name == tone for name in ("muted", "success", "warning", "error")})

    def snapshot(self) -> list[list[Any]]:
        return [
            [row.line.person_id, row.line.name, row.line.written_in, *(one.draft() for one in row.editors.values())]
            for row in self.rows
        ]

    def restore(self, kept: Iterable[list[Any]]) -> None:
        kept = list(kept)
        self.load(CandidateLine(one[0], one[1], one[2]) for one in kept)
        for row, one in zip(self.rows, kept, strict=True):
            for editor, draft in zip(row.editors.values(), one[3:], strict=True):
                editor.set_draft(draft)

    def _add(self) -> None:
        if not self.adder.value():
            return
        try:
            meant = self.adder.meant()
        except UserError as error:
            self.refused.emit(error.text)
            return
        self.adder.popup.popup().hide()
        new = CandidateLine(meant.person_id, meant.name, self.written_in.isChecked())
        if any((row.line.person_id, row.line.name) == (new.person_id, new.name) for row in self.rows):
            self.refused.emit(f"“{new.name}”已是候选人。")
        else:
            self.rows.append(self._made(new))
            self.rows.sort(key=lambda row: (row.line.written_in, by_strokes(row.line.name)))
            self._arrange()
            self.edited.emit()
        self.adder.set_value(None)

    def _made(self, line: CandidateLine) -> _Row:
        row = _Row(line)
        for editor in row.editors.values():
            editor.changed.connect(self.edited)
        row.remove.clicked.connect(lambda: self._drop(row))
        return row

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        _discard(row)
        self._arrange()
        self.edited.emit()

    def _arrange(self) -> None:
        """Rows in their order under the headings."""
        self.problem.editors = []
        for row in self.rows:
            self.problem.speak_for(*row.editors.values())
        self.problem.tell()
        for heading in self._headings:
            heading.setVisible(bool(self.rows))
        for no, row in enumerate(self.rows, 1):
            for column, widget in enumerate(row.widgets):
                self._grid.addWidget(widget, no, column)


def _discard(row: _Row) -> None:
    for widget in row.widgets:
        widget.hide()
        widget.deleteLater()
