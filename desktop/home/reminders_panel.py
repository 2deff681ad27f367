"""The other reminders on the screen: a click shows who they are, or leads to where they are listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QListWidget, QListWidgetItem, QWidget

from desktop.app.context import AppContext
from desktop.app.theme import color, mark
from desktop.home.panel import Panel
from desktop.home.reminders import Reminder
from desktop.widgets.one_stop import OneStop
from desktop.widgets.popup import Popup

HEIGHT = 28
_ID = Qt.ItemDataRole.UserRole
_TALL, _WIDE = 360, 440  # pixels of the list of who they are


class ReminderRow(QAbstractButton):
    """Label on the left, how many on the right."""

    def __init__(self, reminder: Reminder, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(128)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_reminder(reminder)

    def show_reminder(self, reminder: Reminder) -> None:
        self.reminder = reminder
        self.setAccessibleName(f"{reminder.label} {reminder.told}")
        self.setToolTip(reminder.hint)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(8, 0, -8, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(color("background"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        loud = self.reminder.tone in ("error", "warning")
        painter.setBrush(color(self.reminder.tone if loud else "line-strong"))
        painter.drawEllipse(QRectF(room.left(), self.height() / 2 - 3, 6, 6))
        painter.setPen(color("text"))
        painter.drawText(
            QRect(room.left() + 14, 0, room.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.reminder.label
        )
        font = self.font()
        font.setBold(loud)
        painter.setFont(font)
        painter.setPen(color(self.reminder.tone))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.reminder.told)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("primary"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class RemindersPanel(Panel):
    """Two columns of reminders. *leads*: what a click on those without a list of their own does, by their key."""

    def __init__(self, context: AppContext, leads: dict[str, Callable[[], object]]) -> None:
        super().__init__("其他提醒")
        self._context, self._leads = context, leads
        self.rows: dict[str, ReminderRow] = {}
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._rows)
        self.body.addStretch(1)
        self.clock = QLabel()
        self.clock.setWordWrap(True)
        mark(self.clock, warning=True)
        self.clock.hide()
        self.body.addWidget(self.clock)

    def show_reminders(self, reminders: Sequence[Reminder]) -> None:
        """Show these, each where one of its key stands already, the others behind."""
        for reminder in reminders:
            row = self.rows.get(reminder.key)
            if row is not None:
                row.show_reminder(reminder)
                continue
            row = self.rows[reminder.key] = ReminderRow(reminder, self._rows)
            row.clicked.connect(lambda _checked=False, row=row: self._open(row))
            self._grid.addWidget(row, *divmod(len(self.rows) - 1, 2))
            self._stop = OneStop(self, self.rows.values())

    def tell_of_clock(self, text: str) -> None:
        self.clock.setText(text)
        self.clock.setVisible(bool(text))

    def _open(self, row: ReminderRow) -> None:
        reminder = row.reminder
        if lead := self._leads.get(reminder.key):
            lead()
        elif reminder.who:
            popup = WhoPopup(self._context, reminder, row)
            popup.show_below(row, popup.list)


class WhoPopup(Popup):
    """Who they are; a click on one opens the record."""

    def __init__(self, context: AppContext, reminder: Reminder, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._table = context, reminder.table
        title = QLabel(f"{reminder.label} {reminder.told}")
        mark(title, subtitle=True)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        for id, text in reminder.who:
            item = QListWidgetItem(text)
            item.setData(_ID, str(id))  # 63 bits
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setMinimumWidth(_WIDE)
        self.list.setFixedHeight(min(_TALL, 8 + max(30, self.list.sizeHintForRow(0)) * len(reminder.who)))
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        self.column.addWidget(title)
        self.column.addWidget(self.list)

    def _open(self, item: QListWidgetItem) -> None:
        id = int(item.data(_ID))
        self.close()
        self._context.bus.record_requested.emit(self._table, id)
