"""Research topics, visits and reports as forms hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ResearchTopicDraft:
    organization_id: int | None = None
    title: str = ""
    leader: str = ""
    members: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ResearchVisitDraft:
    held_on: date | None = None
    place: str = ""
    people: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class StudyReportDraft:
    organization_id: int | None = None
    topic_id: int | None = None
    title: str = ""
    authors: str = ""
    finished_on: date | None = None
    text: str = ""
    advice: str = ""
