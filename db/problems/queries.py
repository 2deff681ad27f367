"""Reading problems: the list with what is computed of each, one record, how many there are of each sort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast, func, or_, select

from db.core.base import table_of
from db.core.engine import book_now
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks, prefix
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.problems.draft import ProblemDraft
from db.problems.fields import CERTIFIABLE, DUE, FIELDS, OPEN, REPORTED, STATES
from db.problems.models import Problem
from db.problems.rules import AGES

PROBLEM = table_of(Problem)
GONE = "这个问题已被删除，请刷新列表。"

# What a list can be narrowed to besides the values of its columns: keys of ``Filter.choices``.
# ``WITHIN``: the period that its deadline lies in.
OVERDUE, IS_OPEN, AGE, MERGED, WITHIN = "overdue", "open", "age", "merged", "within"
_ENDLESS = 10**6  # days
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """One problem as its card shows it. ``merged_into``: number and id of the record it was merged into."""

    draft: ProblemDraft
    organization: str
    days: int
    late: int | None  # days past its deadline
    merged_into: tuple[str, int] | None
    merged: tuple[str, ...]  # numbers of those merged into it


def get_problem(connection: Connection, problem_id: int) -> ProblemDraft:
    """The form's values of one problem; ``UserError`` when it is gone."""
    row = connection.execute(select(PROBLEM).where(Problem.id == problem_id)).mappings().first()
    if row is None:
        raise UserError(GONE)
    return _draft(row)


def _draft(row: Mapping[Any, Any]) -> ProblemDraft:
    return ProblemDraft(**{field.name: row[field.name] for field in fields(ProblemDraft)})


def shown(connection: Connection, problem_id: int) -> Shown:
    """One problem with what is computed of it; ``UserError`` when it is gone."""
    found = find(connection, problem_id)
    if found is None:
        raise UserError(GONE)
    return found


def find(connection: Connection, problem_id: int) -> Shown | None:
    """One problem with what is computed of it; None when it is gone."""
    row = connection.execute(
        select(PROBLEM, Organization.name.label("place"), DAYS.label("days"), LATE.label("late"))
        .select_from(PROBLEM.outerjoin(_place, PROBLEM.c.organization_id == _place.c.id))
        .where(Problem.id == problem_id)
    ).first()
    if row is None:
        return None
    merged = select(Problem.number).where(Problem.merged_into_id == problem_id).order_by(Problem.number)
    into = connection.execute(
        select(Problem.number, Problem.id).where(Problem.id == row.merged_into_id)
    ).first()  # fmt: skip
    return Shown(
        _draft(row._mapping), row.place or "", row.days, row.late, None if into is None else (into[0], into[1]),
        tuple(connection.execute(merged).scalars()),
    )  # fmt: skip


def numbers_of(connection: Connection, problem_ids: list[int]) -> dict[int, str]:
    """The numbers of some problems."""
    rows = connection.execute(select(Problem.id, Problem.number).where(Problem.id.in_(problem_ids)))
    return {row.id: row.number for row in rows}


class Marks(NamedTuple):
    """What some problems are, among them: hard or not, with a certificate (asked to be closed out, or closed out)."""

    hard: bool
    plain: bool
    certifiable: bool


def marks_of(connection: Connection, problem_ids: Sequence[int]) -> Marks:
    """What can be done with some problems."""
    found = Marks(False, False, False)
    for start in range(0, len(problem_ids), _BATCH):
        ids = problem_ids[start : start + _BATCH]
        tests = (Problem.hard.is_(True), Problem.hard.is_(False), Problem.state.in_(CERTIFIABLE))
        row = connection.execute(select(*(_sum(test) for test in tests)).where(Problem.id.in_(ids))).one()
        found = Marks(*(had or bool(count) for had, count in zip(found, row, strict=True)))
    return found


def counts(connection: Connection, wanted: Filter) -> Mapping[str, int]:
    """How many of those *wanted* (its choices aside) are in each state, overdue, hard, and of last year's."""
    narrowed = _narrow(replace(wanted, choices={}))
    sums = (func.count(), _sum(LATE.is_not(None)), _sum(Problem.hard.is_(True)), _sum(Problem.source == REPORTED))
    rows = connection.execute(select(Problem.state, *sums).where(*narrowed).group_by(Problem.state)).all()
    found = dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}
    return {**found, OVERDUE: sum(row[2] for row in rows), "hard": sum(row[3] for row in rows),
            REPORTED: sum(row[4] for row in rows)}  # fmt: skip


