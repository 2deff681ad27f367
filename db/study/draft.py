"""What the forms of study hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """The head of a year's training plan; its topics are changed one by one."""

    organization_id: int | None = None
    year: int | None = None
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """One topic of a plan."""

    title: str = ""
    kind_id: int | None = None
    organizer: str = ""
    month: int | None = None
    audience: str = ""
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class OutsideDraft:
    """One training someone had outside the office."""

    person_id: int | None = None
    title: str = ""
    organizer: str = ""
    form: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    hours: float | None = None
    certificate: str = ""
    note: str = ""
