"""Changing tasks: entering and assigning them, their steps and progress."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import select

from db.attachments.actions import Brought, store_files
from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.organizations.models import Organization
from db.progress.actions import note
from db.progress.draft import Evidence, ProgressDraft
from db.progress.models import ProgressEntry
from db.progress.order import refuse_before_steps
from db.progress.steps import Step, step_to_take
from db.rules.queries import read_rules
from db.tasks import states
from db.tasks.checks import check_entry, check_task
from db.tasks.draft import TaskDraft
from db.tasks.fields import DONE, IN_PROGRESS, NOT_STARTED, OPEN
from db.tasks.models import Task
from db.tasks.queries import Origin
from db.tasks.recurring import MOST, titled
from db.tasks.writing import parts_of, remove, write, write_many

READ, EDIT = "tasks.read", "tasks.edit"
TABLE = "task"
GONE = "这项任务已被删除，请刷新列表。"
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
        if parent_id is not None:
            work.get(Task, parent_id, "上级任务已被删除，请刷新列表。", "parent_id")
        task = None if task_id is None else work.get(Task, task_id, GONE)
        return write(work, states.fitted(draft, today), task, source=source, parent_id=parent_id).id


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
    _check_number(len(places), len(due))
    parts = list(_parts(whole, due))
    for each in (whole, *parts):
        check_task(each, book.now().date())
    with book.action("批量布置任务", EDIT) as work:
        _check_organizations(work, places)
        parent = write(work, whole, source=source)
        drafts = [replace(part, organization_id=place) for part in parts for place in places]
        return [parent.id, *write_many(work, drafts, parent_id=parent.id)]


def delete_tasks(book: Book, task_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete tasks with their subtasks."""
    with book.action("删除任务", EDIT) as work:
        remove(work, work.get_many(Task, task_ids, GONE, Task.people), stop)


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
        below = parts_of(work, [task_id])
        check_entry(draft, today, step.after, divided=bool(below))
        refuse_before_steps(work, TABLE, [task_id], draft)
        _refuse_open_below(step, below)
        if step.code == states.CANCEL:
            _cancel(work, [part for part in below if part.state in OPEN], step, draft)
        _enter(work, task, step, draft, brought)


def add_progress(book: Book, task_id: int, draft: ProgressDraft, files: Sequence[Evidence] = ()) -> None:
    """Note what was done; a task that was not started is from then on."""
    brought = store_files(book, files)
    today = book.now().date()
    with book.action("填写任务进展", EDIT) as work:
        task = work.get(Task, task_id, GONE)
        state = IN_PROGRESS if task.state == NOT_STARTED else task.state
        check_entry(draft, today, state, divided=bool(parts_of(work, [task_id])))
        refuse_before_steps(work, TABLE, [task_id], draft)
        begun = next(step for step in states.STEPS if step.code == states.START)
        _enter(work, task, begun if task.state == NOT_STARTED else None, draft, brought)


def _cancel(work: Work, parts: Sequence[Task], step: Step, draft: ProgressDraft) -> None:
    refuse_before_steps(work, TABLE, [part.id for part in parts], draft, "子任务上一步的日期")
    for part in parts:
        _enter(work, part, step, replace(draft, percent=None))


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


def _refuse_open_below(step: Step, below: Sequence[Task]) -> None:
    """What is handed in has nothing open below it."""
    left = sum(part.state in OPEN for part in below)
    if left and step.code in (states.SUBMIT, states.CONFIRM):
        raise UserError(f"还有 {left} 项子任务没有办结，不能{step.label}。", {"state": f"还有 {left} 项子任务没有办结"})


# -- many --------------------------------------------------------------------------------------------------------


def _parts(whole: TaskDraft, due: Sequence[date | None]) -> Iterable[TaskDraft]:
    """The subtasks of one organization: each begins the day after the one before is due. Those of a recurring task are
    told apart by their titles."""
    shared = replace(whole, repeats="", people=())
    years = {day.year for day in due if day}
    for before, day in pairwise((None, *due)):
        begins = before + timedelta(1) if before else whole.starts_on
        title = titled(whole.title, whole.repeats, day, year=len(years) > 1) if whole.repeats and day else whole.title
        yield replace(shared, title=title, starts_on=begins, due_on=day)


def _check_number(places: int, days: int) -> None:
    if not places:
        raise UserError("请选择布置给哪些组织。", {"organizations": "请选择组织"})
    if places * days > MOST:
        raise UserError(
            f"一次最多布置 {MOST} 项，现在是 {places} 个组织 × {days} 次 = {places * days} 项。请分几次布置。",
            {"organizations": f"最多 {MOST} 项"},
        )


def _check_organizations(work: Work, places: Sequence[int]) -> None:
    query = select(Organization.id, Organization.name, Organization.dissolved_on).where(Organization.id.in_(places))
    found = work.session.execute(query).all()
    if len(found) < len(places):
        raise UserError("有组织已被删除，请重新选择。", {"organizations": "有组织已被删除"})
    gone = [f"“{row.name}”" for row in found if row.dissolved_on is not None]
    if gone:
        told = "、".join(gone[:3]) + (f"等 {len(gone)} 个组织" if len(gone) > 3 else "")
        raise UserError(f"{told}已撤销，不能布置任务，请去掉后再布置。", {"organizations": "有组织已撤销"})
