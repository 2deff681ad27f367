"""Changing tasks: entering and assigning them, their steps and progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.attachments.actions import Brought, store_files
from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.organizations.models import Organization
from db.people.models import Person
from db.progress.actions import note
from db.progress.draft import Evidence, ProgressDraft
from db.progress.models import ProgressEntry
from db.progress.steps import Step, step_to_take
from db.rules.queries import read_rules
from db.tasks import states
from db.tasks.checks import check_entry, check_task
from db.tasks.draft import LISTS, TaskDraft
from db.tasks.fields import CANCELLED, DONE, NOT_STARTED, OPEN
from db.tasks.models import Task, TaskPerson
from db.tasks.queries import Origin
from db.tasks.recurring import MOST

READ, EDIT = "tasks.read", "tasks.edit"
TABLE = "task"
GONE = "这项任务已被删除，请刷新列表。"
_HEAD = tuple(
    field.name for field in fields(TaskDraft) if field.name not in (*LISTS, "state", "percent", "closed_on")
)  # what a form changes; the others are changed by steps
_DEEDS = {
    states.START: "开始任务", states.SUBMIT: "提交任务", states.CONFIRM: "确认任务完成", states.RETURN: "退回任务",
    states.CANCEL: "取消任务", states.REOPEN: "重新打开任务",
}  # fmt: skip

# -- the task ----------------------------------------------------------------------------------------------------


def save_task(
    book: Book, draft: TaskDraft, task_id: int | None = None, *, source: Origin | None = None,
    parent_id: int | None = None,
) -> int:  # fmt: skip
    """Add a task, below *parent_id* or coming from *source*, or change one; returns the id.

    State, percentage and day of closing are those of *draft* in a new task only.
    """
    today = book.now().date()
    check_task(draft, today)
    with book.action("新建任务" if task_id is None else "修改任务", EDIT) as work:
        _check_named(work, draft)
        if task_id is None:
            task = _new(work, draft, source, today)
            if parent_id is not None:
                _put_below(work, task, parent_id)
        else:
            task = work.get(Task, task_id, GONE)
        for name in _HEAD:
            setattr(task, name, getattr(draft, name))
        _name_people(task, draft.people)
        work.session.add(task)
        return task.id


def assign_many(
    book: Book, draft: TaskDraft, organization_ids: Sequence[int], days: Sequence[date], *,
    source: Origin | None = None,
) -> list[int]:  # fmt: skip
    """One task for several organizations, or for several *days* it is due on: a parent, and a subtask for each
    organization and day. Without days the subtasks are due as *draft* says. Returns the parent's id, then theirs."""
    due: list[date | None] = [*sorted(set(days))] or [draft.due_on]
    places = list(dict.fromkeys(organization_ids))
    whole = replace(
        draft, state=NOT_STARTED, percent=0, closed_on=None, due_on=due[-1], repeats=draft.repeats if days else ""
    )
    check_task(whole, book.now().date())
    _check_number(len(places), len(due))
    with book.action("批量布置任务", EDIT) as work:
        _check_named(work, whole)
        _check_organizations(work, places)
        parent = _new(work, whole, source, book.now().date())
        for name in _HEAD:
            setattr(parent, name, getattr(whole, name))
        _name_people(parent, whole.people)
        work.session.add(parent)
        rows = [
            {**_shared(whole), "parent_id": parent.id, "organization_id": place, "starts_on": begins, "due_on": day}
            for begins, day in _spans(whole.starts_on, due)
            for place in places
        ]
        return [parent.id, *work.insert_many(Task, rows)]


