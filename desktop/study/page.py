"""The page 学习: five views, made when first visited, each told what it missed when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.study.hours_view import HoursView
from desktop.study.make_up_view import MakeUpView
from desktop.study.outside_view import OutsideView
from desktop.study.plans_view import PlansView
from desktop.study.printing import Printing
from desktop.study.rates_view import RatesView
from desktop.widgets.filter_bar import ChipRow

_VIEWS: dict[str, tuple[str, Callable[[AppContext], QWidget]]] = {
    "hours": ("学时", HoursView),
    "rates": ("参学率", RatesView),
    "plans": ("学习计划", PlansView),
    "outside": ("外部培训", OutsideView),
    "make_up": ("补学", MakeUpView),
}
_SHOWS = {"training_plan": "plans", "outside_training": "outside"}  # whose records which view opens


class StudyPage(QWidget):
    """Hands on to the view on show what the shell asks of a page."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self._views: dict[str, Any] = {}
        self._scopes: dict[str, Scope] = {}  # what each view was last told
        self._missed: dict[str, Changes] = {}
        self.current = ""
        title = QLabel("学习")
        title.setProperty("title", True)
        self.tabs = ChipRow()
        self.tabs.set_chips([(key, label) for key, (label, _make) in _VIEWS.items()])
        self.tabs.chosen.connect(self._choose)
        self._stack = QStackedWidget()
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(title)
        top.addWidget(self.tabs, 1)
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
            self._views[key] = _VIEWS[key][1](self._context)
            self._stack.addWidget(self._views[key])
        self.current = key
        self.tabs.set_key(key)
        self._stack.setCurrentWidget(self.view)
        missed = self._missed.pop(key, None)
        if not self._tell_scope() and missed is not None:
            self.view.refresh(missed)
        elif missed is not None:
            _call(self.view, "follow", missed)
        return True

    def _choose(self, key: str) -> None:
        self.show_view(key)

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
            self.show_view("hours")
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
        """Show this plan or training; id 0 begins a new one."""
        if not self.show_view(_SHOWS[table]):
            return False
        if record_id == 0:
            self.view.begin_new()
            return True
        return bool(self.view.open_record(table, record_id))

    def print_out(self, _printout: str, ids: Sequence[int]) -> None:
        """学习档案 of these people, of the year that the views show."""
        Printing(self._context, self.window()).files(ids, self._context.scope.period.last.year)

    def search(self, text: str) -> None:
        _call(self.view, "search", text)

    def show_part(self, field: str) -> None:
        _call(self.view, "show_part", field)


def _call(view: Any, method: str, *values: object, default: object = None) -> object:
    """Call what the view implements; *default* when it does not."""
    found = getattr(view, method, None)
    return default if found is None else found(*values)
