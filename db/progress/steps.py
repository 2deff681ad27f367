"""Steps from one state to the next: the one shape of the workflow of tasks and of problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Step:
    """What can be done in one of the states ``before``, and the state it leads to."""

    code: str  # stored with the entry
    label: str  # on the button: 提交确认
    before: tuple[str, ...]
    after: str


def possible(steps: Iterable[Step], state: str) -> list[Step]:
    """The steps that can be taken in *state*, in the order they are offered."""
    return [step for step in steps if state in step.before]


def step_to_take(steps: Iterable[Step], code: str, state: str, what: str) -> Step:
    """The step called *code*; ``UserError`` where it cannot be taken in *state*. *what* is called so: 这项任务."""
    step = next(step for step in steps if step.code == code)
    if state not in step.before:
        raise UserError(
            f"{what}现在是“{state}”，不能{step.label}。可能已有人处理过，请刷新后再看。", {"state": f"已是{state}"}
        )
    return step
