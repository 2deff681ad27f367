"""A split page whose left half is a ledger's list, narrowed by the scope, a chip and typed text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from db.core.action import Stop
from db.core.changes import Changes
from db.core.listing import Filter, Listing
from db.organizations.queries import nodes
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.listing_source import ListingSource
from desktop.widgets.places import Places
from desktop.widgets.record_card import RecordCard
from desktop.widgets.split_page import SplitPage
from desktop.widgets.table_model import ListModel
from desktop.widgets.table_view import SEARCHING, ListView


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
        self._shown, self._stretched, self._yields = shown, stretch, yields
        self._tables, self._outside = tables, outside
        self._filter = Filter()
        self._saved: int | None = None  # to be shown in the list once it has been read again
        self.model = ListModel(context.jobs)
        self.places = Places()
        super().__init__(title, ListView(self.model), card, context.messages, record=record, filters=filters)
        self._read_places()
        filters.chip_changed.connect(lambda _key: self.reload())
        filters.search_changed.connect(lambda _text: self.reload())
        self.model.sort_requested.connect(self._sort)
        self.model.completed.connect(self._on_completed)
        self.model.searching.connect(lambda: self.set_subtitle(SEARCHING))
        QShortcut(QKeySequence.StandardKey.New, self, self.begin_new)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.view, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_chosen)

    # -- what a page says --------------------------------------------------------------------------

    def narrowed_to(self, chip: Any) -> dict[str, Any]:
        """What *chip* (not None) narrows the list to, for ``Filter.choices``."""
        raise NotImplementedError

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
        chip = self.filters.chip
        choices = {} if chip is None else self.narrowed_to(chip)
        return replace(self._filter, text=self.filters.text, choices=choices)

    def reload(self) -> None:
        self.model.reload(ListingSource(self._book, self._shown, self.wanted, self._stretched, self._yields))

    def chosen(self) -> list[int]:
        """The selected records in the order of the list; everything it finds after Ctrl+A."""
        return self.view.chosen_ids()

    def act_on(self, ids: Sequence[int], title: str, act: Callable[[Stop], object], done: Callable[[], object]) -> None:
        """Do *act*, which concerns *ids*, then *done*; many are done in the background and can be broken off."""
        try:
            self._context.jobs.change(len(ids), title, act, lambda _result: done(), owner=self)
        except Exception as error:
            self._context.messages.show_error(error)

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
        self._filter = replace(self._filter, organization=scope.organization, period=scope.period)
        self._read_places()
        self.reload()

    def delete_chosen(self) -> None:
        self.delete(self.chosen())

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self.reload()

    def refresh(self, changes: Changes) -> None:
        if not changes.touch(*self._tables):
            return
        if changes.touch("organization"):
            self._read_places()
            self.places_changed()
        self.model.refresh_all()
        self.follow(changes)

    # -- the list ----------------------------------------------------------------------------------

    def _sort(self, key: str, descending: bool) -> None:
        self._filter = replace(self._filter, sort=key, descending=descending)
        self.reload()

    def _on_completed(self, total: int) -> None:
        self.set_subtitle(self.counted(total))
        saved, self._saved = self._saved, None
        if saved is not None and saved == self.open_id and not self.view.select_id(saved):
            self._context.messages.info(self._outside)

    def _read_places(self) -> None:
        with self._book.read() as connection:
            self.places.read(nodes(connection))
