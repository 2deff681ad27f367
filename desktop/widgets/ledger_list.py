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

    *choices* says what the chips narrow it to now, for ``Filter.choices``; *of_chip* what one of them would;
    *empty_text* what is read in an empty list.
    """

    def __init__(
        self, context: AppContext, shown: Listing, filters: FilterBar, *, empty_text: Callable[[], str],
        choices: Callable[[], Mapping[str, Any]] = dict, of_chip: Callable[[Any], Mapping[str, Any]] = lambda _key: {},
        stretch: str = "", yields: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._context, self.shown, self._filters = context, shown, filters
        self._choices, self._of_chip, self._empty_text = choices, of_chip, empty_text
        self._stretched, self._yields = stretch, yields
        self._filter = Filter()
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model)
        filters.chip_changed.connect(lambda _key: self.reload())
        filters.search_changed.connect(lambda _text: self.reload())
        filters.widened.connect(self.reload)
        self.model.sort_requested.connect(self._sort)

    @property
    def wanted(self) -> Filter:
        """What the list is narrowed to now."""
        wanted = replace(self._filter, text=self._filters.text, choices=self._choices())
        if (only := self._filters.only) is None:
            return wanted
        choices = {**only.choices, **wanted.choices}  # a chip pressed since is what the user wants now
        return replace(wanted, organization=only.organization, period=only.period, choices=choices)

    def reload(self) -> None:
        self.view.set_empty_text(self._empty_text())
        self.model.reload(ListingSource(self._context.book, self.shown, self.wanted, self._stretched, self._yields))

    def set_scope(self, scope: Scope) -> None:
        had, self._filter = self._filter, self._of_scope(scope)
        if self._filter != had:
            self._filters.show_only(None)
        self.reload()

    def search(self, text: str) -> None:
        self._filters.set_text(text)
        self.reload()

    def narrow(self, narrowing: Mapping[str, Any]) -> None:
        """Set chip and text as *narrowing* names them; with a ``filter`` list what that very one finds. Of it a chip
        shows what one stands for, the rest is told by its ``label``."""
        self._filters.narrow(narrowing)
        self._filters.show_only(None)
        if (wanted := narrowing.get("filter")) is not None:
            self._narrow_to(wanted, narrowing.get("label", ""))
        self.reload()

    def _narrow_to(self, wanted: Filter, label: str) -> None:
        said = self._said_by(wanted.choices)
        self._filters.chips.reset(said)
        told = {} if said is None else self._of_chip(said)
        rest = {name: value for name, value in wanted.choices.items() if name not in told}
        here = self._of_scope(self._context.scope)
        if rest or (wanted.organization, wanted.period) != (here.organization, here.period):
            self._filters.show_only(replace(wanted, choices=rest), label)

    def _said_by(self, choices: Mapping[str, Any]) -> Any:
        """The chip that stands for a part of *choices*."""
        for key in self._filters.chips.keys:
            said = {} if key is None else self._of_chip(key)
            if said and said.items() <= choices.items():
                return key
        return None

    def _of_scope(self, scope: Scope) -> Filter:
        return replace(self._filter, organization=scope.organization, period=scope.period)

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
