"""What a meeting's lines are judged and proposed by: whose it is, its day, who may vote, its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.rules.queries import Rules
from desktop.meetings.rights import Voting


@dataclass(frozen=True)
class Setting:
    rules: Rules
    expected: str = "members"  # of the kind of meeting
    organization_id: int | None = None
    day: date | None = None
    voting: Voting | None = None
    agenda: tuple[str, ...] = ()
