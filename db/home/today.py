"""What the home page reads at once. What takes longer (``hours``, faults, who spoke) is read beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from db.core.journal import ActionRow
from db.home.asked import Asked
from db.home.clock import Clock, clock
from db.home.communities import Comparison, communities
from db.home.due import Due, due, due_figures
from db.home.figure import Figure
from db.home.figures import CENTRAL, REGULAR, VOLUNTEERING, Attended, Held, Problems, attended, held_of, problems
from db.home.leading import Leading, leading
from db.home.members import Member, birthdays, probation_ending
from db.home.month import Month, month
from db.meetings.matrix import matrix
from db.meetings.models import Meeting
from db.organizations.models import Organization
from db.people.models import Person
from db.rules.queries import read_rules


@dataclass(frozen=True, slots=True)
class Filled:
    """How far the book is filled: what is not there yet is a first step."""

    organizations: bool
    people: bool
    meetings: bool

    @property
    def begun(self) -> bool:
        """Whether there is something to tell."""
        return self.organizations and self.meetings


@dataclass(frozen=True, slots=True)
class Today:
    """All of it for one scope, period and day. ``head``: the last action of the journal it was read after."""

    asked: Asked
    head: int
    filled: Filled
    regular: Held | None
    central: Held | None
    problems: Problems
    attended: Attended
    volunteering: Held | None
    due: tuple[Due, ...]
    due_figures: Mapping[str, Figure]
    month: Month
    comparison: Comparison
    leading: Leading
    probation: tuple[Member, ...]
    birthdays: tuple[Member, ...]
    clock: Clock | None


def today(connection: Connection, asked: Asked) -> Today:
    rules = read_rules(connection)
    whole = matrix(connection, asked.organization, asked.period, asked.now)
    found = due(connection, asked, rules)
    return Today(
        asked, head(connection), filled(connection),
        held_of(connection, asked, REGULAR), held_of(connection, asked, CENTRAL), problems(connection, asked),
        attended(connection, asked, rules), held_of(connection, asked, VOLUNTEERING),
        tuple(found), due_figures(asked, rules, found), month(connection, asked, whole),
        communities(connection, asked, whole),
        leading(connection, asked, rules), tuple(probation_ending(connection, asked, rules)),
        tuple(birthdays(connection, asked)), clock(connection, asked, rules),
    )  # fmt: skip


def head(connection: Connection) -> int:
    """The last action of the journal: while it stays, the book has not changed."""
    return connection.execute(select(func.max(ActionRow.id))).scalar() or 0


def filled(connection: Connection) -> Filled:
    return Filled(*(
        connection.execute(select(model.id).limit(1)).first() is not None for model in (Organization, Person, Meeting)
    ))  # fmt: skip
