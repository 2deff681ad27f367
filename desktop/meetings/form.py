"""A meeting record as its tabs, each a ``Part``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.core.errors import UserError
from db.meetings.draft import MeetingDraft
from db.meetings.speeches import marked
from desktop.meetings.basics import Basics
from desktop.meetings.content import Content
from desktop.meetings.decisions_part import DecisionsPart
from desktop.meetings.part import Around, Part
from desktop.meetings.roster_part import RosterPart
from desktop.meetings.setting import Setting
from desktop.widgets.record_card import RecordCard

_DUE = ("kind_id", "organization_id", "starts_at", "ordinal")


class MeetingForm(QObject):
    """All parts as one draft. ``edited`` and ``due`` are fired by the user's changes only.

    ``due``: that field, which others follow from, changed; the page may fill them in for a new record.
    """

    edited = Signal()
    due = Signal(str)

    def __init__(self, card: RecordCard, around: Around) -> None:
        super().__init__(card)
        self._card = card
        basics, content, roster = Basics(around), Content(around), RosterPart(around)
        decisions = DecisionsPart(around)
        self.parts: tuple[Part, ...] = (basics, content, roster, decisions)
        self.basics, self.roster, self.decisions = basics.form, roster.roster, decisions.decisions
        self.content = content.tab
        self._basics, self._content, self._tell = basics, content, around.tell
        self._kinds = around.kinds
        self._loaded = MeetingDraft()
        self._tabs: dict[Part, int] = {part: card.add_tab(part.widget, part.title) for part in self.parts}
        for part in self.parts:
            part.edited.connect(self._on_edited)
        self.basics.changed.connect(self._on_basics_changed)
        self.roster.counted.connect(lambda: decisions.settle(self.setting()))
        for told in (self.roster.model.modelReset, self.roster.model.rowsInserted, self.roster.model.rowsRemoved):
            told.connect(lambda *_: content.know(self.roster.lines))
        self.content.spoke.connect(self._mark_speakers)

    def load(self, draft: MeetingDraft) -> None:
        """Show *draft*; clean afterwards."""
        self._loaded = draft
        for part in self.parts:
            part.load(draft)
        self.settle()
        self.name_tabs()

    def draft(self) -> MeetingDraft:
        """What is entered; ``UserError`` marks the fields that cannot be read and shows their tab."""
        draft = self._loaded
        for part in self.parts:
            try:
                draft = part.into(draft)
            except UserError:
                self.show_part(part)
                raise
        return draft

    def body(self) -> MeetingDraft:
        """What is entered beside the head, as far as it goes; ``UserError`` as with ``draft``."""
        draft = MeetingDraft()
        for part in self.parts[1:]:
            draft = part.into(draft)
        return draft

    def snapshot(self) -> dict[str, Any]:
        """What is entered on all tabs, as JSON can keep it."""
        return {name: kept for part in self.parts for name, kept in part.snapshot().items()}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Show a ``snapshot`` again."""
        for part in self.parts:
            part.restore(snapshot)
        self.settle()
        self.name_tabs()

    def settle(self) -> None:
        """Let the parts follow what others of them say."""
        for part in self.parts:
            part.settle(self.setting())

    def setting(self) -> Setting:
        """What the lines of the meeting are judged by, as far as it can be read now."""
        chosen, starts_at = self.peek("kind_id"), self.peek("starts_at")
        kind = next((kind for kind in self._kinds if kind.id == chosen), None)
        return Setting(
            self.decisions.setting.rules, kind.expected if kind else "members", self.peek("organization_id"),
            starts_at.date() if starts_at else None, self.roster.voting, self._agenda(),
        )  # fmt: skip

    def _agenda(self) -> tuple[str, ...]:
        return tuple(filter(None, self.content.titles_typed()))

    def caption(self, name: str) -> str:
        return self._part_of(name).caption(name)

    def worded(self, name: str, kept: Any) -> str:
        return self._part_of(name).worded(name, kept)

    def peek(self, name: str) -> Any:
        """A basic field's value as far as it can be read now, else None."""
        try:
            return self.basics.editors[name].value()
        except UserError:
            return None

    def set_quietly(self, name: str, value: Any) -> None:
        """Fill in a field for the user; not a change."""
        self.basics.editors[name].set_value(value)
        self.settle()

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names and show the tab of the first; False when it is nothing on these tabs."""
        for part in self.parts:
            if set(error.fields) & set(part.names):
                self.show_part(part)
                part.show_problems(error)
                return True
        return False

    def show_field(self, name: str) -> None:
        """Bring the tab of a field to the front and put the cursor into the field."""
        part = self._part_of(name)
        self.show_part(part)
        part.enter(name)

    def show_part(self, part: Part) -> None:
        self._card.tabs.setCurrentIndex(self._tabs[part])

    def start_typing(self, name: str = "kind_id") -> None:
        """Put the cursor where a new record begins."""
        self._card.tabs.setCurrentIndex(0)
        self.basics.editors[name].setFocus()

    def be_like(self, pattern: MeetingDraft | None) -> None:
        """A day alone means the time of *pattern*."""
        self._basics.start.usual = None if pattern is None or pattern.starts_at is None else pattern.starts_at.time()

    def name_tabs(self) -> None:
        """Tabs tell what their parts hold."""
        for part, tab in self._tabs.items():
            self._card.tabs.setTabText(tab, part.label)

    def _part_of(self, name: str) -> Part:
        return next(part for part in self.parts if name in part.names)

    def _on_edited(self) -> None:
        self.settle()
        self.name_tabs()
        self.edited.emit()

    def refresh(self) -> None:
        """Kinds of meeting or topics of plans have changed in the book."""
        self._basics.offer_anew()

    def _mark_speakers(self, names: set[str]) -> None:
        changed, doubtful = marked(self.roster.lines, names)
        self.roster.model.put(changed)
        told = f"已把 {len(changed)} 人标为交流发言。" if changed else "没有需要再标的人。"
        doubt = (
            f"“{'、'.join(doubtful)}”没有标：有同名的人，或名单中记为没有到会，请在“出席”里核对。" if doubtful else ""
        )
        self._tell(told + doubt)

    def _on_basics_changed(self, name: str) -> None:
        if name in _DUE:
            self.due.emit(name)
