"""What a task to rectify a problem begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

from db.problems.draft import ProblemDraft

_TITLE = 40  # characters of a task's title


def task_of(draft: ProblemDraft, today: date) -> dict[str, Any]:
    """What a task to rectify a problem begins with; of a problem that is late it needs a day of its own."""
    due_on = draft.due_on if draft.due_on and draft.due_on >= today else None
    wording = " ".join(draft.text.split())
    title = f"整改：{wording}"
    text = "\n".join(part for part in (draft.text, draft.measures) if part.strip())
    return {
        "title": title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…", "organization_id": draft.organization_id,
        "due_on": due_on, "text": text,
    }  # fmt: skip
