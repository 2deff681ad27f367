"""Who spoke at study meetings (交流发言): in the last half-year exactly so many who sit on a leading body."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, select

from db.demo.schedule import HALVES, Planned
from db.meetings.draft import RosterLine
from db.people.models import Post

_SPOKEN = 240  # leaders' speeches at the study meetings of the last half-year
_LEADERS = {"regular_study": 1, "central_group_study": 5, "reading_class": 5, "seminar": 4}
_OTHERS = {
    "regular_study": (1, 2), "party_affairs_training": (2, 3), "warning_education": (2, 4),
    "intensive_training": (2, 4),
}  # fmt: skip
_MORE = "regular_study"  # where what is lacking is made up


def leader_counts(planned: Sequence[Planned], chance: random.Random) -> list[int]:
    """How many leaders speak at each meeting; those of the last half-year come to ``_SPOKEN``."""
    counts = [_LEADERS.get(meeting.code, 0) for meeting in planned]
    last = [at for at, meeting in enumerate(planned) if meeting.day >= HALVES[-1][0]]
    lacking = _SPOKEN - sum(counts[at] for at in last)
    for at in chance.sample([at for at in last if planned[at].code == _MORE], lacking):
        counts[at] += 1
    return counts


class Speakers:
    """Chooses who speaks, by the posts held on the day."""

    def __init__(self, connection: Connection, chance: random.Random) -> None:
        self._chance = chance
        self._seats: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for row in connection.execute(select(Post.person_id, Post.starts_on, Post.ends_on)):
            self._seats[row.person_id].append((row.starts_on, row.ends_on or date.max))

    def choose(
        self, planned: Planned, present: Sequence[RosterLine], silent: Collection[str], leaders: int
    ) -> list[RosterLine]:
        """*leaders* of those *present* who sit on a leading body, and some who sit on none, in any order."""
        known = [line for line in present if line.person_id and line.name not in silent]
        seated = [line for line in known if self._sits(line.person_id, planned.day)]
        plain = [line for line in known if line not in seated]
        others = self._chance.randint(*_OTHERS.get(planned.code, (0, 0)))
        chosen = [*self._chance.sample(seated, leaders), *self._chance.sample(plain, min(others, len(plain)))]
        self._chance.shuffle(chosen)
        return chosen

    def _sits(self, person_id: int | None, day: date) -> bool:
        return any(first <= day <= last for first, last in self._seats.get(person_id or 0, ()))
