"""社区横向比较: the communities of the scope side by side, the best first.

Where a list of responsibilities is in force, by what is done of it; else by the meetings held of those that were due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import Connection

from db.home.asked import Asked, places
from db.meetings.matrix import Matrix, Tally
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node

_SECTORS = ("社区", "村")


@dataclass(frozen=True, slots=True)
class Compared:
    """``done`` of ``due``; of meetings those whose time is over or that were held."""

    organization_id: int
    name: str
    organizations: int  # it and all below it
    done: int
    due: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.done, self.due) if self.due else Fraction(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``by``: what is compared, in words."""

    by: str
    rows: tuple[Compared, ...] = field(default=())


def communities(connection: Connection, asked: Asked, whole: Matrix) -> Comparison:
    """The communities of the scope; where it has fewer than two, what stands right below its organization.

    *whole*: the matrix of the period.
    """
    inside = places(connection, asked)
    own = _compared(inside)
    rows = _meetings(whole, inside, own)
    return Comparison("三会一课完成率", tuple(sorted(rows, key=lambda row: (-row.share, row.name))))


def _compared(inside: Sequence[Node]) -> list[Node]:
    """Each community's own organization: the uppermost of that sector."""
    sectors = {node.id: node.sector for node in inside}
    found = [
        node for node in inside if node.sector in _SECTORS and sectors.get(node.parent_id or 0) not in _SECTORS
    ]  # fmt: skip
    if len(found) > 1 or not inside:
        return found
    return [node for node in inside if node.parent_id == inside[0].id and node.kind != GROUP_KIND]


def _meetings(whole: Matrix, inside: Sequence[Node], own: Sequence[Node]) -> list[Compared]:
    """What is still to come counts neither way."""
    head = heads(inside, own)
    size = Counter(head.values())
    sums: dict[int, Tally] = {node.id: Tally() for node in own}
    for row in whole.rows:
        if row.id in head:
            sums[head[row.id]] += row.tally
    return [
        Compared(node.id, node.label, size[node.id], sums[node.id].held, sums[node.id].held + sums[node.id].missing)
        for node in own if sums[node.id].held + sums[node.id].missing
    ]  # fmt: skip


def heads(inside: Sequence[Node], own: Sequence[Node]) -> Mapping[int, int]:
    """Of each organization below one of *own* (or one of them) which that is."""
    found = {node.id: node.id for node in own}
    for node in inside:  # parents come before their children
        if node.id not in found and node.parent_id in found:
            found[node.id] = found[node.parent_id]
    return found
