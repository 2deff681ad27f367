"""What the form of an organization holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrganizationDraft:
    """What the form of an organization holds."""

    name: str = ""
    kind: str = ""
    sector: str = ""
    short_name: str = ""
    parent_id: int | None = None
    founded_on: date | None = None
    dissolved_on: date | None = None
    address: str = ""
    phone: str = ""
    contact: str = ""
    note: str = ""
