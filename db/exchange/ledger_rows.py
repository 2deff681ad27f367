"""The rows of a ledger as its sheet writes them: a value a column, read page by page with a few queries a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Executable, func, or_, select

from db.core.listing import Filter
from db.exchange import decided, duty_rows, percents, roster
from db.exchange.ledgers import Ledger
from db.exchange.lookup import among
from db.exchange.places import written_names
from db.meetings.draft import RosterLine, titles
from db.meetings.models import Meeting
from db.meetings.queries import MEETING, kinds, meetings
from db.meetings.records import agenda_of, readings_of, resolutions_of, roster_of, votes_of
from db.meetings.status import Status
from db.organizations.models import Organization
from db.organizations.queries import ORGANIZATION, nodes, organizations, subtree
from db.people.models import Membership, Person, Post
from db.people.queries import PERSON, people

Values = dict[str, Any]  # a column's name → its value
_PAGE = 500


class LedgerRows:
    """The rows of *ledger* that *wanted* finds, as ``connection`` sees them. ``full``: identity numbers and phones."""

    def __init__(self, connection: Connection, ledger: Ledger, wanted: Filter, *, full: bool) -> None:
        self._connection = connection
        self._ledger = ledger
        self._full = full
        find, self._read = _READ[ledger.name]
        self._ids = find(connection, wanted)
        self._tree = nodes(connection)
        self.places = written_names(self._tree)
        self.groups = {node.id: node.name for node in self._tree}  # a group is looked for in its own organization
        self.kinds = {kind.id: kind.name for kind in kinds(connection)}

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Names that more than one person bears."""
        query = select(Person.name).group_by(Person.name).having(func.count() > 1)
        return frozenset(self._connection.execute(query).scalars())

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[list[Any]]:
        for start in range(0, len(self._ids), _PAGE):
            page = list(self._ids[start : start + _PAGE])
            found = self._read(self, self._connection, page)
            for row_id in page:
                if row_id in found:
                    yield self._written(found[row_id])

    def _written(self, values: Values) -> list[Any]:
        return [self._cell(column.name, column.field.mask, values[column.name]) for column in self._ledger.columns]

    def _cell(self, name: str, mask: Callable[[str], str] | None, value: Any) -> Any:
        if value and mask is not None and not self._full:
            return mask(value)
        if name == "group_id":
            return self.groups.get(value)
        if name in ("organization_id", "parent_id"):
            return self.places.get(value)
        if name == "kind_id":
            return self.kinds.get(value)
        if name in ("percent", "share"):
            return percents.written(value)
        if isinstance(value, bool):
            return self._ledger.column(name).field.show(value)
        if isinstance(value, tuple):
            return ("、" if name == "categories" else "\n").join(value)
        return value


def _organization_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    """Those above before those below: so they can be read in again."""
    found = organizations.ids(connection, wanted)
    if wanted.typed or wanted.sort:
        return found
    kept = set(found)
    return [node.id for node in nodes(connection) if node.id in kept]


def _organizations(_rows: LedgerRows, connection: Connection, ids: list[int]) -> dict[int, Values]:
    return _by_id(connection, select(ORGANIZATION).where(Organization.id.in_(ids)))


def _person_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    return people.ids(connection, wanted)


def _people(_rows: LedgerRows, connection: Connection, ids: list[int]) -> dict[int, Values]:
    since = select(Membership.person_id, Membership.starts_on).where(
        Membership.person_id.in_(ids), Membership.ends_on.is_(None)
    )
    stays = {row.person_id: row.starts_on for row in connection.execute(since)}
    found = _by_id(connection, select(PERSON).where(Person.id.in_(ids)))
    return {row_id: values | {"since": stays.get(row_id)} for row_id, values in found.items()}


