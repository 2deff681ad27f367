"""The tab 小结: plan against done, section by section."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.work_plans.queries import PlanSheet
from db.work_plans.standing import sum_of
from desktop.app.icons import icon
from desktop.work_plans.items_tree import SumsTree


class SummaryTab(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.told = QLabel(wordWrap=True)
        self.tree = SumsTree()
        self.print_button = QPushButton(icon("print"), "打印小结")
        row = QHBoxLayout()
        row.addWidget(self.told, 1)
        row.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.print_button)

    def show_plan(self, plan: PlanSheet | None) -> None:
        self.tree.fill(plan.items if plan else ())
        self.told.setText(told(plan) if plan else "")
        self.print_button.setEnabled(bool(plan and plan.items))


def told(plan: PlanSheet) -> str:
    """计划 12 项，已完成 7 项，完成率 58% …"""
    if not plan.items:
        return "这份计划还没有事项。"
    whole = sum_of(plan.items)
    over = "计划期已满" if plan.draft.ends_on and plan.draft.ends_on < plan.today else f"截至 {plan.today}"
    late = f"，逾期 {whole.late} 项" if whole.late else ""
    return (
        f"{over}：计划 {whole.total} 项，已完成 {whole.done} 项，进行中 {whole.under_way} 项，"
        f"未开始 {whole.not_begun} 项{late}，完成率 {whole.percent}%。"
    )
