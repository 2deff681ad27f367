"""A meeting record as its tabs: 基本信息, 会议内容, 出席."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.core.dates import parse_time
from db.core.errors import UserError
from db.meetings.draft import MeetingDraft, RosterLine, retitled, titles
from db.meetings.fields import FIELDS
from db.meetings.queries import KindRow
from db.meetings.status import Status
from desktop.meetings.roster import Roster
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.date_editor import DateTimeEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import Node, OrganizationPicker
from desktop.widgets.pickers import Find, PersonPicker
from desktop.widgets.record_card import RecordCard

_BASICS = (
    ("", ("kind_id", "organization_id", "starts_at", "ends_at", "place", "ordinal", "host", "recorder", "lecturer")),
    ("", ("title", "agenda", "readings")),
)
_CONTENT = (("", ("text",)),)
_BY_NAME = {field.name: field for field in FIELDS}


class EndEdit(DateTimeEdit):
    """When a meeting ends: a time alone means the day it began."""

    placeholder = "如 1130、11:30"

    def __init__(self, start: DateTimeEdit, today: Callable[[], date]) -> None:
        super().__init__(today)
        self._start = start

    def _parse(self, text: str) -> datetime:
        try:
            return super()._parse(text)
        except UserError:
            try:
                return datetime.combine(self._start.value() or self._today(), parse_time(text))
            except UserError:
                pass
            raise


class MeetingForm(QObject):
    """The three tabs as one draft. ``edited`` and ``due`` are fired by the user's changes only.

    ``due``: kind, organization or day of a new record changed; the page may fill in roster and ordinal.
    """

    edited = Signal()
    due = Signal()

    def __init__(
        self, card: RecordCard, kinds: Sequence[KindRow], find: Find, nodes: Callable[[], list[Node]],
        tell: Callable[[str], None], today: Callable[[], date],
    ) -> None:  # fmt: skip
        super().__init__(card)
        self._card = card
        start = DateTimeEdit(today)
        kind = replace(_BY_NAME["kind_id"], choices=tuple((kind.id, kind.name) for kind in kinds))
        editors = {
            "kind_id": ChoiceEdit(kind), "organization_id": OrganizationPicker(nodes),
            "starts_at": start, "ends_at": EndEdit(start, today),
            "host": PersonPicker(find, free_text=True), "recorder": PersonPicker(find, free_text=True),
            "lecturer": PersonPicker(find, free_text=True),
        }  # fmt: skip
        self.basics = RecordForm(FIELDS, _BASICS, editors=editors, wide=("title",), today=today)
        self.content = RecordForm(FIELDS, _CONTENT, today=today)
        self.roster = Roster(find, tell)
        self._tabs = {
            card.add_tab(self.basics, "基本信息"): self.basics, card.add_tab(self.content, "会议内容"): self.content,
        }  # fmt: skip
        self._loaded = MeetingDraft()
        self._roster_tab = card.add_tab(self.roster, "出席")
        for form in (self.basics, self.content):
            form.changed.connect(self._on_changed)
        self.roster.edited.connect(self._on_roster_edited)

    def load(self, draft: MeetingDraft) -> None:
        """Show *draft*; clean afterwards."""
        self._loaded = draft
        values = {field.name: getattr(draft, field.name) for field in fields(MeetingDraft)}
        values["agenda"] = titles(draft.agenda)
        self.basics.load(values)
        self.content.load(values)
        self.roster.load(draft.roster)
        self.name_roster_tab()

    def draft(self) -> MeetingDraft:
        """What is entered; ``UserError`` marks the fields that cannot be read and shows their tab."""
        values: dict[str, Any] = {}
        for tab, form in self._tabs.items():
            try:
                values |= form.values()
            except UserError:
                self._card.tabs.setCurrentIndex(tab)
                raise
        values["agenda"] = retitled(self._loaded.agenda, values["agenda"])
        return replace(self._loaded, **values, roster=self.roster.lines)

    def snapshot(self) -> dict[str, Any]:
        """What is entered on all tabs, as JSON can keep it."""
        roster = [
            [
                line.person_id, line.name, int(line.status), line.reason, line.voting, line.spoke,
                line.made_up_on and line.made_up_on.isoformat(), line.made_up_how,
            ]
            for line in self.roster.lines
        ]  # fmt: skip
        return {**self.basics.snapshot(), **self.content.snapshot(), "roster": roster}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Show a ``snapshot`` again."""
        for form in (self.basics, self.content):
            form.restore(snapshot)
        self.roster.load(_lines(snapshot.get("roster", ())))
        self.name_roster_tab()

    def caption(self, name: str) -> str:
        return "出席" if name == "roster" else self.basics.caption(name)

    def worded(self, name: str, draft: Any) -> str:
        if name == "roster":
            return _roster_in_words(_lines(draft))
        return (self.content if name in self.content.editors else self.basics).worded(name, draft)

    def peek(self, name: str) -> Any:
        """A basic field's value as far as it can be read now, else None."""
        try:
            return self.basics.editors[name].value()
        except UserError:
            return None

    def set_quietly(self, name: str, value: Any) -> None:
        """Fill in a field for the user; not a change."""
        self.basics.editors[name].set_value(value)

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names and show the tab of the first; False when it is nothing on these tabs."""
        for tab, form in self._tabs.items():
            if set(error.fields) & set(form.editors):
                self._card.tabs.setCurrentIndex(tab)
                form.show_problems(error)
                return True
        if "roster" in error.fields:
            self._card.tabs.setCurrentIndex(self._roster_tab)
            self.roster.set_problem(error.text)
            return True
        return False

    def show_field(self, name: str) -> None:
        """Bring the tab of a field to the front."""
        if name == "roster":
            self._card.tabs.setCurrentIndex(self._roster_tab)
        for tab, form in self._tabs.items():
            if name in form.editors:
                self._card.tabs.setCurrentIndex(tab)

    def start_typing(self, name: str = "kind_id") -> None:
        """Put the cursor where a new record begins."""
        self._card.tabs.setCurrentIndex(0)
        self.basics.editors[name].setFocus()

    def _on_changed(self, name: str) -> None:
        self.edited.emit()
        if name in ("kind_id", "organization_id", "starts_at"):
            self.due.emit()

    def _on_roster_edited(self) -> None:
        self.name_roster_tab()
        self.edited.emit()

    def name_roster_tab(self) -> None:
        self._card.tabs.setTabText(self._roster_tab, f"出席 {self.roster.summary}".rstrip())


def _lines(kept: Sequence[Sequence[Any]]) -> list[RosterLine]:
    """A roster as a snapshot keeps it; one kept by an earlier program tells less of each line."""
    found = []
    for person_id, name, status, reason, *more in kept:
        voting, spoke, made_up_on, made_up_how = more or (None, False, None, "")
        day = date.fromisoformat(made_up_on) if made_up_on else None
        found.append(RosterLine(person_id, name, Status(status), reason, voting, spoke, day, made_up_how))
    return found


def _roster_in_words(lines: Sequence[RosterLine]) -> str:
    """到会 2 人：张喆、李华；请假 1 人：王敏（因病）"""
    told = []
    for status in Status:
        named = [line.name + (f"（{line.reason}）" if line.reason else "") for line in lines if line.status is status]
        if named:
            told.append(f"{status.label} {len(named)} 人：{'、'.join(named)}")
    return "；".join(told)
