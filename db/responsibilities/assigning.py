"""Items of a list as tasks: each to the organizations that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.core.action import Stop, unstopped
from db.core.book import Book
from db.goals.items import as_task, naming
from db.responsibilities.draft import ItemDraft
from db.responsibilities.models import ResponsibilityItem
from db.responsibilities.standing import ItemRow
from db.tasks.actions import assign_many
from db.tasks.checks import check_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin


def task_of(draft: ItemDraft, today: date, due_on: date | None, assigned_by: str) -> TaskDraft:
    """The task an item becomes; without *due_on* for the item's own day."""
    return as_task(draft.text, (draft.standard, draft.frequency), due_on or draft.due_on, today, assigned_by)


def assign_items(
    book: Book, rows: Sequence[ItemRow], organization_ids: Sequence[int], due_on: date | None, stop: Stop = unstopped
) -> list[int]:
    """A task for each item with a part for each organization; returns the tasks. An action an item: each can be taken
    back by itself; what cannot be a task is told before the first is made."""
    today = book.now().date()
    drafts = [task_of(row.draft, today, due_on, book.actor.name) for row in rows]
    for row, draft in zip(rows, drafts, strict=True):
        with naming(row.draft.text):
            check_task(draft, today)
    made = []
    for row, draft in zip(rows, drafts, strict=True):
        stop()
        origin = Origin(ResponsibilityItem.__tablename__, row.id)
        made.append(assign_many(book, draft, organization_ids, (), source=origin)[0])
    return made
