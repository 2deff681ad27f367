"""A guidance group as its tabs: what it is and whom it sees to, who is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.inspections.draft import GROUP_LISTS, GroupDraft
from db.inspections.fields import GROUP_FIELDS
from desktop.inspections.cards import set_lines
from desktop.inspections.members import MemberCard, Members
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import Node, OrganizationPicker
from desktop.widgets.organizations_edit import OrganizationsEdit
from desktop.widgets.pickers import Find
from desktop.widgets.record_card import RecordCard

_ORGANIZATIONS = Field("organizations", "联系组织", Kind.ORGANIZATION)
_SECTIONS = (("", ("name", "organization_id", "set_up_on", "dissolved_on", "organizations", "duty", "note")),)
_HEAD = (*(field.name for field in fields(GroupDraft) if field.name not in GROUP_LISTS), "organizations")
_MEMBERS = "成员"


class GroupForm(QObject):
    """``edited`` is fired by the user's changes only."""

    edited = Signal()

    def __init__(
        self, card: RecordCard, find: Find, nodes: Callable[[int | None], list[Node]], today: Callable[[], date]
    ) -> None:
        super().__init__(card)
        self._card = card
        office = OrganizationPicker(lambda: nodes(office.value()))
        editors = {"organization_id": office, "organizations": OrganizationsEdit(lambda: nodes(None))}
        self.head = RecordForm(
            (*GROUP_FIELDS, _ORGANIZATIONS), _SECTIONS, editors=editors, wide=("organizations",), today=today
        )
        set_lines(self.head, duty=4, note=2)
        self.members = Members(find)
        self._tabs = {"head": card.add_tab(self.head, "基本信息"), "members": card.add_tab(self.members, _MEMBERS)}
        self.head.changed.connect(lambda _name: self.edited.emit())
        self.members.edited.connect(self._on_members)

    def load(self, draft: GroupDraft) -> None:
        """Show *draft*; clean afterwards."""
        self.head.load({name: getattr(draft, name) for name in _HEAD})
        self.members.load(draft.members)
        self._name_tab()

    def draft(self) -> GroupDraft:
        """What is entered; ``UserError`` with what cannot be read marked."""
        return GroupDraft(**self.head.values(), members=self.members.lines("members", MemberCard.line))

    def snapshot(self) -> dict[str, Any]:
        return {**self.head.snapshot(), "members": self.members.snapshot()}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        self.head.restore(snapshot)
        if "members" in snapshot:
            self.members.restore(snapshot["members"])
        self._name_tab()

    def caption(self, name: str) -> str:
        return _MEMBERS if name == "members" else self.head.caption(name)

    def worded(self, name: str, kept: Any) -> str:
        if name != "members":
            return self.head.worded(name, kept)
        return "、".join(f"{line['name'][1]}（{line['role']}）" for line in kept)

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names and show its tab; False when it is nothing of this form's."""
        if "members" in error.fields:
            self.show_tab("members")
            self.members.set_problem(error.text)
            return True
        if set(error.fields) & set(_HEAD):
            self.show_tab("head")
            return self.head.show_problems(error)
        return False

    def show_field(self, name: str) -> None:
        """Bring the tab of a field to the front and put the cursor into the field."""
        if name == "members":
            self.show_tab(name)
            self.members.enter()
        elif name in self.head.editors:
            self.show_tab("head")
            self.head.editors[name].setFocus()

    def show_tab(self, name: str) -> None:
        self._card.tabs.setCurrentIndex(self._tabs[name])

    def _on_members(self) -> None:
        self._name_tab()
        self.edited.emit()

    def _name_tab(self) -> None:
        count = len(self.members.cards)
        self._card.tabs.setTabText(self._tabs["members"], f"{_MEMBERS} {count}" if count else _MEMBERS)
