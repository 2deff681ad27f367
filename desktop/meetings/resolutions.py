"""What was resolved, and the task it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.core.fields import Field, Kind
from db.meetings.draft import FollowUp, ResolutionLine
from db.meetings.fields import RESOLUTION_FIELDS
from desktop.meetings.setting import Setting
from desktop.widgets.date_editor import DateEdit
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.line_card import LineCard
from desktop.widgets.organization_picker import Node, OrganizationPicker
from desktop.widgets.people_editor import Identify, NamesOf, PeopleEdit
from desktop.widgets.pickers import Find

_TASK = (
    Field("people", "责任人"), Field("organization", "责任组织", Kind.ORGANIZATION), Field("due_on", "期限", Kind.DATE),
)  # fmt: skip


class _Text(LongTextEdit):
    minimum_lines = 2


class _Due(DateEdit):
    placeholder = "如 7天后、月底、0630"


class ResolutionCard(LineCard):
    """A resolution. Days such as 7天后 count from the meeting's day, or from today without one."""

    def __init__(
        self, find: Find, names_of: NamesOf, identify: Identify, nodes: Callable[[], list[Node]],
        today: Callable[[], date], setting: Setting, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__((*RESOLUTION_FIELDS, *_TASK), parent)
        self._setting = setting
        self.add_editor("text", _Text(RESOLUTION_FIELDS[0]))
        self.editors["text"].input.setFixedHeight(62)
        self.add_editor("people", PeopleEdit(find, names_of, identify))
        self.add_editor("organization", OrganizationPicker(nodes))
        self.add_editor("due_on", _Due(lambda: self._setting.day or today()))
        self.number = QLabel()
        self.number.setProperty("muted", True)
        self.as_task = QCheckBox("落实为任务")
        self.as_task.setToolTip("勾选后接着填责任人，光标随即移到那里")
        self.as_task.toggled.connect(self._show_task)
        self.as_task.clicked.connect(self._on_task)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("warning", True)
        self._lay_out()
        self._show_task(False)
        self.edited.connect(self._warn)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.number)
        head.addStretch(1)
        head.addWidget(self.as_task)
        head.addWidget(self.remove_button)
        self.task = QWidget()
        grid = QGridLayout(self.task)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        self._label(grid, "people", 0, 0, 3)
        self._label(grid, "organization", 1, 0, 1)
        self._label(grid, "due_on", 1, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.editors["text"])
        column.addWidget(self.task)
        column.addWidget(self.note)

    def _label(self, grid: QGridLayout, name: str, row: int, column: int, span: int) -> None:
        label = QLabel(self._fields[name].label)
        label.setProperty("muted", True)
        grid.addWidget(label, row, column)
        grid.addWidget(self.editors[name], row, column + 1, 1, span)

    def stops(self) -> list[QWidget]:
        people = self.editors["people"]
        assert isinstance(people, PeopleEdit)
        last = (self.editors[name].input for name in ("organization", "due_on"))
        return [self.editors["text"].input, self.as_task, people.picker.line, *last]

    def load(self, line: ResolutionLine, setting: Setting) -> None:
        told = line.follow_up
        self.editors["text"].set_value(line.text)
        self.as_task.setChecked(told is not None)
        self.editors["people"].set_value(told.person_ids if told else ())
        self.editors["organization"].set_value(told.organization_id if told else None)
        self.editors["due_on"].set_value(told.due_on if told else None)
        self.settle(setting)

    def settle(self, setting: Setting) -> None:
        self._setting = setting
        self._warn()

    def line(self) -> ResolutionLine:
        """``UserError`` with what is wrong marked."""
        values = self.values()
        if not self.as_task.isChecked():
            return ResolutionLine(values["text"])
        return ResolutionLine(values["text"], FollowUp(values["organization"], values["people"], values["due_on"]))

    def values(self) -> dict[str, Any]:
        """A task switched off is not asked for: what is in it cannot be wrong."""
        if self.as_task.isChecked():
            return super().values()
        kept, self.editors = self.editors, {"text": self.editors["text"]}
        try:
            return super().values()
        finally:
            self.editors = kept

    def snapshot(self) -> dict[str, Any]:
        return {**super().snapshot(), "as_task": self.as_task.isChecked()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        super().restore(kept)
        self.as_task.setChecked(bool(kept.get("as_task")))

    def _on_task(self, wanted: bool) -> None:
        """The user's click: the meeting's own organization is responsible unless another is chosen."""
        if wanted and self.readable("organization") is None:
            self.editors["organization"].set_value(self._setting.organization_id)
        if wanted:
            self.editors["people"].setFocus()
        self.edited.emit()

    def _show_task(self, wanted: bool) -> None:
        self.task.setVisible(wanted)
        self._warn()

    def _warn(self) -> None:
        """What is allowed and yet looks wrong."""
        day, due = self._setting.day, self.readable("due_on")
        early = self.as_task.isChecked() and day is not None and due is not None and due < day
        self.note.setText(f"期限 {due} 早于会议日期 {day}，请核对" if early else "")
        self.note.setVisible(early)