def ages(connection: Connection, wanted: Filter) -> dict[str, int]:
    """How many of those *wanted* are still open for how long."""
    narrowed = _narrow(replace(wanted, choices={**wanted.choices, IS_OPEN: True}))
    sums = [_sum(_of_age(age.label)) for age in AGES]
    row = connection.execute(select(*sums).where(*narrowed)).one()
    return {age.label: count or 0 for age, count in zip(AGES, row, strict=True)}


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _days_between(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.julianday(last) - func.julianday(first), Integer)


_today = select(func.date(book_now())).scalar_subquery()  # asked once a query, not once a row
# Days from the day it was found until it was closed out or until now; days it is past its deadline, NULL for none.
DAYS = _days_between(PROBLEM.c.found_on, func.coalesce(PROBLEM.c.closed_on, _today))
_is_late = and_(PROBLEM.c.state.in_(DUE), PROBLEM.c.due_on < _today)
LATE = case((_is_late, _days_between(PROBLEM.c.due_on, _today)))


def _of_age(label: str) -> ColumnElement[bool]:
    age = next(age for age in AGES if age.label == label)
    return DAYS.between(age.least, age.most if age.most is not None else _ENDLESS)


def _chosen(name: str, value: Any) -> ColumnElement[bool]:
    """The condition a choice stands for: what is computed is asked by names of its own."""
    if name == OVERDUE:
        return _is_late if value else or_(PROBLEM.c.state.not_in(DUE), PROBLEM.c.due_on.is_(None), ~_is_late)
    if name == IS_OPEN:
        return PROBLEM.c.state.in_(OPEN) if value else PROBLEM.c.state.not_in(OPEN)
    if name == AGE:
        return and_(PROBLEM.c.state.in_(OPEN), _of_age(value))
    if name == WITHIN:
        return PROBLEM.c.due_on.between(value.first, value.last)
    column = PROBLEM.c[name]
    return column.in_(value) if isinstance(value, tuple) else column == value


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Those merged into others only where they are asked for. A period holds what stood on the ledger in it: found by
    its end and not closed out before it began."""
    chosen = dict(wanted.choices)
    merged = chosen.pop(MERGED, False)
    column = Problem.merged_into_id
    clauses: list[ColumnElement[bool]] = [column.is_not(None) if merged else column.is_(None)]
    clauses += [_chosen(name, value) for name, value in chosen.items()]
    if wanted.organization is not None:
        clauses.append(Problem.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses += on_ledger(wanted.period.first, wanted.period.last)
    return clauses


def on_ledger(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Problems that stood open on some day from *first* to *last*."""
    return Problem.found_on <= last, or_(Problem.closed_on.is_(None), Problem.closed_on >= first)


def _found(text: str) -> Ranks:
    """By number, then by what is written, or the name of who answers for it."""
    newest = (Problem.found_on.desc(),)
    within = matches(PROBLEM, text)
    named = or_(*(column.contains(text, autoescape=True) for column in (Problem.leader, Problem.responsible)))
    return (
        Rank(prefix(Problem.number, text), (Problem.number,)),
        Rank(named if within is None else or_(within, named), newest),
    )


_place, _kept = table_of(Organization), PROBLEM.alias("kept")
_by_name = {field.name: field for field in FIELDS}
_short = func.coalesce(func.nullif(_place.c.short_name, ""), _place.c.name)


def _columns(*names: str) -> tuple[tuple[Field, ColumnElement[Any]], ...]:
    return tuple((_by_name[name], PROBLEM.c[name]) for name in names)


_COLUMNS = (
    *_columns("number"),
    (replace(_by_name["text"], width=150), PROBLEM.c.text),  # the least: it takes what is left over
    *_columns("state", "due_on"),
    (Field("late", "逾期天数", Kind.INTEGER, width=64), LATE),
    (Field("organization", "责任单位", width=130), _place.c.name),
    *_columns("leader", "responsible", "source", "found_on", "category"),
    (Field("days", "历时天数", Kind.INTEGER, width=64), DAYS),
    *_columns("hard", "closed_on"),
    *((replace(field, width=144), column) for field, column in _columns("goal", "measures", "result", "note")),
    (Field("merged_into", "并入", width=84), _kept.c.number),
)

problems = Listing(
    table=PROBLEM,
    source=PROBLEM.outerjoin(_place, PROBLEM.c.organization_id == _place.c.id).outerjoin(
        _kept, PROBLEM.c.merged_into_id == _kept.c.id
    ),
    columns=_COLUMNS,
    order=(Problem.found_on.desc(), Problem.number.desc()),
    narrow=_narrow,
    found=_found,
    # Also by what a narrower list does not show, and by what only a list on the screen does.
    sorts={"place_name": _short, **{field.name: column for field, column in _COLUMNS}},
)
listed = replace(problems, columns=(*_COLUMNS, (Field("place_name", "责任单位", width=80), _short)))  # on the screen
