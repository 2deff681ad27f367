"""Whom names on a list mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.models import Membership, Person
from db.people.queries import Found, sitting

_BATCH = 500


def named(connection: Connection, names: Sequence[str], organization: int | None, day: date) -> dict[str, list[Found]]:
    """Everyone of each name. Where some belong to *organization* or below on *day*, only they are meant."""
    found: dict[str, list[Found]] = {name: [] for name in names}
    for start in range(0, len(names), _BATCH):
        query = (
            select(Person.id, Person.name, Organization.name.label("place"), Person.stage)
            .outerjoin(Organization, Organization.id == Person.organization_id)
            .where(Person.name.in_(names[start : start + _BATCH]))
            .order_by(Person.pinyin, Person.id)
        )
        for row in connection.execute(query):
            found[row.name].append(Found(row.id, row.name, " ".join(filter(None, (row.place, row.stage)))))
    if organization is None:
        return found
    several = [person.id for people in found.values() if len(people) > 1 for person in people]
    here = _belonging(connection, several, organization, day)
    return {
        name: [person for person in people if person.id in here] or people if len(people) > 1 else people
        for name, people in found.items()
    }


def _belonging(connection: Connection, person_ids: Sequence[int], organization: int, day: date) -> set[int]:
    places = subtree(organization)
    query = select(Membership.person_id).where(
        Membership.person_id.in_(person_ids),
        Membership.organization_id.in_(places) | Membership.group_id.in_(places),
        sitting(Membership.starts_on, Membership.ends_on, day),
    )
    return set(connection.execute(query).scalars())
