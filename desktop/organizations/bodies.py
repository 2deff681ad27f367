"""Leading bodies as the page reads them: seats of a day or of all time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.core.book import Book
from db.people.bodies import BODIES, Seat, body_on, posts_of_organization


@dataclass(frozen=True, slots=True)
class BodyRead:
    """Who sits on *day*, and the seats to list: those alone, or every one there ever was."""

    day: date
    sitting: tuple[Seat, ...]
    listed: tuple[Seat, ...]


def read_bodies(book: Book, organization: int, day: date, history: bool) -> BodyRead:
    """The bodies of *organization* by rank, with who sat before behind them; read on a worker."""
    with book.read() as connection:
        sitting = [seat for body in BODIES for seat in body_on(connection, organization, day, body)]
        ever = posts_of_organization(connection, organization) if history else []
    others = [seat for seat in ever if seat not in sitting]
    others.sort(key=lambda seat: seat.starts_on, reverse=True)
    return BodyRead(day, tuple(sitting), tuple(sitting + others))
