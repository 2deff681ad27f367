"""A year as twelve small months; the more meetings a day has, the deeper its colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen

from db.core.period import Period
from db.meetings.calendar import KindCount
from desktop.app.theme import color
from desktop.widgets.day_sheet import LEFT_BUTTON, DaySheet
from desktop.widgets.days import weeks

_COLUMNS, _GAP, _HEAD = 4, 14, 22
_LEGIBLE = 12  # pixels of height that a number needs
_FAINTEST = 0.18  # of the colour, for a day with one meeting among days with many


class YearView(DaySheet):
    """Emits ``month_asked(day)`` when the head of a month is clicked."""

    month_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__("年历")
        self._totals: dict[date, int] = {}
        self._most = 1

    @property
    def days(self) -> Period:
        return Period(date(self.day.year, 1, 1), date(self.day.year, 12, 31))

    def show_days(self, day: date, today: date, counts: Mapping[date, Sequence[KindCount]]) -> None:
        self.day, self._today = day, today
        self._totals = {on: sum(kind.count for kind in kinds) for on, kinds in counts.items()}
        self._most = max(self._totals.values(), default=1)
        self.update()

    # -- where things are --------------------------------------------------------------------------

    def place_of_month(self, month: int) -> QRect:
        """The head and the days of a month, without the gap to the next."""
        row, column = divmod(month - 1, _COLUMNS)
        wide, high = self.width() // _COLUMNS, self.height() // 3
        return QRect(column * wide, row * high, wide - _GAP, high - 6)

    def place_of(self, day: date) -> QRect:
        room = self.place_of_month(day.month)
        first = weeks(day)[0][0]
        row, column = divmod((day - first).days, 7)
        wide, high = room.width() / 7, (room.height() - _HEAD) / 6
        return QRectF(room.left() + column * wide, room.top() + _HEAD + row * high, wide, high).toRect()

    def _month_at(self, at: QPoint) -> date | None:
        months = (date(self.day.year, month, 1) for month in range(1, 13))
        return next((first for first in months if self.place_of_month(first.month).contains(at)), None)

    def day_at(self, at: QPoint) -> date | None:
        month = self._month_at(at)
        days = (day for row in weeks(month) for day in row if day.month == month.month) if month else ()
        return next((day for day in days if self.place_of(day).contains(at)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        month = self._month_at(at)
        head = month is not None and at.y() < self.place_of_month(month.month).top() + _HEAD
        if head and event.button() is LEFT_BUTTON:
            self.month_asked.emit(month)
        else:
            super().mousePressEvent(event)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(1, 13):
            self._paint_month(painter, date(self.day.year, month, 1))

    def _paint_month(self, painter: QPainter, first: date) -> None:
        room = self.place_of_month(first.month)
        head = QRect(room.left() + 4, room.top(), room.width() - 8, _HEAD)
        total = sum(count for day, count in self._totals.items() if day.month == first.month)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(color("primary" if first.month == self.day.month else "text"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, f"{first.month} 月")
        painter.setFont(self.font())
        painter.setPen(color("muted"))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(head, side, f"{total} 次" if total else "")
        small = self.font()
        small.setPixelSize(11)
        painter.setFont(small)
        for row in weeks(first):
            for day in row:
                if day.month == first.month:
                    self._paint_day(painter, day)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        cell = QRectF(self.place_of(day)).adjusted(1, 1, -1, -1)
        count = self._totals.get(day, 0)
        ground = color("primary" if count else "track")
        if count:
            ground.setAlphaF(_FAINTEST + (1 - _FAINTEST) * (count / self._most) ** 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(cell, 3, 3)
        deep = count and (count / self._most) ** 0.6 > 0.5
        painter.setPen(color("on-primary" if deep else "text" if count else "muted"))
        if cell.height() >= _LEGIBLE:
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if day == self._today or day == self.day:
            pen = QPen(
                color("primary" if day == self.day else "text"), 2 if day == self.day and self.hasFocus() else 1.4
            )
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, 3, 3)
