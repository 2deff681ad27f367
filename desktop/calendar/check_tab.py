"""检查记录: the faults of all records of the scope and period, each a row that leads to where it is put right."""

from __future__ import annotations

from collections.abc import Callable

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
_TITLE = "检查记录"


class CheckTab(QWidget):
    """Checks when it is first seen, and when asked to. *tell* hears the line for the page's subtitle."""

    def __init__(self, context: AppContext, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._tell = context, tell
        self.checked: Checked | None = None
        self._of: Scope | None = None  # what was checked, or is being
        self._job: Job | None = None
        self._rows: list[tuple[Faulty, Fault]] = []  # on show
        self.filters = FilterBar(((None, "全部"),), "搜索组织、会议名称、说明")
        self.run = QPushButton(icon("refresh"), "重新检查")
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

        def work(job: Job) -> Checked:
            wanted = Filter(organization=scope.organization, period=scope.period)
            with book.read() as connection:
                return check_records(connection, wanted, book.now(), progress=job.progress, cancelled=job.cancelled)

        self._job = self._context.jobs.run(_TITLE, work, self._take, owner=self)
        self._context.jobs.finished.connect(self._ended)

    def reload(self) -> None:
        """The scope changed: check it once it is looked at."""
        if self._of is not None and self._of != self._context.scope:
            self.checked, self._of = None, None
            self._narrow()
        if self.isVisible() and self._of is None:
            self.check()

    def note_changes(self) -> None:
        """Records changed since: the list stays, to be gone through; what was put right shows at the next check."""
        self.run.setText("重新检查（记录有变动）" if self.checked is not None else "重新检查")

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self._narrow()

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

    def _take(self, checked: Checked) -> None:
        if self._of != self._context.scope:  # changed while it ran
            self._of = None
            self.reload()
            return
        self.checked = checked
        self.note_changes()
        self.run.setText("重新检查")
        counts = checked.counts()
        chips = [(code, f"{name} {counts[code]}") for code, name in NAMES.items() if code in counts]
        self.filters.chips.set_chips([(None, f"全部 {len(checked.faulty)}"), *chips], self.filters.chip)
        self._narrow()

    def _narrow(self) -> None:
        code, text = self.filters.chip, fold(self.filters.text)
        found = self.checked.faulty if self.checked is not None else ()
        self._rows = [
            (record, fault) for record in found for fault in record.faults
            if code in (None, fault.code) and text in fold(f"{record.organization} {record.title} {fault.text}")
        ]  # fmt: skip
        shown = [
            (at, record.starts_at.date(), record.organization, record.kind, record.title, fault.name, fault.text)
            for at, (record, fault) in enumerate(self._rows)
        ]
        if self.checked is not None:
            self.list.set_empty_text("没有符合条件的问题" if found else "没有查出问题")
            label = self._context.scope.period.label
            self._tell(f"{label} · 查了 {self.checked.records} 条，{len(found)} 条有提醒，列出 {len(shown)} 处")
        self.model.reload(Rows(_COLUMNS, shown))

    def _open(self, at: int) -> None:
        record, fault = self._rows[at]
        self._context.bus.part_requested.emit("meeting", record.id, fault.part)