def delete_tasks(book: Book, task_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete tasks with their subtasks."""
    with book.action("删除任务", EDIT) as work:
        named = work.get_many(Task, task_ids, GONE, Task.people)
        below = {task.id: task for task in (*_below(work, task_ids), *named) if task.parent_id is not None}
        for tasks in (below.values(), [task for task in named if task.id not in below]):  # what is below goes first
            for task in tasks:
                stop()
                work.session.delete(task)
            work.session.flush()


# -- its course --------------------------------------------------------------------------------------------------


def take_step(book: Book, task_id: int, code: str, draft: ProgressDraft, files: Sequence[Evidence] = ()) -> None:
    """Take the step called *code* (see ``states``) and note what was done. Cancelling a task cancels what is still
    open below it; ``UserError`` where something below or above stands against it."""
    brought = store_files(book, files)
    today = book.now().date()
    with book.action(_DEEDS[code], EDIT) as work:
        task = work.get(Task, task_id, GONE)
        confirm = read_rules(work.connection).switched_on("tasks.confirm", today)
        step = step_to_take(states.steps(confirm), code, task.state, "这项任务")
        below = _below(work, [task_id])
        check_entry(draft, today, done=step.after == DONE, divided=bool(below))
        _refuse_apart(work, task, step, below)
        for part in below:
            if step.code == states.CANCEL and part.state in OPEN:
                _enter(work, part, step, replace(draft, percent=None))
        _enter(work, task, step, draft, brought)
        _begin_above(work, task, draft)


def add_progress(book: Book, task_id: int, draft: ProgressDraft, files: Sequence[Evidence] = ()) -> None:
    """Note what was done; a task that was not started is from then on."""
    brought = store_files(book, files)
    today = book.now().date()
    with book.action("登记任务进展", EDIT) as work:
        task = work.get(Task, task_id, GONE)
        check_entry(draft, today, done=task.state == DONE, divided=bool(_below(work, [task_id])))
        begun = next(step for step in states.STEPS if step.code == states.START)
        _enter(work, task, begun if task.state == NOT_STARTED else None, draft, brought)
        _begin_above(work, task, draft)


def _enter(
    work: Work, task: Task, step: Step | None, draft: ProgressDraft, brought: Sequence[Brought] = ()
) -> None:  # fmt: skip
    """Put *task* where *step* leads, with the entry that tells of it."""
    assert draft.noted_on is not None
    percent = draft.percent
    if percent is None:
        percent = _told(work, task) if step is not None and task.state == DONE else task.percent
    if step is not None:
        task.state = step.after
    closed_on = None if step is not None else task.closed_on
    task.percent, task.closed_on = states.figures(task.state, percent, closed_on, draft.noted_on)
    note(work, TABLE, task.id, draft, task.state, step, brought)


def _told(work: Work, task: Task) -> int:
    """How far a task had come before it was closed."""
    query = select(ProgressEntry.percent).where(
        ProgressEntry.table_name == TABLE, ProgressEntry.row_id == task.id, ProgressEntry.percent.is_not(None),
        ProgressEntry.state != DONE,
    ).order_by(ProgressEntry.id.desc())  # fmt: skip
    return work.session.execute(query).scalars().first() or 0


def _refuse_apart(work: Work, task: Task, step: Step, below: Sequence[Task]) -> None:
    """What is handed in has nothing open below it, and nothing is open below what is closed."""
    left = sum(part.state in OPEN for part in below)
    if left and step.code in (states.SUBMIT, states.CONFIRM):
        raise UserError(f"还有 {left} 项子任务没有办结，不能{step.label}。", {"state": f"还有 {left} 项子任务没有办结"})
    if step.code == states.REOPEN and task.parent_id is not None:
        _refuse_closed(work.get(Task, task.parent_id, GONE))


def _refuse_closed(parent: Task) -> None:
    if parent.state not in OPEN:
        raise UserError(
            f"上级任务“{parent.title}”{parent.state}，请先重新打开它。", {"parent_id": f"上级任务{parent.state}"}
        )


def _begin_above(work: Work, task: Task, draft: ProgressDraft) -> None:
    """A task is begun when a part of it is."""
    if task.parent_id is None or task.state in (NOT_STARTED, CANCELLED):
        return
    parent = work.get(Task, task.parent_id, GONE)
    if parent.state == NOT_STARTED:
        step = next(step for step in states.STEPS if step.code == states.START)
        _enter(work, parent, step, replace(draft, percent=None, text="子任务已经开始。"))


# -- parts -------------------------------------------------------------------------------------------------------


def _new(work: Work, draft: TaskDraft, source: Origin | None, today: date) -> Task:
    percent, closed_on = states.figures(draft.state, draft.percent, draft.closed_on, today)
    task = Task(id=work.new_id(), state=draft.state, percent=percent, closed_on=closed_on)
    if source is not None:
        task.source_table, task.source_id, task.source_part = source.table, source.record_id, source.part
    return task


def _put_below(work: Work, task: Task, parent_id: int) -> None:
    parent = work.get(Task, parent_id, "上级任务已被删除，请刷新列表。", "parent_id")
    if parent.parent_id is not None:
        raise UserError("子任务下不能再分子任务。", {"parent_id": "已是子任务"})
    if task.state in OPEN:
        _refuse_closed(parent)
    task.parent_id = parent.id


def _below(work: Work, task_ids: Sequence[int]) -> list[Task]:
    found: list[Task] = []
    for start in range(0, len(task_ids), MOST):
        part = Task.parent_id.in_(task_ids[start : start + MOST])
        query = select(Task).where(part).options(selectinload(Task.people))
        found += work.session.execute(query.order_by(Task.id)).scalars()
    return found


def _shared(whole: TaskDraft) -> dict[str, Any]:
    """What every subtask has of the whole; the whole's percentage and dates are computed or its own."""
    return {"title": whole.title, "text": whole.text, "priority": whole.priority, "assigned_by": whole.assigned_by}


def _spans(first: date | None, due: Sequence[date | None]) -> Iterable[tuple[date | None, date | None]]:
    """When each of the days' tasks begins and is due: the day after the one before."""
    begins = first
    for day in due:
        yield begins, day
        begins = day + timedelta(1) if day else None


def _name_people(task: Task, person_ids: Sequence[int]) -> None:
    old = {row.person_id: row for row in task.people}
    task.people = [old.get(person_id) or TaskPerson(person_id=person_id) for person_id in dict.fromkeys(person_ids)]
    for no, row in enumerate(task.people, 1):
        row.no = no


def _check_number(places: int, days: int) -> None:
    if not places:
        raise UserError("请选择布置给哪些组织。", {"organizations": "请选择组织"})
    if places * days > MOST:
        raise UserError(
            f"一次最多布置 {MOST} 项，现在是 {places} 个组织 × {days} 次 = {places * days} 项。请分几次布置。",
            {"organizations": f"最多 {MOST} 项"},
        )


def _check_organizations(work: Work, places: Sequence[int]) -> None:
    found = work.session.execute(select(Organization.id).where(Organization.id.in_(places))).scalars()
    if set(places) - set(found):
        raise UserError("有组织已被删除，请重新选择。", {"organizations": "有组织已被删除"})


def _check_named(work: Work, draft: TaskDraft) -> None:
    """The organization and the people a task names are there."""
    if draft.organization_id is not None:
        work.get(Organization, draft.organization_id, "责任组织已被删除，请重新选择。", "organization_id")
    known = set(work.session.execute(select(Person.id).where(Person.id.in_(draft.people))).scalars())
    if set(draft.people) - known:
        raise UserError("责任人中有人已被删除，请重新选择。", {"people": "有人已被删除"})
