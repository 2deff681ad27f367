"""The states of a task: which steps lead from one to the next, and what a state makes of the figures beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from db.progress.steps import Step
from db.tasks.draft import TaskDraft
from db.tasks.fields import CANCELLED, DONE, IN_PROGRESS, NOT_STARTED, OPEN, TO_CONFIRM

Draft = TypeVar("Draft", bound=TaskDraft)
MOST_OPEN = 99  # per cent of what is not done
START, SUBMIT, CONFIRM, RETURN, CANCEL, REOPEN = "start", "submit", "confirm", "return", "cancel", "reopen"

STEPS: tuple[Step, ...] = (
    Step(START, "开始", (NOT_STARTED,), IN_PROGRESS),
    Step(SUBMIT, "提交确认", (NOT_STARTED, IN_PROGRESS), TO_CONFIRM),
    Step(CONFIRM, "确认完成", (TO_CONFIRM,), DONE),
    Step(RETURN, "退回", (TO_CONFIRM,), IN_PROGRESS),
    Step(CANCEL, "取消任务", OPEN, CANCELLED),
    Step(REOPEN, "重新打开", (DONE, CANCELLED), IN_PROGRESS),
)


def steps(confirm: bool) -> tuple[Step, ...]:
    """The steps there are; without *confirm* (rule ``tasks.confirm``) what is handed in is done."""
    return STEPS if confirm else tuple(_at_once(step) for step in STEPS)


def figures(state: str, percent: int, closed_on: date | None, day: date) -> tuple[int, date | None]:
    """Percent and day of closing that go with *state*, entered on *day*: done is all of it, and nothing else is closed.

    Before anything was begun nothing is done, and before it is done something is left.
    """
    if state == DONE:
        return 100, closed_on or day
    return (0 if state == NOT_STARTED else min(percent, MOST_OPEN)), None


def fitted(draft: Draft, day: date) -> Draft:
    """*draft* of a new task, entered on *day*, with the figures that go with its state."""
    percent, closed_on = figures(draft.state, draft.percent, draft.closed_on, day)
    return replace(draft, percent=percent, closed_on=closed_on)


def overdue(state: str, due_on: date | None, today: date) -> bool:
    """Still to be done, its day past. Computed wherever it is shown, never stored."""
    return state in OPEN and due_on is not None and due_on < today


def _at_once(step: Step) -> Step:
    return replace(step, label="完成", after=DONE) if step.code == SUBMIT else step
