"""日历: tasks on the day they are due; on the right those of the chosen day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.listing import Filter, Row
from db.core.period import Period
from db.tasks.figures import Due, due_by_day
from db.tasks.queries import DIVIDED, DUE, tasks
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.widgets.days import WEEKDAYS, month_on, within
from desktop.widgets.month_view import DayLine, MonthView
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView
from desktop.widgets.tool_button import ToolButton

TOKENS = {"overdue": "error", "open": "warning", "done": "success", "cancelled": "disabled"}
_WORDS = (("overdue", "已逾期"), ("open", "未办结"), ("done", "已完成"))
_LABELS = {"error": "error", "warning": "warning", "success": "success"}
_TABLES = ("task", "organization")
_SHOWN = tasks.showing("title", "organization", "state")
_COLUMNS = (
    Column("title", "任务", 120, sortable=False, stretch=True), Column("organization", "责任组织", 120, sortable=False),
    Column("state", "状态", 60, sortable=False),
)  # fmt: skip


class CalendarView(QWidget):
    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self.day = self._first_day()
        self.month = MonthView("项")
        self.month.picked.connect(self.go)
        self.month.opened.connect(lambda day: self.begin_on(day))
        self.title, self.day_title = QLabel(), QLabel()
        for label in (self.title, self.day_title):
            label.setProperty("subtitle", True)
        self.model = ListModel(context.jobs)
        self.list = ListView(self.model, "这一天没有到期的任务。双击日历上的一天，可以新建那天到期的任务")
        self.list.opened.connect(lambda id: context.bus.record_requested.emit("task", id))
        self.new = QPushButton(icon("plus"), "新建")
        self.new.setToolTip("新建这一天到期的任务")
        self.new.clicked.connect(lambda: self.begin_on(self.day))
        self._lay_out()

    # -- what the page asks ------------------------------------------------------------------------

    def set_scope(self, _scope: Scope) -> None:
        """In another period the calendar begins there."""
        if not self._context.scope.period.contains(self.day):
            self.day = self._first_day()
        self.reload()

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.reload()

    def begin_new(self) -> None:
        self.begin_on(self.day)

    def begin_on(self, day: date) -> None:
        """A new task of the scope's organization that is due on *day*."""
        presets = {"organization_id": self._context.scope.organization, "due_on": day, "starts_on": None}
        self._context.bus.record_wanted.emit("task", presets)

    def go(self, day: date) -> None:
        self.day = day
        self.reload()

    # -- inside ------------------------------------------------------------------------------------

    def _first_day(self) -> date:
        return within(self._context.scope.period.nearest(self._book.now().date()))

    def reload(self) -> None:
        """The sheet of the chosen day, and what is due on it."""
        month, book, day, today = self.month, self._book, self.day, self._book.now().date()
        month.day = day
        self.title.setText(f"{day.year} 年 {day.month} 月")
        self.day_title.setText(f"{day.month} 月 {day.day} 日　周{WEEKDAYS[day.weekday()]}")
        organization, days = self._context.scope.organization, month.days
        wanted = Filter(organization=organization, choices={DUE: Period(day, day), DIVIDED: False})

        def read(cancelled: Callable[[], bool]) -> tuple[dict[date, list[Due]], list[Row]]:
            with book.read() as connection:
                found = due_by_day(connection, organization, days.first, days.last, today, cancelled)
                return found, list(_SHOWN.all(connection, wanted))

        month.show_days(day, today, month.lines)
        self._context.jobs.latest(self, read, self._take, owner=self)

    def _take(self, found: tuple[Mapping[date, Sequence[Due]], list[Row]]) -> None:
        by_day, rows = found
        lines = {
            day: [DayLine(due.title, due.count, TOKENS[due.standing]) for due in dues] for day, dues in by_day.items()
        }
        self.month.show_days(self.day, self._book.now().date(), lines)
        self.model.reload(Rows(_COLUMNS, rows))

    def _step(self, by: int) -> None:
        self.go(month_on(self.day, by))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for name, tip, by in (("up", "上一月（PageUp）", -1), ("down", "下一月（PageDown）", 1)):
            button = ToolButton()
            button.setIcon(icon(name))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _checked=False, by=by: self._step(by))
            bar.addWidget(button)
        bar.addWidget(self.title)
        today = QPushButton("今天")
        today.clicked.connect(lambda: self.go(self._book.now().date()))
        bar.addWidget(today)
        bar.addStretch(1)
        for standing, word in _WORDS:
            dot = QLabel(f"● {word}")
            dot.setProperty(_LABELS[TOKENS[standing]], True)
            bar.addWidget(dot)
        head = QHBoxLayout()
        head.addWidget(self.day_title)
        head.addStretch(1)
        head.addWidget(self.new)
        left, right = QFrame(), QFrame()
        for card, top, body in ((left, bar, self.month), (right, head, self.list)):
            card.setProperty("card", True)
            column = QVBoxLayout(card)
            column.setContentsMargins(12, 10, 12, 10)
            column.setSpacing(8)
            column.addLayout(top)
            column.addWidget(body)
        right.setMinimumWidth(240)
        right.setMaximumWidth(400)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 2)
        row.addWidget(right, 1)
