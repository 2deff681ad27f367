"""Reading people: the list, one record, who belonged where on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, SQLColumnExpression, Text, and_, func, or_, select, type_coerce

from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import Field
from db.core.listing import Filter, Listing, Rank, Ranks, prefix
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people import identity
from db.people.draft import DERIVED, PersonDraft
from db.people.fields import FIELDS, PARTY_STAGES
from db.people.models import Membership, Person

PERSON = table_of(Person)


@dataclass(frozen=True, slots=True)
class Found:
    """A person a picker offers. ``detail`` tells namesakes apart."""

    id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership as the person's page shows it."""

    id: int
    organization: str
    group: str
    starts_on: date
    ends_on: date | None
    reason: str


def sitting(
    starts_on: SQLColumnExpression[date], ends_on: SQLColumnExpression[date | None], day: date
) -> ColumnElement[bool]:
    """*day* lies in a dated fact; both ends belong to it."""
    return and_(starts_on <= day, or_(ends_on.is_(None), ends_on >= day))


def members_on(connection: Connection, organization: int, day: date, *, below: bool = False) -> list[Found]:
    """Party members of an organization or a group on *day*, by pinyin; with *below*, of everything under it too."""
    places = list(connection.execute(subtree(organization)).scalars()) if below else [organization]
    return members_where(connection, or_(Membership.organization_id.in_(places), Membership.group_id.in_(places)), day)


def members_where(connection: Connection, belongs: ColumnElement[bool], day: date) -> list[Found]:
    """Party members on *day* whose membership that day is such as *belongs* says, by pinyin."""
    rows = connection.execute(
        select(Person.id, Person.name, Organization.short_name, Person.pinyin)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(belongs, sitting(Membership.starts_on, Membership.ends_on, day), party_member_on(day))
        .order_by(Person.pinyin, Person.id)
        .distinct()
    )
    return [Found(*row[:3]) for row in rows]


def party_member_on(day: date) -> ColumnElement[bool]:
    """Full or probationary now and joined by *day*; an unknown joining date counts as long ago.

    Who is no longer a member is nobody's member on any day: the day the membership ended is not recorded yet.
    """
    return and_(Person.stage.in_(PARTY_STAGES), or_(Person.joined_on.is_(None), Person.joined_on <= day))


def stays_of(connection: Connection, person_id: int) -> list[Stay]:
    """Where a person belonged, newest first."""
    group = table_of(Organization).alias("own_group")
    rows = connection.execute(
        select(
            Membership.id, Organization.name, func.coalesce(group.c.name, ""), Membership.starts_on,
            Membership.ends_on, Membership.reason,
        )
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(group, group.c.id == Membership.group_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.starts_on.desc())
    )  # fmt: skip
    return [Stay(*row) for row in rows]


def find_people(connection: Connection, text: str, limit: int = 12) -> list[Found]:
    """People whose name, pinyin or initials fit what was typed, best first."""
    rows = _placed.first(connection, Filter(text=text), limit)
    return [Found(row[0], row[1], " ".join(filter(None, row[2:]))) for row in rows]


def duplicates(
    connection: Connection, name: str, born_on: date | None, id_number: str, person_id: int | None
) -> list[str]:
    """Sentences that warn of people who may be the same: same identity number, or same name and birth date."""
    alike = []
    if id_number:
        alike.append((Person.id_number == id_number, "身份证号相同"))
    if born_on:
        alike.append((and_(Person.name == name, Person.born_on == born_on), "姓名和出生日期相同"))
    warnings = []
    for condition, why in alike:
        rows = connection.execute(
            select(Person.name, Organization.name)
            .outerjoin(Organization, Organization.id == Person.organization_id)
            .where(condition, Person.id != (person_id or 0))
            .limit(3)
        )
        warnings += [f"与“{row[0]}”（{row[1] or '未编入组织'}）{why}" for row in rows]
    return warnings


