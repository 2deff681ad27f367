"""The 发现问题 tab: what is amiss, whose it is, what is demanded until when, and the problem it became."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.inspections.draft import FindingLine
from db.inspections.fields import FINDING_FIELDS
from db.inspections.queries import Listed
from desktop.inspections.cards import Cards
from desktop.widgets.date_editor import DateEdit
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.line_card import LineCard
from desktop.widgets.organization_picker import Node, OrganizationPicker

_BY_NAME = {field.name: field for field in FINDING_FIELDS}
_EMPTY = "还没有发现的问题。按 Ctrl+Enter 添加；保存后可以列入问题台账。"
_HEIGHTS = {"text": 62, "demand": 46}


class _Text(LongTextEdit):
    minimum_lines = 1


class _Due(DateEdit):
    placeholder = "如 30天后、月底、0630"


class FindingCard(LineCard):
    """A finding. Days such as 30天后 count from the inspection. ``opened``: show the problem it became."""

    opened = Signal(object)  # the problem's id
    listing = Signal()

    def __init__(
        self, nodes: Callable[[int | None], list[Node]], day: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        super().__init__(FINDING_FIELDS, parent)
        self.id: int | None = None
        self.problem_id: int | None = None
        picker = OrganizationPicker(lambda: nodes(picker.value()))
        self.add_editor("organization_id", picker)
        self.add_editor("text", _Text(_BY_NAME["text"]))
        self.add_editor("demand", _Text(_BY_NAME["demand"]))
        self.add_editor("due_on", _Due(day))
        for name, height in _HEIGHTS.items():
            self.editors[name].input.setFixedHeight(height)
        self.number = QLabel()
        self.number.setProperty("muted", True)
        self.state = QPushButton()
        self.state.setProperty("link", True)
        self.state.setFlat(True)
        self.state.clicked.connect(self._on_state)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.number)
        head.addStretch(1)
        head.addWidget(self.state)
        head.addWidget(self.remove_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        for name, row, column, span in (
            ("organization_id", 0, 0, 1), ("due_on", 0, 2, 1), ("text", 1, 0, 3), ("demand", 2, 0, 3),
        ):  # fmt: skip
            label = QLabel(_BY_NAME[name].label)
            label.setProperty("muted", True)
            label.setBuddy(self.editors[name])
            grid.addWidget(label, row, column)
            grid.addWidget(self.editors[name], row, column + 1, 1, span)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(10, 6, 6, 8)
        column_.setSpacing(6)
        column_.addLayout(head)
        column_.addLayout(grid)

    def stops(self) -> list[QWidget]:
        return [*(self.editors[name].input for name in ("organization_id", "text", "demand", "due_on")), self.state]

    def load(self, line: FindingLine) -> None:
        self.id, self.problem_id = line.id, line.problem_id
        for name, editor in self.editors.items():
            editor.set_value(getattr(line, name))

    def line(self) -> FindingLine:
        return FindingLine(**self.values(), id=self.id, problem_id=self.problem_id)

    def snapshot(self) -> dict[str, Any]:
        return {**super().snapshot(), "id": self.id, "problem_id": self.problem_id}

    def restore(self, kept: Mapping[str, Any]) -> None:
        super().restore(kept)
        self.id, self.problem_id = kept.get("id"), kept.get("problem_id")

    def show_state(self, listed: Listed | None) -> None:
        """What became of it: the problem with its number and state, or the way into the ledger."""
        self.problem_id = None if listed is None else listed.problem_id
        told = "列入台账…" if listed is None else f"{listed.number}　{listed.state}"
        self.state.setText(told)
        self.state.setToolTip("保存后列入问题台账" if listed is None else "打开台账里的这个问题")

    def _on_state(self) -> None:
        if self.problem_id is None:
            self.listing.emit()
        else:
            self.opened.emit(self.problem_id)


class Findings(Cards[FindingCard]):
    """What an inspection found. ``listing_requested``: these cards' findings are to go into the ledger."""

    opened = Signal(object)
    listing_requested = Signal(object)  # list of FindingCard

    def __init__(self, nodes: Callable[[int | None], list[Node]], day: Callable[[], date]) -> None:
        super().__init__("添加问题", _EMPTY, lambda: self._new(nodes, day))
        self._places: Callable[[], Sequence[int]] = list
        self.as_problems = QCheckBox("保存并列入问题台账")
        self.as_problems.setToolTip("保存时把还没有列入的问题一并列入问题台账")
        self.into_ledger = QPushButton("列入问题台账…")
        self.into_ledger.setToolTip("把还没有列入的问题列入台账，可填写责任领导、责任人")
        self.into_ledger.clicked.connect(lambda: self.listing_requested.emit(self.unlisted()))
        self.list.tools.insertWidget(0, self.as_problems)
        self.list.tools.addWidget(self.into_ledger)
        self.tools += [self.as_problems, self.into_ledger]
        self._settle()

    def visited(self, places: Callable[[], Sequence[int]]) -> None:
        """*places* tells whom the inspection visited: a finding begins with the last one's, or the first of them."""
        self._places = places

    def _new(self, nodes: Callable[[int | None], list[Node]], day: Callable[[], date]) -> FindingCard:
        card = FindingCard(nodes, day)
        card.opened.connect(self.opened)
        card.listing.connect(lambda: self.listing_requested.emit([card]))
        return card

    def started(self, card: FindingCard) -> None:
        before = self.cards[-2].readable("organization_id") if len(self.cards) > 1 else None
        place = before if before is not None else next(iter(self._places()), None)
        card.load(FindingLine("", place))
        card.show_state(None)

    def begin(self) -> None:
        """Whose it is is known mostly: the cursor goes to what was found."""
        super().begin()
        card = self.cards[-1]
        if card.readable("organization_id") is not None:
            card.editors["text"].setFocus()

    def unlisted(self) -> list[FindingCard]:
        return [card for card in self.cards if card.problem_id is None]

    def load(self, lines: Iterable[FindingLine], listed: Mapping[int, Listed]) -> None:
        lines = list(lines)
        for card, line in zip(self.fit(len(lines)), lines, strict=True):
            card.load(line)
        self.show_states(listed)
        self.as_problems.setChecked(False)
        self.loaded()

    def show_states(self, listed: Mapping[int, Listed]) -> None:
        """How the problems stand that the findings became."""
        for card in self.cards:
            card.show_state(listed.get(card.problem_id or 0))
        self._settle()

    def _settle(self) -> None:
        super()._settle()
        for number, card in enumerate(self.cards, 1):
            card.number.setText(f"问题 {number}")
        unlisted = bool(self.unlisted())
        self.into_ledger.setEnabled(unlisted)
        self.as_problems.setEnabled(unlisted)
