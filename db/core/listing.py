"""Lists as pages of plain rows: the first page at once, all ids as one compact array, rows by their ids.

A ``Listing`` says once, per ledger, what its columns are and how it is narrowed; window, command line and exports
read it. Sorting and filtering happen in SQL with the id as the last key, so pages never shift.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    SQLColumnExpression,
    Table,
    and_,
    func,
    select,
)

from db.core.errors import CancelledError
from db.core.fields import Field
from db.core.period import Period
from db.core.search import Walk, breakable

Row = tuple[Any, ...]  # the id, then one value a column
Order = tuple[SQLColumnExpression[Any], ...]
_CHECK_EVERY = 20_000  # ids read between two looks at the cancel flag


@dataclass(frozen=True, slots=True)
class Filter:
    """What the user narrowed a list to. ``choices`` maps a column's name to the value wanted."""

    text: str = ""
    organization: int | None = None  # this one and all below it
    period: Period | None = None
    choices: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False

    @property
    def typed(self) -> str:
        """``text`` to search for: no blanks around it, no halves of surrogate pairs."""
        return self.text.encode("utf-8", "ignore").decode().strip()


class Rank(NamedTuple):
    """What typed text finds: a condition over the table, the order of its hits, and the walk that has this order."""

    where: ColumnElement[bool]
    order: Order = ()
    walk: Walk | None = None


Ranks = tuple[Rank, ...]  # alternatives, the best first


@dataclass(frozen=True, slots=True)
class Listing:
    """One ledger's list. ``columns`` pairs each field with its SQL expression over ``source``."""

    table: Table
    source: FromClause  # joins for showing
    columns: tuple[tuple[Field, ColumnElement[Any]], ...]
    order: Order  # default order, without the id
    narrow: Callable[[Filter], list[ColumnElement[bool]]]  # over ``table`` only
    found: Callable[[str], Ranks]
    sorts: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)  # cheaper or better keys than the column
    quick: Callable[[Filter], bool] = lambda _wanted: True  # an index gives the first page, however long the list

    @property
    def id(self) -> Column[Any]:
        return self.table.c.id

    def showing(self, *names: str) -> Listing:
        """The same list with only these columns, in this order."""
        by_name = {field.name: (field, expression) for field, expression in self.columns}
        return replace(self, columns=tuple(by_name[name] for name in names))

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for field, _ in self.columns)

    def first(self, connection: Connection, wanted: Filter, limit: int) -> list[Row]:
        """The first *limit* rows."""
        return self.rows(connection, list(islice(self._found_ids(connection, wanted, limit), limit)))

    def ids(self, connection: Connection, wanted: Filter, cancelled: Callable[[], bool] = lambda: False) -> array[int]:
        """Every id, in the order of the list. ``CancelledError`` when *cancelled* says so."""
        found = array("q")
        with breakable(connection, cancelled):
            ids = self._found_ids(connection, wanted, None)
            while part := list(islice(ids, _CHECK_EVERY)):
                if cancelled():
                    raise CancelledError
                found.extend(part)
        return found

    def count(self, connection: Connection, wanted: Filter) -> int:
        if wanted.typed:
            return len(self.ids(connection, wanted))
        query = select(func.count()).select_from(self.table).where(*self.narrow(wanted))
        return int(connection.execute(query).scalar_one())

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[Row]:
        """Rows for *ids* (a page of them), in that order; ids that are gone are left out."""
        query = select(self.id, *(expression for _, expression in self.columns)).select_from(self.source)
        found = {row[0]: tuple(row) for row in connection.execute(query.where(self.id.in_(ids)))}
        return [found[row_id] for row_id in ids if row_id in found]

    def all(self, connection: Connection, wanted: Filter) -> Iterator[Row]:
        """Every row, read page by page."""
        ids = self.ids(connection, wanted)
        for start in range(0, len(ids), 500):
            yield from self.rows(connection, ids[start : start + 500])

    def _found_ids(self, connection: Connection, wanted: Filter, limit: int | None) -> Iterator[int]:
        """Ids in list order. Each rank is its own query, so that an index gives its order and LIMIT stops it early."""
        seen: set[int] = set()
        queries = self._queries(wanted)
        for query in queries:
            ids = connection.execute(query.limit(limit)).scalars()
            if len(queries) == 1:
                yield from ids
                return
            for row_id in ids:
                if row_id not in seen:
                    seen.add(row_id)
                    yield row_id

    def _queries(self, wanted: Filter) -> list[Select[Any]]:
        narrowed = select(self.id).where(*self.narrow(wanted))
        ranks = self.found(wanted.typed) if wanted.typed else ()
        if wanted.sort:
            key = self.sorts[wanted.sort] if wanted.sort in self.sorts else self._expression(wanted.sort)
            direction = key.desc() if wanted.descending else key.asc()
            if ranks:
                first, *others = (select(self.id).where(rank.where) for rank in ranks)
                matched = first.union(*others)
                narrowed = narrowed.where(self.id.in_(matched))
            return [narrowed.select_from(self.source).order_by(direction, self.id)]
        if ranks:
            return [_ranked(narrowed, rank, self.id) for rank in ranks]
        return [narrowed.order_by(*self.order, self.id)]

    def _expression(self, name: str) -> ColumnElement[Any]:
        return next(expression for field, expression in self.columns if field.name == name)


def _ranked(narrowed: Select[Any], rank: Rank, row_id: Column[Any]) -> Select[Any]:
    if rank.walk is not None:
        return narrowed.select_from(rank.walk.source).where(rank.walk.where).order_by(rank.walk.order)
    return narrowed.where(rank.where).order_by(*rank.order, row_id)


def prefix(column: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    """*column* begins with *text*, as a range an index answers (LIKE would walk the table)."""
    return and_(column >= text, column < text + "\U0010ffff")  # the last character there is
