"""Reading training outside the office."""

from __future__ import annotations

from dataclasses import fields, replace

from sqlalchemy import ColumnElement, Connection, or_, select

from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import Field
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.models import Membership, Person
from db.people.queries import people
from db.study.draft import OutsideDraft
from db.study.fields import OUTSIDE_FIELDS
from db.study.models import OutsideTraining

TRAINING = table_of(OutsideTraining)


def get_outside(connection: Connection, training_id: int) -> tuple[OutsideDraft, str]:
    """The form's values of one training, and the person's name; ``UserError`` when it is gone."""
    row = connection.execute(
        select(TRAINING, Person.name.label("person")).join(Person).where(OutsideTraining.id == training_id)
    ).mappings().first()  # fmt: skip
    if row is None:
        raise UserError("这条培训记录已被删除，请刷新列表。")
    return OutsideDraft(**{field.name: row[field.name] for field in fields(OutsideDraft)}), row["person"]


def members_of(organization: int) -> ColumnElement[bool]:
    """Trainings of those who belong, or belonged when it began, to *organization* or below it."""
    places = subtree(organization).scalar_subquery()
    belonged = select(Membership.id).where(
        Membership.person_id == OutsideTraining.person_id, Membership.starts_on <= OutsideTraining.starts_on,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= OutsideTraining.starts_on),
        or_(Membership.organization_id.in_(places), Membership.group_id.in_(places)),
    )  # fmt: skip
    return belonged.exists()


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses = [TRAINING.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        clauses.append(members_of(wanted.organization))
    if wanted.period is not None:
        clauses.append(OutsideTraining.starts_on.between(wanted.period.first, wanted.period.last))
    return clauses


def _found(text: str) -> Ranks:
    """By the person's name, title or organizer of the training, or the certificate's number."""
    named = [select(Person.id).where(rank.where) for rank in people.found(text)]
    alike = [OutsideTraining.person_id.in_(query) for query in named]
    within = matches(TRAINING, text)
    found = or_(*alike, *([within] if within is not None else []), OutsideTraining.certificate == text)
    return (Rank(found, (OutsideTraining.starts_on.desc(),)),)


_person, _place = table_of(Person), table_of(Organization)
_by_name = {field.name: field for field in OUTSIDE_FIELDS}


def _columns(*names: str) -> tuple[tuple[Field, ColumnElement[object]], ...]:
    return tuple((_by_name[name], TRAINING.c[name]) for name in names)


trainings = Listing(
    table=TRAINING,
    source=TRAINING.join(_person, TRAINING.c.person_id == _person.c.id).outerjoin(
        _place, _person.c.organization_id == _place.c.id
    ),
    columns=(
        (Field("person", "姓名", width=72), _person.c.name),
        *_columns("starts_on", "title", "form", "hours"),
        (Field("organization", "所在组织", width=150), _place.c.name),
        *_columns("organizer", "ends_on", "certificate"),
        (replace(_by_name["note"], width=160), TRAINING.c.note),
    ),
    order=(OutsideTraining.starts_on.desc(),),
    narrow=_narrow,
    found=_found,
    sorts={"person": _person.c.pinyin},
    quick=lambda wanted: not wanted.typed and not wanted.sort and wanted.organization is None,
)
