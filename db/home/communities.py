"""社区横向比较: the communities of the scope side by side, the best first.

Where a list of responsibilities is in force, by how far its items are done; else by the meetings held of those due.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from db.home.asked import Asked, places
from db.meetings.matrix import Matrix, Tally
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node
from db.responsibilities.queries import lists_where
from db.responsibilities.standing import ItemRow, answering, items

_SECTORS = ("社区", "村")
_FEW = 2  # that there is something to compare


@dataclass(frozen=True, slots=True)
class Compared:
    """``share`` done, 0 to 1; ``told``: of what, 31/46 次 or 51 项."""

    organization_id: int
    name: str
    organizations: int  # it and all below it
    share: float
    told: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``by``: what is compared, in words; ``list_ids``: the lists of responsibilities it rests on, if on any."""

    by: str
    rows: tuple[Compared, ...] = field(default=())
    list_ids: tuple[int, ...] = ()


def communities(connection: Connection, asked: Asked, whole: Matrix) -> Comparison:
    """The communities of the scope; where it has fewer than two, what stands right below its organization.

    *whole*: the matrix of the period.
    """
    inside = places(connection, asked)
    own = _compared(inside)
    list_ids, rows = _by_lists(connection, asked, inside, own)
    by = "责任清单完成率"
    if not rows:
        list_ids, rows, by = (), _by_meetings(whole, inside, own), "三会一课完成率"
    return Comparison(by, tuple(sorted(rows, key=lambda row: (-row.share, row.name))), list_ids)


def _compared(inside: Sequence[Node]) -> list[Node]:
    """Each community's own organization: the uppermost of that sector."""
    sectors = {node.id: node.sector for node in inside}
    found = [node for node in inside if node.sector in _SECTORS and sectors.get(node.parent_id or 0) not in _SECTORS]
    if len(found) >= _FEW or not inside:
        return found
    return [node for node in inside if node.parent_id == inside[0].id and node.kind != GROUP_KIND]


def _by_lists(
    connection: Connection, asked: Asked, inside: Sequence[Node], own: Sequence[Node]
) -> tuple[tuple[int, ...], list[Compared]]:
    """Items of the year's lists whose figure is each community's own, all of one weight; empty where fewer than two
    communities have any. What is told by hand of a list is the same for all who answer for it and compares nothing."""
    year = min(asked.period.last, max(asked.today, asked.period.first)).year
    compared = {node.id for node in own}
    ids = lists_where(connection, year=year)
    answer = {id: compared & names.keys() for id, names in answering(connection, ids).items()} if ids else {}
    wanted = tuple(id for id in ids if answer[id])
    if len(set().union(*answer.values())) < _FEW:
        return (), []
    shares: defaultdict[int, list[float]] = defaultdict(list)
    for list_id, rows in items(connection, wanted, asked.now).items():
        for row in rows:
            for place in answer[list_id]:
                if own_share := _own_share(row, place):
                    shares[place] += own_share
    if len(shares) < _FEW:
        return (), []
    size = Counter(heads(inside, own).values())
    return wanted, [
        Compared(node.id, node.label, size[node.id], sum(told) / len(told), f"清单 {len(told)} 项")
        for node in own if (told := shares.get(node.id))
    ]  # fmt: skip


def _own_share(item: ItemRow, place: int) -> list[float]:
    """What *place* has done of its own part, if it has one."""
    parts = [part for part in item.standing.parts if part.organization_id == place and part.target]
    if not parts:
        return []
    return [sum(min(part.count, part.target) for part in parts) / sum(part.target for part in parts)]


def _by_meetings(whole: Matrix, inside: Sequence[Node], own: Sequence[Node]) -> list[Compared]:
    """What is still to come counts neither way."""
    head = heads(inside, own)
    size = Counter(head.values())
    sums: dict[int, Tally] = {node.id: Tally() for node in own}
    for row in whole.rows:
        if row.id in head:
            sums[head[row.id]] += row.tally
    return [
        Compared(node.id, node.label, size[node.id], tally.held / due, f"{tally.held}/{due} 次")
        for node in own if (due := (tally := sums[node.id]).held + tally.missing)
    ]  # fmt: skip


def heads(inside: Sequence[Node], own: Sequence[Node]) -> Mapping[int, int]:
    """Of each organization below one of *own* (or one of them) which that is."""
    found = {node.id: node.id for node in own}
    for node in inside:  # parents come before their children
        if node.id not in found and node.parent_id in found:
            found[node.id] = found[node.parent_id]
    return found
