"""How tasks stand: by organization, by the day they are due, and as cards by their state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from db.core.base import table_of
from db.core.listing import Filter
from db.core.period import Period
from db.core.search import breakable
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.tasks import computed, states
from db.tasks.computed import PART, TASK
from db.tasks.fields import DONE, STATES
from db.tasks.queries import tasks

Cancelled = Callable[[], bool]
MOST_CARDS = 100  # of one state on the board


def never() -> bool:
    return False


# -- by organization ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """The tasks of one organization; those that are divided are counted by their parts. ``in_time``: done by their
    day."""

    organization_id: int
    organization: str
    total: int
    open: int
    overdue: int
    done: int
    in_time: int


def by_organization(
    connection: Connection, organization: int | None, period: Period, whole_id: int | None = None
) -> list[Standing]:
    """How the tasks of *period* stand for each organization of the scope that has any, the most overdue first.

    With *whole_id* only the parts of that task, of whatever days: who has returned it.
    """
    place = table_of(Organization)

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    done = TASK.c.state == DONE
    overdue = counted(computed.is_overdue()).label("overdue")
    whole = select(PART.c.id).where(PART.c.parent_id == TASK.c.id).correlate(TASK).exists()
    query = (
        select(
            place.c.id, place.c.name, func.count(), counted(computed.is_open()), overdue, counted(done),
            counted(and_(done, func.coalesce(TASK.c.closed_on <= TASK.c.due_on, True))),
        )
        .select_from(TASK.join(place, TASK.c.organization_id == place.c.id))
        .where(TASK.c.parent_id == whole_id if whole_id is not None else and_(computed.lies_in(period), ~whole))
        .group_by(place.c.id)
        .order_by(overdue.desc(), place.c.position, place.c.id)
    )  # fmt: skip
    if organization is not None:
        query = query.where(TASK.c.organization_id.in_(subtree(organization)))
    return [Standing(*row) for row in connection.execute(query)]


def wholes(connection: Connection, organization: int | None, period: Period) -> list[tuple[int, str]]:
    """(id, title) of the divided tasks of *period* that the scope has a part of, the newest first."""
    part = select(PART.c.id).where(PART.c.parent_id == TASK.c.id)
    if organization is not None:
        part = part.where(PART.c.organization_id.in_(subtree(organization)))
    rows = connection.execute(
        select(TASK.c.id, TASK.c.title)
        .where(computed.lies_in(period), part.correlate(TASK).exists())
        .order_by(TASK.c.id.desc())
    )
    return [(row.id, row.title) for row in rows]


# -- by day ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """Tasks of one title due on one day. ``standing``: overdue | open | done | cancelled, the worst of them."""

    title: str
    count: int
    standing: str


_STANDINGS = ("overdue", "open", "done", "cancelled")


def due_by_day(
    connection: Connection, organization: int | None, first: date, last: date, today: date,
    cancelled: Cancelled = never,
) -> dict[date, list[Due]]:  # fmt: skip
    """What is due on the days from *first* to *last*, those overdue first; divided tasks by their parts."""
    whole = select(PART.c.id).where(PART.c.parent_id == TASK.c.id).correlate(TASK).exists()
    query = (
        select(TASK.c.due_on, TASK.c.title, TASK.c.state, func.count())
        .where(TASK.c.due_on.between(first, last), ~whole)
        .group_by(TASK.c.due_on, TASK.c.title, TASK.c.state)
        .order_by(TASK.c.due_on, func.min(TASK.c.id))
    )
    if organization is not None:
        query = query.where(TASK.c.organization_id.in_(subtree(organization)))
    found: dict[date, dict[str, Due]] = {}
    with breakable(connection, cancelled):
        for day, title, state, count in connection.execute(query):
            standing = _standing(state, day, today)
            titles = found.setdefault(day, {})
            known = titles.get(title)
            if known is not None:
                count, standing = count + known.count, min(standing, known.standing, key=_STANDINGS.index)
            titles[title] = Due(title, count, standing)
    return {
        day: sorted(titles.values(), key=lambda due: _STANDINGS.index(due.standing)) for day, titles in found.items()
    }


def _standing(state: str, due_on: date, today: date) -> str:
    if states.overdue(state, due_on, today):
        return "overdue"
    return "done" if state == DONE else "cancelled" if state == STATES[-1] else "open"


# -- as cards ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """A task as the board shows it. ``left``: 逾期 3 天."""

    id: int
    title: str
    organization: str
    people: str
    left: str
    percent: int
    priority: str
    closed_on: date | None

    @property
    def overdue(self) -> bool:
        return self.left.startswith("逾期")


@dataclass(frozen=True, slots=True)
class Stack:
    """The cards of one state, the most pressing first, and how many tasks there are of it."""

    state: str
    cards: Sequence[Card]
    total: int


_ON_CARD = tasks.showing("title", "place_name", "people", "left", "percent", "priority", "closed_on")


def board(connection: Connection, wanted: Filter, cancelled: Cancelled = never) -> list[Stack]:
    """The tasks that *wanted* asks for by their state; of each at most ``MOST_CARDS`` as cards."""
    stacks = []
    for state in STATES:
        ids = _ON_CARD.ids(connection, replace(wanted, choices={**wanted.choices, "state": state}), cancelled)
        rows = _ON_CARD.rows(connection, ids[:MOST_CARDS])
        stacks.append(Stack(state, [Card(row[0], row[1], row[2] or "", *row[3:]) for row in rows], len(ids)))
    return stacks
