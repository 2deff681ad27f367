"""The pages in their stack: made when first visited, told what they missed when they come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.app.page import PageSpec, Scope


class PageHost(QStackedWidget):
    """Emits ``opened(key)`` after another page came on screen."""

    opened = Signal(str)

    def __init__(self, context: AppContext, specs: Sequence[PageSpec]) -> None:
        super().__init__()
        self._context = context
        self._specs = {spec.key: spec for spec in specs}
        self._pages: dict[str, QWidget] = {}
        self._missed: dict[str, Changes] = {}
        self._scopes: dict[str, Scope] = {}  # what each page was last told
        self.current = ""
        context.bus.changed.connect(self._on_changed)
        context.bus.scope_changed.connect(lambda _scope: self._tell_scope())

    def page(self) -> QWidget | None:
        """The page on screen."""
        return self._pages.get(self.current)

    def open(self, key: str) -> bool:
        """Bring page *key* on screen. False when the current page refuses to be left."""
        if key == self.current:
            return True
        if not self.can_leave():
            return False
        page = self._pages.get(key) or self._made(key)
        self.current = key
        self.setCurrentWidget(page)
        self._tell_scope()
        if missed := self._missed.pop(key, None):
            _call(page, "refresh", missed)
        self.opened.emit(key)
        return True

    def can_leave(self) -> bool:
        """Whether the current page has nothing unsaved, or the user decided about it."""
        ask = getattr(self.page(), "can_leave", None)
        return ask is None or bool(ask())

    def keep_unsaved(self) -> bool:
        """Keep what is typed without asking; a page that cannot is asked as when it is left."""
        keep = getattr(self.page(), "keep_unsaved", None)
        return self.can_leave() if keep is None else bool(keep())

    def open_record(self, table: str, record: int) -> bool:
        """Open the page that shows *table* at *record*. False when there is none or the current one stays."""
        key = next((spec.key for spec in self._specs.values() if table in spec.tables), None)
        if key is None or not self.open(key):
            return False
        show = getattr(self._pages[key], "open_record", None)
        return show is not None and bool(show(table, record))

    def begin_record(self, table: str, presets: Mapping[str, Any]) -> bool:
        """Open the page that shows *table* with a new record that has these values already."""
        key = next((spec.key for spec in self._specs.values() if table in spec.tables), None)
        return key is not None and self.open(key) and _call(self._pages[key], "begin_with", table, presets)

    def narrow(self, key: str, narrowing: Mapping[str, Any]) -> bool:
        """Open page *key*, narrowed; a page that cannot be narrowed is only opened."""
        return key in self._specs and self.open(key) and (_call(self._pages[key], "narrow_to", narrowing) or True)

    def print_out(self, printout: str, ids: Sequence[int]) -> bool:
        """Have the page whose printout it is show it; the current one stays on screen."""
        key = next((spec.key for spec in self._specs.values() if printout in spec.prints), None)
        return key is not None and _call(self._pages.get(key) or self._made(key), "print_out", printout, ids)

    def show_part(self, field: str) -> bool:
        """Have the current page show that field of its open record."""
        return _call(self.page(), "show_part", field)

    def search(self, text: str) -> bool:
        """Hand *text* to the current page's own filter."""
        return _call(self.page(), "search", text)

    def reread(self) -> None:
        """Have the current page read everything it shows again."""
        _call(self.page(), "set_scope", self._context.scope)

    def can_delete(self) -> bool:
        ask = getattr(self.page(), "can_delete", None)  # a page of several views: it depends on the one on show
        return hasattr(self.page(), "delete_chosen") if ask is None else bool(ask())

    def delete_chosen(self) -> bool:
        """Have the current page delete what is selected on it; it asks first."""
        return _call(self.page(), "delete_chosen")

    def can_search(self) -> bool:
        return hasattr(self.page(), "search")

    def _made(self, key: str) -> QWidget:
        page = self._specs[key].factory(self._context)
        page.setProperty("page", True)
        self._pages[key] = page
        self.addWidget(page)
        return page

    def _tell_scope(self) -> None:
        page = self.page()
        scope = self._context.scope
        if page is not None and self._scopes.get(self.current) != scope:
            self._scopes[self.current] = scope
            _call(page, "set_scope", scope)

    def _on_changed(self, changes: Changes) -> None:
        for key, page in self._pages.items():
            if key == self.current:
                _call(page, "refresh", changes)
            else:
                earlier = self._missed.get(key)
                self._missed[key] = earlier | changes if earlier else changes


def _call(page: QWidget | None, method: str, *values: object) -> bool:
    """Call what the page implements; False when it does not."""
    found: Callable[..., object] | None = getattr(page, method, None)
    if found is not None:
        found(*values)
    return found is not None
