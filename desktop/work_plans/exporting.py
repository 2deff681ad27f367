"""The items of a plan with how far they are, as a sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db.core.fields import Field, Kind
from db.goals.words import aim_told
from db.tasks.fields import DONE
from db.work_plans.actions import READ
from db.work_plans.queries import PlanSheet, plan_sheet
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.exchange.computed import export
from desktop.exchange.excel_menu import ask_target
from desktop.widgets.table_model import Row

_FIELDS = (
    Field("no", "序号", Kind.INTEGER, width=48), Field("section", "板块", width=130),
    Field("category", "类别", width=80),
    Field("title", "事项", width=240), Field("text", "具体措施", Kind.LONG_TEXT),
    Field("organization", "责任组织", width=150), Field("responsible", "责任人", width=80),
    Field("due_on", "完成时限", Kind.DATE, width=96), Field("aim", "目标", width=110), Field("told", "完成", width=64),
    Field("percent", "完成率（%）", Kind.INTEGER, width=80), Field("state", "状态", width=64),
    Field("late", "逾期", width=48), Field("tasks", "任务（完成/共）", width=96),
    Field("outcome", "完成情况", Kind.LONG_TEXT),
)  # fmt: skip


def export_plan(context: AppContext, owner: QWidget, plan_id: int, title: str) -> None:
    """Ask for a file and write the items of this plan there."""
    target = ask_target(context, owner, "导出事项", title)
    if target is None:
        return

    def read(_job: Job) -> list[Row]:
        with context.book.read() as connection:
            return _rows(plan_sheet(connection, plan_id, context.book.now()))

    export(context, owner, title, _FIELDS, read, target, READ)


def _rows(plan: PlanSheet) -> list[Row]:
    rows: list[Row] = []
    for no, item in enumerate(plan.items, 1):
        draft, done = item.draft, sum(task.state == DONE for task in item.tasks)
        rows.append((
            no, draft.section, draft.category, draft.title, draft.text, item.organization or plan.organization,
            draft.responsible, draft.due_on, aim_told(draft.counted, draft.target, item.kind), item.standing.told,
            item.standing.percent, item.state, "逾期" if item.late else "",
            f"{done}/{len(item.tasks)}" if item.tasks else "", draft.outcome,
        ))  # fmt: skip
    return rows
