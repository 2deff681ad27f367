"""What a task to rectify a problem begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.problems.draft import ProblemDraft
from db.tasks.fields import FIELDS as OF_TASK

_TITLE = 40  # characters of a task's title
_TEXT = next(field.length for field in OF_TASK if field.name == "text") or 0


def task_of(draft: ProblemDraft, today: date) -> dict[str, Any]:
    """What a task to rectify a problem begins with; of a problem that is late it needs a day of its own."""
    due_on = draft.due_on if draft.due_on and draft.due_on >= today else None
    wording = " ".join(draft.text.split())
    text = "\n".join(part for part in (draft.text, draft.measures) if part.strip())
    return {
        "title": _cut(f"整改：{wording}", _TITLE), "organization_id": draft.organization_id, "due_on": due_on,
        "text": _cut(text, _TEXT),
    }  # fmt: skip


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
