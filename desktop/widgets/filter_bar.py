"""The row above a list: one chip chosen out of several, and a search field; below, what else narrows the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from db.core.listing import Filter
from desktop.app.icons import icon
from desktop.widgets.one_stop import OneStop

_GAP = 6
_DEBOUNCE_MS = 25  # one query for what an input method commits in one go
_LONGEST_CHIP = 180

Chip = tuple[Any, str]  # key, label


class ChipRow(QWidget):
    """Exactly one chip is chosen. What does not fit is in the menu of the last one. For Tab they are one stop."""

    chosen = Signal(object)  # key; by the user only

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: dict[Any, QPushButton] = {}
        self._key: Any = None
        self._more = _chip("更多", self)
        self._menu = QMenu(self._more)
        self._more.setIcon(icon("chevron-down", "muted"))
        self._more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._more.clicked.connect(self._open_menu)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def key(self) -> Any:
        """The chosen chip's key."""
        return self._key

    def set_chips(self, chips: Sequence[Chip], key: Any = None) -> None:
        """Show *chips*; *key* is chosen, or the first where there is no such key."""
        for old in self._chips.values():
            old.hide()
            old.deleteLater()
        self._chips = {}
        for at, label in chips:
            chip = self._chips[at] = _chip(label, self)
            chip.clicked.connect(lambda _checked=False, at=at: self._choose(at))
        self._stop = OneStop(self, [*self._chips.values(), self._more])
        self.reset(key)

    def set_key(self, key: Any) -> None:
        """Choose without telling."""
        self._key = key
        for at, chip in self._chips.items():
            chip.setChecked(at == key)
        self._place()

    def reset(self, key: Any = None) -> None:
        """Choose *key*, or the first where there is no such key, without telling."""
        self.set_key(key if key in self._chips else next(iter(self._chips), None))

    @property
    def keys(self) -> list[Any]:
        """Of all chips, in their order."""
        return list(self._chips)

    def name_chips(self, labels: Mapping[Any, str]) -> None:
        """Have some chips say more than they did (how many there are); which one is chosen stays."""
        for key, label in labels.items():
            self._chips[key].setText(label)
            self._chips[key].setToolTip(label)
        self._place()

    def _choose(self, key: Any) -> None:
        told = key != self._key
        self.set_key(key)
        if told:
            self.chosen.emit(key)

    def _open_menu(self) -> None:
        self._more.setChecked(self._more.isChecked() and self._chips[self._key].isHidden())
        self._menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _place(self) -> None:
        fitting = self._fitting()
        x = 0
        self._menu.clear()
        for number, (key, chip) in enumerate(self._chips.items()):
            chip.setVisible(number < fitting)
            if number < fitting:
                chip.setGeometry(x, 0, _width(chip), chip.sizeHint().height())
                x += _width(chip) + _GAP
            else:
                action = self._menu.addAction(chip.text(), lambda key=key: self._choose(key))
                action.setCheckable(True)
                action.setChecked(key == self._key)
        over = fitting < len(self._chips)
        self._more.setVisible(over)
        if over:
            hidden = self._chips[self._key].isHidden()
            self._more.setText(self._chips[self._key].text() if hidden else "更多")
            self._more.setChecked(hidden)
            self._more.setGeometry(x, 0, min(_width(self._more), self.width() - x), self._more.sizeHint().height())
        chosen = self._chips.get(self._key)
        if chosen is not None:
            self._stop.enter_at(self._more if chosen.isHidden() else chosen)

    def _fitting(self) -> int:
        """How many chips fit, with the menu button behind them where not all do."""
        widths = [_width(chip) + _GAP for chip in self._chips.values()]
        if sum(widths) - _GAP <= self.width():
            return len(widths)
        room = self.width() - _LONGEST_CHIP  # the menu button may have to show any label
        count = 0
        while count < len(widths) and sum(widths[: count + 1]) <= room:
            count += 1
        return count

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(sum(_width(chip) + _GAP for chip in self._chips.values()), self._more.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(_LONGEST_CHIP, self._more.sizeHint().height())


class FilterBar(QWidget):
    """Chips on the left, search on the right. Both tell what the user did, not what the page set.

    ``only`` is what another page narrowed the list to beyond the chip and the text; a click on it has it all again.
    """

    chip_changed = Signal(object)  # key
    search_changed = Signal(str)
    widened = Signal()  # ``only`` was given up

    def __init__(self, chips: Sequence[Chip] = (), placeholder: str = "搜索", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = ChipRow(self)
        self.chips.chosen.connect(self.chip_changed)
        self.chips.set_chips(chips)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(placeholder)
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setProperty("leading", True)  # for the style sheet: an icon stands before the text
        self.search.setFixedWidth(220)
        self._wait = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._wait.timeout.connect(lambda: self.search_changed.emit(self.text))
        self._setting = False
        self.search.textChanged.connect(self._typed)  # the clear button is not "edited"
        self.only: Filter | None = None
        self.only_chip = _chip("", self)
        self.only_chip.setCheckable(False)
        self.only_chip.clicked.connect(self._give_up)
        self.only_chip.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addWidget(self.chips, 1)
        self._row.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(self._row)
        column.addWidget(self.only_chip, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        """What is searched for, without white space around it."""
        return self.search.text().strip()

    @property
    def chip(self) -> Any:
        """The chosen chip's key."""
        return self.chips.key

    def set_text(self, text: str) -> None:
        """Search for *text* without telling."""
        self._setting = True
        self.search.setText(text)
        self._setting = False

    def narrow(self, narrowing: Mapping[str, Any]) -> None:
        """Set the chip and the text *narrowing* names without telling; what it does not name is wide again."""
        self.chips.reset(narrowing.get("chip"))
        self.set_text(str(narrowing.get("text", "")))

    def show_only(self, only: Filter | None, label: str = "") -> None:
        """Tell that the list shows *only* these, which *label* says in words, without telling; None: all again."""
        self.only = only
        self.only_chip.setText(f"只看：{label}　✕")
        self.only_chip.setToolTip("点击恢复列出全部")
        self.only_chip.setVisible(only is not None)

    def add(self, widget: QWidget) -> None:
        """Put a further filter before the search field."""
        self._row.insertWidget(self._row.count() - 1, widget)

    def _give_up(self) -> None:
        self.show_only(None)
        self.widened.emit()

    def _typed(self, _text: str) -> None:
        if not self._setting:
            self._wait.start()


def _chip(label: str, parent: QWidget) -> QPushButton:
    chip = QPushButton(label, parent)
    chip.setProperty("chip", True)
    chip.setCheckable(True)
    chip.setToolTip(label)
    return chip


def _width(chip: QPushButton) -> int:
    return min(chip.sizeHint().width(), _LONGEST_CHIP)
