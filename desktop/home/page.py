"""工作台: what this day and this period say of the scope, each figure one click from its records."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.home.communities import Compared
from db.home.hours import Hours
from db.home.today import Today
from db.home.words import Card, cards, subtitle
from db.meetings.checking import Checked
from desktop.app.backup_choices import Choices
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.home.bars_panel import BarsPanel
from desktop.home.cards import FigureRow
from desktop.home.due_panel import DuePanel
from desktop.home.first_steps import FirstSteps
from desktop.home.month_panel import MonthPanel
from desktop.home.reading import FAULTS, HOURS, SPOKE, Readings
from desktop.home.reminders import (
    of_backup,
    of_faults,
    of_hours,
    of_today,
    waiting,
)
from desktop.home.reminders_panel import RemindersPanel
from desktop.widgets.elided_label import ElidedLabel

_MIDDLE, _BOTTOM = 200, 180  # pixels of the upper panels at least, of the lower ones
_LOOK_MS = 60_000  # whether another day has begun


class HomePage(QWidget):
    """Shows what ``Readings`` tell, as it comes."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context = context
        self.found: Today | None = None
        self.readings = Readings(context, self)
        self.readings.read.connect(self._show)
        self.readings.came.connect(self._show_slow)
        self._subtitle = ElidedLabel()
        self._subtitle.setProperty("muted", True)
        self.figures = FigureRow()
        self.month = MonthPanel(context)
        self.due = DuePanel(context)
        self.bars = BarsPanel()
        self.reminders = RemindersPanel(context, {
            "hours": lambda: self._go("study", view="hours", behind=True),
            "faults": lambda: self._go("calendar", view="check"),
            "backup": context.bus.backup_requested.emit,
        })  # fmt: skip
        self.steps = FirstSteps(context)
        self._body = QStackedWidget()
        self._lay_out()
        self.figures.chosen.connect(self._open_card)
        self.bars.chosen.connect(self._look_into)
        self.bars.all_wanted.connect(self._show_compared)
        context.bus.backed_up.connect(self._show_backup)
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self._look_at_day)
        self._clock.start()

    def _lay_out(self) -> None:
        title = QLabel("工作台")
        title.setProperty("title", True)
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(title)
        header.addWidget(self._subtitle, 1)
        self.board = QScrollArea()  # for a low window: 1366 × 768 at 150 % is one
        self.board.setWidgetResizable(True)
        self.board.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.board.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.board.setWidget(self._figures_and_panels())
        self._body.addWidget(self.board)
        self._body.addWidget(self.steps)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 14, 20, 14)
        whole.setSpacing(10)
        whole.addLayout(header)
        whole.addWidget(self._body, 1)

    def _figures_and_panels(self) -> QWidget:
        panels = QGridLayout()
        panels.setSpacing(10)
        for panel, row, at in ((self.month, 0, 0), (self.due, 0, 1), (self.bars, 1, 0), (self.reminders, 1, 1)):
            panels.addWidget(panel, row, at)
            panels.setColumnStretch(at, 1)
        panels.setRowStretch(0, 1)
        panels.setRowMinimumHeight(0, _MIDDLE)
        for low in (self.bars, self.reminders):
            low.setFixedHeight(_BOTTOM)
        inside = QWidget()
        inside.setProperty("plain", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.figures)
        column.addLayout(panels, 1)
        return inside

    # -- what the shell asks -----------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        """F5 comes with the scope there is: everything is read anew."""
        same = self.found is not None and (scope.organization, scope.period) == (
            self.found.asked.organization, self.found.asked.period
        )  # fmt: skip
        self.readings.ask(scope, anew=same)

    def refresh(self, _changes: Changes) -> None:
        self.readings.ask(self._context.scope)

    # -- showing -----------------------------------------------------------------------------------

    def _show(self, found: Today) -> None:
        self.found = found
        self._body.setCurrentIndex(0 if found.filled.begun else 1)
        if not found.filled.begun:
            self._subtitle.setText("从这里开始")
            self._show_backup()
            return
        self._subtitle.setText(subtitle(found))
        self.figures.show_cards(cards(found))
        self.month.show_month(found.month)
        self.due.show_due(found.due, found.due_figures, found.asked.today)
        self.bars.show_comparison(found.comparison)
        terms, bodies, probation, birthdays = of_today(found)
        hours, faults = waiting("hours", "学时未达标"), waiting("faults", "记录有提醒")
        self.reminders.show_reminders([terms, bodies, probation, hours, birthdays, faults])
        self.reminders.tell_of_clock(found.clock.told if found.clock is not None else "")
        self._show_backup()

    def _show_slow(self, part: str, value: object) -> None:
        if part == SPOKE and self.found is not None and isinstance(value, int):
            self.figures.show_cards(cards(self.found, value))
        elif part == HOURS and isinstance(value, Hours):
            self.reminders.show_reminders([of_hours(value.year, len(value.behind), value.people)])
        elif part == FAULTS and isinstance(value, Checked):
            self.reminders.show_reminders([of_faults(len(value.faulty), value.records)])

    def _show_backup(self) -> None:
        book = self._context.book
        last = Choices(self._context.settings).last(book.path)
        if self.found is not None and not self.found.filled.begun:
            self.steps.show_filled(self.found.filled, last is not None)
        elif self.found is not None:
            self.reminders.show_reminders([of_backup(last, book.now().date())])

    def _look_at_day(self) -> None:
        if self.found is not None and self.found.asked.today != self._context.book.now().date():
            self.readings.ask(self._context.scope)

    # -- leading on --------------------------------------------------------------------------------

    def _open_card(self, card: Card) -> None:
        self._go(card.page, **card.narrowing)

    def _look_into(self, row: Compared) -> None:
        """The community becomes the scope; its records are what the bar counts."""
        scope = self._context.scope
        self._context.set_scope(replace(
            scope, organization=row.organization_id, organization_name=row.name, count=row.organizations
        ))  # fmt: skip
        self._show_compared()

    def _show_compared(self) -> None:
        """The lists the bars rest on, or the meetings."""
        by_lists = self.found is not None and self.found.comparison.list_ids
        self._go("responsibilities" if by_lists else "calendar")

    def _go(self, page: str, **narrowing: object) -> None:
        self._context.bus.page_requested.emit(page, narrowing)
