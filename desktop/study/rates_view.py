"""参学率: how many of those expected came, per person, organization, kind of meeting and month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox

from db.core.fields import Field
from db.meetings.queries import kinds
from db.rules.queries import read_rules
from db.study.actions import READ
from db.study.rates import NOBODY, Asked, By, Line, Rate, count_meetings, lines, rates, total
from db.study.rules import verdict
from db.study.tables import percent, rate_fields, rate_values
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.exchange.computed import Cancelled, ComputedView, Table
from desktop.widgets.detail import Target
from desktop.widgets.table_model import Column, Row, column

_CHIPS = ((By.PERSON, "按人员"), (By.ORGANIZATION, "按组织"), (By.KIND, "按类型"), (By.MONTH, "按月"))
_TABLES = ("meeting", "attendance", "meeting_kind", "meeting_worth", "person", "organization", "rule")
_TONES = {"好": "success", "一般": "warning", "偏低": "error"}
_STUDY, _ALL = "study", "all"
_DAY, _KIND = Column("day", "日期", 88), Column("kind", "类型", 84, yields=True)
_TITLE, _PLACE = Column("title", "会议名称", 150, stretch=True), Column("organization", "召开组织", 130)


def line_columns(by: By) -> tuple[Column, ...]:
    """What is told of the meetings behind a row: not what they have in common."""
    if by is By.PERSON:
        return _DAY, _KIND, _TITLE, Column("how", "出席", 130)
    attended = Column("how", "到会/应到", 76)
    return (_DAY, _PLACE, _TITLE, attended) if by is By.KIND else (_DAY, _KIND, _TITLE, attended)


@dataclass(frozen=True, slots=True)
class Computed:
    asked: Asked
    by: By
    found: list[Rate]
    rows: list[Row]  # one for each of them
    summary: str


class RatesView(ComputedView):
    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, _CHIPS, "姓名、组织、类型", title="参学率", tables=_TABLES, permission=READ,
            hint="选择一行，这里列出是哪些会议；双击可以打开那条记录",
        )  # fmt: skip
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("哪些会议")
        self.kinds.addItem("学习类会议", _STUDY)
        self.kinds.addItem("全部会议", _ALL)
        with context.book.read() as connection:
            for kind in kinds(connection):
                self.kinds.addItem(kind.name, kind.id)
        self.kinds.activated.connect(lambda _at: self.recompute())
        self.filters.add(self.kinds)
        self.view.opened.connect(self._open)

    def compute(self, scope: Scope, job: Job, cancelled: Cancelled) -> Computed:
        chosen, by = self.kinds.currentData(), self.filters.chip
        kind = chosen if isinstance(chosen, int) else None
        asked = Asked(scope.organization, scope.period, self._book.now(), chosen == _STUDY, kind)
        with self._book.read() as connection:
            found = rates(connection, asked, by, job.progress, cancelled)
            every, rules = total(found, count_meetings(connection, asked)), read_rules(connection)
        rows = [(rate.key, *rate_values(rate, by, verdict(rate.share, rules, asked.day))) for rate in found]
        return Computed(asked, by, found, rows, _summary(asked, every))

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        """Study meetings again, whatever had been chosen."""
        chosen = self.kinds.currentIndex()
        self.kinds.setCurrentIndex(self.kinds.findData(_STUDY))
        chip = self.filters.chip
        super().narrow_to(narrowing)
        if chosen != self.kinds.currentIndex() and chip == self.filters.chip:
            self.recompute()

    def chip_changed(self) -> None:
        self._sort = None
        self.recompute()

    def table(self, result: Computed) -> Table:
        text, shown = self.filters.text, rate_fields(result.by)
        rows = [
            row for rate, row in zip(result.found, result.rows, strict=True)
            if text in rate.name or text in rate.detail
        ]  # fmt: skip
        columns = [_shaped(field, result.by) for field in shown]
        title = f"参学率（{dict(_CHIPS)[result.by]}）"
        return Table(title, shown, columns, rows, result.summary, f"这个范围和时期没有已召开的{self._called()}")

    def _called(self) -> str:
        """Which meetings were looked for."""
        return "会议" if self.kinds.currentData() == _ALL else self.kinds.currentText()

    def explain(self, result: Computed, id: int, cancelled: Cancelled) -> Callable[[], object]:  # noqa: ARG002
        rate = next((rate for rate in result.found if rate.key == id), None)
        if rate is None:
            return self.detail.clear
        with self._book.read() as connection:
            found = lines(connection, result.asked, result.by, id)
        return lambda: self._show_lines(rate, found)

    def _show_lines(self, rate: Rate, found: list[Line]) -> None:
        columns = line_columns(self._result.by)
        told: list[tuple[Target, Row]] = [
            (("meeting", line.meeting_id), tuple(getattr(line, column.key) for column in columns)) for line in found
        ]
        figures = f"应到 {rate.expected}，到会 {rate.present}，请假 {rate.on_leave}，缺席 {rate.absent}"
        made_up = f"，其中已补学 {rate.made_up}" if rate.made_up else ""
        self.detail.show_lines(rate.name, figures + made_up, columns, told)

    def _open(self, id: int) -> None:
        table = {By.PERSON: "person", By.ORGANIZATION: "organization"}.get(self.filters.chip)
        if table is not None and id != NOBODY:
            self.request(table, id)


def _summary(asked: Asked, every: Rate) -> str:
    counts = f"{every.meetings} 次会议 · 应到 {every.expected} 人次，到会 {every.present} 人次"
    if every.share is None:
        return f"{asked.period.label} · {counts}"
    rate = f"参学率 {percent(every.share)}%（含补学 {percent(every.share_made_up)}%）"
    return f"{asked.period.label} · {counts} · {rate}"


def _shaped(field: Field, by: By) -> Column:
    stretch = field.name == ("detail" if by is By.PERSON else "name")
    if field.name in ("share", "share_made_up"):
        return column(field, show=lambda share: f"{share:.1f}%")
    if field.name == "verdict":
        return column(field, tone=lambda word: _TONES.get(word, ""))
    return column(field, stretch=stretch)
