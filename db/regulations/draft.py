"""Regulations and revisions as forms hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RegulationDraft:
    organization_id: int | None = None
    kind: str = ""
    number: str = ""
    title: str = ""
    adopted_on: date | None = None
    abolished_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RevisionDraft:
    revised_on: date | None = None
    text: str = ""
