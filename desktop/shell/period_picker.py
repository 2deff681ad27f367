"""The top bar's choice of period: usual ones in a list, any other typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from db.core.errors import UserError
from db.core.period import Period
from desktop.app.theme import restyle
from desktop.shell.picker_button import PickerButton
from desktop.widgets.popup import Popup

_WIDTH, _ROW = 280, 28
_FRAME = 30  # of an input, left and right of its text


class PeriodPicker(PickerButton):
    """Emits ``chosen(Period)``."""

    chosen = Signal(object)

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        super().__init__("统计期间")
        self._today = today
        self._period = Period.containing(today())
        self.clicked.connect(self.open)

    def show_period(self, period: Period, width: int) -> None:
        self._period = period
        self.show_text(period.label, width)

    def open(self) -> None:
        popup = PeriodPopup(self, self._period, self._today())
        popup.chosen.connect(self.chosen)
        popup.show_below(self, popup.list)


class PeriodPopup(Popup):
    """A list, a text box for any other period, and one step back or on."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, period: Period, today: date) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_WIDTH)
        self.list = QListWidget()
        self.list.setAccessibleName("常用期间")
        choices = Period.around(today)
        self.list.setFixedHeight(len(choices) * _ROW)
        for choice in choices:
            item = QListWidgetItem(choice.label, self.list)
            item.setSizeHint(QSize(0, _ROW))
            item.setData(Qt.ItemDataRole.UserRole, choice)
            if choice == period:
                self.list.setCurrentItem(item)
        self.list.itemClicked.connect(self._choose_item)
        self.list.itemActivated.connect(self._choose_item)
        self.typed = QLineEdit(placeholderText="其他，如 2022年6月、2022-01-05至2022-02-03")
        self.typed.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.typed.placeholderText()) + _FRAME)
        self.typed.setAccessibleName("其他期间")
        self.typed.returnPressed.connect(self._choose_typed)
        self.typed.textEdited.connect(self._clear_error)
        self.error = QLabel(wordWrap=True)
        self.error.hide()
        restyle(self.error, error=True)
        steps = QHBoxLayout()
        for text, other in (("‹ 上一期", period.previous), ("下一期 ›", period.next)):
            step = QPushButton(text)
            step.clicked.connect(lambda _checked, other=other: self._choose(other()))
            steps.addWidget(step)
        self.column.addWidget(self.list)
        self.column.addWidget(self.typed)
        self.column.addWidget(self.error)
        self.column.addLayout(steps)

    def _choose_item(self, item: QListWidgetItem) -> None:
        self._choose(item.data(Qt.ItemDataRole.UserRole))

    def _choose_typed(self) -> None:
        try:
            period = Period.parse(self.typed.text())
        except UserError as error:
            self.error.setText(error.text)
            self.error.show()
            restyle(self.typed, invalid=True)
            self.adjustSize()
        else:
            self._choose(period)

    def _clear_error(self) -> None:
        self.error.hide()
        restyle(self.typed, invalid=False)

    def _choose(self, period: Period) -> None:
        self.close()
        self.chosen.emit(period)
