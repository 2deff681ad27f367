"""Work plans and their items as forms hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.goals.draft import GoalDraft


@dataclass(frozen=True, slots=True)
class WorkPlanDraft:
    organization_id: int | None = None
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkPlanItemDraft(GoalDraft):
    section: str = ""
    category: str = ""
    title: str = ""
    text: str = ""
    organization_id: int | None = None
    responsible: str = ""
    due_on: date | None = None
