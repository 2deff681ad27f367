"""One kind of meeting in the card: 基本信息, 召开频次."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.meetings.fields import FREQUENCY_FIELDS, HOURS_BY, KIND_FIELDS
from db.meetings.kinds import FrequencyDraft, KindDraft, check_kind, in_words
from desktop.app.icons import icon
from desktop.settings.rows import Row, RowList
from desktop.widgets.form import RecordForm
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.record_card import RecordCard

Today = Callable[[], date]
_SECTIONS = (
    ("", ("name", "family", "expected", "votes", "active", "source")), ("参加一次折合的学时", ("hours_by", "hours")),
)  # fmt: skip
_COLUMNS = (("从哪天起", 92), ("要求", 100), ("适用组织", 0), ("依据", 240))
_ADDED = "增加一条"
_FIXED = dict(HOURS_BY)["fixed"]  # as it is shown


class KindRecord(QObject):
    """Fills *card* with one kind. Loading never makes it dirty."""

    def __init__(self, card: RecordCard, today: Today) -> None:
        super().__init__(card)
        self._card = card
        self.form = RecordForm(KIND_FIELDS, _SECTIONS, wide=("source",), today=today)
        self.often = FrequenciesTab(today)
        card.add_tab(self.form, "基本信息")
        self._often = card.add_tab(self.often, "召开频次")
        card.preview.hide()
        self.form.dirty_changed.connect(card.set_dirty)
        self.form.changed.connect(lambda _name: self._follow_hours())
        self.often.changed.connect(self._on_often)

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
        self.often.show_often(draft.frequencies)
        self._count()
        self._follow_hours()

    def draft(self) -> KindDraft:
        """What is entered. ``UserError`` names each field that is wrong; they are marked."""
        values = self.form.values()
        values |= {name: bool(values[name]) for name in ("votes", "active")}
        draft = KindDraft(**values, frequencies=self.often.entries)
        check_kind(draft)
        return draft

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names; False when it is nothing on the form."""
        if not set(error.fields) & set(self.form.editors):
            return False
        self._card.tabs.setCurrentIndex(0)
        return self.form.show_problems(error)

    def _follow_hours(self) -> None:
        """Hours are entered where they are the same each time."""
        fixed = self.form.editors["hours_by"].draft() == _FIXED
        self.form.editors["hours"].setEnabled(fixed)
        self.form.set_required("hours", fixed)

    def _on_often(self) -> None:
        self._count()
        self._card.set_dirty(True)

    def _count(self) -> None:
        count = len(self.often.entries)
        self._card.tabs.setTabText(self._often, f"召开频次 {count}" if count else "召开频次")


class FrequenciesTab(QWidget):
    """The entries, newest first; kept with the kind when it is saved."""

    changed = Signal()

    def __init__(self, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.entries: tuple[FrequencyDraft, ...] = ()
        self.list = RowList("召开频次", _COLUMNS)
        self.list.currentItemChanged.connect(lambda _now, _before: self._offer())
        self.list.opened.connect(lambda _key: self.edit())
        self.add = QPushButton(icon("plus"), f"{_ADDED}…")
        self.change = QPushButton("修改…")
        self.remove = QPushButton("去掉")
        self.add.clicked.connect(self.begin)
        self.change.clicked.connect(self.edit)
        self.remove.clicked.connect(self._remove)
        hint = QLabel(
            "要求变了，请“增加一条”并写明从哪天起：以前开的会仍按当时的要求判断。不再要求的，次数填 0。", wordWrap=True
        )
        hint.setProperty("muted", True)
        buttons = QHBoxLayout()
        for button in (self.add, self.change, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 0)
        column.setSpacing(10)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.setFocusProxy(self.add)

    def show_often(self, entries: tuple[FrequencyDraft, ...]) -> None:
        self.entries = tuple(sorted(entries, key=lambda often: often.holds_from or date.max, reverse=True))
        self.list.show_rows([
            Row(at, (str(often.holds_from or ""), in_words(often), "、".join(often.organization_kinds), often.source))
            for at, often in enumerate(self.entries)
        ])  # fmt: skip
        self._offer()

    def _offer(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.list.current_id is not None)

    def begin(self) -> None:
        """Ask for a further entry, like the one chosen but from today on."""
        at = self.list.current_id
        start = self.entries[at] if at is not None else FrequencyDraft(source="")
        self._ask(f"{_ADDED}召开要求", replace(start, holds_from=self._today()), None)

    def edit(self) -> None:
        """Correct the entry chosen."""
        at = self.list.current_id
        if at is not None:
            self._ask("修改召开要求", self.entries[at], at)

    def _ask(self, title: str, often: FrequencyDraft, at: int | None) -> None:
        def apply(values: dict[str, Any]) -> None:
            entered = FrequencyDraft(**{field.name: values[field.name] for field in fields(FrequencyDraft)})
            others = [one for place, one in enumerate(self.entries) if place != at]
            check_kind(KindDraft("名称", frequencies=(*others, entered)))
            self.show_often((*others, entered))
            self.list.select_id(self.entries.index(entered))
            self.changed.emit()

        FormDialog(
            title, FREQUENCY_FIELDS, apply, button="确定", values=asdict(often), today=self._today, parent=self
        ).open()

    def _remove(self) -> None:
        at = self.list.current_id
        if at is not None:
            self.show_often(tuple(one for place, one in enumerate(self.entries) if place != at))
            self.changed.emit()
