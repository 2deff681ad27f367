"""The strip along the top: product, search, scope, period, undo, lock, menu."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton

from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.app.theme import restyle
from desktop.shell.period_picker import PeriodPicker
from desktop.shell.scope_picker import ScopePicker
from desktop.shell.search_box import SearchBox
from desktop.widgets.tool_button import ToolButton

PRODUCT = "一本账"
SUBTITLE = "基层党建工作台账"
_HEIGHT = 57
_SEARCH_WIDTH = 420
_SCOPE_TEXT, _SHORT_SCOPE_TEXT, _PERIOD_TEXT = 220, 120, 150
_WIDE = 1140


class TopBar(QFrame):
    """Only lays out what it is given; the window connects it."""

    def __init__(
        self,
        search: SearchBox,
        scope: ScopePicker,
        period: PeriodPicker,
        tools: list[QAction],
        lock: QAction,
        menu: QMenu,
    ) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(_HEIGHT)
        self.scope, self.period = scope, period
        self._scope: Scope | None = None
        search.setMinimumWidth(140)
        search.setMaximumWidth(_SEARCH_WIDTH)
        self._subtitle = QLabel(SUBTITLE)
        restyle(self._subtitle, muted=True)
        self._labelled = {button: button.text() for button in (_button(lock), _menu_button(menu))}
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        row.addWidget(_product())
        row.addSpacing(6)
        row.addWidget(self._subtitle)
        row.addSpacing(24)
        row.addWidget(search, 1)
        row.addStretch()
        row.addWidget(scope)
        row.addWidget(period)
        for action in tools:
            row.addWidget(_tool(action))
        for button in self._labelled:
            row.addWidget(button)

    def show_scope(self, scope: Scope) -> None:
        self._scope = scope
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """On a narrow window (1366 pixels at 150 %) keep what is used and drop what only explains."""
        wide = self.width() >= _WIDE
        self._subtitle.setVisible(wide)
        for button, text in self._labelled.items():
            button.setText(text if wide else "")
        if self._scope is not None:
            if wide:
                self.scope.show_text(self._scope.label, _SCOPE_TEXT)
            else:
                self.scope.show_text(self._scope.organization_name, _SHORT_SCOPE_TEXT)
            self.period.show_period(self._scope.period, _PERIOD_TEXT)


def _product() -> QLabel:
    product = QLabel(PRODUCT)
    product.setObjectName("product")
    return product


def _tool(action: QAction) -> ToolButton:
    button = ToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(18, 18))
    button.setFixedSize(34, 34)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _button(action: QAction) -> QPushButton:
    """A labelled button that does what *action* does; the action keeps the shortcut."""
    button = QPushButton(action.icon(), action.text().split("(")[0])
    button.setAccessibleName(button.text())
    button.setToolTip(f"{button.text()}（{action.shortcut().toString()}）")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)
    return button


def _menu_button(menu: QMenu) -> QPushButton:
    button = QPushButton(icon("menu"), "菜单(&M)")
    button.setShortcut("Alt+M")  # also while the button shows no text
    button.setAccessibleName("菜单")
    button.setToolTip("菜单（Alt+M）")
    button.setMenu(menu)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
