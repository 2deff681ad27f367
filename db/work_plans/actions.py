"""Changing work plans and their items; making tasks of items; carrying a plan on into the next period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.goals.items import as_task, move, naming, order, refuse_begun
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.tasks.actions import save_task
from db.tasks.checks import check_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin
from db.work_plans.checks import check_item, check_plan
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.models import WorkPlan, WorkPlanItem
from db.work_plans.queries import NO_PLAN, get_plan, moved
from db.work_plans.standing import DONE, ItemRow, items_of

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
    """Delete plans with their items and the tasks made of them; ``UserError`` where one of these was begun."""
    with book.action("删除工作计划", EDIT) as work:
        for plan in work.get_many(WorkPlan, plan_ids, NO_PLAN, WorkPlan.items):
            stop()
            _refuse_begun(work, plan.items)
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
    draft = _checked(draft)
    with book.action("添加计划事项", EDIT) as work:
        plan = work.get(WorkPlan, plan_id, NO_PLAN)
        _check_named(work, draft)
        item = WorkPlanItem(id=work.new_id(), plan_id=plan_id, no=len(plan.items) + 1, **asdict(draft))
        work.session.add(item)
        order([*plan.items, item])
        return item.id


def save_item(book: Book, item_id: int, draft: WorkPlanItemDraft) -> None:
    """One that changes its section becomes the last of that."""
    draft = _checked(draft)
    with book.action("修改计划事项", EDIT) as work:
        item = work.get(WorkPlanItem, item_id, _NO_ITEM)
        _check_named(work, draft)
        moved_away = item.section != draft.section
        for name, value in asdict(draft).items():
            setattr(item, name, value)
        if moved_away:
            order([*(other for other in item.plan.items if other is not item), item])


def delete_items(book: Book, item_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Take items off their plan, with the tasks made of them; ``UserError`` where one of these was begun."""
    with book.action("删除计划事项", EDIT) as work:
        items = work.get_many(WorkPlanItem, item_ids, _NO_ITEM, WorkPlanItem.plan)
        _refuse_begun(work, items)
        for plan in dict.fromkeys(item.plan for item in items):
            order([item for item in plan.items if item not in items])
        for item in items:
            stop()
            work.session.delete(item)


def move_item(book: Book, item_id: int, step: int) -> bool:
    """Change places with the item before (-1) or after (1) in its section; at the edge the section itself moves."""
    with book.action("调整事项顺序", EDIT) as work:
        item = work.get(WorkPlanItem, item_id, _NO_ITEM)
        return move(item.plan.items, item, step)


def _checked(draft: WorkPlanItemDraft) -> WorkPlanItemDraft:
    draft = replace(draft, section=draft.section.strip(), title=draft.title.strip())
    check_item(draft)
    return draft


def _check_named(work: Work, draft: WorkPlanItemDraft) -> None:
    if draft.organization_id is not None:
        work.get(Organization, draft.organization_id, "责任组织已被删除，请重新选择。", "organization_id")
    if draft.kind_id is not None:
        work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")


def _refuse_begun(work: Work, items: Sequence[WorkPlanItem]) -> None:
    refuse_begun(work, WorkPlanItem.__tablename__, {item.id: item.words for item in items})


# -- tasks -------------------------------------------------------------------------------------------------------


def task_of(
    draft: WorkPlanItemDraft, organization_id: int | None, today: date, assigned_by: str
) -> TaskDraft:  # fmt: skip
    """The task an item becomes; *organization_id*: the plan's, where the item names none. Who is responsible is
    written in words there, so it is in the text."""
    asked = (draft.text, f"责任人：{draft.responsible}" if draft.responsible else "")
    return as_task(draft.title, asked, draft.due_on, today, assigned_by, draft.organization_id or organization_id)


def assign_items(book: Book, plan_id: int, rows: Sequence[ItemRow], stop: Stop = unstopped) -> list[int]:
    """A task of each item, as it is worded there; returns the tasks' ids. An item may have several. An action an item:
    each can be taken back by itself; what cannot be a task is told before the first is made."""
    today = book.now().date()
    with book.read() as connection:
        owner = get_plan(connection, plan_id).organization_id
    drafts = [task_of(row.draft, owner, today, book.actor.name) for row in rows]
    for row, draft in zip(rows, drafts, strict=True):
        with naming(row.draft.title):
            check_task(draft, today)
    made = []
    for row, draft in zip(rows, drafts, strict=True):
        stop()
        made.append(save_task(book, draft, source=Origin(WorkPlanItem.__tablename__, row.id)))
    return made
