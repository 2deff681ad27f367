"""The right to vote (表决权) on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.people.fields import VOTING_STAGE
from db.people.models import Person, Suspension

_BATCH = 500


class Voters:
    """What the right to vote of some people rests on, read once."""

    def __init__(self, connection: Connection, person_ids: Iterable[int]) -> None:
        self._full_since: dict[int, date | None] = {}
        self._suspended: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
        for part in _parts(sorted(set(person_ids))):
            full = select(Person.id, Person.full_member_on).where(Person.id.in_(part), Person.stage == VOTING_STAGE)
            self._full_since.update((row.id, row.full_member_on) for row in connection.execute(full))
            spans = select(Suspension.person_id, Suspension.starts_on, Suspension.ends_on)
            for row in connection.execute(spans.where(Suspension.person_id.in_(part))):
                self._suspended[row.person_id].append((row.starts_on, row.ends_on))

    def may_vote(self, person_id: int, day: date) -> bool:
        """A full member who is not under 留党察看 that day; whom a meeting of that day confirms does not vote yet.

        An unknown day of confirmation counts as long ago. Source: 《中国共产党章程》 on 预备党员 and 留党察看.
        """
        if person_id not in self._full_since:
            return False
        since = self._full_since[person_id]
        if since is not None and since >= day:
            return False
        return not any(
            first <= day and (last is None or day <= last) for first, last in self._suspended.get(person_id, ())
        )


@dataclass(frozen=True, slots=True)
class Suspended:
    """Days without a vote as the person's record shows them."""

    id: int
    starts_on: date
    ends_on: date | None
    reason: str


def suspensions_of(connection: Connection, person_id: int) -> list[Suspended]:
    """When a person had no vote, newest first."""
    columns = (Suspension.id, Suspension.starts_on, Suspension.ends_on, Suspension.reason)
    query = select(*columns).where(Suspension.person_id == person_id).order_by(Suspension.starts_on.desc())
    return [Suspended(*row) for row in connection.execute(query)]


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]
