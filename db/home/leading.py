"""Leading bodies of the scope: whose term ends soon or is over, and who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.home.asked import Asked, months_later, places
from db.meetings.duties import full_members
from db.meetings.elected import last_elections
from db.organizations.queries import Node, nodes
from db.people.bodies import Known, lacking, seats_on, term_end
from db.rules.queries import Rules


@dataclass(frozen=True, slots=True)
class Term:
    """An organization whose leading body is to be elected anew by ``ends_on``."""

    organization_id: int
    organization: str
    ends_on: date
    over: bool


@dataclass(frozen=True, slots=True)
class Incomplete:
    """An organization whose leading bodies lack somebody; ``told``: what, as sentences."""

    organization_id: int
    organization: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leading:
    terms: tuple[Term, ...]  # the earliest first
    incomplete: tuple[Incomplete, ...]


def leading(connection: Connection, asked: Asked, rules: Rules) -> Leading:
    """Judged as the page of the organization judges each of them."""
    day = asked.today
    inside = places(connection, asked)
    known = _known(connection, day, inside)
    above = {node.id: node for node in nodes(connection)}
    until = months_later(day, int(rules.number("term.remind_months", day)))
    terms, incomplete = [], []
    for node in inside:
        ends_on = term_end(node, known[node.id], rules)
        if ends_on is not None and ends_on <= until:
            terms.append(Term(node.id, node.name, ends_on, ends_on <= day))
        if told := lacking(node, above.get(node.parent_id or 0), known[node.id], rules):
            incomplete.append(Incomplete(node.id, node.name, tuple(told)))
    return Leading(tuple(sorted(terms, key=lambda term: term.ends_on)), tuple(incomplete))


def _known(connection: Connection, day: date, inside: Sequence[Node]) -> dict[int, Known]:
    seats, elected = seats_on(connection, day), last_elections(connection, day)
    members = full_members(connection, [day])
    return {
        node.id: Known(day, seats.get(node.id, ()), members.get(node.id, [0])[0], elected.get(node.id))
        for node in inside
    }
