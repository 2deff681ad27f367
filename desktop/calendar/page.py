"""The page 三会一课: the matrix of what must be held, the calendar, and the check of the records."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.calendar.calendar_tab import CalendarTab
from desktop.calendar.check_tab import CheckTab
from desktop.calendar.chips import keep_wide
from desktop.calendar.matrix_tab import MatrixTab
from desktop.calendar.output import save_faults, save_matrix
from desktop.calendar.printouts import print_matrix
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import ChipRow
from desktop.widgets.print_out import Made, print_out

MATRIX, CALENDAR, CHECK = "matrix", "calendar", "check"
_VIEWS = ((MATRIX, "矩阵"), (CALENDAR, "日历"), (CHECK, "检查记录"))
_TABLES = (
    "meeting", "meeting_kind", "meeting_frequency", "organization", "post", "person", "membership", "rule",
)  # fmt: skip


class CalendarPage(QWidget):
    """Three views of the scope; each reads when it is looked at."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._context = context
        self._stale = {MATRIX, CALENDAR, CHECK}
        self._told: dict[str, str] = {}
        self._subtitle = ElidedLabel()
        self._subtitle.setProperty("muted", True)
        self.matrix = MatrixTab(context, lambda text: self._tell(MATRIX, text))
        self.calendar = CalendarTab(context, lambda text: self._tell(CALENDAR, text))
        self.check = CheckTab(context, lambda text: self._tell(CHECK, text))
        self._tabs: dict[str, MatrixTab | CalendarTab | CheckTab] = {
            MATRIX: self.matrix,
            CALENDAR: self.calendar,
            CHECK: self.check,
        }
        self.views = ChipRow()
        self.views.set_chips(_VIEWS)
        keep_wide(self.views)
        self.views.chosen.connect(lambda _key: self._switch())
        self._stack = QStackedWidget()
        for tab in self._tabs.values():
            self._stack.addWidget(tab)
        self.excel = QPushButton(icon("table"), "导出 Excel")
        self.excel.clicked.connect(self._save)
        self.print = QPushButton(icon("print"), "打印预览")
        self.print.clicked.connect(self._print)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.New, self, self._begin_new)
        QShortcut(QKeySequence.StandardKey.Print, self, self._print_by_key)
        self.setFocusProxy(self.matrix)
        self._show_actions()

    def _lay_out(self) -> None:
        title = QLabel("三会一课")
        title.setProperty("title", True)
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(title)
        header.addWidget(self.views)
        header.addWidget(self._subtitle, 1)
        header.addWidget(self.excel)
        header.addWidget(self.print)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addLayout(header)
        column.addWidget(self._stack, 1)

    # -- what the shell asks -----------------------------------------------------------------------

    def set_scope(self, _scope: Scope) -> None:
        self._stale = set(self._tabs)
        self._reload()

    def refresh(self, changes: Changes) -> None:
        if not changes.touch(*_TABLES):
            return
        self._stale |= {MATRIX, CALENDAR}
        self.check.note_changes()
        self._reload()

    def search(self, text: str) -> None:
        if self.views.key == CALENDAR:
            self.show_view(MATRIX)
        (self.check if self.views.key == CHECK else self.matrix).search(text)

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        """``chip`` and ``kind`` (id) narrow the matrix, ``chip`` the check of records."""
        self.show_view(narrowing.get("view", MATRIX))
        if self.views.key == MATRIX:
            self.matrix.narrow(narrowing)
        elif self.views.key == CHECK:
            self.check.narrow(narrowing)

    # -- the views ---------------------------------------------------------------------------------

    def show_view(self, key: str) -> None:
        self.views.set_key(key)
        self._switch()

    def _switch(self) -> None:
        tab = self._tabs[self.views.key]
        self._stack.setCurrentWidget(tab)
        self.setFocusProxy(tab)
        self._subtitle.setText(self._told.get(self.views.key, ""))
        self._show_actions()
        self._reload()

    def _show_actions(self) -> None:
        self.excel.setVisible(self.views.key != CALENDAR)
        self.print.setVisible(self.views.key == MATRIX)

    def _reload(self) -> None:
        if self.views.key in self._stale:
            self._stale.discard(self.views.key)
            self._tabs[self.views.key].reload()

    def _tell(self, key: str, text: str) -> None:
        self._told[key] = text
        if key == self.views.key:
            self._subtitle.setText(text)

    def _begin_new(self) -> None:
        if self.views.key == CALENDAR:
            self.calendar.begin_new()
        else:
            self._context.bus.record_wanted.emit("meeting", {"organization_id": self._context.scope.organization})

    # -- out ---------------------------------------------------------------------------------------

    @property
    def _name(self) -> str:
        scope = self._context.scope
        return f"{scope.organization_name} {scope.period.label}三会一课情况"

    def _save(self) -> None:
        if self.views.key == MATRIX and self.matrix.shown is not None:
            save_matrix(self._context, self, self.matrix.shown, self._name)
        elif self.views.key == CHECK and self.check.checked is not None:
            save_faults(self._context, self, self.check.checked)

    def _print_by_key(self) -> None:
        if self.views.key == MATRIX:
            self._print()

    def _print(self) -> None:
        shown = self.matrix.shown
        if shown is None:
            return
        title, now = self._name, self._context.book.now()
        told = shown.tally
        line = f"截至 {now:%Y-%m-%d}　应开 {told.due} 次，已开 {told.held} 次，缺 {told.missing} 次"

        def make(job: Job, out: BytesIO) -> Made:
            return Made(title, print_matrix(shown, title, line, out, progress=job.progress, cancelled=job.cancelled))

        print_out(self._context, self, "三会一课情况", make, "meetings.read")
