"""Which lines of a list written anew are which of the old: what hangs on a line stays with it, reworded or moved."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

_ALIKE = 0.6  # of the characters
_MOST_COMPARED = 2500  # pairs of lines; a list that is wholly another one has nothing to keep


def paired(old: Sequence[str], new: Sequence[str], *, in_place: bool = True) -> dict[int, int]:
    """Which of *new* was which of *old*, by place: the same words wherever they went, else words much alike.

    With *in_place* one that is alike to none stands in the place of the old one, but only where nothing else changed:
    so what hangs on a row (a task on a resolution) is reworded with it, and never slides to a neighbour.
    """
    found: dict[int, int] = {}
    left = list(range(len(old)))
    for at, text in enumerate(new):
        same = next((place for place in left if old[place] == text), None)
        if same is not None:
            found[at] = same
            left.remove(same)
    open_ = [at for at in range(len(new)) if at not in found]
    if in_place and left == open_ and len(left) == 1 and len(old) == len(new):
        return {**found, open_[0]: left[0]}
    return found | _alike(old, new, left, open_)


def _alike(old: Sequence[str], new: Sequence[str], left: list[int], open_: list[int]) -> dict[int, int]:
    """Of the places still without a partner, those much alike, the most alike first."""
    if len(left) * len(open_) > _MOST_COMPARED:
        return {}
    told = sorted(
        (
            (SequenceMatcher(a=old[place], b=new[at], autojunk=False).ratio(), -at, -place)
            for at in open_
            for place in left
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for likeness, at, place in told:
        if likeness >= _ALIKE and -at not in found and -place not in found.values():
            found[-at] = -place
    return found
