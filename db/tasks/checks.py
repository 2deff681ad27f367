"""What makes a task or an entry of its progress unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.progress.draft import ProgressDraft
from db.progress.fields import FIELDS as ENTRY_FIELDS
from db.tasks.draft import TaskDraft
from db.tasks.fields import DONE, FIELDS


def check_task(draft: TaskDraft, today: date) -> None:
    check(FIELDS, draft)
    if draft.starts_on and draft.due_on and draft.due_on < draft.starts_on:
        raise UserError("完成期限早于开始日期，请核对。", {"due_on": "早于开始日期"})
    if draft.state == DONE and draft.closed_on and draft.closed_on > today:
        raise UserError("办结日期还没有到，请核对。", {"closed_on": "还没有到"})


def check_entry(draft: ProgressDraft, today: date, *, done: bool, divided: bool) -> None:
    """*done*: the task is, after this entry; *divided*: it has subtasks, which tell its percentage."""
    check(ENTRY_FIELDS, draft)
    if draft.noted_on and draft.noted_on > today:
        raise UserError("进展的日期还没有到，请核对。", {"noted_on": "还没有到"})
    if draft.percent is None:
        return
    if divided:
        raise UserError("这项任务的完成比例由子任务算出，这里请留空。", {"percent": "由子任务算出，请留空"})
    if done and draft.percent < 100:
        raise UserError("任务已经完成，完成比例应为 100，或者留空。", {"percent": "应为 100"})
