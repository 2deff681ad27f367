"""A view of figures computed in the background: the list on the left, what stands behind a row on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.errors import CancelledError
from db.core.fields import Field
from db.core.listing import Filter, Listing
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.exchange.excel_menu import ask_target, write_file
from desktop.widgets.detail import Detail
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import Chip, FilterBar
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView
from desktop.widgets.views_page import in_corner

if TYPE_CHECKING:  # the writer of Excel files is imported when it is first used
    from db.exchange.writing import Written

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Table:
    """What the list shows now. ``fields`` and ``rows`` (id first) are also what goes to Excel."""

    title: str
    fields: Sequence[Field]
    columns: Sequence[Column]
    rows: Sequence[Row]
    subtitle: str
    empty: str = "没有记录"


class ComputedView(QWidget):
    """A view derives from it and says what it computes (``compute``), shows (``table``) and explains (``explain``).

    What it shows is computed anew when the scope or one of *tables* changed, and not while another view is on screen.
    """

    def __init__(
        self, context: AppContext, chips: Sequence[Chip], placeholder: str, *, title: str, tables: Sequence[str],
        permission: str, hint: str, shares: tuple[int, int] = (3, 2),
    ) -> None:  # fmt: skip
        super().__init__()
        self._context, self._book = context, context.book
        self._title, self._tables, self._permission = title, tables, permission
        self._result: Any = None
        self._asked = 0  # the newest computation; older ones stop by themselves
        self._sort: tuple[str, bool] | None = None
        self.subtitle = ElidedLabel()
        self.subtitle.setProperty("muted", True)
        self.filters = FilterBar(chips, placeholder)
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, "正在计算…")
        self.detail = Detail(context.jobs, hint)
        self._lay_out(shares)
        self.filters.chip_changed.connect(lambda _key: self.chip_changed())
        self.filters.search_changed.connect(lambda _text: self.show_table())
        self.model.sort_requested.connect(self._sort_by)
        self.view.current_changed.connect(self._explain)
        self.detail.opened.connect(self.request)
        self.excel = self.add_action("Excel", "table", "把列表导出到 Excel")
        self.excel.clicked.connect(self._export)

    def _lay_out(self, shares: tuple[int, int]) -> None:
        self._header = QHBoxLayout()
        self._header.setSpacing(10)
        self._header.addWidget(self.subtitle)
        self._header.addStretch(1)
        list_card = QFrame()
        list_card.setProperty("card", True)
        inside = QVBoxLayout(list_card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(10)
        halves.setChildrenCollapsible(False)
        for widget, share in ((list_card, shares[0]), (self.detail, shares[1])):
            halves.addWidget(widget)
            halves.setStretchFactor(halves.count() - 1, share)
        halves.setSizes([share * 1200 // sum(shares) for share in shares])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.corner = in_corner(self._header)
        column.addWidget(self.filters)
        column.addWidget(halves, 1)

    def add_action(self, text: str, icon_name: str, tip: str) -> QPushButton:
        """A button at the top right."""
        button = QPushButton(icon(icon_name), text)
        button.setToolTip(tip)
        self._header.addWidget(button)
        return button

    # -- what a view says --------------------------------------------------------------------------

    def compute(self, scope: Scope, job: Job, cancelled: Cancelled) -> Any:
        """On a worker: all that ``table`` needs. ``CancelledError`` when *cancelled* says so."""
        raise NotImplementedError

    def table(self, result: Any) -> Table:
        """What to show of *result* for the chip and the text typed now."""
        raise NotImplementedError

    def explain(self, result: Any, id: int, cancelled: Cancelled) -> Callable[[], object]:
        """On a worker: read what stands behind the row *id*; returns what shows it."""
        raise NotImplementedError

    def chip_changed(self) -> None:
        """Another chip was pressed; a view whose chips need other figures computes them."""
        self._sort = None
        self.show_table()

    # -- what the page asks ------------------------------------------------------------------------

    def set_scope(self, _scope: Scope) -> None:
        self.recompute()

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*self._tables):
            self.recompute()

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self.show_table()

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        chip = self.filters.chip
        self.filters.narrow(narrowing)
        if self.filters.chip != chip:
            self.chip_changed()
        else:
            self.show_table()

    # -- computing and showing ---------------------------------------------------------------------

    def recompute(self) -> None:
        self._asked += 1
        number, scope = self._asked, self._context.scope
        self.subtitle.setText("正在计算…")

        def work(job: Job) -> Any:
            def cancelled() -> bool:
                return job.cancelled() or number != self._asked

            try:
                return number, self.compute(scope, job, cancelled)
            except CancelledError:
                return number, None

        self._context.jobs.run(f"计算{self._title}", work, self._take, owner=self)

    def _take(self, told: tuple[int, Any]) -> None:
        number, result = told
        if number != self._asked:
            return
        if result is None:
            self.subtitle.setText("计算已取消，按 F5 重新计算")
        else:
            self._result = result
            self.show_table()

    def show_table(self) -> None:
        if self._result is None:
            return
        table = self._table = self.table(self._result)
        self.subtitle.setText(table.subtitle)
        self.view.set_empty_text(table.empty)
        source = Rows(table.columns, table.rows)
        self.model.reload(source if self._sort is None else source.sorted(*self._sort))
        self._explain(self.view.current_id)

    def _sort_by(self, key: str, descending: bool) -> None:
        self._sort = key, descending
        if isinstance(self.model.source, Rows):
            self.model.reload(self.model.source.sorted(key, descending))

    def _explain(self, id: int | None) -> None:
        result = self._result
        if id is None or result is None or self.model.row_of(id) < 0:
            self._context.jobs.drop(self)
            self.detail.clear()
        else:
            self._context.jobs.latest(
                self, lambda cancelled: self.explain(result, id, cancelled), lambda show: show(), owner=self
            )

    def request(self, table: str, id: int) -> None:
        """Open that record on its page."""
        self._context.bus.record_requested.emit(table, id)

    def chosen(self) -> list[int]:
        """Ids of the selected rows, in the order of the list."""
        return list(self.view.selected_ids())

    # -- Excel -------------------------------------------------------------------------------------

    def _export(self) -> None:
        """What the list shows, in its order."""
        source = self.model.source
        if self._result is None or not isinstance(source, Rows):
            return
        table, rows = self._table, [row[1:] for row in source.all()]
        scope = self._context.scope
        title = f"{table.title}（{scope.organization_name} {scope.period.label}）"
        target = ask_target(self._context, self, "导出列表", title)
        if target is not None:
            self.write_excel(table.title, table.fields, rows, target)

    def write_excel(self, title: str, fields: Sequence[Field], rows: Sequence[Row], target: Path) -> None:
        """Write *rows* to *target* in the background and offer to open it."""
        export(self._context, self, title, fields, lambda _job: rows, target, self._permission)


def export(
    context: AppContext, owner: QWidget, title: str, fields: Sequence[Field],
    read: Callable[[Job], Sequence[Row]], target: Path, permission: str,
) -> None:  # fmt: skip
    """Write what *read* gives to an Excel file; *permission* is that to read it."""

    def work(job: Job) -> Written:
        from db.exchange.tables import export_table

        rows = read(job)
        return export_table(
            context.book, title, fields, rows, target, permission, progress=job.progress, cancelled=job.cancelled
        )

    write_file(context, owner, title, work, target)


def export_listed(
    context: AppContext, owner: QWidget, title: str, listing: Listing, wanted: Filter, permission: str
) -> None:  # fmt: skip
    """Ask for a file and write there what *listing* shows of *wanted*; *permission* is that to read it."""
    target = ask_target(context, owner, "导出列表", f"{title}（{context.scope.period.label}）")
    if target is None:
        return

    def read(_job: Job) -> list[Row]:
        with context.book.read() as connection:
            return [row[1:] for row in listing.all(connection, wanted)]

    export(context, owner, title, listing.fields, read, target, permission)
