"""A ledger's list as it is narrowed and sorted now, and what is done with the records chosen in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from db.core.action import Stop
from db.core.listing import Filter, Listing
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.listing_source import ListingSource
from desktop.widgets.table_model import ListModel
from desktop.widgets.table_view import ListView


class LedgerList:
    """The records *shown* lists, narrowed by the scope, the chips and the text of *filters*; a page lays out ``view``.

    *choices* says what the chips narrow it to now, for ``Filter.choices``; *empty_text* what is read in an empty list.
    """

    def __init__(
        self, context: AppContext, shown: Listing, filters: FilterBar, *, empty_text: Callable[[], str],
        choices: Callable[[], Mapping[str, Any]] = dict, stretch: str = "", yields: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._context, self.shown, self._filters = context, shown, filters
        self._choices, self._empty_text = choices, empty_text
        self._stretched, self._yields = stretch, yields
        self._filter = Filter()
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model)
        filters.chip_changed.connect(lambda _key: self.reload())
        filters.search_changed.connect(lambda _text: self.reload())
        self.model.sort_requested.connect(self._sort)

    @property
    def wanted(self) -> Filter:
        """What the list is narrowed to now."""
        return replace(self._filter, text=self._filters.text, choices=self._choices())

    def reload(self) -> None:
        self.view.set_empty_text(self._empty_text())
        self.model.reload(ListingSource(self._context.book, self.shown, self.wanted, self._stretched, self._yields))

    def set_scope(self, scope: Scope) -> None:
        self._filter = replace(self._filter, organization=scope.organization, period=scope.period)
        self.reload()

    def search(self, text: str) -> None:
        self._filters.set_text(text)
        self.reload()

    def narrow(self, narrowing: Mapping[str, Any]) -> None:
        """Set chip and text as *narrowing* names them."""
        self._filters.narrow(narrowing)
        self.reload()

    def _sort(self, key: str, descending: bool) -> None:
        self._filter = replace(self._filter, sort=key, descending=descending)
        self.reload()

    # -- the chosen --------------------------------------------------------------------------------

    def chosen(self) -> list[int]:
        """The selected records in the order of the list; everything it finds after Ctrl+A."""
        return self.view.chosen_ids()

    def on_delete(self, delete: Callable[[Sequence[int]], object]) -> None:
        """Have the key Delete on the list *delete* the chosen."""
        key = QShortcut(QKeySequence.StandardKey.Delete, self.view, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(lambda: delete(self.chosen()))

    def act_on(
        self, ids: Sequence[int], title: str, act: Callable[[Stop], object], done: Callable[[], object] = lambda: None
    ) -> None:
        """Do *act*, which concerns *ids*, then *done*; many are done in the background and can be broken off."""
        try:
            self._context.jobs.change(len(ids), title, act, lambda _result: done(), owner=self.view)
        except Exception as error:
            self._context.messages.show_error(error)
