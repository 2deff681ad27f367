"""A split page whose left half is a ledger's list, narrowed by the scope, a chip and typed text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from db.core.changes import Changes
from db.core.listing import Filter, Listing
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.ledger_list import LedgerList
from desktop.widgets.places import Places
from desktop.widgets.record_card import RecordCard
from desktop.widgets.split_page import SplitPage
from desktop.widgets.table_view import SEARCHING, ListView
from desktop.widgets.views_page import in_corner


class LedgerPage(SplitPage):
    """A page derives from it and says what a chip means, how many there are, and what else ``SplitPage`` asks for.

    *record* is the table of its records, *tables* are all whose changes its list shows, *outside* is said when a
    record was saved that the list does not show.
    """

    view: ListView
    filters: FilterBar

    def __init__(
        self, context: AppContext, title: str, shown: Listing, card: RecordCard, filters: FilterBar, *,
        record: str, tables: Sequence[str], outside: str, stretch: str = "", yields: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._context, self._book = context, context.book
        self._tables, self._outside = tables, outside
        self._saved: int | None = None  # to be shown in the list once it has been read again
        self.ledger = LedgerList(
            context, shown, filters, choices=self._choices, of_chip=self.narrowed_to, empty_text=self.empty_text,
            stretch=stretch, yields=yields,
        )  # fmt: skip
        self.model = self.ledger.model
        self.places = Places()
        super().__init__(title, self.ledger.view, card, context.messages, record=record, filters=filters)
        self.places.read(self._book)
        self.ledger.on_delete(self.delete)
        self.model.completed.connect(self._on_completed)
        self.model.searching.connect(lambda: self.set_subtitle(SEARCHING))
        QShortcut(QKeySequence.StandardKey.New, self, self.begin_new)

    # -- what a page says --------------------------------------------------------------------------

    def narrowed_to(self, chip: Any) -> dict[str, Any]:
        """What *chip* (not None) narrows the list to, for ``Filter.choices``."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """What is read in the list when it is empty."""
        return "没有记录"

    def counted(self, total: int) -> str:
        """The subtitle: whose and how many."""
        raise NotImplementedError

    def begin_new(self) -> None:
        """Show an empty record."""
        raise NotImplementedError

    def delete(self, ids: Sequence[int]) -> None:
        """Delete *ids* after a question."""
        raise NotImplementedError

    def places_changed(self) -> None:
        """Organizations were renamed, added or removed; ``places`` knows already."""

    # -- what a page uses --------------------------------------------------------------------------

    @property
    def wanted(self) -> Filter:
        """What the list is narrowed to now."""
        return self.ledger.wanted

    def chosen(self) -> list[int]:
        return self.ledger.chosen()

    def gone(self, ids: Sequence[int]) -> None:
        """*ids* were deleted: what is on show stays unless it is one of them (another may be being typed by now)."""
        if self.open_id in ids:
            self.close_record()

    def attempt_save(self, read: Callable[[], Callable[[], int]], show_problems: Callable[[Any], bool]) -> int | None:
        """``attempt``, and the list shows what was saved."""
        saved = self.attempt(self._context.jobs, read, show_problems)
        if saved is not None:
            self.set_open(saved)
            self._saved = saved
            self.model.refresh_all()  # asked for by us: what the bus asked for may already have been read
        return saved

    # -- what the shell asks -----------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self.places.read(self._book)
        self.ledger.set_scope(scope)

    def delete_chosen(self) -> None:
        self.delete(self.chosen())

    def search(self, text: str) -> None:
        self.ledger.search(text)

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        self.ledger.narrow(narrowing)

    def refresh(self, changes: Changes) -> None:
        if not changes.touch(*self._tables):
            return
        if changes.touch("organization"):
            self.places.read(self._book)
            self.places_changed()
        self.model.refresh_all()
        self.follow(changes)

    # -- the list ----------------------------------------------------------------------------------

    def _choices(self) -> dict[str, Any]:
        chip = self.filters.chip
        return {} if chip is None else self.narrowed_to(chip)

    def _on_completed(self, total: int) -> None:
        self.set_subtitle(self.counted(total))
        saved, self._saved = self._saved, None
        if saved is not None and saved == self.open_id and not self.view.select_id(saved):
            self._context.messages.info(self._outside)


class LedgerView(LedgerPage):
    """A ledger as one view of a page of several: the page around it has the margins, the title and, beside the chips
    of its views, the ``corner``: how many there are, and what can be done."""

    corner: QWidget

    def _space_out(self) -> None:
        self._title.hide()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._column.removeItem(self._header)
        self.corner = in_corner(self._header)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never low: what would make room is the page's."""
        QWidget.resizeEvent(self, event)
