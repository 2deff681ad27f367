"""The page 设置: 会议类型, 工作规则 and 本机. Backups, passphrase and recovery code are in the menu 文件."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from db.core.changes import Changes
from db.rules.queries import code_of
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.settings.desk import DeskPart
from desktop.settings.kinds import KindsPart
from desktop.settings.rules import RulesPart
from desktop.widgets.filter_bar import ChipRow

_PARTS = (("kinds", "会议类型"), ("rules", "工作规则"), ("desk", "本机"))
_SWITCH = 270  # pixels for all chips


class SettingsPage(QStackedWidget):
    """One of three parts on show; the chips beside the title lead to the others."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.switches = [self._switch(key) for key, _ in _PARTS]
        self.kinds = KindsPart(context, self.switches[0])
        self.rules = RulesPart(context, self.switches[1])
        self.desk = DeskPart(context, self.switches[2])
        for part in (self.kinds, self.rules, self.desk):
            self.addWidget(part)
        self.setFocusProxy(self.kinds)

    def _switch(self, own: str) -> ChipRow:
        chips = ChipRow()
        chips.setFixedWidth(_SWITCH)
        chips.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        chips.set_chips(_PARTS, own)
        chips.chosen.connect(lambda key: self._show(key, chips, own))
        return chips

    def _show(self, key: str, chips: ChipRow, own: str) -> None:
        """Go to the other part; its own chips keep saying where one is."""
        chips.set_key(own)
        if key != own and self.kinds.can_leave():
            self.show_part(key)

    def show_part(self, key: str) -> None:
        """Bring part *key* on show."""
        at = [name for name, _ in _PARTS].index(key) if key in dict(_PARTS) else self.currentIndex()
        self.setCurrentIndex(at)
        self.setFocusProxy(self.currentWidget())
        self.currentWidget().setFocus()

    def set_scope(self, _scope: Scope) -> None:
        """Settings are the whole office's."""
        self.kinds.reload()
        self.rules.reload()
        self.desk.reload()

    def refresh(self, changes: Changes) -> None:
        self.kinds.refresh(changes)
        self.rules.refresh(changes)

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        if self.kinds.can_leave():
            self.show_part(str(narrowing.get("view", "kinds")))

    def can_leave(self) -> bool:
        return self.kinds.can_leave()

    def open_record(self, table: str, record_id: int) -> bool:
        if not self.kinds.can_leave():
            return False
        if table == "rule":
            with self._context.book.read() as connection:
                code = code_of(connection, record_id)
            self.show_part("rules")
            if code is not None:
                self.rules.open(code)
            return True
        self.show_part("kinds")
        return self.kinds.open_record(table, record_id)
