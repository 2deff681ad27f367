"""The 受检组织 tab: whom an inspection visited, and how it stood there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from db.inspections.draft import VisitLine
from db.inspections.fields import VISIT_FIELDS
from desktop.inspections.cards import Cards
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.line_card import LineCard
from desktop.widgets.organization_picker import Node, OrganizationPicker

_BY_NAME = {field.name: field for field in VISIT_FIELDS}
_EMPTY = "还没有受检组织。选择指导小组后，它联系的组织会列在这里；也可以逐个添加（Ctrl+Enter）。"


class _Text(LongTextEdit):
    minimum_lines = 1


class VisitCard(LineCard):
    """An organization and a line or two on it."""

    def __init__(self, nodes: Callable[[int | None], list[Node]], parent: QWidget | None = None) -> None:
        super().__init__(VISIT_FIELDS, parent)
        picker = OrganizationPicker(lambda: nodes(picker.value()))
        self.add_editor("organization_id", picker)
        self.add_editor("text", _Text(_BY_NAME["text"]))
        self.editors["text"].input.setFixedHeight(46)
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 6, 8)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(("organization_id", "text")):
            label = QLabel(_BY_NAME[name].label)
            label.setProperty("muted", True)
            label.setBuddy(self.editors[name])
            grid.addWidget(label, row, 0)
            grid.addWidget(self.editors[name], row, 1)
        grid.addWidget(self.remove_button, 0, 2)

    def load(self, line: VisitLine) -> None:
        self.editors["organization_id"].set_value(line.organization_id)
        self.editors["text"].set_value(line.text)

    def line(self) -> VisitLine:
        return VisitLine(**self.values())


class Visits(Cards[VisitCard]):
    """The organizations an inspection visited; one that is there is not offered again."""

    def __init__(self, nodes: Callable[[int | None], list[Node]]) -> None:
        super().__init__("添加受检组织", _EMPTY, lambda: VisitCard(self._offered))
        self._nodes = nodes

    def _offered(self, chosen: int | None) -> list[Node]:
        taken = set(self.organizations) - {chosen}
        return [node for node in self._nodes(chosen) if node.id not in taken]

    @property
    def organizations(self) -> list[int]:
        """Those chosen so far."""
        told = (card.readable("organization_id") for card in self.cards)
        return [organization for organization in told if organization is not None]

    @property
    def written(self) -> bool:
        """Whether anything is told of one of them."""
        return any(card.readable("text") for card in self.cards)

    def load(self, lines: Iterable[VisitLine]) -> None:
        lines = list(lines)
        for card, line in zip(self.fit(len(lines)), lines, strict=True):
            card.load(line)
        self.loaded()
