"""What an item aims at, as a form hands it over: the last fields of the item's own draft."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    counted: str = ""
    kind_id: int | None = None
    target: int | None = None
    below: bool = False
    share: int | None = None
    outcome: str = ""
