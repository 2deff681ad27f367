"""Who answered for what on a day, and organizations by the short names the invented ledgers call them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.core.resources import resource
from db.demo.organizations import Place
from db.people.bodies import LEADING_BODY
from db.people.models import Person, Post


def read(name: str) -> list[dict[str, str]]:
    """The rows of one invented ledger in ``resources/demo``, by the names of its columns."""
    with resource("demo", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """The day *text* says; None where it says none."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone on a leading body."""

    id: int
    name: str
    title: str
    starts_on: date
    ends_on: date


class Cast:
    """The leading bodies as they sat on any day."""

    def __init__(self, connection: Connection, root: Place) -> None:
        self.root = root
        self._places = {place.short_name: place for place in root.all()}
        self._bodies: dict[int, list[Holder]] = defaultdict(list)
        query = select(
            Post.organization_id, Post.person_id, Person.name, Post.title, Post.starts_on, Post.ends_on
        ).join(Person)  # fmt: skip
        rows = connection.execute(query.where(Post.body == LEADING_BODY).order_by(Post.rank, Post.id))
        for place_id, person_id, name, title, starts_on, ends_on in rows:
            self._bodies[place_id].append(Holder(person_id, name, title, starts_on, ends_on or date.max))

    def place(self, short_name: str) -> Place:
        return self._places[short_name]

    def below(self, sector: str) -> list[Place]:
        """The organizations right below the street that are of *sector*."""
        return [place for place in self.root.below if place.sector == sector]

    def body(self, place: Place, on: date) -> list[Holder]:
        """Who sat there on a day, by rank."""
        return [seat for seat in self._bodies[place.id] if seat.starts_on <= on <= seat.ends_on]

    def leader(self, turn: int, on: date) -> Holder:
        """One of the street's leaders, by turns."""
        leaders = self.body(self.root, on)
        return leaders[turn % len(leaders)]

    def holder(self, place: Place, title: str, on: date) -> Holder:
        """Who held a post; the highest of those above where nobody did."""
        seats = self.body(place, on)
        if not seats:
            return self.holder(place.parent or self.root, title, on)
        return next((seat for seat in seats if seat.title == title), seats[0])

    def head(self, place: Place, on: date) -> Holder:
        return self.holder(place, "书记", on)

    def another(self, place: Place, on: date, than: Iterable[str]) -> Holder:
        """Someone of that body, or of the street's, whose name is none of *than*."""
        taken = set(than)
        return next(seat for seat in (*self.body(place, on), *self.body(self.root, on)) if seat.name not in taken)
