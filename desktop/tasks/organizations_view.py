"""按组织: how the tasks of each organization stand, all of them or the parts of one that was assigned to many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QComboBox

from db.core.fields import Field, Kind
from db.core.listing import Filter, Row
from db.tasks.actions import READ
from db.tasks.figures import Standing, by_organization, wholes
from db.tasks.queries import DIVIDED, PARENT, PLACE, tasks
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.exchange.computed import Cancelled, ComputedView, Table
from desktop.tasks.printing import Printing
from desktop.widgets.table_model import Column, column

_OPEN, _LATE, _RETURNED = "open", "late", "returned"
_CHIPS = ((None, "全部"), (_LATE, "有逾期"), (_OPEN, "有未办结"), (_RETURNED, "全部办结"))
_FIELDS = (
    Field("organization", "组织", width=170), Field("total", "任务", Kind.INTEGER, width=52),
    Field("open", "未办结", Kind.INTEGER, width=60), Field("overdue", "已逾期", Kind.INTEGER, width=60),
    Field("done", "已完成", Kind.INTEGER, width=60), Field("in_time", "按期完成", Kind.INTEGER, width=72),
)  # fmt: skip
_COLUMNS = (
    column(_FIELDS[0], stretch=True), column(_FIELDS[1]), column(_FIELDS[2]),
    column(_FIELDS[3], tone=lambda count: "error" if count else ""), column(_FIELDS[4]), column(_FIELDS[5]),
)  # fmt: skip
_SHOWN = tasks.showing("title", "due_on", "state", "left")
_LINES = (
    Column("title", "任务", 120, stretch=True), Column("due_on", "完成期限", 92), Column("state", "状态", 64),
    Column("left", "时限", 92, tone=lambda text: "error" if text.startswith("逾期") else ""),
)  # fmt: skip


class _Found(NamedTuple):
    rows: list[Standing]
    wholes: list[tuple[int, str]]
    whole_id: int | None


class OrganizationsView(ComputedView):
    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, _CHIPS, "组织名称", title="任务办理情况", tables=("task", "organization"), permission=READ,
            hint="从左侧选择一个组织，查看它的任务",
        )  # fmt: skip
        self.whole = QComboBox()
        self.whole.setAccessibleName("批量布置的任务")
        self.whole.setToolTip("只看一项批量布置的任务：哪些组织已经办结，哪些还没有")
        self.whole.setMinimumContentsLength(14)
        self.whole.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whole.addItem("全部任务", None)
        self.whole.currentIndexChanged.connect(lambda _at: self.recompute())
        self.filters.add(self.whole)
        self.reminder = self.add_action(
            "催办单", "print", "给所选组织（不选则为列表中全部）中有任务逾期或临近期限的各打印一页催办单"
        )
        self.reminder.clicked.connect(self.remind)
        self.printing = Printing(context, self)

    # -- what it shows -----------------------------------------------------------------------------

    def recompute(self) -> None:
        self._whole_id = self.whole.currentData()
        super().recompute()

    def compute(self, scope: Scope, job: Job, cancelled: Cancelled) -> _Found:  # noqa: ARG002
        whole_id = self._whole_id
        with self._book.read() as connection:
            offered = wholes(connection, scope.organization, scope.period)
            if whole_id not in {id for id, _title in offered}:
                whole_id = None
            return _Found(by_organization(connection, scope.organization, scope.period, whole_id), offered, whole_id)

    def table(self, result: _Found) -> Table:
        self._offer(result)
        chip, typed = self.filters.chip, self.filters.text.strip()
        fits: dict[str | None, Callable[[Standing], bool]] = {
            None: lambda _row: True, _LATE: lambda row: bool(row.overdue), _OPEN: lambda row: bool(row.open),
            _RETURNED: lambda row: not row.open,
        }  # fmt: skip
        kept = [row for row in result.rows if fits[chip](row) and typed in row.organization]
        rows = [
            (row.organization_id, row.organization, row.total, row.open, row.overdue, row.done, row.in_time)
            for row in kept
        ]
        left = sum(row.open > 0 for row in kept)
        told = f"{self._context.scope.period.label} · {len(kept)} 个组织，{left} 个有未办结的任务"
        if result.whole_id is not None:
            told = f"共 {len(kept)} 个组织，已办结 {len(kept) - left} 个，未办结 {left} 个"
        return Table("任务办理情况", _FIELDS, _COLUMNS, rows, told, "这个时期没有任务")

    def _offer(self, result: _Found) -> None:
        """The tasks that were assigned to many, without hearing of it."""
        self.whole.blockSignals(True)
        self.whole.clear()
        self.whole.addItem("全部任务", None)
        for id, title in result.wholes:
            self.whole.addItem(title, id)
        self.whole.setCurrentIndex(max(0, self.whole.findData(result.whole_id)))
        self.whole.blockSignals(False)

    def explain(self, result: _Found, id: int, cancelled: Cancelled) -> Callable[[], object]:
        scope = self._context.scope
        name = next((row.organization for row in result.rows if row.organization_id == id), "")
        if result.whole_id is None:
            wanted = Filter(period=scope.period, choices={PLACE: id, DIVIDED: False})
        else:
            wanted = Filter(choices={PLACE: id, PARENT: result.whole_id})
        with self._book.read() as connection:
            found: list[Row] = _SHOWN.rows(connection, _SHOWN.ids(connection, wanted, cancelled)[:500])
        lines = [(("task", row[0]), row[1:]) for row in found]
        return lambda: self.detail.show_lines(name, f"{len(lines)} 项任务，双击打开", _LINES, lines)

    def remind(self) -> None:
        chosen: Sequence[int] = self.chosen() if len(self.chosen()) > 1 else self._listed()
        result = self._result
        if result is None or result.whole_id is None:
            self.printing.remind_organizations(chosen)
            return
        wanted = Filter(choices={PARENT: result.whole_id, "open": True})
        with self._book.read() as connection:
            listing = tasks.showing("title")
            found: list[int] = []
            for place in chosen:
                choices: dict[str, Any] = {**wanted.choices, PLACE: place}
                found += listing.ids(connection, Filter(choices=choices))
        self.printing.remind(found)

    def _listed(self) -> list[int]:
        source = self.model.source
        return [row[0] for row in source.all()] if hasattr(source, "all") else []  # type: ignore[union-attr]
