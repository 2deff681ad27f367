"""检查记录: the faults of all records of the scope and period, each a row that leads to where it is put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from db.core.dates import show_date
from db.core.listing import Filter
from db.core.segment import fold
from db.meetings.checking import Checked, Faulty, check_records
from db.meetings.faults import NAMES, Fault
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

_COLUMNS = (
    Column("day", "日期", 92, sortable=False, show=show_date),
    Column("organization", "召开组织", 190, sortable=False),
    Column("kind", "类型", 104, sortable=False),
    Column("title", "会议名称", 200, sortable=False, yields=True),
    Column("fault", "问题", 92, sortable=False),
    Column("text", "说明", 260, sortable=False, stretch=True),
)
_TITLE, _AGAIN = "检查记录", "重新检查"


class _Line(NamedTuple):
    """A row of the list, with what is searched in it."""

    record: Faulty
    fault: Fault
    folded: str


class CheckTab(QWidget):
    """Checks when it is first seen, and when asked to. *tell* hears the line for the page's subtitle."""

    def __init__(self, context: AppContext, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._tell = context, tell
        self.checked: Checked | None = None
        self._of: Scope | None = None  # what was checked, or is being
        self._job: Job | None = None
        self._changed = False  # records, since they were checked
        self._every: list[_Line] = []
        self._shown: list[_Line] = []
        self.filters = FilterBar(((None, "全部"),), "搜索组织、会议名称、说明")
        self.run = QPushButton(icon("refresh"), _AGAIN)
        self.run.setIconSize(QSize(16, 16))
        self.run.clicked.connect(self.check)
        self.filters.add(self.run)
        self.model = ListModel(context.jobs)
        self.list = ListView(self.model, "还没有检查")
        self.list.opened.connect(self._open)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.filters)
        column.addWidget(card, 1)
        self.setFocusProxy(self.list)
        self.filters.chip_changed.connect(lambda _key: self._narrow())
        self.filters.search_changed.connect(lambda _text: self._narrow())

    def check(self) -> None:
        """Look through all records of the scope, in the background."""
        if self._job is not None:
            return
        book, scope = self._context.book, self._context.scope
        self._of = scope
        self.list.set_empty_text("正在检查…")
        self.run.setEnabled(False)

        def work(job: Job) -> tuple[Checked, list[_Line]]:
            wanted = Filter(organization=scope.organization, period=scope.period)
            with book.read() as connection:
                checked = check_records(connection, wanted, book.now(), progress=job.progress, cancelled=job.cancelled)
            return checked, [_line(record, fault) for record in checked.faulty for fault in record.faults]

        self._job = self._context.jobs.run(_TITLE, work, self._take, owner=self)
        self._context.jobs.finished.connect(self._ended)

    def reload(self) -> None:
        """The scope changed: check it once it is looked at."""
        if self._of is not None and self._of != self._context.scope:
            self.checked, self._every, self._of = None, [], None
            self._narrow()
        if self.isVisible() and self._of is None:
            self.check()

    def note_changes(self) -> None:
        """Records changed since: the list stays, to be gone through; what was put right shows at the next check."""
        self._changed = self.checked is not None
        self.run.setText(f"{_AGAIN}（记录有变动）" if self._changed else _AGAIN)

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self._narrow()

    def narrow(self, narrowing: Mapping[str, Any]) -> None:
        """Set chip and text as *narrowing* names them; what was put right since is told no more."""
        self.filters.narrow(narrowing)
        self._narrow()
        if self._changed:
            self.check()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._of is None:
            self.check()

    # -- inside ------------------------------------------------------------------------------------

    def _ended(self, job: Job) -> None:
        """However it ended: a cancelled one delivers nothing."""
        if job is not self._job:
            return
        self._context.jobs.finished.disconnect(self._ended)
        self._job = None
        self.run.setEnabled(True)
        self.list.set_empty_text("没有检查完，请按“重新检查”")

    def _take(self, made: tuple[Checked, list[_Line]]) -> None:
        if self._of != self._context.scope:  # changed while it ran
            self._of = None
            self.reload()
            return
        self.checked, self._every = made
        self._changed = False
        self.run.setText(_AGAIN)
        counts = self.checked.counts()
        chips = [(code, f"{name} {counts[code]}") for code, name in NAMES.items() if code in counts]
        self.filters.chips.set_chips([(None, f"全部 {len(self.checked.faulty)}"), *chips], self.filters.chip)
        self._narrow()

    def _narrow(self) -> None:
        code, text = self.filters.chip, fold(self.filters.text)
        self._shown = [line for line in self._every if code in (None, line.fault.code) and text in line.folded]
        if self.checked is not None:
            faulty = len(self.checked.faulty)
            self.list.set_empty_text("没有符合条件的问题" if faulty else "没有查出问题")
            label = self._context.scope.period.label
            self._tell(f"{label} · 查了 {self.checked.records} 条，{faulty} 条有提醒，列出 {len(self._shown)} 处")
        self.model.reload(Rows(_COLUMNS, [
            (at, line.record.starts_at.date(), line.record.organization, line.record.kind, line.record.title,
             line.fault.name, line.fault.text)
            for at, line in enumerate(self._shown)
        ]))  # fmt: skip

    def _open(self, at: int) -> None:
        line = self._shown[at]
        self._context.bus.part_requested.emit("meeting", line.record.id, line.fault.part)


def _line(record: Faulty, fault: Fault) -> _Line:
    return _Line(record, fault, fold(f"{record.organization} {record.title} {fault.text}"))
