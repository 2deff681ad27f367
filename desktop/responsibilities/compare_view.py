"""年度对比: two lists side by side, what was added, dropped and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.errors import UserError
from db.core.listing import Filter
from db.responsibilities.compare import Change, Difference, compared
from db.responsibilities.queries import called, lists, others_like
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView

_TABLES = ("responsibility_list", "responsibility_item", "organization", "meeting_kind")
_TONES = {Change.ADDED: "success", Change.DROPPED: "error", Change.CHANGED: "warning", Change.SAME: "muted"}
_ALL = "all"
_CHIPS = ((None, "有变化"), *((change, change.value) for change in Change), (_ALL, "全部"))
_COLUMNS = (
    Column("change", "变化", 56, sortable=False, tone=lambda word: _TONES.get(word, "")),
    Column("category", "类别", 120, sortable=False), Column("old", "原条目", 320, sortable=False),
    Column("new", "现条目", 320, sortable=False), Column("fields", "改了什么", 200, stretch=True, sortable=False),
)  # fmt: skip
_NONE = "有两份责任清单才能对比。把上一年的清单“复制到下一年…”，或另建一份。"


class CompareView(QWidget):
    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self._found: list[Difference] = []
        self.new_box, self.old_box = QComboBox(), QComboBox()
        self.new_box.setAccessibleName("现清单")
        self.old_box.setAccessibleName("原清单")
        self.figures = ElidedLabel()
        self.figures.setProperty("muted", True)
        self.filters = FilterBar(_CHIPS, "类别、条目")
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, _NONE)
        self.detail = QLabel(wordWrap=True)
        self.detail.hide()
        self._lay_out()
        self.new_box.activated.connect(lambda _at: self._offer_old(None))
        self.old_box.activated.connect(lambda _at: self._compare())
        self.filters.chip_changed.connect(lambda _key: self._fill())
        self.filters.search_changed.connect(lambda _text: self._fill())
        self.view.current_changed.connect(self._tell)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        for label, box in (("现清单", self.new_box), ("原清单", self.old_box)):
            header.addWidget(name := QLabel(label))
            name.setBuddy(box)
            box.setMinimumWidth(240)
            header.addWidget(box)
        header.addWidget(self.figures, 1)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view, 1)
        inside.addWidget(self.detail)
        self.detail.setContentsMargins(8, 4, 8, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(header)
        column.addWidget(self.filters)
        column.addWidget(card, 1)

    # -- what the shell asks -----------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self._offer(Filter(organization=scope.organization, period=scope.period))

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.set_scope(self._context.scope)

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self._fill()

    def choose(self, list_id: int) -> None:
        """Begin with this list, where it is among those offered."""
        if (at := self.new_box.findData(list_id)) >= 0 and at != self.new_box.currentIndex():
            self.new_box.setCurrentIndex(at)
            self._offer_old(None)

    # -- the two lists -----------------------------------------------------------------------------

    def _offer(self, wanted: Filter) -> None:
        """Lists of the scope and period, the one on show kept where it is among them."""
        kept_new, kept_old = self.new_box.currentData(), self.old_box.currentData()
        with self._book.read() as connection:
            rows = list(lists.all(connection, wanted))
        names = [field.name for field in lists.fields]
        at = {name: names.index(name) + 1 for name in ("year", "title", "organization")}
        offered = [
            (row[0], f"{called(row[at['year']], row[at['title']])}（{row[at['organization']]}）") for row in rows
        ]
        _put(self.new_box, offered, kept_new)
        self._offer_old(kept_old)

    def _offer_old(self, kept: int | None) -> None:
        new = self.new_box.currentData()
        offered: Sequence[tuple[int, str]] = ()
        if new is not None:
            with self._book.read() as connection:
                offered = others_like(connection, new)
        _put(self.old_box, offered, kept)
        self._compare()

    def _compare(self) -> None:
        new, old, book = self.new_box.currentData(), self.old_box.currentData(), self._book
        if new is None or old is None:
            self._context.jobs.drop(self)
            self._take([])
            return

        def read(_stop: Callable[[], bool]) -> list[Difference]:
            with book.read() as connection:
                try:
                    return compared(connection, old, new)
                except UserError:  # deleted meanwhile
                    return []

        self._context.jobs.latest(self, read, self._take, owner=self)

    def _take(self, found: list[Difference]) -> None:
        self._found = found
        counts = Counter(each.change for each in found)
        told = "，".join(f"{change.value} {counts[change]} 条" for change in Change if counts[change])
        self.figures.setText(told)
        self.view.set_empty_text("两份清单没有不同" if found else _NONE)
        self._fill()

    def _fill(self) -> None:
        chip, text = self.filters.chip, self.filters.text.strip()
        rows: list[Row] = []
        for at, each in enumerate(self._found):
            row = (at, each.change, each.category, _text(each.old), _text(each.new), _fields(each))
            wanted = each.change is not Change.SAME if chip is None else chip in (_ALL, each.change)
            if wanted and any(text in str(value) for value in row[1:]):
                rows.append(row)
        self.model.reload(Rows(_COLUMNS, rows))
        self._tell(self.view.current_id)

    def _tell(self, at: int | None) -> None:
        """What the columns have no room for."""
        each = self._found[at] if at is not None and at < len(self._found) else None
        self.detail.setVisible(each is not None)
        if each is not None:
            told = [f"原：{_text(each.old)}" if each.old else "", f"现：{_text(each.new)}" if each.new else ""]
            told += [f"{label}：{before or '（空）'} → {now or '（空）'}" for label, before, now in each.fields]
            self.detail.setText("\n".join(filter(None, told)))


def _text(item: Any) -> str:
    return "" if item is None else f"{item.no}. {' '.join(item.draft.text.split())}"


def _fields(each: Difference) -> str:
    return "；".join(f"{label}：{before or '（空）'} → {now or '（空）'}" for label, before, now in each.fields)


def _put(box: QComboBox, offered: Sequence[tuple[int, str]], kept: int | None) -> None:
    box.clear()
    for id, label in offered:
        box.addItem(label, id)
    box.setCurrentIndex(max(box.findData(kept), 0) if offered else -1)
    box.setEnabled(len(offered) > 0)
