"""The calendar: a month or a year on the left, the meetings of the chosen day on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.meetings.calendar import KindCount, OnDay, counts, on_day
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.calendar.chips import keep_wide
from desktop.calendar.year_view import YearView
from desktop.widgets.days import WEEKDAYS, month_on, within
from desktop.widgets.filter_bar import ChipRow
from desktop.widgets.month_view import DayLine, MonthView
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView
from desktop.widgets.tool_button import ToolButton

FAMILIES = {"branch": "primary", "study": "warning", "work": "success"}  # family of kinds -> token
MONTH, YEAR = "month", "year"
_WORDS = (("branch", "组织生活"), ("study", "学习教育"), ("work", "工作活动"))
_COLUMNS = (
    Column("at", "时间", 52, sortable=False, show=lambda at: f"{at:%H:%M}"),
    Column("kind", "类型", 92, sortable=False),
    Column("organization", "组织", 110, sortable=False, stretch=True),
    Column("attended", "到会", 56, sortable=False),
)
_NARROW, _ROOMY = 220, 900  # pixels
_MORNING = time(9)  # when a meeting begins that only its day is known of


class CalendarTab(QWidget):
    """*tell* hears the line for the page's subtitle."""

    def __init__(self, context: AppContext, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._tell = context, tell
        self.day = self._first_day()
        self.month, self.year = MonthView(), YearView()
        self.sheets = QStackedWidget()
        for sheet in (self.month, self.year):
            self.sheets.addWidget(sheet)
            sheet.picked.connect(self.go)
            sheet.opened.connect(self.begin_on)
        self.year.month_asked.connect(self._open_month)
        self.chips = ChipRow()
        self.chips.set_chips(((MONTH, "月"), (YEAR, "年")))
        keep_wide(self.chips)
        self.chips.chosen.connect(self._switch)
        self.title = QLabel()
        self.title.setProperty("subtitle", True)
        self.model = ListModel(context.jobs)
        self.list = ListView(self.model, "这一天没有会议记录。双击日历上的一天，或按 Ctrl+N 新建")
        self.list.opened.connect(lambda id: self._context.bus.record_requested.emit("meeting", id))
        self.day_title = QLabel()
        self.day_title.setProperty("subtitle", True)
        self.new = QPushButton(icon("plus"), "新建")
        self.new.setToolTip("在这一天新建会议记录（Ctrl+N）")
        self.new.clicked.connect(lambda: self.begin_on(self.day))
        self._legend: list[QLabel] = []
        self._lay_out()
        self._asked: tuple[object, ...] = ()

    # -- what the page asks ------------------------------------------------------------------------

    def reload(self) -> None:
        """Read what is on show anew; in another period the calendar begins there."""
        period = self._context.scope.period
        if not period.contains(self.day):
            self.day = self._first_day()
        self._asked = ()
        self._show()

    def begin_new(self) -> None:
        self.begin_on(self.day)

    def begin_on(self, day: date) -> None:
        """A new record of a meeting on *day* of the scope's organization."""
        presets = {"organization_id": self._context.scope.organization, "starts_at": datetime.combine(day, _MORNING)}
        self._context.bus.record_wanted.emit("meeting", presets)

    def go(self, day: date) -> None:
        """Choose *day* and show the sheet it is on."""
        self.day = day
        self._show()

    # -- inside ------------------------------------------------------------------------------------

    @property
    def _sheet(self) -> MonthView | YearView:
        return self.year if self.chips.key == YEAR else self.month

    def _first_day(self) -> date:
        """The day of the period nearest to today."""
        return within(self._context.scope.period.nearest(self._context.book.now().date()))

    def _switch(self, _key: str) -> None:
        self.sheets.setCurrentWidget(self._sheet)
        self._show()

    def _open_month(self, first: date) -> None:
        self.chips.set_key(MONTH)
        self.day = first
        self._switch(MONTH)

    def _step(self, by: int) -> None:
        self.go(month_on(self.day, by * (12 if self.chips.key == YEAR else 1)))

    def _show(self) -> None:
        """The sheet of the chosen day, read where it is not on show yet, and the meetings of the day."""
        sheet, today = self._sheet, self._context.book.now().date()
        sheet.day = self.day
        yearly = self.chips.key == YEAR
        self.title.setText(f"{self.day.year} 年" if yearly else f"{self.day.year} 年 {self.day.month} 月")
        self.day_title.setText(f"{self.day.month} 月 {self.day.day} 日　周{WEEKDAYS[self.day.weekday()]}")
        book, organization, days, day = self._context.book, self._context.scope.organization, sheet.days, self.day

        def read_day(_cancelled: Callable[[], bool]) -> list[OnDay]:
            with book.read() as connection:
                return on_day(connection, organization, day)

        def read_days(cancelled: Callable[[], bool]) -> dict[date, list[KindCount]]:
            with book.read() as connection:
                return counts(connection, organization, days.first, days.last, cancelled)

        self._context.jobs.latest((self, "day"), read_day, self._take_day, owner=self)
        asked = (sheet, days, organization)
        if asked == self._asked:
            sheet.update()
            return
        self._asked = asked
        sheet.show_days(self.day, today, {})
        self._context.jobs.latest((self, "days"), read_days, self._take_days, owner=self)

    def _take_days(self, found: Mapping[date, Sequence[KindCount]]) -> None:
        today = self._context.book.now().date()
        if self._sheet is self.year:
            self.year.show_days(self.day, today, found)
        else:
            self.month.show_days(self.day, today, {day: list(map(_line, kinds)) for day, kinds in found.items()})
        month = (self.day.year, self.day.month)
        inside = self.chips.key == YEAR
        total = sum(
            kind.count for day, kinds in found.items() if inside or (day.year, day.month) == month for kind in kinds
        )
        self._tell(f"{self._context.scope.label} · {self.title.text()} {total} 次")

    def _take_day(self, found: list[OnDay]) -> None:
        rows = [(one.id, one.starts_at, one.kind, one.organization, one.attended) for one in found]
        self.model.reload(Rows(_COLUMNS, rows))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self._tool("up", "上一月、上一年（PageUp）", -1))
        bar.addWidget(self._tool("down", "下一月、下一年（PageDown）", 1))
        bar.addWidget(self.title)
        today = QPushButton("今天")
        today.clicked.connect(lambda: self.go(self._context.book.now().date()))
        bar.addWidget(today)
        bar.addStretch(1)
        for family, word in _WORDS:
            dot = QLabel(f"● {word}")
            dot.setProperty("error" if FAMILIES[family] == "primary" else FAMILIES[family], True)
            bar.addWidget(dot)
            self._legend.append(dot)
        bar.addWidget(self.chips)
        left, right = _card(), _card()
        left.layout().addLayout(bar)  # type: ignore[union-attr]
        left.layout().addWidget(self.sheets)  # type: ignore[union-attr]
        head = QHBoxLayout()
        head.addWidget(self.day_title)
        head.addStretch(1)
        head.addWidget(self.new)
        right.layout().addLayout(head)  # type: ignore[union-attr]
        right.layout().addWidget(self.list)  # type: ignore[union-attr]
        right.setMinimumWidth(_NARROW)
        right.setMaximumWidth(380)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 2)
        row.addWidget(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for dot in self._legend:  # first what explains gives way
            dot.setVisible(self.width() >= _ROOMY)

    def _tool(self, name: str, tip: str, by: int) -> ToolButton:
        button = ToolButton()
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(lambda: self._step(by))
        return button


def _line(kind: KindCount) -> DayLine:
    return DayLine(kind.kind, kind.count, FAMILIES.get(kind.family, "muted"))


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(8)
    return card
