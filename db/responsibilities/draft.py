"""Responsibility lists, items and pledges as forms and sheets hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.goals.draft import GoalDraft


@dataclass(frozen=True, slots=True)
class ListDraft:
    organization_id: int | None = None
    level: str = ""
    year: int | None = None
    title: str = ""
    issued_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft(GoalDraft):
    category: str = ""
    text: str = ""
    standard: str = ""
    frequency: str = ""
    lead: str = ""
    assist: str = ""
    responsible: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PledgeDraft:
    organization_id: int | None = None
    signer: str = ""
    signed_on: date | None = None
    note: str = ""
