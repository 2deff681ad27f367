"""The top bar's search: one box over people, organizations, meetings and duties, with its list of hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem

from db.finding.hits import Hit
from desktop.app.icons import icon
from desktop.app.jobs import Cancelled, Jobs
from desktop.app.theme import restyle
from desktop.shell.hit_list import HIT, HitList

Search = Callable[[str, Cancelled], Sequence[Hit]]
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class SearchBox(QLineEdit):
    """Emits ``opened(table, id, part)`` for a chosen hit and ``narrowed(text)`` to filter the page on screen.

    *search* gives the hits of a keystroke, *search_more* those that take longer, added when they come.
    *titles* gives each table's heading; hits of other tables are not shown.
    """

    opened = Signal(str, object, str)  # 63-bit ids do not fit a C int
    narrowed = Signal(str)

    def __init__(self, jobs: Jobs, search: Search, search_more: Search, titles: dict[str, str]) -> None:
        super().__init__(placeholderText="搜索人员、组织、会议、任务、问题…  支持首字母（Ctrl+K）")
        self._jobs, self._search, self._search_more, self._titles = jobs, search, search_more, titles
        self._found: list[Hit] = []
        self.can_narrow = False
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.setMaxLength(100)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        restyle(self, search=True)
        self._frame: HitList | None = None
        self.textEdited.connect(self._ask)  # not while an input method composes: letters half typed are no text yet

    @property
    def hits(self) -> HitList:
        """The list, made on first use because it lies over the whole window."""
        if self._frame is None:
            self._frame = HitList(self.window(), self._titles)
            self._frame.list.itemClicked.connect(self._choose)
        return self._frame

    def start(self) -> None:
        """Put the cursor here, whatever was typed before selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS and self.hits.isVisible():
            self.hits.step(_STEPS[Qt.Key(key)])
        elif key in _PAGES and self.hits.isVisible():
            self.hits.page(_PAGES[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hits.isVisible():
            self._choose(self.hits.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._jobs.drop(self)
        if self._frame is not None:
            self._frame.hide()

    def _ask(self, text: str) -> None:
        wanted = text.strip()
        if not wanted:
            self._jobs.drop(self)
            self.hits.hide()
            return
        self._jobs.latest(self, lambda cancelled: self._search(wanted, cancelled), self._show)

    def _show(self, found: Sequence[Hit]) -> None:
        wanted = self.text().strip()
        self._found = list(found)
        self._fill(unfinished=True)
        self._jobs.latest(self, lambda cancelled: self._search_more(wanted, cancelled), self._add)

    def _add(self, more: Sequence[Hit]) -> None:
        """What is on show already stays as it is."""
        known = {(hit.table, hit.id) for hit in self._found}
        new = [hit for hit in more if (hit.table, hit.id) not in known]
        if new or not self._found:
            self._found += new
            self._fill(unfinished=False)

    def _fill(self, *, unfinished: bool) -> None:
        self.hits.fill(self._found, self.text().strip() if self.can_narrow else "", unfinished=unfinished)
        self.hits.show_below(self)

    def _choose(self, item: QListWidgetItem | None) -> None:
        chosen = item.data(HIT) if item is not None else None
        if isinstance(chosen, Hit):
            self._close()
            self.opened.emit(chosen.table, chosen.id, chosen.part)
        elif isinstance(chosen, str):
            self._close(keep_text=True)
            self.narrowed.emit(chosen)

    def _close(self, *, keep_text: bool = False) -> None:
        self._jobs.drop(self)
        self.hits.hide()
        if not keep_text:
            self.clear()
