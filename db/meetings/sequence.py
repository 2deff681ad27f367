"""支委会 → 党员大会 → 党小组会: the same matter is taken up in this order. Finds meetings that came too early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from db.meetings.faults import Fault, Severity

STAGES = {
    "branch_committee": 0, "branch_assembly": 1, "admission": 1, "confirmation": 1, "election": 1, "party_group": 2,
}  # by code of the kind  # fmt: skip
# How two titles are recognized as one matter is technique; whether that is looked for and how far apart are rules.
_ALIKE = 0.7  # of the pairs of characters that two titles have between them: a word more is alike, another name is not
_SHORTEST = 4  # characters of a title that tells a matter
_FILLING = ("关于", "讨论", "研究", "审议", "传达", "学习", "通报", "部署", "贯彻", "落实", "工作", "事项", "有关")


@dataclass(frozen=True, slots=True)
class Taken:
    """A matter on the agenda of one meeting of a branch (a group's counts as its branch's)."""

    meeting_id: int
    branch: int
    stage: int
    kind: str
    at: datetime
    title: str


def out_of_order(taken: Iterable[Taken], within: Callable[[datetime], timedelta]) -> dict[int, list[Fault]]:
    """By meeting: its matters that an earlier stage took up only afterwards, and not before, both *within* the time
    that holds on the meeting's day.

    What is taken up again and again (dues each month) is in order as soon as one meeting of the earlier stage came
    before.
    """
    found: dict[int, list[Fault]] = defaultdict(list)
    by_branch: dict[int, list[Taken]] = defaultdict(list)
    for one in taken:
        by_branch[one.branch].append(one)
    for matters in by_branch.values():
        signs = {one.title: _pairs(one.title) for one in matters}
        for late in matters:
            if not late.stage or not signs[late.title]:
                continue
            for stage in range(late.stage):
                first = _first_after(late, [one for one in matters if one.stage == stage], signs, within(late.at))
                if first is not None:
                    found[late.meeting_id].append(_fault(late, first))
    return dict(found)


def _first_after(
    late: Taken, earlier: Sequence[Taken], signs: dict[str, frozenset[str]], within: timedelta
) -> Taken | None:
    """The first of the *earlier* stage on the matter of *late*, when it came after; None: in order, or none at all."""
    near = [one for one in earlier if abs(one.at - late.at) <= within and _alike(signs[one.title], signs[late.title])]
    if not near or any(one.at <= late.at for one in near):
        return None
    return min(near, key=lambda one: one.at)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and len(one & other) >= _ALIKE * len(one | other)


def _pairs(title: str) -> frozenset[str]:
    """Pairs of neighbouring characters without what every title says; none of a title too short to tell a matter."""
    plain = "".join(char for char in title if char.isalnum())
    for word in _FILLING:
        plain = plain.replace(word, "")
    return frozenset(a + b for a, b in pairwise(plain)) if len(plain) >= _SHORTEST else frozenset()


def _fault(late: Taken, first: Taken) -> Fault:
    text = f"“{late.title}”：{late.kind} {late.at:%m-%d} 已开，{first.kind} {first.at:%m-%d} 才开，先后不对。"
    return Fault("sequence", text, "agenda", Severity.SERIOUS)
