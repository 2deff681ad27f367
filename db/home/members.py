"""Members the day concerns: whose probation ends, and whose political birthday (政治生日) this month has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Date, Select, func, or_, select, type_coerce

from db.home.asked import Asked, months_later
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.fields import PARTY_STAGES
from db.people.models import Person
from db.rules.queries import Rules

_PROBATIONARY = PARTY_STAGES[0]


@dataclass(frozen=True, slots=True)
class Member:
    """``day``: the last of the probation; of a birthday, that of this year. ``years`` since joining."""

    id: int
    name: str
    organization: str
    day: date
    years: int = 0


def probation_ending(connection: Connection, asked: Asked, rules: Rules) -> list[Member]:
    """预备党员 whose probation ends within the days the rules say, or is over, the earliest first."""
    months = int(rules.number("probation.months", asked.today))
    until = asked.today + timedelta(days=int(rules.number("probation.remind_days", asked.today)))
    found = []
    for id, name, place, joined_on in connection.execute(_members(asked, Person.stage == _PROBATIONARY)):
        ends_on = months_later(joined_on, months)
        if ends_on <= until:
            found.append(Member(id, name, place, ends_on))
    return sorted(found, key=lambda one: one.day)


def birthdays(connection: Connection, asked: Asked) -> list[Member]:
    """Members who joined in this month of an earlier year, by the day."""
    today = asked.today
    in_month = func.strftime("%m", Person.joined_on) == f"{today.month:02}"
    query = _members(asked, Person.stage.in_(PARTY_STAGES), in_month, Person.joined_on < today.replace(month=1, day=1))
    found = [
        Member(
            id, name, place, months_later(joined_on, (today.year - joined_on.year) * 12), today.year - joined_on.year
        )
        for id, name, place, joined_on in connection.execute(query)
    ]
    return sorted(found, key=lambda one: (one.day, -one.years))


def _members(asked: Asked, *where: ColumnElement[bool]) -> Select[int, str, str, date]:
    query = (
        select(Person.id, Person.name, func.coalesce(Organization.name, ""), type_coerce(Person.joined_on, Date))
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.joined_on.is_not(None), *where)
        .order_by(Person.pinyin, Person.id)
    )
    if asked.organization is None:
        return query
    inside = subtree(asked.organization)
    return query.where(or_(Person.organization_id.in_(inside), Person.group_id.in_(inside)))