def get_person(connection: Connection, person_id: int) -> PersonDraft:
    """The form's values of one person; ``UserError`` when the record is gone."""
    row = connection.execute(select(PERSON).where(Person.id == person_id)).mappings().first()
    if row is None:
        raise UserError("这条人员记录已被删除，请刷新列表。")
    since = connection.execute(
        select(Membership.starts_on).where(Membership.person_id == person_id, Membership.ends_on.is_(None))
    ).scalar()
    stored = {field.name: row[field.name] for field in fields(PersonDraft) if field.name not in DERIVED}
    return PersonDraft(**stored, since=since)


def names_of(connection: Connection, person_ids: Sequence[int]) -> dict[int, str]:
    """The name of each of *person_ids* that is there."""
    rows = connection.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def member_counts(connection: Connection) -> dict[int, int]:
    """Present Party members by organization and by group."""
    counts: Counter[int] = Counter()
    for column in (Person.organization_id, Person.group_id):
        rows = connection.execute(
            select(column, func.count()).where(column.is_not(None), Person.stage.in_(PARTY_STAGES)).group_by(column)
        )
        counts.update({int(row[0] or 0): row[1] for row in rows})
    return counts


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses = [_choice(name, value) for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        places = subtree(wanted.organization)
        stays = select(Membership.person_id).where(
            or_(Membership.organization_id.in_(places), Membership.group_id.in_(places))
        )
        if wanted.period is None:
            stays = stays.where(Membership.ends_on.is_(None))
        else:
            first, last = wanted.period.first, wanted.period.last
            stays = stays.where(
                Membership.starts_on <= last, or_(Membership.ends_on.is_(None), Membership.ends_on >= first)
            )
        clauses.append(Person.id.in_(stays))
    return clauses


def _choice(name: str, value: object) -> ColumnElement[bool]:
    if name == "categories":
        return type_coerce(Person.categories, Text).like(f"%|{value}|%")  # as text: the pattern is no tuple
    if name == "stage" and value == "党员":
        return Person.stage.in_(PARTY_STAGES)
    return PERSON.c[name] == value


def _found(text: str) -> Ranks:
    """Names by Chinese or Latin letters; identity numbers and phones by exact match only."""
    if text.isascii():
        latin = "".join(text.lower().split())
        number = identity.normalise(text)
        if number[:-1].isdigit():
            return (Rank(or_(Person.id_number == number, Person.phone.in_((text, number))), (Person.pinyin,)),)
        return (
            Rank(prefix(Person.initials, latin), (Person.initials,)),
            Rank(prefix(Person.pinyin, latin), (Person.pinyin,)),
            Rank(prefix(Person.name, text), (Person.name,)),
        )
    starts = Rank(prefix(Person.name, text), (Person.name,))
    within = matches(PERSON, text)
    return (starts, Rank(within)) if within is not None else (starts,)


def _quick(wanted: Filter) -> bool:
    """In order of names an index gives the first page, unless the memberships of a scope have to be gone through."""
    by_name = not wanted.sort or (wanted.sort == "name" and not wanted.typed)
    return by_name and wanted.organization is None


_group = table_of(Organization).alias("own_group")
_place = table_of(Organization)
_by_name = {field.name: field for field in FIELDS}


def _columns(*names: str) -> tuple[tuple[Field, ColumnElement[object]], ...]:
    return tuple((_by_name[name], PERSON.c[name]) for name in names)


people = Listing(
    table=PERSON,
    source=PERSON.outerjoin(_place, PERSON.c.organization_id == _place.c.id).outerjoin(
        _group, PERSON.c.group_id == _group.c.id
    ),
    columns=(
        *_columns("name", "sex"),
        (Field("organization", "所在组织", width=204), _place.c.name),
        (Field("group", "党小组", width=140), _group.c.short_name),
        *_columns("stage", "born_on", "joined_on", "full_member_on", "education", "ethnic"),
        *_columns("categories", "phone", "id_number"),
    ),
    order=(Person.pinyin,),
    narrow=_narrow,
    found=_found,
    sorts={"name": PERSON.c.pinyin},
    quick=_quick,
)

_placed = people.showing("name", "organization", "group")
