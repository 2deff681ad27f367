"""覆盖情况: which organizations of the scope were inspected how often, last when, and which never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton

from db.core.fields import Field, Kind
from db.core.period import Period
from db.inspections.actions import READ
from db.inspections.coverage import FIELDS, Covered, VisitMade, coverage, visits_to
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.exchange.computed import Cancelled, ComputedView, Table
from desktop.exchange.excel_menu import write_file
from desktop.widgets.detail import Target
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, Row, column

if TYPE_CHECKING:  # the writer of Excel files is imported when it is first used
    from db.exchange.writing import Written

_TABLES = (
    "inspection", "visit", "finding", "problem", "organization", "guidance_group", "group_organization",
)  # fmt: skip
_ALL, _MISSED, _NEVER, _DONE = "all", "missed", "never", "done"
_CHIPS = ((_ALL, "全部"), (_MISSED, "本期未检查"), (_NEVER, "从未检查"), (_DONE, "本期已检查"))
_WANTED: dict[str, Callable[[Covered], bool]] = {
    _ALL: lambda _row: True, _MISSED: lambda row: not row.visits, _NEVER: lambda row: row.never,
    _DONE: lambda row: row.visits > 0,
}  # fmt: skip
_VISITS = (
    Column("held_on", "日期", 88, show=str), Column("title", "检查名称", 150, stretch=True), Column("kind", "方式", 76),
    Column("findings", "问题", 44, "right"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computed:
    period: Period
    rows: list[Covered]


class CoverageView(ComputedView):
    """A double click on an organization begins its inspection, one on a visit opens that."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, _CHIPS, "组织、小组", title="检查覆盖情况", tables=_TABLES, permission=READ,
            hint="选择一个组织，这里列出本期对它的检查；双击可以打开那次检查",
        )  # fmt: skip
        self.new_button = QPushButton(icon("plus"), "登记检查")
        self.new_button.setToolTip("登记对这个组织的一次督导检查")
        self.new_button.clicked.connect(lambda: self._inspect(self.view.current_id))
        self.detail.add_button(self.new_button)
        self.view.opened.connect(self._inspect)
        self.new_button.setEnabled(False)
        self.view.current_changed.connect(lambda id: self.new_button.setEnabled(id is not None))

    def compute(self, scope: Scope, job: Job, cancelled: Cancelled) -> Computed:  # noqa: ARG002 - no steps to tell of
        with self._book.read() as connection:
            return Computed(scope.period, coverage(connection, scope.organization, scope.period, cancelled))

    def table(self, result: Computed) -> Table:
        text, wanted = self.filters.text.strip(), _WANTED[self.filters.chip]
        rows = [row for row in result.rows if wanted(row) and (text in row.name or text in row.groups)]
        done = sum(row.visits > 0 for row in result.rows)
        never = sum(row.never for row in result.rows)
        told = (
            f"{result.period.label} · {len(result.rows)} 个组织，已检查 {done} 个，未检查 {len(result.rows) - done} 个"
        )
        return Table(
            f"检查覆盖情况（{dict(_CHIPS)[self.filters.chip]}）", FIELDS, [_shaped(field) for field in FIELDS],
            [(row.id, *row.values()) for row in rows], f"{told}，其中从未检查 {never} 个" if never else told,
            "没有符合条件的组织" if result.rows else "这个范围内没有可以检查的下级组织",
        )  # fmt: skip

    def explain(self, result: Computed, id: int, cancelled: Cancelled) -> Callable[[], object]:  # noqa: ARG002
        row = next((row for row in result.rows if row.id == id), None)
        if row is None:
            return self.detail.clear
        with self._book.read() as connection:
            found = visits_to(connection, id, result.period)
        return lambda: self._show(row, found)

    def _show(self, row: Covered, found: Sequence[VisitMade]) -> None:
        lines: list[tuple[Target, Row]] = [
            (("inspection", visit.inspection_id), (visit.held_on, visit.title, visit.kind, len(visit.findings)))
            for visit in found
        ]
        last = f"最近一次检查：{row.last_on}" if row.last_on else "账本里没有对它的检查"
        group = f"；联系小组：{row.groups}" if row.groups else ""
        self.detail.show_lines(row.name, f"{last}{group}", _VISITS, lines, "本期没有检查过它")

    def _inspect(self, id: int | None) -> None:
        if id is not None:
            self._context.bus.record_wanted.emit("inspection", {"visits": [id]})

    def write_excel(self, title: str, fields: Sequence[Field], rows: Sequence[Row], target: Path) -> None:  # noqa: ARG002
        """Those on show, coloured where nobody has been, with their sums."""
        by_id = {row.id: row for row in self._result.rows}
        source = self.model.source
        shown = [by_id[row[0]] for row in source.all()] if isinstance(source, Rows) else []

        def work(job: Job) -> Written:
            from db.exchange.inspection_sheets import export_coverage

            return export_coverage(
                self._book, shown, title, target, progress=job.progress, cancelled=job.cancelled
            )  # fmt: skip

        write_file(self._context, self, title, work, target)


def _shaped(field: Field) -> Column:
    if field.name == "visits":
        return column(field, show=lambda count: str(count) if count else "未检查", tone=_tone)
    if field.kind is Kind.DATE:
        return column(field, show=str)
    return column(field, stretch=field.name == "name", yields=field.name in ("sector", "unsettled", "kind"))


def _tone(count: Any) -> str:
    return "" if count else "warning"