def _post_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    """Posts held in the organization and below it on some day of the period."""
    query = select(Post.id).join(Person).join(Organization, Organization.id == Post.organization_id)
    if wanted.organization is not None:
        query = query.where(Post.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        first, last = wanted.period.first, wanted.period.last
        query = query.where(Post.starts_on <= last, or_(Post.ends_on.is_(None), Post.ends_on >= first))
    if wanted.typed:
        query = query.where(or_(*(column.contains(wanted.typed, autoescape=True) for column in (
            Person.name, Organization.name, Post.title,
        ))))  # fmt: skip
    order = (Organization.position, Organization.id, Post.ends_on.is_not(None), Post.body.desc(), Post.rank, Post.id)
    return connection.execute(query.order_by(*order)).scalars().all()


def _posts(_rows: LedgerRows, connection: Connection, ids: list[int]) -> dict[int, Values]:
    query = select(
        Post.id, Post.organization_id, Person.name.label("person_id"), Person.id_number, Post.body, Post.title,
        Post.starts_on, Post.ends_on, Post.reason,
    )  # fmt: skip
    return _by_id(connection, query.join(Person).where(Post.id.in_(ids)))


def _meeting_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    return meetings.ids(connection, wanted)


def _meetings(rows: LedgerRows, connection: Connection, ids: list[int]) -> dict[int, Values]:
    found = _by_id(connection, select(MEETING).where(Meeting.id.in_(ids)))
    agenda, readings = agenda_of(connection, ids), readings_of(connection, ids)
    rosters, votes, resolutions = roster_of(connection, ids), votes_of(connection, ids), resolutions_of(connection, ids)
    asides = _places_of_namesakes(rows, connection, rosters)
    for row_id, values in found.items():
        lines = rosters.get(row_id, ())
        values["agenda"], values["readings"] = titles(agenda.get(row_id, ())), readings.get(row_id, ())
        values.update({name: _attended(lines, status, asides) for name, status in roster.COLUMNS.items()})
        values["spoke"] = _attended([line for line in lines if line.spoke], Status.PRESENT, asides)
        values["votes"] = decided.votes_written(votes.get(row_id, ()))
        values["resolutions"] = decided.resolutions_written(resolutions.get(row_id, ()))
    return found


def _attended(lines: Sequence[RosterLine], status: Status, places: Mapping[int | None, str]) -> str:
    """张喆、李华（因病）、李华（春和社区第二党支部；因病）"""
    told = []
    for line in lines:
        if line.status is status:
            aside = roster.APART.join(filter(None, (places.get(line.person_id), line.reason)))
            told.append(f"{line.name}（{aside}）" if aside else line.name)
    return "、".join(told)


def _places_of_namesakes(
    rows: LedgerRows, connection: Connection, rosters: Mapping[int, Sequence[RosterLine]]
) -> dict[int | None, str]:
    """Person → organization, for those whose name others bear too."""
    ids = {
        line.person_id for lines in rosters.values() for line in lines
        if line.person_id is not None and line.name in rows.namesakes
    }  # fmt: skip
    found = connection.execute(select(Person.id, Person.organization_id).where(among(Person.id, ids)))
    return {person_id: rows.places.get(place or 0, "") for person_id, place in found}


def _by_id(connection: Connection, query: Executable) -> dict[int, Values]:
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


_Find = Callable[[Connection, Filter], Sequence[int]]
_Read = Callable[[LedgerRows, Connection, list[int]], dict[int, Values]]
_READ: dict[str, tuple[_Find, _Read]] = {
    "organizations": (_organization_ids, _organizations),
    "people": (_person_ids, _people),
    "posts": (_post_ids, _posts),
    "meetings": (_meeting_ids, _meetings),
    "problems": (duty_rows.problem_ids, lambda _rows, connection, ids: duty_rows.problems_written(connection, ids)),
    "responsibilities": (
        duty_rows.item_ids,
        lambda rows, connection, ids: duty_rows.items_written(connection, ids, rows.kinds),
    ),
    "tasks": (duty_rows.task_ids, lambda _rows, connection, ids: duty_rows.tasks_written(connection, ids)),
}
