"""The matrix of 三会一课: which organization held what it must hold, is still to hold it, or missed it.

A unit that the period only touches counts whole, as the duty does. An organization has a duty in a unit only if it
existed for all of it; what it held beyond its duties is shown all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import Connection, String, select, type_coerce

from db.core.period import Period
from db.meetings.duties import Duty, committees, duties
from db.meetings.models import Meeting
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.organizations.queries import Node, nodes, subtree
from db.rules.queries import read_rules


class State(StrEnum):
    """Of a cell, in the order in which they concern people."""

    MISSING = "缺"
    SOON = "近期要开"
    DUE = "待开"
    PLANNED = "已安排"
    LATER = "未到"
    HELD = "已开"
    EXTRA = "另开"  # not due there


OPEN = (State.MISSING, State.SOON, State.DUE, State.LATER)  # something is still to be recorded


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting behind a cell."""

    id: int
    day: date


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of one duty of one organization. ``days`` to the end of the unit; negative when it is over."""

    state: State
    times: int
    held: tuple[Held, ...] = ()
    planned: tuple[Held, ...] = ()
    days: int = 0

    @property
    def lacks(self) -> bool:
        """Whether one more is to be entered."""
        return len(self.held) + len(self.planned) < self.times

    @property
    def missing(self) -> int:
        return self.times - len(self.held) if self.state is State.MISSING else 0

    def text(self, monthly: bool) -> str:
        """As lists and sheets show it: 12日, 2/2, 缺, 3天内, 余25天, 定30日."""
        part = f"{len(self.held)}/{self.times}" if self.times > 1 else ""
        match self.state:
            case State.HELD | State.EXTRA:
                return part or (_day(self.held[0].day, monthly) if len(self.held) == 1 else f"{len(self.held)}次")
            case State.MISSING:
                return f"缺 {part}".rstrip()
            case State.PLANNED:
                return f"定{_day(self.planned[0].day, monthly)}"
            case State.SOON:
                return f"{part} {f'{self.days}天内' if self.days else '今天'}".strip()
            case State.DUE:
                return f"{part} 余{self.days}天".strip()
            case _:
                return ""

    def explained(self) -> str:
        """In a sentence: 应开 1 次，已开 2 次：2022-04-12、2022-04-30。"""
        told = [f"应开 {self.times} 次" if self.times else "没有规定要开"]
        for what, meetings in (("已开", self.held), ("已安排", self.planned)):
            if meetings:
                told.append(f"{what} {len(meetings)} 次：{'、'.join(f'{one.day:%Y-%m-%d}' for one in meetings)}")
        if self.missing:
            told.append(f"缺 {self.missing} 次")
        elif self.state in (State.SOON, State.DUE):
            told.append(f"还有 {self.days} 天" if self.days else "今天截止")
        return "，".join(told) + "。"


@dataclass(frozen=True, slots=True)
class Part:
    """One duty of one organization, with the meetings behind it."""

    organization_id: int
    organization: str
    kind_id: int
    kind: str
    unit: Period
    cell: Cell


@dataclass(frozen=True, slots=True)
class Tally:
    """应开、已开、缺; what is neither held nor missing is still to come. Meetings beyond the duty do not count."""

    due: int = 0
    held: int = 0
    missing: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Tally:
        due = held = missing = 0
        for cell in cells:
            if times := cell.times:
                due += times
                done = min(len(cell.held), times) if cell.held else 0
                held += done
                if cell.state is State.MISSING:
                    missing += times - done
        return cls(due, held, missing)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.due + other.due, self.held + other.held, self.missing + other.missing)


@dataclass(frozen=True, slots=True)
class Column:
    """A duty as a column, with its totals."""

    duty: Duty
    label: str  # 6月, 二季度, 全年; with the year where the period has several
    tally: Tally = Tally()

    @property
    def monthly(self) -> bool:
        return self.duty.months == 1


@dataclass(frozen=True, slots=True)
class Row:
    """An organization; ``cells`` by the place of their column, only where there is something to show."""

    id: int
    parent_id: int | None
    name: str
    full_name: str
    kind: str
    level: int  # below the uppermost shown
    cells: Mapping[int, Cell]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """Organizations in the order of the tree. ``now``: when it was made; what lies after it is planned."""

    period: Period
    now: datetime
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def tally(self) -> Tally:
        return sum((row.tally for row in self.rows), Tally())

    def by_kind(self) -> dict[str, Tally]:
        """The totals of each kind of meeting."""
        found: dict[str, Tally] = {}
        for column in self.columns:
            found[column.duty.kind] = found.get(column.duty.kind, Tally()) + column.tally
        return found

    def of_kind(self, kind_id: int) -> Matrix:
        """What concerns one kind of meeting: its columns, the organizations that have to do with it."""
        places = [place for place, column in enumerate(self.columns) if column.duty.kind_id == kind_id]
        rows = []
        for row in self.rows:
            cells = {at: row.cells[place] for at, place in enumerate(places) if place in row.cells}
            if cells:
                rows.append(replace(row, cells=cells, tally=Tally.of(cells.values())))
        return replace(self, columns=tuple(self.columns[place] for place in places), rows=tuple(rows))

    def missing_only(self) -> Matrix:
        """Only organizations that miss something, each group under its branch."""
        return self.only(lambda row: row.tally.missing > 0)

    def only(self, wanted: Callable[[Row], bool]) -> Matrix:
        """Rows that are *wanted* (row → bool) and the rows right above groups that are."""
        kept = {row.id for row in self.rows if wanted(row)}
        above = {row.parent_id for row in self.rows if row.id in kept and row.kind == GROUP_KIND}
        return replace(self, rows=tuple(row for row in self.rows if row.id in kept or row.id in above))


def matrix(connection: Connection, organization: int | None, period: Period, now: datetime) -> Matrix:
    """The matrix of *organization* and all below it (None: the whole book) for units that *period* touches."""
    rules = read_rules(connection)
    found = duties(connection, period)
    needed = committees(connection, (duty.unit.first for duty in found if duty.committee), rules)
    held = _meetings(connection, organization, found)
    spans = _spans(connection)
    maker = _Cells(found, held, needed, now, int(rules.number("calendar.due_days", now.date())))
    rows: list[Row] = []
    levels: dict[int | None, int] = {}
    for node in _places(connection, organization):
        founded, dissolved = spans[node.id]
        cells = {}
        if (founded or period.last) <= period.last and (dissolved or period.first) >= period.first:
            cells = maker.of(node, founded, dissolved)
        level = levels.get(node.parent_id, 0)
        levels[node.id] = level + 1 if cells else level
        if cells:
            tally = Tally.of(cells.values())
            rows.append(Row(node.id, node.parent_id, node.label, node.name, node.kind, level, cells, tally))
    return Matrix(period, now, _columns(found, rows, period), tuple(rows))


def _places(connection: Connection, organization: int | None) -> list[Node]:
    every = nodes(connection)
    if organization is None:
        return every
    inside = set(connection.execute(subtree(organization)).scalars())
    return [node for node in every if node.id in inside]


def _spans(connection: Connection) -> dict[int, tuple[date | None, date | None]]:
    query = select(Organization.id, Organization.founded_on, Organization.dissolved_on)
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def _meetings(
    connection: Connection, organization: int | None, found: Sequence[Duty]
) -> dict[int, dict[int, list[tuple[str, int]]]]:
    """Of each organization the meetings of each column, as (when, id) in their order. Read from the index alone."""
    places: dict[tuple[int, str], list[int]] = {}
    for place, duty in enumerate(found):
        for month in _months(duty.unit):
            places.setdefault((duty.kind_id, month), []).append(place)
    if not places:
        return {}
    first, last = min(duty.unit.first for duty in found), max(duty.unit.last for duty in found)
    query = select(Meeting.id, Meeting.organization_id, Meeting.kind_id, type_coerce(Meeting.starts_at, String)).where(
        Meeting.starts_at >= datetime.combine(first, time()),
        Meeting.starts_at < datetime.combine(last + timedelta(1), time()),
        Meeting.kind_id.in_({duty.kind_id for duty in found}),
    )
    if organization is not None:
        query = query.where(Meeting.organization_id.in_(subtree(organization)))
    held: dict[int, dict[int, list[tuple[str, int]]]] = {}
    for meeting, at_organization, kind, starts_at in connection.execute(query.order_by(Meeting.starts_at)).all():
        for place in places.get((kind, starts_at[:7]), ()):
            held.setdefault(at_organization, {}).setdefault(place, []).append((starts_at, meeting))
    return held


def _months(unit: Period) -> list[str]:
    count = (unit.last.year - unit.first.year) * 12 + unit.last.month - unit.first.month + 1
    months = (divmod(unit.first.month - 1 + number, 12) for number in range(count))
    return [f"{unit.first.year + years:04}-{month + 1:02}" for years, month in months]


class _Cells:
    """Makes the cells of one organization after another."""

    def __init__(
        self, found: Sequence[Duty], held: Mapping[int, Mapping[int, list[tuple[str, int]]]],
        needed: Mapping[date, set[int]], now: datetime, due_days: int,
    ) -> None:  # fmt: skip
        self._duties, self._held = found, held
        self._committees = [
            (place, needed[duty.unit.first]) for place, duty in enumerate(found) if duty.committee
        ]  # fmt: skip
        self._today, self._due_days = now.date(), due_days
        self._now = f"{now:%Y-%m-%d %H:%M:%S}~"  # after the same second however it is written
        self._empty: dict[str, dict[int, Cell]] = {}

    def of(self, node: Node, founded: date | None, dissolved: date | None) -> dict[int, Cell]:
        """What it would be with no meeting at all, then the cells of those that were."""
        cells = self._empty_of(node.kind).copy()
        for place, needed in self._committees:
            if place in cells and node.id not in needed:
                del cells[place]
        if founded is not None or dissolved is not None:
            for place in list(cells):
                unit = self._duties[place].unit
                if (founded or unit.first) > unit.first or (dissolved or unit.last) < unit.last:
                    del cells[place]
        held = self._held.get(node.id, {})
        due = {one for place, meetings in held.items() if place in cells for one in meetings}
        for place, meetings in held.items():
            unit = self._duties[place].unit
            if place in cells:
                cells[place] = self._cell(unit, cells[place].times, meetings)
            elif beyond := [one for one in meetings if one not in due]:  # what is due in another unit is not extra here
                cells[place] = self._cell(unit, 0, beyond)
        return cells

    def _empty_of(self, kind: str) -> dict[int, Cell]:
        """The duties of organizations of *kind* that held nothing: the same for all of them."""
        if kind not in self._empty:
            self._empty[kind] = {
                place: self._cell(duty.unit, duty.times[kind], ())
                for place, duty in enumerate(self._duties)
                if kind in duty.times
            }
        return self._empty[kind]

    def _cell(self, unit: Period, times: int, meetings: Sequence[tuple[str, int]]) -> Cell:
        held = tuple(_held(one) for one in meetings if one[0] <= self._now)
        planned = tuple(_held(one) for one in meetings[len(held) :])
        days = (unit.last - self._today).days
        if not times:
            state = State.EXTRA if held else State.PLANNED
        elif len(held) >= times:
            state = State.HELD
        elif days < 0:
            state = State.MISSING
        elif len(held) + len(planned) >= times:
            state = State.PLANNED
        elif unit.first > self._today:
            state = State.LATER
        else:
            state = State.SOON if days <= self._due_days else State.DUE
        return Cell(state, times, held, planned, days)


def _held(meeting: tuple[str, int]) -> Held:
    return Held(meeting[1], date.fromisoformat(meeting[0][:10]))


def _columns(found: Sequence[Duty], rows: Sequence[Row], period: Period) -> tuple[Column, ...]:
    """The duties with their totals."""
    due, held, missing = ([0] * len(found) for _ in range(3))
    for row in rows:
        for place, cell in row.cells.items():
            if times := cell.times:
                done = min(len(cell.held), times) if cell.held else 0
                due[place] += times
                held[place] += done
                if cell.state is State.MISSING:
                    missing[place] += times - done
    years = period.first.year != period.last.year
    return tuple(
        Column(duty, _label(duty, years), Tally(*counts))
        for duty, *counts in zip(found, due, held, missing, strict=True)
    )


def _label(duty: Duty, years: bool) -> str:
    """The unit in short."""
    year = f"{duty.unit.first.year}年" if years else ""
    match duty.months:
        case 1:
            return f"{year}{duty.unit.first.month}月"
        case 3:
            return f"{year}{'一二三四'[(duty.unit.first.month - 1) // 3]}季度"
        case _:
            return year or "全年"


def _day(day: date, monthly: bool) -> str:
    return f"{day.day}日" if monthly else f"{day.month}月{day.day}日"
