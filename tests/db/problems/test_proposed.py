from __future__ import annotations

from datetime import date

from db.problems.draft import ProblemDraft
from db.problems.proposed import task_of
from db.tasks.fields import FIELDS


def test_a_task_begins_with_what_the_problem_says():
    draft = ProblemDraft(text="记录 不全" * 20, measures="逐条补齐", organization_id=7, due_on=date(2022, 6, 30))
    task = task_of(draft, date(2022, 6, 27))
    assert task["title"].startswith("整改：记录 不全")
    assert len(task["title"]) == 40
    assert (task["organization_id"], task["due_on"], task["text"]) == (7, draft.due_on, f"{draft.text}\n逐条补齐")
    assert task_of(draft, date(2022, 7, 1))["due_on"] is None


def test_a_task_takes_as_much_as_it_can_of_a_long_problem():
    task = task_of(ProblemDraft(text="长" * 5000, measures="措" * 5000), date(2022, 6, 27))
    assert len(task["text"]) == 5000
    assert task["text"].endswith("长…")
    assert not next(field for field in FIELDS if field.name == "text").problem(task["text"])
