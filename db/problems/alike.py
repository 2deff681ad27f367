"""Problems worded the same or much alike: noticed while one is being typed, and as pairs to look through.

Texts are compared by the pairs of neighbouring characters they have in common. Of each problem these are kept as the
bits of one number, so that thousands are looked through between two keystrokes; what seems alike is then compared
exactly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from sqlalchemy import Connection, select

from db.core.errors import CancelledError
from db.core.search import kept
from db.core.segment import fold
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.problems.models import Problem

_ALIKE = 0.5  # of the pairs of characters two texts have between them
_SHORTEST = 8  # characters of a text that tells a problem
_COMPARED = 600  # characters of a text that are compared
_BITS = 4096  # few enough to be quick, many enough that a text's pairs seldom share one
_LOOK_EVERY = 40_000  # pairs compared between two looks at the cancel flag
_SIGNS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Alike:
    """A problem worded like another. ``share``: of the wording they have between them, 1.0 is the same."""

    id: int
    number: str
    text: str
    state: str
    organization: str
    same_organization: bool
    share: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two problems that are likely one; the one found first comes first."""

    first: Alike
    second: Alike

    @property
    def share(self) -> float:
        return self.second.share


@dataclass(frozen=True, slots=True)
class _Told:
    """A problem as it is compared."""

    id: int
    number: str
    text: str
    state: str
    organization_id: int | None
    organization: str
    plain: str
    bits: int

    def like(self, other: _Told, share: float) -> Alike:
        same = self.organization_id == other.organization_id
        return Alike(self.id, self.number, self.text, self.state, self.organization, same, share)


def alike(
    connection: Connection, text: str, organization_id: int | None, own_id: int | None = None, limit: int = 5
) -> list[Alike]:  # fmt: skip
    """The problems worded like *text*: those of the same organization first, then the most alike."""
    plain = _plain(text)
    if len(plain) < _SHORTEST:
        return []
    sought = _Told(own_id or 0, "", text, "", organization_id, "", plain, _bits(plain))
    found = [
        told.like(sought, share)
        for told in _every(connection)
        if told.id != own_id and (share := _share(told, sought)) >= _ALIKE
    ]
    return sorted(found, key=lambda one: (not one.same_organization, -one.share, one.number))[:limit]


def same_case(one: str, other: str) -> bool:
    """Whether two wordings can tell one problem: much alike, or one is the other with more said."""
    first, second = _plain(one), _plain(other)
    if not first or not second or first in second or second in first:
        return True
    return _pairs_in_common(first, second) >= _ALIKE


def likely_pairs(
    connection: Connection, organization: int | None = None, limit: int = 200,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Pair]:  # fmt: skip
    """Pairs that are likely one problem, of *organization* and those below it (None: of all): worded alike within one
    of them, the most alike first, then those told in the very same words by different ones."""
    wanted = None if organization is None else set(connection.execute(subtree(organization)).scalars())
    told = [one for one in _every(connection) if wanted is None or one.organization_id in wanted]
    within = sorted(_within(told, cancelled), key=lambda pair: -pair.share)
    return [*within, *_same_words(told)][:limit]


def _within(told: Sequence[_Told], cancelled: Callable[[], bool]) -> Iterator[Pair]:
    groups: dict[int | None, list[_Told]] = defaultdict(list)
    for one in told:
        groups[one.organization_id].append(one)
    for group in groups.values():
        for at, (first, second) in enumerate(combinations(group, 2)):
            if at % _LOOK_EVERY == 0 and cancelled():
                raise CancelledError
            if (share := _share(first, second)) >= _ALIKE:
                yield Pair(first.like(second, share), second.like(first, share))


def _same_words(told: Sequence[_Told]) -> Iterator[Pair]:
    """Each with the one of another organization that was found first; all with all would be too many."""
    groups: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        if len(one.plain) >= _SHORTEST:
            groups[one.plain].append(one)
    for first, *others in groups.values():
        for other in others:
            if other.organization_id != first.organization_id:
                yield Pair(first.like(other, 1.0), other.like(first, 1.0))


def _every(connection: Connection) -> list[_Told]:
    """The problems that count, in the order they were found; kept until the book changes."""
    return kept(connection, "problems told", lambda: list(_read(connection)))


def _read(connection: Connection) -> Iterator[_Told]:
    rows = connection.execute(
        select(Problem.id, Problem.number, Problem.text, Problem.state, Problem.organization_id, Organization.name)
        .outerjoin(Organization, Organization.id == Problem.organization_id)
        .where(Problem.merged_into_id.is_(None))
        .order_by(Problem.found_on, Problem.number)
    )
    for row in rows:
        plain = _plain(row.text)
        yield _Told(
            row.id, row.number, row.text, row.state, row.organization_id, row.name or "", plain, _bits(plain)
        )  # fmt: skip


def _plain(text: str) -> str:
    return _SIGNS.sub("", fold(text))[:_COMPARED]


@lru_cache(16_384)  # what is read anew after each change of the book is nearly all as it was
def _bits(plain: str) -> int:
    """One bit a pair of neighbours."""
    bits = 0
    for a, b in set(pairwise(plain)):
        bits |= 1 << (ord(a) * 31 + ord(b)) % _BITS
    return bits


def _share(one: _Told, other: _Told) -> float:
    """What two have in common of what they have between them; 0.0 where that is clearly too little."""
    common = (one.bits & other.bits).bit_count()
    if common < _ALIKE * 0.9 * (one.bits | other.bits).bit_count() or not common:
        return 0.0
    return _pairs_in_common(one.plain, other.plain)


def _pairs_in_common(one: str, other: str) -> float:
    first, second = set(pairwise(one)), set(pairwise(other))
    return len(first & second) / (len(first | second) or 1)
