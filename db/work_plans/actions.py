"""Changing work plans and their items; making tasks of items; carrying a plan on into the next period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import func, select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.tasks.checks import check_task
from db.tasks.draft import TaskDraft
from db.tasks.models import Task
from db.work_plans.checks import check_item, check_plan
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.models import WorkPlan, WorkPlanItem
from db.work_plans.queries import NO_PLAN, moved
from db.work_plans.standing import DONE, items_of

EDIT, READ = "work_plans.edit", "work_plans.read"
_NO_ITEM = "这个事项已被删除，请刷新列表。"

# -- plans -------------------------------------------------------------------------------------------------------


def save_plan(book: Book, draft: WorkPlanDraft, plan_id: int | None = None) -> int:
    """Add a plan or change its head; returns the id."""
    check_plan(draft)
    with book.action("新建工作计划" if plan_id is None else "修改工作计划", EDIT) as work:
        plan = WorkPlan(id=work.new_id()) if plan_id is None else work.get(WorkPlan, plan_id, NO_PLAN)
        _write_head(work, plan, draft)
        return plan.id


def copy_plan(book: Book, plan_id: int, draft: WorkPlanDraft, *, unfinished: bool) -> int:
    """A plan with the head *draft* and the items of another, or only its *unfinished* ones, with nothing told of them
    yet; days move along. Returns the new one's id."""
    check_plan(draft)
    with book.action("复制工作计划", EDIT) as work:
        old = work.get(WorkPlan, plan_id, NO_PLAN)
        plan = WorkPlan(id=work.new_id())
        _write_head(work, plan, draft)
        wanted = [row for row in items_of(work.connection, plan_id, book.now()) if not unfinished or row.state != DONE]
        if not wanted:
            raise UserError("这份计划没有未完成的事项，不用复制。" if unfinished else "这份计划还没有事项，不用复制。")
        for no, row in enumerate(wanted, 1):
            item = replace(row.draft, share=None, outcome="", due_on=moved(row.draft.due_on, old.starts_on, draft))
            work.session.add(WorkPlanItem(id=work.new_id(), plan=plan, no=no, **asdict(item)))
        return plan.id


def delete_plans(book: Book, plan_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete plans with their items and the tasks made of them."""
    with book.action("删除工作计划", EDIT) as work:
        for plan in work.get_many(WorkPlan, plan_ids, NO_PLAN, WorkPlan.items):
            stop()
            work.session.delete(plan)


def _write_head(work: Work, plan: WorkPlan, draft: WorkPlanDraft) -> None:
    draft = replace(draft, title=draft.title.strip())  # “计划” and “计划 ” are one
    work.get(Organization, draft.organization_id, "组织已被删除，请重新选择。", "organization_id")
    twin = select(WorkPlan.id).where(
        WorkPlan.organization_id == draft.organization_id, WorkPlan.starts_on == draft.starts_on,
        WorkPlan.title == draft.title, WorkPlan.id != plan.id,
    )  # fmt: skip
    if work.session.execute(twin).first():
        raise UserError(
            f"这个组织已有一份从 {draft.starts_on} 起的“{draft.title}”，请换一个名称，或打开原来那一份修改。",
            {"title": "已有同名计划"},
        )
    for name, value in asdict(draft).items():
        setattr(plan, name, value)
    work.session.add(plan)


# -- items -------------------------------------------------------------------------------------------------------


def add_item(book: Book, plan_id: int, draft: WorkPlanItemDraft) -> int:
    """A further item at the end of its section; returns its id."""
    with book.action("添加计划事项", EDIT) as work:
        plan = work.get(WorkPlan, plan_id, NO_PLAN)
        _check(work, plan, draft)
        last = work.session.execute(select(func.max(WorkPlanItem.no)).where(WorkPlanItem.plan_id == plan_id)).scalar()
        item = WorkPlanItem(id=work.new_id(), plan_id=plan_id, no=(last or 0) + 1, **asdict(draft))
        work.session.add(item)
        return item.id


def save_item(book: Book, item_id: int, draft: WorkPlanItemDraft) -> None:
    with book.action("修改计划事项", EDIT) as work:
        item = work.get(WorkPlanItem, item_id, _NO_ITEM)
        _check(work, item.plan, draft)
        for name, value in asdict(draft).items():
            setattr(item, name, value)


def delete_items(book: Book, item_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Take items off their plan, with the tasks made of them."""
    with book.action("删除计划事项", EDIT) as work:
        for item in work.get_many(WorkPlanItem, item_ids, _NO_ITEM):
            stop()
            work.session.delete(item)


def move_item(book: Book, item_id: int, step: int) -> None:
    """Change places with the item of the same section before (-1) or after (1)."""
    with book.action("调整事项顺序", EDIT) as work:
        item = work.get(WorkPlanItem, item_id, _NO_ITEM)
        within = [other for other in item.plan.items if other.section == item.section]
        at = within.index(item) + step
        if 0 <= at < len(within):
            item.no, within[at].no = within[at].no, item.no


def _check(work: Work, plan: WorkPlan, draft: WorkPlanItemDraft) -> None:
    check_item(draft, plan.starts_on)
    if draft.organization_id is not None:
        work.get(Organization, draft.organization_id, "责任组织已被删除，请重新选择。", "organization_id")
    if draft.kind_id is not None:
        work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")


# -- tasks -------------------------------------------------------------------------------------------------------


def assign_items(book: Book, item_ids: Sequence[int]) -> list[int]:
    """A task of each item, as it is worded there; returns the tasks' ids. An item may have several."""
    today = book.now().date()
    with book.action("计划事项转任务", "tasks.edit") as work:
        rows = []
        for item in work.get_many(WorkPlanItem, item_ids, _NO_ITEM, WorkPlanItem.plan):
            draft = replace(task_of(item, item.plan.organization_id), assigned_by=book.actor.name)
            if draft.due_on is None or draft.due_on >= today:  # one that is late was to be begun long ago
                draft = replace(draft, starts_on=today)
            check_task(draft, today)
            values = asdict(draft)
            del values["people"]
            rows.append({"source_table": WorkPlanItem.__tablename__, "source_id": item.id, **values})
        return work.insert_many(Task, rows)


def task_of(item: WorkPlanItem | WorkPlanItemDraft, organization_id: int | None) -> TaskDraft:
    """What the task of an item begins with; *organization_id*: the plan's, where the item names none. Who is
    responsible is written in words there, so it is in the text."""
    told = [item.text.strip(), f"责任人：{item.responsible}" if item.responsible else ""]
    return TaskDraft(
        title=item.title, text="\n".join(filter(None, told)), due_on=item.due_on,
        organization_id=item.organization_id or organization_id,
    )  # fmt: skip
