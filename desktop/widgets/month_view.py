"""A month as a sheet of weeks: each day with what it holds, a line and a colour each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from db.core.period import Period
from desktop.app.theme import color
from desktop.widgets.day_sheet import DaySheet
from desktop.widgets.days import WEEKDAYS, weeks

_HEAD, _NUMBER, _LINE = 26, 24, 17  # pixels


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line of a day: how often there is such a thing, and its colour, a token."""

    text: str
    count: int
    token: str


class MonthView(DaySheet):
    """The days of a month, and of its neighbours what the weeks touch of them; *unit* counts what has no room."""

    def __init__(self, unit: str = "次") -> None:
        super().__init__("月历")
        self._unit = unit
        self.lines: Mapping[date, Sequence[DayLine]] = {}

    @property
    def days(self) -> Period:
        """What is on the sheet, the days of the neighbouring months included."""
        rows = weeks(self.day)
        return Period(rows[0][0], rows[-1][-1])

    def show_days(self, day: date, today: date, lines: Mapping[date, Sequence[DayLine]]) -> None:
        """The month of *day*, which is chosen."""
        self.day, self._today, self.lines = day, today, lines
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 460)

    # -- where things are --------------------------------------------------------------------------

    def place_of(self, day: date) -> QRect:
        """The cell of a day on the sheet."""
        rows = weeks(self.day)
        at = (day - rows[0][0]).days
        return self._cell(at // 7, at % 7, len(rows))

    def _cell(self, row: int, column: int, rows: int) -> QRect:
        left, right = self.width() * column // 7, self.width() * (column + 1) // 7
        room = self.height() - _HEAD
        top, bottom = _HEAD + room * row // rows, _HEAD + room * (row + 1) // rows
        return QRect(left, top, right - left, bottom - top)

    def day_at(self, at: QPoint) -> date | None:
        return next((day for row in weeks(self.day) for day in row if self.place_of(day).contains(at)), None)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("muted"))
        for column, name in enumerate(WEEKDAYS):
            left, right = self.width() * column // 7, self.width() * (column + 1) // 7
            painter.drawText(QRect(left, 0, right - left, _HEAD), Qt.AlignmentFlag.AlignCenter, name)
        for row in weeks(self.day):
            for day in row:
                self._paint_day(painter, day)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        room = self.place_of(day)
        ours = day.month == self.day.month
        painter.setPen(color("line"))
        painter.setBrush(color("card" if ours else "zebra"))
        painter.drawRect(QRectF(room).adjusted(0.5, 0.5, 0.5, 0.5))
        self._paint_number(painter, day, room, ours)
        self._paint_lines(painter, self.lines.get(day, ()), room.adjusted(6, _NUMBER, -4, -3), ours)
        if day == self.day:
            painter.setPen(QPen(color("primary"), 2 if self.hasFocus() else 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(2, 2, -1.5, -1.5), 5, 5)

    def _paint_number(self, painter: QPainter, day: date, room: QRect, ours: bool) -> None:
        if day == self._today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("primary"))
            painter.drawEllipse(QPointF(room.left() + 16, room.top() + 14), 11, 11)
            painter.setPen(color("on-primary"))
        else:
            painter.setPen(color("text" if ours else "disabled"))
        painter.drawText(QRect(room.left() + 4, room.top() + 3, 24, 22), Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _paint_lines(self, painter: QPainter, held: Sequence[DayLine], room: QRect, ours: bool) -> None:
        """As many as have room; in the last line how many are left."""
        lines = max(0, room.height() // _LINE)
        shown = held if len(held) <= lines else held[: max(0, lines - 1)]
        metrics = painter.fontMetrics()
        for at, one in enumerate(shown):
            line = QRect(room.left(), room.top() + at * _LINE, room.width(), _LINE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(one.token))
            painter.drawEllipse(QPointF(line.left() + 3, line.center().y() + 1), 3, 3)
            painter.setPen(color("text" if ours else "disabled"))
            text = one.text if one.count == 1 else f"{one.text} {one.count}"
            inside = line.adjusted(11, 0, 0, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(
                text, Qt.TextElideMode.ElideRight, inside.width()
            ))  # fmt: skip
        if len(shown) == len(held):
            return
        rest = sum(one.count for one in held[len(shown) :])
        painter.setPen(color("muted"))
        if lines:
            line = QRect(room.left(), room.top() + len(shown) * _LINE, room.width(), _LINE)
            painter.drawText(
                line, Qt.AlignmentFlag.AlignVCenter, f"还有 {rest} {self._unit}" if shown else f"{rest} {self._unit}"
            )
        else:  # beside the day
            line = QRect(room.left() + _NUMBER, room.top() - _NUMBER + 3, room.width() - _NUMBER, 22)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(rest))
