"""What holds of a kind of meeting from a day on, entry by entry: its frequencies, what taking part is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.fields import Field
from db.meetings.dated import WorthDraft
from db.meetings.fields import FREQUENCY_FIELDS, WORTH_FIELDS
from db.meetings.kinds import (
    FrequencyDraft,
    check_frequencies,
    check_worth,
    in_words,
    worth_in_words,
)
from desktop.app.icons import icon
from desktop.settings.rows import Row, RowList
from desktop.widgets.form_dialog import FormDialog

Today = Callable[[], date]
_ADDED = "增加一条"


@dataclass(frozen=True, slots=True)
class Dated:
    """One sort of entries. ``blank``: what a first one starts from; ``cells``: what follows the day in the list."""

    title: str
    called: str
    hint: str
    columns: tuple[tuple[str, int], ...]
    fields: tuple[Field, ...]
    blank: Any
    cells: Callable[[Any], tuple[str, ...]]
    check: Callable[[Sequence[Any]], None]
    note: str = ""  # said where an entry is added or changed


FREQUENCIES = Dated(
    "召开频次", "召开要求",
    "要求变了，请“增加一条”并写明从哪天起：以前开的会仍按当时的要求判断。不再要求的，次数填 0。",
    (("要求", 100), ("适用组织", 0), ("依据", 240)), FREQUENCY_FIELDS, FrequencyDraft(),
    lambda often: (in_words(often), "、".join(often.organization_kinds), often.source), check_frequencies,
    "起始日之前已经开始的月、季、年仍按原来的要求判断，新要求从下一个月、季、年起算。",
)  # fmt: skip
WORTH = Dated(
    "学时折算", "学时折算",
    "参加一次折合多少学时。折算变了，请“增加一条”并写明从哪天起：以前的会仍按当时的折算。",
    (("学时", 140), ("依据", 0)), WORTH_FIELDS, WorthDraft(),
    lambda worth: (worth_in_words(worth), worth.source), check_worth,
)  # fmt: skip


class DatedTab(QWidget):
    """The entries of one sort, newest first; kept with the kind when it is saved."""

    changed = Signal()

    def __init__(self, dated: Dated, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dated, self._today = dated, today
        self.entries: tuple[Any, ...] = ()
        self.list = RowList(dated.title, (("从哪天起", 92), *dated.columns))
        self.list.currentItemChanged.connect(lambda _now, _before: self._offer())
        self.list.opened.connect(lambda _key: self.edit())
        self.add = QPushButton(icon("plus"), f"{_ADDED}…")
        self.change = QPushButton("修改…")
        self.remove = QPushButton("去掉")
        self.add.clicked.connect(self.begin)
        self.change.clicked.connect(self.edit)
        self.remove.clicked.connect(self._remove)
        hint = QLabel(dated.hint, wordWrap=True)
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

    @property
    def title(self) -> str:
        count = len(self.entries)
        return f"{self._dated.title} {count}" if count else self._dated.title

    def show_entries(self, entries: Sequence[Any]) -> None:
        self.entries = tuple(sorted(entries, key=lambda each: each.holds_from or date.max, reverse=True))
        self.list.show_rows([
            Row(at, (str(each.holds_from or ""), *self._dated.cells(each))) for at, each in enumerate(self.entries)
        ])  # fmt: skip
        self._offer()

    def _offer(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.list.current_id is not None)

    def begin(self) -> None:
        """Ask for a further entry, like the one chosen (none: the newest) but from today on."""
        at = self.list.current_id
        if at is None and self.entries:
            at = 0
        start = self.entries[at] if at is not None else replace(self._dated.blank, source="")
        self._ask(f"{_ADDED}{self._dated.called}", replace(start, holds_from=self._today()), None)

    def edit(self) -> None:
        """Correct the entry chosen."""
        at = self.list.current_id
        if at is not None:
            self._ask(f"修改{self._dated.called}", self.entries[at], at)

    def _ask(self, title: str, start: Any, at: int | None) -> None:
        def apply(values: dict[str, Any]) -> None:
            entered = type(start)(**values)
            others = [one for place, one in enumerate(self.entries) if place != at]
            self._dated.check((*others, entered))
            self.show_entries((*others, entered))
            self.list.select_id(self.entries.index(entered))
            self.changed.emit()

        FormDialog(
            title,
            self._dated.fields,
            apply,
            button="确定",
            values=asdict(start),
            today=self._today,
            parent=self,
            note=self._dated.note,
        ).open()

    def _remove(self) -> None:
        at = self.list.current_id
        if at is not None:
            self.show_entries([one for place, one in enumerate(self.entries) if place != at])
            self.changed.emit()
