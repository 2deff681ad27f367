"""A problem as a form or a sheet hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """``state`` and ``closed_on`` are changed by steps; a new record and a sheet may begin with others."""

    number: str = ""
    source: str = ""
    found_on: date | None = None
    category: str = ""
    text: str = ""
    goal: str = ""
    measures: str = ""
    organization_id: int | None = None
    leader: str = ""
    responsible: str = ""
    due_on: date | None = None
    hard: bool = False
    state: str = "未启动"
    closed_on: date | None = None
    result: str = ""
    note: str = ""
