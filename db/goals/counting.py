"""What was done towards aims: the records that count, in a few statements however many aims there are.

A record counts once within an aim, and once in each aim that reaches it: where an organization and one below it both
answer for an item that counts those below, a meeting of the lower one counts for each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, String, null, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from db.inspections.models import Inspection
from db.meetings.models import Meeting
from db.organizations.models import Organization
from db.problems.fields import CLOSED
from db.problems.models import Problem
from db.regulations.models import Regulation, Revision
from db.research.models import StudyReport

_BATCH = 500
_Line = tuple[str, int]  # the day or moment as the book writes it, and the record
_Held = dict[int | None, dict[int, list[_Line]]]  # by kind of meeting (None: of every kind), by organization


@dataclass(frozen=True, slots=True)
class Aim:
    """``target`` records of the kind called ``counted`` (see ``fields.COUNTED``), of these organizations, and with
    ``below`` of those below them too, from ``first`` to ``last``. ``key`` is the caller's name for it."""

    key: Hashable
    organization_ids: tuple[int, ...]
    counted: str
    kind_id: int | None
    target: int | None
    below: bool
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Done:
    """What there is of an aim. ``record_ids``: the records counted, each once, by the ``days`` they counted by."""

    count: int
    target: int | None
    record_ids: tuple[int, ...]
    days: tuple[date, ...] = ()


def done(connection: Connection, aims: Iterable[Aim], now: datetime) -> dict[Hashable, Done]:
    """What was done of each aim by *now*, by its key; of aims told by hand nothing."""
    by_counted: dict[str, list[Aim]] = {}
    for aim in aims:
        if aim.counted:
            by_counted.setdefault(aim.counted, []).append(aim)
    below = _below(
        connection, {root for aim in chain(*by_counted.values()) if aim.below for root in aim.organization_ids}
    )
    return {
        aim.key: found
        for counted, wanted in by_counted.items()
        for aim, found in _done(connection, counted, wanted, below, now)
    }


def _done(
    connection: Connection, counted: str, aims: Sequence[Aim], below: dict[int, list[int]], now: datetime
) -> Iterable[tuple[Aim, Done]]:
    """Of aims at one kind of record."""
    held = _held(connection, counted, aims, below, now)

    @cache  # one organization and kind of meeting is asked by many aims
    def lines(kind: int | None, root: int, beneath: bool) -> list[_Line]:
        of_kind = held.get(kind, {})
        places = below[root] if beneath else [root]
        return sorted(chain.from_iterable(of_kind.get(place, ()) for place in places))

    for aim in aims:
        within: set[_Line] = set()
        for root in aim.organization_ids:
            every = lines(aim.kind_id, root, aim.below)
            start = bisect_left(every, _text(aim.first), key=itemgetter(0))
            within.update(every[start : bisect_left(every, _after(aim.last), key=itemgetter(0))])
        first: dict[int, str] = {}
        for day, record in sorted(within):
            first.setdefault(record, day)
        days = tuple(date.fromisoformat(day[:10]) for day in first.values())
        yield aim, Done(len(first), aim.target, tuple(first), days)


def _held(
    connection: Connection, counted: str, aims: Sequence[Aim], below: dict[int, list[int]], now: datetime
) -> _Held:
    """Every record that may count: of all organizations concerned, over all days concerned, up to *now*."""
    places = sorted({
        place for aim in aims for root in aim.organization_ids for place in (below[root] if aim.below else (root,))
    })  # fmt: skip
    kinds = {aim.kind_id for aim in aims}
    first, last = min(aim.first for aim in aims), max(aim.last for aim in aims)
    until = min(_after(last), f"{now:%Y-%m-%d %H:%M:%S}~")  # after the same second however it is written
    held: _Held = {}
    for query in _sources(counted):
        _, place, kind, day = query.selected_columns
        query = query.where(day >= _text(first), day < until)
        if None not in kinds:
            query = query.where(kind.in_(kinds))
        for start in range(0, len(places), _BATCH):
            rows = connection.execute(query.where(place.in_(places[start : start + _BATCH])))
            for record, at, of_kind, when in rows:
                if of_kind in kinds:
                    held.setdefault(of_kind, {}).setdefault(at, []).append((when, record))
                if of_kind is not None and None in kinds:
                    held.setdefault(None, {}).setdefault(at, []).append((when, record))
    return held


def _sources(counted: str) -> tuple[Select[Any], ...]:
    """Where records of a kind are found, each as (record, organization, kind of meeting, day)."""
    match counted:
        case "meeting":
            return (_source(Meeting, Meeting.starts_at, Meeting.kind_id),)
        case "inspection":
            return (_source(Inspection, Inspection.held_on),)
        case "study_report":
            return (_source(StudyReport, StudyReport.finished_on),)
        case "regulation":  # adopted or revised
            revised = _source(Regulation, Revision.revised_on).join(Revision, Revision.regulation_id == Regulation.id)
            return (_source(Regulation, Regulation.adopted_on), revised)
        case "problem":
            closed = _source(Problem, Problem.closed_on)
            return (closed.where(Problem.state == CLOSED, Problem.merged_into_id.is_(None)),)
    raise ValueError(counted)


def _source(model: Any, day: InstrumentedAttribute[Any], kind: Any = None) -> Select[Any]:
    """Days as the book writes them: parsing them would take longer than reading them."""
    of_kind = null() if kind is None else kind
    return select(model.id, model.organization_id, of_kind.label("kind"), type_coerce(day, String).label("day"))


def _below(connection: Connection, roots: set[int]) -> dict[int, list[int]]:
    """Of each of *roots* itself and all below it."""
    found: dict[int, list[int]] = {root: [] for root in roots}
    ordered = sorted(roots)
    for start in range(0, len(ordered), _BATCH):
        part = ordered[start : start + _BATCH]
        reach = select(Organization.id.label("root"), Organization.id).where(Organization.id.in_(part))
        tree = reach.cte("reach", recursive=True)
        tree = tree.union(
            select(tree.c.root, Organization.id).join(tree, Organization.parent_id == tree.c.id)
        )  # fmt: skip
        for root, place in connection.execute(select(tree.c.root, tree.c.id)):
            found[root].append(place)
    return found


def _text(day: date) -> str:
    return day.isoformat()


def _after(day: date) -> str:
    """What follows every moment of *day*."""
    return (day + timedelta(1)).isoformat()
