"""Leading bodies as the page reads them: seats of a day or of all time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.core.book import Book
from db.meetings.duties import full_members
from db.meetings.elected import last_election
from db.people.bodies import BODIES, Known, Seat, body_on, posts_of_organization
from db.rules.queries import Rules, read_rules


@dataclass(frozen=True, slots=True)
class BodyRead:
    """What is known of a day, with who sits then, and the seats to list: those alone, or every one there ever was."""

    known: Known
    listed: tuple[Seat, ...]
    rules: Rules

    @property
    def sitting(self) -> Sequence[Seat]:
        return self.known.seats


def read_bodies(book: Book, organization: int, day: date, history: bool) -> BodyRead:
    """The bodies of *organization* by rank, with who sat before behind them; read on a worker."""
    with book.read() as connection:
        sitting = [seat for body in BODIES for seat in body_on(connection, organization, day, body)]
        ever = posts_of_organization(connection, organization) if history else []
        members = full_members(connection, [day], organization).get(organization, [0])[0]
        elected_on, rules = last_election(connection, organization, day), read_rules(connection)
    others = [seat for seat in ever if seat not in sitting]
    others.sort(key=lambda seat: seat.starts_on, reverse=True)
    return BodyRead(Known(day, tuple(sitting), members, elected_on), tuple(sitting + others), rules)
