"""A person's study record of a year (学习档案), ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.organizations.queries import nodes
from db.people.bodies import LEADING_BODY, posts_of_person
from db.people.models import Person
from db.study.hours import PersonHours, Source, batches, people_hours, sources, year_of


@dataclass(frozen=True, slots=True)
class StudyFile:
    """The head, the sums against what is owed, and everything they come from.

    ``hours`` None: no Party member of any organization that day, so nothing is owed.
    """

    person_id: int
    name: str
    sex: str
    born_on: date | None
    organization: str
    posts: str
    stage: str
    joined_on: date | None
    year: int
    hours: PersonHours | None
    sources: tuple[Source, ...]

    @property
    def total(self) -> float:
        return sum(source.hours for source in self.sources)

    def of(self, table: str) -> list[Source]:
        """Meetings, or training outside."""
        return [source for source in self.sources if source.table == table]


def study_files(
    connection: Connection, person_ids: Sequence[int], year: int, now: datetime,
    progress: Progress = untold, cancelled: Cancelled = never,
) -> list[StudyFile]:  # fmt: skip
    """The records of those of the people who are there, in the order given."""
    asked = year_of(connection, year, now)
    places = {node.id: node.name for node in nodes(connection)}
    hours: dict[int, PersonHours] = {}
    heads = {}
    for _done, part in batches(person_ids):
        hours.update({row.person_id: row for row in people_hours(connection, asked, people=part)})
        columns = Person.id, Person.name, Person.sex, Person.born_on, Person.organization_id, Person.stage
        rows = connection.execute(select(*columns, Person.joined_on).where(Person.id.in_(part)))
        heads.update({row.id: row for row in rows})
    found = []
    for done, person_id in enumerate(person_ids, 1):
        if cancelled():
            raise CancelledError
        if (head := heads.get(person_id)) is None:
            continue
        own = hours.get(person_id)
        place = places.get(own.organization_id if own else head.organization_id or 0, "")
        found.append(StudyFile(
            head.id, head.name, head.sex, head.born_on, place, _posts(connection, person_id, asked.first, asked.day),
            head.stage, head.joined_on, year, own, tuple(sources(connection, person_id, asked)),
        ))  # fmt: skip
        progress(done, len(person_ids), "")
    return found


def _posts(connection: Connection, person_id: int, first: date, last: date) -> str:
    """Seats on leading bodies in the year: 书记、组织委员."""
    seats = [
        seat.title for seat in posts_of_person(connection, person_id)
        if seat.body == LEADING_BODY and seat.starts_on <= last and (seat.ends_on is None or seat.ends_on >= first)
    ]  # fmt: skip
    return "、".join(dict.fromkeys(seats))
