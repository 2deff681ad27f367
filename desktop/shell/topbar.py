"""The strip along the top: product, search, scope, period, undo, lock, menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.app.theme import restyle
from desktop.shell.period_picker import PeriodPicker
from desktop.shell.scope_picker import ScopePicker
from desktop.shell.search_box import SearchBox

PRODUCT = "一本账"
SUBTITLE = "基层党建工作台账"
_HEIGHT = 57
_SEARCH_WIDTH = 420
_SCOPE_TEXT, _PERIOD_TEXT = 220, 190


class TopBar(QFrame):
    """Only lays out what it is given; the window connects it."""

    def __init__(
        self, search: SearchBox, scope: ScopePicker, period: PeriodPicker, tools: list[QAction], lock: QAction, menu: QMenu
    ) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(_HEIGHT)
        self.scope, self.period = scope, period
        search.setMinimumWidth(180)
        search.setMaximumWidth(_SEARCH_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(_name())
        row.addSpacing(24)
        row.addWidget(search, 1)
        row.addStretch()
        row.addWidget(scope)
        row.addWidget(period)
        for action in tools:
            row.addWidget(_tool(action))
        row.addWidget(_button(lock))
        self.menu_button = _menu_button(menu)
        row.addWidget(self.menu_button)

    def show_scope(self, scope: Scope) -> None:
        self.scope.show_text(scope.label, _SCOPE_TEXT)
        self.period.show_period(scope.period, _PERIOD_TEXT)


def _name() -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(14)
    product = QLabel(PRODUCT)
    product.setObjectName("product")
    subtitle = QLabel(SUBTITLE)
    restyle(subtitle, muted=True)
    row.addWidget(product)
    row.addWidget(subtitle)
    return both


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(18, 18))
    button.setFixedSize(34, 34)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _button(action: QAction) -> QPushButton:
    """A labelled button that does what *action* does; the action keeps the shortcut."""
    button = QPushButton(action.icon(), action.text().split("(")[0])
    button.setToolTip(f"{button.text()}（{action.shortcut().toString()}）")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    return button


def _menu_button(menu: QMenu) -> QPushButton:
    button = QPushButton(icon("menu"), "菜单(&M)")
    button.setMenu(menu)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
