"""Rows of any room that refer to a problem: found by their foreign keys, so that later rooms are not forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from db.core.action import Work
from db.core.base import Base, Record, table_of
from db.problems.models import Problem

_BATCH = 500


def lead_to(work: Work, problem_ids: Sequence[int], problem_id: int | None) -> None:
    """Make what refers to one of *problem_ids* (a finding, a problem merged earlier) refer to *problem_id*."""
    for model, name in _references():
        column = getattr(model, name)
        for start in range(0, len(problem_ids), _BATCH):
            query = select(model).where(column.in_(problem_ids[start : start + _BATCH]))
            for row in work.session.execute(query).scalars():
                setattr(row, name, problem_id)
    work.session.flush()


def _references() -> Iterator[tuple[type[Record], str]]:
    """Model and attribute of every column that names a problem."""
    key = table_of(Problem).c.id
    for mapper in Base.registry.mappers:
        for attribute in mapper.column_attrs:
            if any(foreign.column is key for column in attribute.columns for foreign in column.foreign_keys):
                yield mapper.class_, attribute.key
