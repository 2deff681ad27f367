"""What holds of a kind of meeting on a day: how often it is required, and what taking part is worth in study hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

FIRST_DAY = date(1921, 7, 1)  # nothing was held before: what holds from here on has always held


@dataclass(frozen=True, slots=True)
class WorthDraft:
    """What taking part in a meeting is worth from a day on."""

    hours_by: str = "none"  # none | hour | day | fixed
    hours: float | None = None  # a meeting's, where they are fixed
    holds_from: date | None = FIRST_DAY
    source: str = "惯例"


class Required(Protocol):
    """An entry of how often a meeting is required, as far as its day and places go."""

    @property
    def holds_from(self) -> date | None: ...

    @property
    def organization_kinds(self) -> Sequence[str]: ...


R = TypeVar("R", bound=Required)


def required(entries: Iterable[R], day: date) -> Mapping[str, R]:
    """The entry that tells on *day*, by kind of organization: the latest that names it, also where it ends a duty."""
    begun = [(each.holds_from, each) for each in entries if each.holds_from is not None and each.holds_from <= day]
    return {place: each for _, each in sorted(begun, key=lambda pair: pair[0]) for place in each.organization_kinds}


def worth_on(entries: Sequence[WorthDraft], day: date) -> WorthDraft:
    """The entry of *day* among *entries*, oldest first; before its first day, the first; without any, no hours."""
    found = entries[0] if entries else WorthDraft()
    for each in entries:
        if each.holds_from is not None and each.holds_from <= day:
            found = each
    return found
