"""A page of several views, made when first visited, each told what it missed when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.widgets.filter_bar import ChipRow

Views = Mapping[str, tuple[str, Callable[[AppContext], QWidget]]]  # key → its chip, what makes it


class ViewsPage(QWidget):
    """Hands on to the view on show what the shell asks of a page.

    *views* in the order of their chips, the first on show at first; *shows*: whose records which view opens. A page
    with one view has no chips. A view may have a ``corner``, shown beside the chips instead of a line of its own.
    """

    def __init__(self, context: AppContext, title: str, views: Views, shows: Mapping[str, str]) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._makers, self._shows = context, views, shows
        self._views: dict[str, Any] = {}
        self._scopes: dict[str, Scope] = {}  # what each view was last told
        self._missed: dict[str, Changes] = {}
        self.current = ""
        name = QLabel(title)
        name.setProperty("title", True)
        self.tabs = ChipRow()
        self.tabs.set_chips([(key, label) for key, (label, _make) in views.items()])
        self.tabs.chosen.connect(self.show_view)
        self.tabs.setVisible(len(views) > 1)
        self._stack = QStackedWidget()
        self._corners = QStackedWidget()
        self._corners.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(name)
        top.addWidget(self.tabs, 2)
        top.addWidget(self._corners, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._stack, 1)

    @property
    def view(self) -> Any:
        """The view on show."""
        return self._views.get(self.current)

    def show_view(self, key: str) -> bool:
        """Bring a view on show. False when the one before refuses to be left."""
        if key == self.current:
            return True
        if not self.can_leave():
            self.tabs.set_key(self.current)
            return False
        if key not in self._views:
            made = self._views[key] = self._makers[key][1](self._context)
            self._corners.addWidget(
                getattr(made, "corner", None) or QWidget()
            )  # first: the view puts its stops in order
            self._stack.addWidget(made)
        self.current = key
        self.tabs.set_key(key)
        self._stack.setCurrentWidget(self.view)
        self._corners.setCurrentIndex(self._stack.currentIndex())
        missed = self._missed.pop(key, None)
        if not self._tell_scope() and missed is not None:
            self.view.refresh(missed)
        elif missed is not None:
            _call(self.view, "follow", missed)
        return True

    def _tell_scope(self) -> bool:
        scope = self._context.scope
        if self._scopes.get(self.current) == scope:
            return False
        self._scopes[self.current] = scope
        self.view.set_scope(scope)
        return True

    # -- what the shell asks -----------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        if self.view is None:
            self.show_view(next(iter(self._makers)))
        else:
            self._scopes[self.current] = scope
            self.view.set_scope(scope)

    def refresh(self, changes: Changes) -> None:
        for key, view in self._views.items():
            if key == self.current:
                view.refresh(changes)
            else:
                earlier = self._missed.get(key)
                self._missed[key] = earlier | changes if earlier else changes

    def can_leave(self) -> bool:
        return bool(_call(self.view, "can_leave", default=True))

    def keep_unsaved(self) -> bool:
        return bool(_call(self.view, "keep_unsaved", default=True))

    def open_record(self, table: str, record_id: int) -> bool:
        """Show this record on its view; id 0 begins a new one."""
        if not self.show_view(self._shows[table]):
            return False
        if record_id == 0:
            self.view.begin_new()
            return True
        return bool(self.view.open_record(table, record_id))

    def begin_with(self, table: str, presets: Mapping[str, Any]) -> None:
        if self.show_view(self._shows[table]):
            self.view.begin_with(table, presets)

    def can_delete(self) -> bool:
        return hasattr(self.view, "delete_chosen")

    def delete_chosen(self) -> None:
        _call(self.view, "delete_chosen")

    def search(self, text: str) -> None:
        _call(self.view, "search", text)

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        if self.show_view(narrowing.get("view", self.current)):
            _call(self.view, "narrow_to", narrowing)

    def show_part(self, field: str) -> None:
        _call(self.view, "show_part", field)


def in_corner(header: QHBoxLayout) -> QWidget:
    """*header* of a view as what its page shows beside the chips."""
    corner = QWidget()
    header.setParent(None)
    header.setContentsMargins(0, 0, 0, 0)
    header.insertStretch(0, 100)
    corner.setLayout(header)
    return corner


def _call(view: Any, method: str, *values: object, default: object = None) -> object:
    """Call what the view implements; *default* when it does not."""
    found = getattr(view, method, None)
    return default if found is None else found(*values)
