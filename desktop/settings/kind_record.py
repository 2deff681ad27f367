"""One kind of meeting in the card: 基本信息, 召开频次, 学时折算."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject

from db.core.errors import UserError
from db.meetings.fields import KIND_FIELDS
from db.meetings.kinds import KindDraft, check_kind
from desktop.settings.dated_tab import FREQUENCIES, WORTH, DatedTab
from desktop.widgets.form import RecordForm
from desktop.widgets.record_card import RecordCard

Today = Callable[[], date]
_SECTIONS = (("", ("name", "family", "expected", "votes", "active", "source")),)


class KindRecord(QObject):
    """Fills *card* with one kind. Loading never makes it dirty."""

    def __init__(self, card: RecordCard, today: Today) -> None:
        super().__init__(card)
        self._card = card
        self.form = RecordForm(KIND_FIELDS, _SECTIONS, wide=("source",), today=today)
        self.often, self.worth = DatedTab(FREQUENCIES, today), DatedTab(WORTH, today)
        card.add_tab(self.form, "基本信息")
        self._tabs = {tab: card.add_tab(tab, tab.title) for tab in (self.often, self.worth)}
        card.preview.hide()
        self.form.dirty_changed.connect(card.set_dirty)
        for tab in self._tabs:
            tab.changed.connect(self._on_entries)

    def open(self, draft: KindDraft) -> None:
        """Show *draft* as the book has it."""
        self._card.open_record(draft.name)
        self._show(draft)

    def begin(self) -> None:
        """Show a new kind and wait for the name."""
        self._card.open_record("新建会议类型")
        self._show(KindDraft())
        self._card.tabs.setCurrentIndex(0)
        self.form.editors["name"].setFocus()

    def _show(self, draft: KindDraft) -> None:
        self.form.load({field.name: getattr(draft, field.name) for field in KIND_FIELDS})
        self.often.show_entries(draft.frequencies)
        self.worth.show_entries(draft.worth)
        self._count()

    def draft(self) -> KindDraft:
        """What is entered. ``UserError`` names each field that is wrong; they are marked."""
        values = self.form.values()
        values |= {name: bool(values[name]) for name in ("votes", "active")}
        draft = KindDraft(**values, frequencies=self.often.entries, worth=self.worth.entries)
        check_kind(draft)
        return draft

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names; False when it is nothing on the form."""
        if not set(error.fields) & set(self.form.editors):
            return False
        self._card.tabs.setCurrentIndex(0)
        return self.form.show_problems(error)

    def _on_entries(self) -> None:
        self._count()
        self._card.set_dirty(True)

    def _count(self) -> None:
        for tab, at in self._tabs.items():
            self._card.tabs.setTabText(at, tab.title)
