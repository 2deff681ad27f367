"""What makes a task or an entry of its progress unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.progress.draft import ProgressDraft
from db.progress.fields import FIELDS as ENTRY_FIELDS
from db.progress.order import refuse_to_come
from db.tasks.draft import TaskDraft
from db.tasks.fields import DONE, FIELDS, TO_CONFIRM


def check_task(draft: TaskDraft, today: date) -> None:
    check(FIELDS, draft)
    if draft.starts_on and draft.due_on and draft.due_on < draft.starts_on:
        raise UserError(f"完成期限 {draft.due_on} 早于开始日期 {draft.starts_on}，请核对。", {"due_on": "早于开始日期"})
    if draft.state == DONE and draft.closed_on and draft.closed_on > today:
        raise UserError("办结日期还没有到，请核对。", {"closed_on": "还没有到"})


def check_entry(draft: ProgressDraft, today: date, state: str, *, divided: bool) -> None:
    """*state*: the task's after this entry; *divided*: it has subtasks, which tell its percentage."""
    check(ENTRY_FIELDS, draft)
    refuse_to_come(draft, today)
    if draft.percent is None:
        return
    if divided:
        raise UserError("这项任务的完成比例由子任务算出，这里请留空。", {"percent": "由子任务算出，请留空"})
    if draft.percent == 100 and state not in (TO_CONFIRM, DONE):
        raise UserError(
            "没有办结的任务，完成比例最多填 99。已经做完的，请不填比例，再办理“提交确认”或“完成”。",
            {"percent": "最多 99"},
        )
    if state == DONE and draft.percent < 100:
        raise UserError("任务已经完成，完成比例应为 100，或者留空。", {"percent": "应为 100"})
