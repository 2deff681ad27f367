"""The 成员 tab of a guidance group: who is in it, from the book or not, and as what."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from db.inspections.draft import MemberLine
from db.inspections.fields import MEMBER_FIELDS, ROLES
from desktop.inspections.cards import Cards
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.line_card import LineCard, ProblemLine
from desktop.widgets.pickers import Choice, Find, PersonPicker

_EMPTY = "还没有成员。按 Ctrl+Enter 添加；姓名可以从人员中选，也可以直接填写。"
_LEADER, _MEMBER = ROLES[0], ROLES[-1]
_ROLE_WIDTH = 120
_FIELDS = tuple(field for field in MEMBER_FIELDS if field.name != "person_id")


class MemberCard(LineCard):
    """A person and the role in the group, on one line."""

    def __init__(self, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(_FIELDS, parent)
        self.person = PersonPicker(find, free_text=True)
        self.add_editor("name", self.person)
        self.add_editor("role", ChoiceEdit(next(field for field in _FIELDS if field.name == "role")))
        self.editors["role"].setFixedWidth(_ROLE_WIDTH)
        self.told = ProblemLine()
        self.told.speak_for(*self.editors.values())
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(self.person, 1)
        row.addWidget(self.editors["role"])
        row.addWidget(self.told)
        row.addWidget(self.remove_button)

    def load(self, line: MemberLine) -> None:
        known = line.person_id is not None
        self.person.set_value(Choice(line.person_id or 0, line.name) if known else line.name)
        self.editors["role"].set_value(line.role)

    def line(self) -> MemberLine:
        values = self.values()
        chosen = self.person.chosen
        return MemberLine(chosen.id if chosen else None, values["name"], values["role"] or _MEMBER)


class Members(Cards[MemberCard]):
    """The first one leads, unless it is said otherwise."""

    def __init__(self, find: Find) -> None:
        super().__init__("添加成员", _EMPTY, lambda: MemberCard(find))

    def started(self, card: MemberCard) -> None:
        card.load(MemberLine(None, "", _LEADER if len(self.cards) == 1 else _MEMBER))

    def load(self, lines: Iterable[MemberLine]) -> None:
        lines = list(lines)
        for card, line in zip(self.fit(len(lines)), lines, strict=True):
            card.load(line)
        self.loaded()
