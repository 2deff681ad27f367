"""三会一课 of one month: which organizations of the scope still owe a meeting, the worst first.

A duty of a quarter or a year counts in each month it touches. What groups (党小组) hold stands in their branch's row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from db.core.period import Period
from db.home.asked import Asked
from db.meetings.matrix import Cell, Column, Matrix, Part, Row, State, matrix
from db.meetings.queries import kinds
from db.organizations.fields import GROUP_KIND

_FAMILY = "branch"  # 支部组织生活
_WORST = tuple(State)  # in the order in which they concern people


@dataclass(frozen=True, slots=True)
class MonthCell:
    """What stands in a row under a kind: its own duty, or those of the row's groups."""

    parts: tuple[Part, ...]

    @property
    def worst(self) -> Cell:
        return min((part.cell for part in self.parts), key=lambda cell: (_WORST.index(cell.state), cell.days))

    @property
    def state(self) -> State:
        return self.worst.state

    @property
    def text(self) -> str:
        """已开, 3日内, 定 12 日, 待开, 缺."""
        cell = self.worst
        match cell.state:
            case State.HELD | State.EXTRA:
                return "已开"
            case State.SOON:
                return f"{cell.days}日内" if cell.days else "今天"
            case State.PLANNED:
                return f"定{cell.planned[0].day.day}日"
            case _:
                return str(cell.state)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """An organization that is no group. ``cells`` by the place of their kind."""

    id: int
    name: str
    full_name: str
    cells: dict[int, MonthCell]

    def count(self, *states: State) -> int:
        return sum(cell.state in states for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Month:
    """``kinds``: id and name of each column, in the office's order; ``places``: how many organizations the matrix of
    the whole period lists."""

    period: Period
    current: bool
    kinds: tuple[tuple[int, str], ...]
    rows: tuple[MonthRow, ...]
    places: int = 0

    def count(self, *states: State) -> int:
        """How many of the cells are in one of *states*."""
        return sum(row.count(*states) for row in self.rows)

    def wanting(self, *states: State) -> list[tuple[int, str, int]]:
        """Of each kind how many rows are in one of *states*, the most first: (id, name, rows)."""
        counts = [
            (kind_id, name, sum(at in row.cells and row.cells[at].state in states for row in self.rows))
            for at, (kind_id, name) in enumerate(self.kinds)
        ]
        return sorted((one for one in counts if one[2]), key=lambda one: -one[2])


def month_of(asked: Asked) -> Period:
    """The month of today, or the last month of a period that is over."""
    day = asked.today if asked.period.first > asked.today else min(asked.period.last, asked.today)
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def month(connection: Connection, asked: Asked, whole: Matrix) -> Month:
    """The rows that owe or held something in the month of *asked*. *whole*: the matrix of its period."""
    period = month_of(asked)
    family = {kind.id for kind in kinds(connection) if kind.family == _FAMILY}
    inside = asked.period.first <= period.first and period.last <= asked.period.last
    found = whole if inside else matrix(connection, asked.organization, period, asked.now)
    duties = [column.duty for column in found.columns if _touches(column, period) and column.duty.kind_id in family]
    at_of = {kind_id: at for at, kind_id in enumerate(dict.fromkeys(duty.kind_id for duty in duties))}
    names = {column.duty.kind_id: column.duty.kind for column in found.columns}
    rows = _rows(found, period, at_of)
    kept = sorted(rows, key=lambda row: (
        -row.count(State.MISSING), -row.count(State.SOON), -row.count(State.DUE)
    ))  # fmt: skip
    used = {at for row in kept for at in row.cells}
    order = {at: place for place, at in enumerate(sorted(used))}
    return Month(
        period, period.contains(asked.today),
        tuple((kind_id, short(names[kind_id])) for kind_id, at in at_of.items() if at in used),
        tuple(_moved(row, order) for row in kept),
        len(whole.rows),
    )  # fmt: skip


def short(kind: str) -> str:
    """支部党员大会 as a heading: 党员大会."""
    return kind.removeprefix("支部") or kind


def _touches(column: Column, period: Period) -> bool:
    return column.duty.unit.first <= period.last and period.first <= column.duty.unit.last


def _rows(found: Matrix, period: Period, at_of: dict[int, int]) -> list[MonthRow]:
    columns = {
        place: column for place, column in enumerate(found.columns)
        if column.duty.kind_id in at_of and _touches(column, period)
    }  # fmt: skip
    parts: dict[int, dict[int, list[Part]]] = {}
    shown = {row.id: row for row in found.rows}
    heads: dict[int, Row] = {}
    for row in found.rows:
        head = shown.get(row.parent_id or 0, row) if row.kind == GROUP_KIND else row
        heads.setdefault(head.id, head)
        for at, part in _parts(row, columns, at_of):
            parts.setdefault(head.id, {}).setdefault(at, []).append(part)
    return [
        MonthRow(id, heads[id].name, heads[id].full_name, {at: MonthCell(_due(each)) for at, each in cells.items()})
        for id, cells in parts.items()
    ]


def _parts(row: Row, columns: Mapping[int, Column], at_of: dict[int, int]) -> Iterable[tuple[int, Part]]:
    for place in columns.keys() & row.cells.keys():
        duty, cell = columns[place].duty, row.cells[place]
        if cell.state is not State.LATER:
            yield at_of[duty.kind_id], Part(row.id, row.full_name, duty.kind_id, duty.kind, duty.unit, cell)


def _due(parts: list[Part]) -> tuple[Part, ...]:
    """What was held beyond any duty stands behind a cell only where nothing is due there."""
    return tuple(part for part in parts if part.cell.times) or tuple(parts)


def _moved(row: MonthRow, order: dict[int, int]) -> MonthRow:
    return MonthRow(row.id, row.name, row.full_name, {order[at]: cell for at, cell in row.cells.items()})
