from __future__ import annotations

from datetime import date

from db.problems.draft import ProblemDraft
from db.problems.proposed import task_of


def test_a_task_begins_with_what_the_problem_says():
    draft = ProblemDraft(text="记录 不全" * 20, measures="逐条补齐", organization_id=7, due_on=date(2022, 6, 30))
    task = task_of(draft, date(2022, 6, 27))
    assert task["title"].startswith("整改：记录 不全")
    assert len(task["title"]) == 40
    assert (task["organization_id"], task["due_on"], task["text"]) == (7, draft.due_on, f"{draft.text}\n逐条补齐")
    assert task_of(draft, date(2022, 7, 1))["due_on"] is None
