"""Items of a list as tasks: each to the organizations that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.core.action import Stop, unstopped
from db.core.book import Book
from db.responsibilities.models import ResponsibilityItem
from db.responsibilities.standing import ItemRow
from db.tasks.actions import assign_many
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin

_TITLE = 60  # characters; the whole is the task's text


def task_of(row: ItemRow, today: date, due_on: date | None, assigned_by: str) -> TaskDraft:
    """The task an item becomes: from *today*, where its day is not past; without *due_on* the item's own day."""
    due = due_on or row.draft.due_on
    text = " ".join(row.draft.text.split())
    title = text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
    asked = (row.draft.text if title != row.draft.text else "", row.draft.standard, row.draft.frequency)
    return TaskDraft(
        title=title, text="\n".join(filter(None, asked)), starts_on=today if due is None or due >= today else None,
        due_on=due, assigned_by=assigned_by,
    )  # fmt: skip


def assign_items(
    book: Book, rows: Sequence[ItemRow], organization_ids: Sequence[int], due_on: date | None, stop: Stop = unstopped
) -> list[int]:
    """A task for each item with a part for each organization; returns the tasks. An action an item: each can be taken
    back by itself."""
    made = []
    for row in rows:
        stop()
        draft = task_of(row, book.now().date(), due_on, book.actor.name)
        origin = Origin(ResponsibilityItem.__tablename__, row.id)
        made.append(assign_many(book, draft, organization_ids, (), source=origin)[0])
    return made
