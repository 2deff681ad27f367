"""The right half of a page: one record, its tabs, and what can be done with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.app.icons import icon
from desktop.app.theme import restyle
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.tab_order import enter
from desktop.widgets.tool_button import ToolButton

_WIDE = 520  # from here on a button has room for its key
_ROOMY = 640  # from here on what is seldom pressed has a button of its own beside the whole title
_SAVE = "保存"
_STEPS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Backtab: -1, Qt.Key.Key_PageUp: -1}  # with Ctrl


class RecordCard(QFrame):
    """Title, state, buttons and tabs of the open record; a hint while none is open."""

    save_requested = Signal()
    preview_requested = Signal()

    def __init__(self, hint: str = "从左侧选择一条记录", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._dirty = False
        self.title = ElidedLabel()
        self.title.setProperty("subtitle", True)
        self.state = QLabel()
        self.preview = QPushButton(icon("print"), "打印预览")
        self.preview.clicked.connect(self.preview_requested)
        self.save = QPushButton(f"{_SAVE}  Ctrl+S")
        self.save.setToolTip("Ctrl+S")
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self.save_requested)
        self.more = QPushButton(icon("more"), "")
        self.more.setToolTip("更多操作")
        self.more.setAccessibleName(self.more.toolTip())
        self.more.hide()
        self._folding: list[QAbstractButton] = []  # in its menu where the card is narrow
        menu = QMenu(self.more)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.more.setMenu(menu)
        self.tabs = _Tabs()
        self.tabs.setDocumentMode(True)
        self._shortcut = QShortcut(QKeySequence.StandardKey.Save, self)
        self._shortcut.activated.connect(self._save_by_key)
        self._lay_out(hint)
        self.close_record()

    def _lay_out(self, hint: str) -> None:
        self._header = QHBoxLayout()
        self._header.setSpacing(10)
        self._header.addWidget(self.title)
        self._header.addWidget(self.state)
        self._header.addStretch(1)
        self._header.addWidget(self.preview)
        self._header.addWidget(self.more)
        self._header.addWidget(self.save)
        record = QWidget()
        column = QVBoxLayout(record)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._header)
        column.addWidget(self.tabs, 1)
        self._column = column
        self.hint = QLabel(hint, wordWrap=True)  # to be read while no record is open
        self.hint.setProperty("muted", True)
        centred = QVBoxLayout(nothing := QWidget())
        centred.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.hint)
        row.addStretch(1)
        centred.addLayout(row)
        centred.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 14)
        self._pages = QStackedLayout()
        inside.addLayout(self._pages)
        self._pages.addWidget(nothing)
        self._pages.addWidget(record)

    def add_tab(self, widget: QWidget, title: str) -> int:
        """The index, for ``tabs.setTabText`` (出席 11/12)."""
        return self.tabs.addTab(widget, title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.save.setText(f"{_SAVE}  Ctrl+S" if self.width() >= _WIDE else _SAVE)
        self._fold()

    def add_button(self, button: QPushButton, *, folds: bool = False) -> None:
        """Put a further button before 打印预览; one that *folds* is in the menu of 更多 where the card is narrow."""
        self._header.insertWidget(self._header.indexOf(self.preview), button)
        if folds:
            self._folding.insert(0, button)
            self._fold()

    def _fold(self) -> None:
        narrow = bool(self._folding) and self.width() < _ROOMY
        for button in self._folding:
            button.setHidden(narrow)
        self.more.setVisible(narrow)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for button in self._folding:
            name = button.text() or button.accessibleName()
            if (below := button.menu()) is not None:  # type: ignore[attr-defined]  # both kinds of button have it
                menu.addMenu(below).setText(name)
            else:
                menu.addAction(button.icon(), name, button.click)

    def add_printing(self, menu: QMenu, tip: str) -> None:
        """Put a button that opens *menu*, what else can be printed of the record, after 打印预览."""
        button = ToolButton()
        button.setIcon(icon("chevron-down"))
        button.setToolTip(tip)
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        self._header.insertWidget(self._header.indexOf(self.more), button)
        self._folding += [self.preview, button]
        self._fold()

    def add_bar(self, bar: QWidget) -> None:
        """Put a strip between the header and the tabs."""
        self._column.insertWidget(1, bar)

    def open_record(self, title: str) -> None:
        """Show a record, clean and without a state."""
        self.title.setText(title)
        self.set_dirty(False)
        self._say("", "muted")
        self._pages.setCurrentIndex(1)

    def close_record(self) -> None:
        """Show the hint instead of a record."""
        self.set_dirty(False)
        self._pages.setCurrentIndex(0)

    @property
    def is_open(self) -> bool:
        return self._pages.currentIndex() == 1

    @property
    def dirty(self) -> bool:
        return self._dirty

    def set_dirty(self, dirty: bool) -> None:
        """Connect each tab's ``dirty_changed`` here: any of them makes the record dirty, only saving cleans it."""
        self._dirty = dirty
        if dirty:
            self._say("未保存", "warning")
        elif self.state.text() == "未保存":
            self._say("", "muted")

    def saved(self, at: datetime) -> None:
        """Say that and when it was saved."""
        self.set_dirty(False)
        self._say(f"已保存 {at:%H:%M}", "success")

    def set_busy(self, busy: bool) -> None:
        """While a save runs, a second one cannot be asked for."""
        self.save.setEnabled(not busy)
        if busy:
            self._say("正在保存…", "muted")

    def set_read_only(self, read_only: bool) -> None:
        self.save.setVisible(not read_only)

    def _say(self, text: str, tone: str) -> None:
        self.state.setText(text)
        restyle(self.state, **{name: name == tone for name in ("muted", "warning", "success")})

    def _save_by_key(self) -> None:
        if self.is_open and self.save.isEnabled() and not self.save.isHidden():
            self.save_requested.emit()


class _Tabs(QTabWidget):
    """Another tab by key takes the focus along: what is typed next goes into its first editor."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # the tab bar is a stop of the Tab key, not also the whole of it
        self.tabBar().setToolTip("Ctrl+Tab 下一页，Ctrl+Shift+Tab 上一页")
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if not step or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        count, at = self.count(), self.currentIndex()
        following = ((at + step * far) % count for far in range(1, count))
        at = next((other for other in following if self.isTabEnabled(other)), at)
        self.setCurrentIndex(at)
        enter(self.widget(at))
