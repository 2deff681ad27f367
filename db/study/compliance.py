"""Who has the hours the rules ask for (32 and 56 学时): by organization and by leading body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.organizations.queries import Node
from db.study.hours import PersonHours


@dataclass(frozen=True, slots=True)
class Tally:
    """People of an organization and all below it, or of one leading body."""

    organization_id: int
    name: str
    depth: int  # below the uppermost one listed
    people: int
    complete: int
    hours: float  # of all of them
    short: float  # of those behind
    without_intensive: int  # owe 集中培训

    @property
    def share(self) -> float:
        """Of those who have what the rules ask for."""
        return self.complete / self.people

    @property
    def mean(self) -> float:
        return self.hours / self.people


def by_organization(people: Iterable[PersonHours], nodes: Sequence[Node]) -> list[Tally]:
    """Each organization that has people in it or below it, in the order of the tree."""
    inside: dict[int, list[PersonHours]] = {node.id: [] for node in nodes}
    above = {node.id: node.parent_id for node in nodes}
    for person in people:
        place: int | None = person.group_id if person.group_id in inside else person.organization_id
        while person.in_scope and place is not None and place in inside:
            inside[place].append(person)
            place = above[place]
    depths = _depths(nodes)
    return [_tally(node, depths[node.id], inside[node.id]) for node in nodes if inside[node.id]]


def by_body(people: Iterable[PersonHours], nodes: Sequence[Node]) -> list[Tally]:
    """The leading body of each organization, as it was made up in the year."""
    seated: dict[int, list[PersonHours]] = {node.id: [] for node in nodes}
    for person in people:
        for place in person.bodies:
            if place in seated:
                seated[place].append(person)
    return [_tally(node, 0, seated[node.id]) for node in nodes if seated[node.id]]


def within(nodes: Sequence[Node], organization: int | None) -> list[Node]:
    """*organization* and all below it (parents come before children); None: all."""
    if organization is None:
        return list(nodes)
    inside = {organization}
    found = []
    for node in nodes:
        if node.id in inside or node.parent_id in inside:
            inside.add(node.id)
            found.append(node)
    return found


def _depths(nodes: Sequence[Node]) -> dict[int, int]:
    depths: dict[int, int] = {}
    for node in nodes:
        depths[node.id] = depths.get(node.parent_id or 0, -1) + 1
    return depths


def _tally(node: Node, depth: int, people: Sequence[PersonHours]) -> Tally:
    return Tally(
        node.id, node.name, depth, len(people), sum(person.complete for person in people),
        sum(person.total for person in people), sum(person.short for person in people),
        sum(person.intensive < person.intensive_target for person in people),
    )  # fmt: skip
